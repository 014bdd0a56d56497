"""What the doctor says: a line for each thing that it looked at."""

from dataclasses import dataclass
from enum import StrEnum

from gh_playbook.model.target import Target


class Level(StrEnum):
    """How a thing is: good; bearable, or perhaps not; or in the way."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, how it is, and what to do where it could be better."""

    topic: str
    level: Level
    message: str
    advice: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """All lines about one repository."""

    target: Target
    findings: tuple[Finding, ...]

    @property
    def repository(self) -> str:
        """The repository that was looked at."""
        return self.target.repository

    @property
    def exit_code(self) -> int:
        """1 where something is in the way, 0 otherwise."""
        return int(any(finding.level is Level.ERROR for finding in self.findings))
