"""The files of a live run on disk, so that an interrupted run can continue.

Everything is a line added to a file, on disk before what it tells of is done or said: the names
that things are about to be made with, and what became of each rule.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# The environment variable that names the folder; tests/contract/github.py notes its names there.
VARIABLE = "GH_PLAYBOOK_LIVE_RECORD"
CONFIRMED, DIFFERS, NOT_TRIED = "confirmed", "differs", "not tried"


@dataclass(frozen=True)
class Outcome:
    """The outcome of one test: `rule` is its id, `said` GitHub's answer, or why it was skipped."""

    rule: str
    result: str
    said: str
    day: str


@dataclass(frozen=True)
class Record:
    """The folder of one repository's run."""

    folder: Path

    def begin(self, **facts: object) -> dict[str, Any]:
        """Return the facts with which the present run began; a new run begins with these."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / "run.json"
        if not file.exists():
            file.write_text(json.dumps(facts), encoding="utf-8")
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return found

    @property
    def is_begun(self) -> bool:
        """Whether a run was begun here and is not finished."""
        return (self.folder / "run.json").exists()

    def end(self) -> None:
        """Forget the run: the next one begins from the start."""
        for name in ("run.json", "outcomes.jsonl", "names.txt"):
            (self.folder / name).unlink(missing_ok=True)

    def note_name(self, name: str) -> None:
        """Note a name before anything is made with it."""
        self._add("names.txt", name)

    def names(self) -> list[str]:
        """List the names noted."""
        return self._lines("names.txt")

    def add(self, rule: str, result: str, said: str = "") -> None:
        """Note the outcome of a test."""
        day = datetime.now(UTC).date().isoformat()
        self._add("outcomes.jsonl", json.dumps(asdict(Outcome(rule, result, said, day))))

    def outcomes(self) -> list[Outcome]:
        """List the outcomes so far."""
        return [Outcome(**json.loads(line)) for line in self._lines("outcomes.jsonl")]

    def _add(self, file: str, line: str) -> None:
        with (self.folder / file).open("a", encoding="utf-8") as out:
            out.write(f"{line}\n")
            out.flush()
            os.fsync(out.fileno())

    def _lines(self, file: str) -> list[str]:
        """Read the whole lines: the last one may be half written."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        return text.split("\n")[:-1]


def current() -> Record | None:
    """Return the record of the live run that this process is part of."""
    folder = os.environ.get(VARIABLE)
    return Record(Path(folder)) if folder else None
