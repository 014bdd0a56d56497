"""Tables of the figures, in Markdown: the tool's figures, and others as ratios to them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.result import Phase, Row, middle
from benchmarks.subject import TOOL, Work

# A ratio from here on is a difference that one can speak of.
_BEHIND = 1.05


@dataclass(frozen=True)
class Figure:
    """One kind of figure: its name in tables, how it is read, and how it is written."""

    name: str
    of: Callable[[Row], float]
    digits: int = 0

    def written(self, value: float) -> str:
        """Return a figure as text, with only the reliable digits (0.05 s, 120 s)."""
        digits = self.digits if value < 100 else 0
        return f"{value:,.{digits}f}"


REQUESTS = Figure("requests", lambda row: row.requests)
WRITES = Figure("writes", lambda row: row.writes)
POINTS = Figure("points", lambda row: row.points + row.rest)
PROCESSES = Figure("processes", lambda row: row.processes)
PROCESSOR = Figure("CPU s", lambda row: row.processor, 2)
WALL = Figure("wall s", lambda row: row.wall, 1)
# Figures in which the tool may be behind: those that a busy machine does not change, and all.
STEADY = (REQUESTS, POINTS, PROCESSOR)
COMPARED = (*STEADY, WALL)


@dataclass(frozen=True)
class Behind:
    """A figure of the tool for which a peer has a better one."""

    tool: Row
    peer: str
    figure: Figure
    ours: float
    theirs: float


def medians(rows: Iterable[Row]) -> list[Row]:
    """Return one row for each measured task, in the order of the first rows."""
    found: dict[object, list[Row]] = {}
    for row in rows:
        found.setdefault(row.place, []).append(row)
    return [middle(each) for each in found.values()]


def comparison(rows: Sequence[Row], counted: Sequence[Row], work: Work, phase: Phase) -> str:
    """Return the table of one work in one phase at all latencies; `counted` has the processes."""
    chosen = [row for row in rows if (row.work, row.phase) == (work, phase)]
    if not chosen:
        return ""
    latencies = sorted({row.latency for row in chosen})
    subjects = list(dict.fromkeys(row.subject for row in chosen))
    figures = [REQUESTS, WRITES, POINTS, PROCESSES, PROCESSOR]
    head = [figure.name for figure in figures] + [f"wall s at {each} ms" for each in latencies]
    lines = []
    for name in subjects:
        own = {row.latency: row for row in chosen if row.subject == name}
        ours = {row.latency: row for row in chosen if row.subject == TOOL}
        one, tool = own.get(latencies[0]), ours.get(latencies[0])
        cells = []
        for figure in figures:
            if figure is PROCESSES:
                pair = _counted(counted, work, phase, name), _counted(counted, work, phase, TOOL)
            else:
                pair = one, tool
            cells.append(_cell(figure, *pair))
        cells += [_cell(WALL, own.get(each), ours.get(each)) for each in latencies]
        lines.append([_named(name), *cells])
    return _table([work.value, *head], lines)


def growth(rows: Sequence[Row], what: str, phases: Sequence[Phase]) -> str:
    """Return the table of a part in which sizes grow: for each size, phase and subject a line."""
    figures = [REQUESTS, WRITES, POINTS, PROCESSOR, WALL]
    lines = []
    for size in sorted({row.size for row in rows}):
        for phase in phases:
            found = [row for row in rows if (row.size, row.phase) == (size, phase)]
            tool = next((row for row in found if row.subject == TOOL), None)
            for row in found:
                cells = [_cell(figure, row, tool) for figure in figures]
                lines.append([f"{size:,}", _short(phase), _named(row.subject), *cells])
    return _table([what, "", "", *(figure.name for figure in figures)], lines)


def differing(rows: Iterable[Row]) -> list[str]:
    """Return sentences about subjects that ended with another state than the tool."""
    found = []
    ended = {(row.part, row.work, row.phase, row.size, row.subject): row for row in rows}
    for (part, work, phase, size, name), row in ended.items():
        tool = ended.get((part, work, phase, size, TOOL))
        if phase is not Phase.PLAN and tool is not None and tool.state != row.state:
            found.append(f"{name}, {work.value}, {phase.value}, {size:,}")
    return found


def behind(
    rows: Sequence[Row], limits: Iterable[str], figures: Sequence[Figure] = COMPARED
) -> list[Behind]:
    """Return the figures in which a peer needs less than the tool; the limit is not a peer."""
    left_out = {*limits, TOOL}
    found = []
    for row in rows:
        tool = next((each for each in rows if _is_beside(each, row)), None)
        if row.subject in left_out or tool is None:
            continue
        for figure in figures:
            ours, theirs = figure.of(tool), figure.of(row)
            if ours > theirs * _BEHIND:
                found.append(Behind(tool, row.subject, figure, ours, theirs))
    return found


def behind_table(found: Sequence[Behind]) -> str:
    """Return a table of the cases in which the tool is behind: its figure, and the best peer's."""
    columns = list(dict.fromkeys(_column(each) for each in sorted(found, key=_order)))
    lines: dict[tuple[str, str], dict[str, Behind]] = {}
    for each in found:
        cells = lines.setdefault((_task(each.tool), _short(each.tool.phase)), {})
        best = cells.setdefault(_column(each), each)
        if each.theirs < best.theirs:
            cells[_column(each)] = each
    rows = [
        [*place, *(_versus(cells[name]) if name in cells else "" for name in columns)]
        for place, cells in lines.items()
    ]
    return _table(["", "", *columns], rows)


def _task(row: Row) -> str:
    """Return a description of the task."""
    sized = {
        "issues": f"{row.size:,} issues",
        "chains": f"a chain of {row.size:,}",
        "labels": f"{row.size:,} labels",
        "crowd": f"few among {row.size:,}",
    }
    return sized.get(row.part, f"LLuMinary, {row.work.value}")


def _column(behind: Behind) -> str:
    is_timed = behind.figure is WALL
    return f"wall s at {behind.tool.latency} ms" if is_timed else behind.figure.name


def _order(behind: Behind) -> tuple[int, int]:
    return COMPARED.index(behind.figure), behind.tool.latency


def _versus(behind: Behind) -> str:
    ours, theirs = behind.figure.written(behind.ours), behind.figure.written(behind.theirs)
    return f"{ours}; {behind.peer} {theirs}"


def _is_beside(tool: Row, row: Row) -> bool:
    """Tell whether a row is the tool's, about the same as another."""
    about = [(each.part, *each.place[2:]) for each in (tool, row)]
    return tool.subject == TOOL and about[0] == about[1]


def _counted(rows: Sequence[Row], work: Work, phase: Phase, name: str) -> Row | None:
    chosen = [row for row in rows if (row.work, row.phase, row.subject) == (work, phase, name)]
    return chosen[-1] if chosen else None


def _cell(figure: Figure, row: Row | None, tool: Row | None) -> str:
    """Return a figure, and its ratio to the tool's."""
    if row is None:
        return ""
    value = figure.written(figure.of(row))
    if tool is None or row.subject == TOOL or not figure.of(tool):
        return value
    ratio = figure.of(row) / figure.of(tool)
    return f"{value} · {ratio:.{0 if ratio >= 10 else 1}f} ×"


def _named(subject: str) -> str:
    return f"**{subject}**" if subject == TOOL else subject


def _short(phase: Phase) -> str:
    return {Phase.CHANGE: "one change", Phase.PLAN: "dry run"}.get(phase, phase.value)


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Return a table; from the requests on, columns stand to the right."""
    first = head.index(REQUESTS.name) if REQUESTS.name in head else len(head)
    rule = ["---" if at < first else "--:" for at in range(len(head))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [head, rule, *lines])
