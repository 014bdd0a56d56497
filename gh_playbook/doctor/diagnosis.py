"""The doctor's answer: one line for each thing that it checked."""

from enum import StrEnum

from gh_playbook.frozen import dataclass
from gh_playbook.model.target import Target


class Level(StrEnum):
    """A level: fine, a warning, or an obstacle."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """One line: the checked thing, its level, and advice."""

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
        """The checked repository."""
        return self.target.repository

    @property
    def exit_code(self) -> int:
        """The exit code: 1 if there is an obstacle, 0 otherwise."""
        return int(any(finding.level is Level.ERROR for finding in self.findings))
