"""The main job on a small scale: a backlog is converged, verified, and undone."""

import json
import os
import subprocess
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

STEPS = {
    "a_backlog_converges": ("all", "--yes", "--output", "json"),
    "a_second_run_writes_nothing": ("all", "--yes", "--output", "json"),
    "it_is_found_as_declared": ("verify", "--output", "json"),
    "a_run_is_undone": ("undo", "--yes"),
}


@dataclass(frozen=True)
class Job:
    """The job of one repository; the names of all its things begin with `name`."""

    record: Record
    repository: str
    name: str

    def run(self) -> None:
        """Try each step; after one that fails, the others are not tried."""
        folder = self.record.folder / "job"
        folder.mkdir(exist_ok=True)
        backlog = _BACKLOG.format(self.name, self.repository)
        (folder / "backlog.yml").write_text(backlog, encoding="utf-8")
        failed = ""
        for rule, step in STEPS.items():
            if failed:
                self.record.add(PREFIX + rule, NOT_TRIED, f"{failed} differs")
                continue
            done = self.do(folder, *step)
            holds = done.code == 0 and (rule != "a_second_run_writes_nothing" or done.wrote == 0)
            self.record.add(PREFIX + rule, CONFIRMED if holds else DIFFERS, done.told(holds))
            failed = "" if holds else rule

    def do(self, folder: Path, *arguments: str) -> "Done":
        """Run a command of the tool on the PATH, in the job's folder."""
        of_backlog = ("--backlog", "backlog.yml", "--repo", self.repository)
        done = subprocess.run(
            ["gh-playbook", *arguments, *(() if arguments[0] == "undo" else of_backlog)],
            cwd=folder,
            env=os.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class Done:
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

    def told(self, holds: bool) -> str:
        """Return what a step said that did not do what it should; else nothing."""
        return "" if holds else f"exit code {self.code}\n{self.error[-600:]}{self.out[-600:]}"
