"""What an export leaves out, and why: printed, and as comments in the file.

Nothing that exists is dropped without a word: what a backlog cannot declare comes here.
"""

from dataclasses import dataclass, field

from gh_playbook.exporting.yaml_text import COMMENT, Entry
from gh_playbook.model.existing import ExistingIssue

# What no backlog has, whatever there is of it.
OUTSIDE = (
    "comments, reactions, history, branches, discussions, charts and built-in workflows of boards"
)
# How many issues with the same reason are named; the file has a comment at each of them.
_NAMED = 5


@dataclass
class LeftOut:
    """What is left out: of a section of the file (`labels`, `project`, …), or of issues."""

    _sections: dict[str, list[str]] = field(default_factory=dict)
    _issues: dict[str, list[int]] = field(default_factory=dict)

    def add(self, section: str, what: str) -> None:
        """Note what a section leaves out."""
        self._sections.setdefault(section, []).append(what)

    def add_of_issue(self, issue: ExistingIssue, what: str) -> tuple[str, str]:
        """Note what an issue's entry leaves out; return it as a comment for the entry."""
        self._issues.setdefault(what, []).append(issue.number or 0)
        return COMMENT, what

    def comments(self, section: str) -> Entry:
        """Return the comments of a section."""
        return [(COMMENT, f"left out: {each}") for each in self._sections.get(section, ())]

    @property
    def told(self) -> tuple[str, ...]:
        """All of it, as people are told: one line for each reason."""
        found = [each for section in self._sections.values() for each in section]
        return (*found, *(f"{_named(numbers)}: {what}" for what, numbers in self._issues.items()))


def _named(numbers: list[int]) -> str:
    shown = ", ".join(f"#{number}" for number in sorted(numbers)[:_NAMED])
    more = len(numbers) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown
