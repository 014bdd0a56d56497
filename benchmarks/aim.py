"""Aims that were set before the work began, their results, and the reasons for missed ones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from benchmarks import schedule, table
from benchmarks.result import Phase, Row
from benchmarks.subject import TOOL, Work
from benchmarks.table import Figure

Parts = Mapping[str, Sequence[Row]]
# What tells a figure of the rows; None where they do not have it.
Reading = Callable[[Parts], float | None]


@dataclass(frozen=True)
class Aim:
    """A figure that was not to be exceeded; `why` says what stands in the way of more.

    `held_by` is the test that holds what no benchmark measures.
    """

    what: str
    most: float
    read: Reading | None = None
    unit: str = ""
    digits: int = 0
    why: str = ""
    held_by: str = ""

    def written(self, value: float) -> str:
        """Return a figure of this aim as text."""
        return f"{value:,.{self.digits}f}{self.unit}"


def _found(
    parts: Parts,
    part: str,
    phase: Phase,
    subject: str = TOOL,
    work: Work = Work.EVERYTHING,
    size: int | None = None,
    latency: int | None = None,
) -> Row | None:
    """Return the row of a subject in a phase; by default the one with the least latency."""
    rows = [
        row
        for row in parts[part]
        if (row.subject, row.work, row.phase) == (subject, work, phase)
        and size in {None, row.size}
        and latency in {None, row.latency}
    ]
    return min(rows, key=lambda row: row.latency) if rows else None


def _figure(figure: Figure, part: str, phase: Phase, size: int | None = None) -> Reading:
    def read(parts: Parts) -> float | None:
        row = _found(parts, part, phase, size=size)
        return None if row is None else figure.of(row)

    return read


def _against(peer: str, work: Work, latency: int) -> Reading:
    """Return a function for the tool's wall time in a first run, as a ratio to a peer's."""

    def read(parts: Parts) -> float | None:
        tool, other = (
            _found(parts, schedule.COMPARE, Phase.FIRST, name, work, latency=latency)
            for name in (TOOL, peer)
        )
        return tool.wall / other.wall if tool and other else None

    return read


def _growth(part: str, phase: Phase) -> Reading:
    """Return a function for the power of the number by which CPU time grows; 1 is linear."""

    def read(parts: Parts) -> float | None:
        rows = [row for row in parts[part] if (row.subject, row.phase) == (TOOL, phase)]
        *_, small, large = [None, None, *sorted(rows, key=lambda row: row.size)]
        if small is None or large is None or small.size == large.size:
            return None
        return log(large.processor / small.processor) / log(large.size / small.size)

    return read


_REQUESTS, _CPU = table.REQUESTS, table.PROCESSOR
_COMPARE, _ISSUES, _CROWD = schedule.COMPARE, schedule.ISSUES, schedule.CROWD
AIMS = (
    Aim("LLuMinary, first run: requests", 28, _figure(_REQUESTS, _COMPARE, Phase.FIRST)),
    Aim("LLuMinary, nothing to do: requests", 2, _figure(_REQUESTS, _COMPARE, Phase.AGAIN)),
    Aim(
        "LLuMinary, first run at 200 ms: wall time against the limit client, one by one",
        1.4,
        _against("limit, one by one", Work.EVERYTHING, 200),
        " ×",
        1,
        "28 requests, 8 of them sent at the same time as others, are 20 round trips in a row, or "
        "4.0 s at 200 ms: two read, two take the lock of a new repository, 11 are documents, two "
        "are milestones for which no document is full enough, one reads texts again, one writes a "
        "file, and the last one reads back. The tool's own work is added to that: Python with its "
        "packages, planning, and reading the answer to each document, because the next one depends "
        "on it. The limit client makes 20 requests with one connection, without a lock, a "
        "register, reading again and reading back. Only by sending two documents at once could the "
        "tool do more at the same time, and GitHub advises against that. The documents are as full "
        "as the dependencies allow. The lock is not released with the last document, because a "
        "file and the register follow.",
    ),
    Aim(
        "LLuMinary, one label and one issue changed: requests",
        4,
        _figure(_REQUESTS, _COMPARE, Phase.CHANGE),
        why="one request reads, or two if no earlier run was on this machine; one takes the lock, "
        "or two if no earlier run was in the repository; one writes; one reads back. If texts are "
        "overwritten, one more reads again, and one more releases the lock: it cannot be released "
        "with the last changes then, because a text that somebody edited in between is put back "
        "after them, under the lock. Nothing is read in the answer to a write: GitHub may show "
        "the value that it was told, not the value that it keeps, and if it could not read a "
        "part, nobody would know whether the write was done.",
    ),
    Aim(
        "setup-labels at 50 ms: wall time against label-sync",
        1.2,
        _against("label-sync", Work.LABELS, 50),
        " ×",
        1,
        "both need two round trips: label-sync reads, and then sends all labels at the same time; "
        "the tool reads, and then sends them in one document. These round trips are 0.1 s. The "
        "rest, some 0.3 s, passes before the first request, in Python with its packages and the "
        "checks of the input; the processes of `gh` are started meanwhile.",
    ),
    Aim(
        "5,000 issues and cards, nothing to do: requests",
        60,
        _figure(_REQUESTS, _ISSUES, Phase.AGAIN, size=5000),
    ),
    Aim(
        "20 declared issues among 20,000, nothing to do: requests",
        4,
        _figure(_REQUESTS, _CROWD, Phase.AGAIN, size=20_000),
    ),
    Aim(
        "20 declared issues among 20,000, first run: requests, 100 of them one parallel pass",
        128,
        _figure(_REQUESTS, _CROWD, Phase.FIRST, size=20_000),
    ),
    Aim(
        "LLuMinary, nothing to do: CPU",
        0.35,
        _figure(_CPU, _COMPARE, Phase.AGAIN),
        " s",
        2,
        "two thirds of the time go into starting Python with its packages and into checking the "
        "input, before the first request; each process of `gh` takes 0.04 to 0.06 s. The tool does "
        "not rely on the findings of an earlier run: it reads, checks and compares everything "
        "again.",
    ),
    Aim(
        "5,000 issues and cards, nothing to do: CPU",
        3.0,
        _figure(_CPU, _ISSUES, Phase.AGAIN, size=5000),
        " s",
        1,
        "a quarter of the time goes into the backlog: its text of two million characters is read, "
        "checked and rendered each time. To keep the parsed text for the next run would save less "
        "than a tenth of all. Up to a third goes into the processes of `gh`: pages are read at the "
        "same time, two in each process, or up to eight if GitHub answered quickly in the last "
        "run; reading them one after the other would take longer. Most of the rest is for 13,000 "
        "things: they are taken from the answers, compared, and written to the output, the journal "
        "and the report.",
    ),
    Aim(
        "growth of CPU with issues, nothing to do: as the number to the power of",
        1.05,
        _growth(_ISSUES, Phase.AGAIN),
        digits=2,
    ),
    Aim(
        "growth of CPU with chains, what a first run would do: as the number to the power of",
        1.05,
        _growth(schedule.CHAINS, Phase.PLAN),
        digits=2,
    ),
    Aim(
        "growth of CPU with labels, first run: as the number to the power of",
        1.05,
        _growth(schedule.LABELS, Phase.FIRST),
        digits=2,
    ),
    Aim(
        "`--version`, `--help`, `--list`: wall time",
        0.2,
        unit=" s",
        digits=2,
        held_by="`tests/test_start_up.py` holds what they load",
    ),
    Aim(
        "forecast against the paced run: apart by",
        10,
        unit=" %",
        held_by="`tests/run/test_flow.py` holds it, on a clock of its own",
    ),
)


def told(parts: Parts, *, is_busy: bool) -> str:
    """Return the table of the aims, and below it the reasons for the missed aims.

    Times of a busy machine are not judged.
    """
    lines, reasons = [], []
    for aim in AIMS:
        value = aim.read(parts) if aim.read else None
        is_timed = " s" in aim.unit or "×" in aim.unit or "growth" in aim.what
        now = aim.held_by or "not measured"
        if value is not None:
            now = aim.written(value)
            if not (is_timed and is_busy) and round(value, aim.digits) > aim.most:
                now = f"**{now}**"
                reasons.append(f"- **{aim.what}**: {aim.why or 'not known yet.'}")
        lines.append(f"| {aim.what} | {aim.written(aim.most)} | {now} |")
    head = ["| what | at most | now |", "| --- | --: | --: |"]
    missed = ["", "The tool missed the aims in bold. The reasons:", "", *reasons] if reasons else []
    return "\n".join([*head, *lines, *missed])
