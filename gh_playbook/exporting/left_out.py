"""The things that an export leaves out, with reasons: printed, and as comments in the file.

No existing thing is dropped silently: things that a backlog cannot declare are noted here.
"""

from dataclasses import field

from gh_playbook.formatting.yaml_text import COMMENT, Entry
from gh_playbook.frozen import dataclass
from gh_playbook.model.existing import ExistingIssue

# The kinds of things that no backlog has.
OUTSIDE = (
    "comments, reactions, history, branches, discussions, charts and built-in workflows of boards"
)
# The number of issues named for one reason; the file has a comment at each of them.
_NAMED = 5


@dataclass
class LeftOut:
    """The omitted things: of a section of the file (`labels`, `project`, …), or of issues."""

    _sections: dict[str, list[str]] = field(default_factory=dict)
    _issues: dict[str, list[int]] = field(default_factory=dict)

    def add(self, section: str, what: str) -> None:
        """Note a thing that a section leaves out."""
        self._sections.setdefault(section, []).append(what)

    def add_of_issue(self, issue: ExistingIssue, what: str) -> tuple[str, str]:
        """Note a value that an issue's entry leaves out; return it as a comment for the entry."""
        self._issues.setdefault(what, []).append(issue.number or 0)
        return COMMENT, what

    def comments(self, section: str) -> Entry:
        """Return the comments of a section."""
        return [(COMMENT, f"left out: {each}") for each in self._sections.get(section, ())]

    @property
    def told(self) -> tuple[str, ...]:
        """All omitted things in words: one line for each reason."""
        found = [each for section in self._sections.values() for each in section]
        return (*found, *(f"{_named(numbers)}: {what}" for what, numbers in self._issues.items()))


def _named(numbers: list[int]) -> str:
    shown = ", ".join(f"#{number}" for number in sorted(numbers)[:_NAMED])
    more = len(numbers) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown
