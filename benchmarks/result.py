"""The measurements: rows in files of JSON lines, one file for each part of the benchmarks.

A run that was ended is taken up again where it was: what has its row is not measured once more.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from statistics import median

from benchmarks.subject import Work


class Phase(StrEnum):
    """The state that a subject finds when it begins."""

    FIRST = "first run"
    AGAIN = "nothing to do"
    CHANGE = "one label recoloured, one issue retitled"
    PLAN = "what a first run would do"


@dataclass(frozen=True)
class Row:
    """One command, measured.

    `size` is how many issues, or labels, were declared; `latency` that of the server, in ms.
    `rest` are the requests of REST's, `points` those of GraphQL's limit. Times are in seconds:
    `processor` is the work of the subject and all processes that it started, `server` that of the
    server. `load` is the machine's load average just before. `state` is a digest of what the
    repository held afterwards. `processes` is -1 where they were not counted.
    """

    part: str
    subject: str
    work: Work
    phase: Phase
    size: int
    latency: int
    requests: int
    rest: int
    writes: int
    points: int
    processor: float
    wall: float
    server: float
    load: float
    state: str
    processes: int = -1

    @property
    def place(self) -> tuple[str, str, str, str, int, int]:
        """The part, subject, task and phase of the row: rows that share them are repetitions."""
        return (self.part, self.subject, self.work, self.phase, self.size, self.latency)


@dataclass(frozen=True)
class Results:
    """All rows, in a folder."""

    folder: Path

    def add(self, row: Row) -> None:
        """Write a row down."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._path(row.part).open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(row)) + "\n")

    def read(self, part: str) -> list[Row]:
        """Return the rows of a part, oldest first; none if it was not measured."""
        path = self._path(part)
        if not path.exists():
            return []
        return [_row(line) for line in path.read_text(encoding="utf-8").splitlines()]

    def forget(self, part: str) -> None:
        """Throw the rows of a part away."""
        self._path(part).unlink(missing_ok=True)

    def _path(self, part: str) -> Path:
        return self.folder / f"{part}.jsonl"


def middle(rows: Sequence[Row]) -> Row:
    """Return one row for repetitions of the same: the medians of their times, else the last."""
    return Row(
        **{
            **asdict(rows[-1]),
            "processor": median(row.processor for row in rows),
            "wall": median(row.wall for row in rows),
            "server": median(row.server for row in rows),
        }
    )


def _row(line: str) -> Row:
    found = json.loads(line)
    return Row(**{**found, "work": Work(found["work"]), "phase": Phase(found["phase"])})
