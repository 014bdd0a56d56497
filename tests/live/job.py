"""The main job on a small scale: a backlog is converged, verified, and undone."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.live.record import CONFIRMED, DIFFERS, NOT_TRIED, Record

PREFIX = "tests/live/job.py::"
# Every kind of link and text, in the fewest things; {0} is a name that nothing else has.
_BACKLOG = """
repository: {1}
labels:
  - {{name: {0}-label, color: "0366d6", description: Made by a live run}}
milestones:
  - {{title: {0}-milestone, due_on: 2030-12-24}}
project:
  title: {0}-project
  fields:
    - {{name: Estimate, type: number, value: estimate}}
issues:
  - key: first
    title: {0} first
    body: The **first** issue.
    labels: [{0}-label]
    milestone: {0}-milestone
    estimate: 3
    sub_issues:
      - {{key: below, title: {0} below, blocked_by: [second]}}
  - {{key: second, title: {0} second, related_to: [first]}}
"""


@dataclass(frozen=True)
class Job:
    """The job of one repository; the names of all its things begin with `name`."""

    record: Record
    repository: str
    name: str

    def run(self) -> None:
        """Try each step, until one fails."""
        folder = self.record.folder / "job"
        folder.mkdir(exist_ok=True)
        backlog = _BACKLOG.format(self.name, self.repository)
        (folder / "backlog.yml").write_text(backlog, encoding="utf-8")
        for rule, result, said in self._steps(folder):
            self.record.add(PREFIX + rule, result, said)

    def _steps(self, folder: Path) -> Iterator[tuple[str, str, str]]:
        made = self._do(folder, "all", "--yes", "--output", "json")
        yield _told("a_backlog_converges", made, made.code == 0)
        again = self._do(folder, "all", "--yes", "--output", "json")
        yield _told("a_second_run_writes_nothing", again, again.wrote == 0)
        verified = self._do(folder, "verify", "--output", "json")
        yield _told("it_is_found_as_declared", verified, verified.code == 0)
        if "undo" not in _commands():
            yield "a_run_is_undone", NOT_TRIED, "this version has no undo"
            return
        undone = self._do(folder, "undo", "--yes")
        yield _told("a_run_is_undone", undone, undone.code == 0)

    def _do(self, folder: Path, *arguments: str) -> "_Done":
        of_backlog = ("--backlog", "backlog.yml", "--repo", self.repository)
        done = subprocess.run(
            [_program(), *arguments, *(() if arguments[0] == "undo" else of_backlog)],
            cwd=folder,
            env=os.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        return _Done(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class _Done:
    code: int
    out: str
    error: str

    @property
    def wrote(self) -> int | None:
        """The number of writes that the run sent, if its output has it."""
        try:
            found: dict[str, Any] = json.loads(self.out)
        except ValueError:
            return None
        writes: int | None = found.get("requests", {}).get("writes")
        return writes


def _told(rule: str, done: _Done, holds: bool) -> tuple[str, str, str]:
    said = f"exit code {done.code}\n{done.error[-600:]}{done.out[-600:]}"
    return rule, CONFIRMED if holds else DIFFERS, "" if holds else said


def _program() -> str:
    return str(Path(sys.executable).with_name("gh-playbook"))


def _commands() -> list[str]:
    listed = subprocess.run(
        [_program(), "--list"], capture_output=True, text=True, check=True
    ).stdout
    return [
        line.split()[0] for line in listed.splitlines() if line.startswith("  ") and line.split()
    ]
