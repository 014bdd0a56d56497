"""The page of the benchmarks and its pictures, made from the existing results."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import aim, machine, plot, schedule, starting, subject, table
from benchmarks.machine import Machine
from benchmarks.plot import Bar, Line, Panel
from benchmarks.result import Phase, Results, Row
from benchmarks.starting import Start
from benchmarks.subject import TOOL, Subject, Work
from benchmarks.table import Behind, Figure
from benchmarks.template import template

_PHASES = (Phase.FIRST, Phase.AGAIN, Phase.CHANGE)
_NAME = "benchmarks"
_FIGURES = "figures"


@dataclass(frozen=True)
class Content:
    """The content of the page: the medians of each part, and the machine."""

    parts: dict[str, list[Row]]
    machine: Machine
    subjects: tuple[Subject, ...]
    starts: tuple[Start, ...] = ()

    @property
    def rows(self) -> list[Row]:
        """The rows of all parts whose times count: without those under strace."""
        return [
            row for part, rows in self.parts.items() for row in rows if part != schedule.PROCESSES
        ]

    @property
    def load(self) -> str:
        """The least and the greatest load average of the machine just before a measurement."""
        loads = [row.load for row in self.rows]
        return f"{min(loads):.1f} to {max(loads):.1f}" if loads else "unknown"

    @property
    def is_busy(self) -> bool:
        """Tell whether other work took so much of the machine that times mean nothing.

        Subjects of many processes raise the load of an idle machine for a while, too.
        """
        loads = [row.load for row in self.rows]
        return bool(loads) and median(loads) > self.machine.cores

    @property
    def behind(self) -> list[Behind]:
        """The figures in which a peer beats the tool; without times if the machine was busy."""
        limits = {each.name for each in self.subjects if each.is_limit}
        figures = table.STEADY if self.is_busy else table.COMPARED
        return table.behind(self.rows, limits, figures)

    def comparison(self, work: Work, phase: Phase) -> str:
        """Return the table of a work in a phase."""
        counted = self.parts[schedule.PROCESSES]
        return table.comparison(self.parts[schedule.COMPARE], counted, work, phase)

    @property
    def aims(self) -> str:
        """The table of the aims."""
        return aim.told(self.parts, is_busy=self.is_busy)

    def growth(self, part: str, what: str) -> str:
        """Return the table of a part in which sizes grow."""
        return table.growth(self.parts[part], what, tuple(Phase))


def write(results: Results, folder: Path) -> Path:
    """Write the page into a folder, and its pictures into one beside it; return the page's path.

    The figures are copied there, too. Raises FileNotFoundError where nothing was measured.
    """
    subjects = subject.all_of_them()
    order = [each.name for each in subjects]
    parts = {
        part: sorted(table.medians(results.read(part)), key=lambda row: order.index(row.subject))
        for part in schedule.PARTS
    }
    starts = tuple(starting.read(results.folder))
    content = Content(parts, machine.read(results.folder), subjects, starts)
    pictures = folder / _NAME
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir(parents=True)
    drawn = _pictures(content)
    for name, text in drawn.items():
        (pictures / f"{name}.svg").write_text(text, encoding="utf-8")
    (pictures / _FIGURES).mkdir()
    for figures in sorted(results.folder.glob("*.json*")):
        shutil.copy(figures, pictures / _FIGURES)
    page = folder / f"{_NAME}.md"
    page.write_text(text_of(content, [*drawn]), encoding="utf-8")
    return page


def text_of(content: Content, pictures: Sequence[str]) -> str:
    """Return the page's text; `pictures` are the names of the existing pictures."""
    return template(f"{_NAME}.md.j2").render(
        content=content,
        machine=content.machine,
        pictures=pictures,
        works=Work,
        phases=_PHASES,
        behind=table.behind_table(content.behind) if content.behind else "",
        differing=table.differing(content.rows),
        starts=starting.table(content.starts) if content.starts else "",
    )


def _pictures(content: Content) -> dict[str, str]:
    """Draw the pictures for which there are rows."""
    found = {}
    compared = [row for row in content.parts[schedule.COMPARE] if row.work is Work.EVERYTHING]
    if compared:
        latency = max(row.latency for row in compared)
        last = [row for row in compared if row.latency == latency]
        title = f"LLuMinary, everything: seconds at {latency} ms"
        found["seconds"] = plot.bars(title, _panels(last, table.WALL))
        title = "LLuMinary, everything: requests"
        found["requests"] = plot.bars(title, _panels(last, table.REQUESTS))
    for part, what in ((schedule.ISSUES, "issues"), (schedule.LABELS, "labels")):
        rows = [row for row in content.parts[part] if row.phase is not Phase.CHANGE]
        rows = [row for row in rows if not row.subject.startswith("limit, in")]
        if len({row.size for row in rows}) > 1:
            for figure, up in ((table.REQUESTS, "requests"), (table.PROCESSOR, "CPU seconds")):
                title = f"{up[0].upper()}{up[1:]} with the number of {what}"
                name = f"{part}-{up.split()[0].lower()}"
                found[name] = plot.lines(title, what, _lines(rows, figure))
    return found


def _panels(rows: Sequence[Row], figure: Figure) -> list[Panel]:
    panels = []
    for phase in _PHASES:
        chosen = [row for row in rows if row.phase is phase]
        bars = (
            Bar(row.subject, figure.of(row), figure.written(figure.of(row)), row.subject == TOOL)
            for row in chosen
        )
        panels.append(Panel(phase.value, tuple(bars)))
    return [panel for panel in panels if panel.bars]


def _lines(rows: Sequence[Row], figure: Figure) -> list[Line]:
    names = list(dict.fromkeys(row.subject for row in rows))
    found = []
    for color, name in enumerate(names):
        for phase in (Phase.FIRST, Phase.AGAIN):
            chosen = [row for row in rows if (row.subject, row.phase) == (name, phase)]
            points = sorted((float(row.size), figure.of(row)) for row in chosen)
            shown = tuple(point for point in points if point[1] > 0)
            if shown:
                is_again = phase is Phase.AGAIN
                label = f"{name}, again" if is_again else name
                found.append(Line(label, shown, is_again, color % 5))
    return found
