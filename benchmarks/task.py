"""The input of subjects: a backlog, the same with two changes, and both as plain data."""

from dataclasses import dataclass
from pathlib import Path

from benchmarks import backlog, plan


@dataclass(frozen=True)
class Given:
    """A folder with `backlog.yml`, `plan.json` and `labels.json`, all of one content."""

    folder: Path

    @property
    def backlog(self) -> Path:
        """The file that the tool reads."""
        return self.folder / "backlog.yml"

    @property
    def plan(self) -> Path:
        """The file that its peers read."""
        return self.folder / "plan.json"

    @property
    def labels(self) -> Path:
        """The file of subjects that only do labels."""
        return self.folder / "labels.json"


@dataclass(frozen=True)
class Task:
    """A measured task: `size` is the number of issues or labels, `latency` the server's, in ms."""

    part: str
    repository: str
    size: int
    latency: int
    given: Given
    changed: Given


def prepared(
    part: str, text: str, folder: Path, *, repository: str, size: int, latency: int = 0
) -> Task:
    """Write a backlog and the files made from it. Raises InputError if it is faulty."""
    found = []
    for name, content in (("given", text), ("changed", backlog.changed(text))):
        given = Given(folder / name)
        given.folder.mkdir(parents=True, exist_ok=True)
        given.backlog.write_text(content, encoding="utf-8")
        plan.write(given.backlog, given.folder)
        found.append(given)
    return Task(part, repository, size, latency, *found)
