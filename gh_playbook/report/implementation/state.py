"""The input of the implementation report: plain data, all of it read or compared."""

from collections.abc import Iterator
from dataclasses import field
from enum import StrEnum
from functools import cached_property

from gh_playbook.frozen import dataclass
from gh_playbook.model.outcome import Outcome, Result


class Origin(StrEnum):
    """The origin of a declared issue, as far as GitHub shows it."""

    ADOPTED = "adopted"
    CREATED = "created"
    MISSING = "missing"
    FOREIGN = "by hand"


class Hurdle(StrEnum):
    """A hurdle of a run that left no trace on GitHub; the value is the report's line."""

    RETRIED = (
        "GitHub did not answer every request at once. Reads were sent again; writes in doubt were "
        "read back by key first, so that nothing exists twice."
    )
    WAITED = (
        "A run had to wait in between, for GitHub's limits or for an answer, and went on where it "
        "was."
    )


@dataclass(frozen=True)
class Tag:
    """A label of an issue; `color` is six hexadecimal digits."""

    name: str
    color: str


@dataclass(frozen=True)
class Adoption:
    """The values of an adopted issue that are as declared; `without` are the labels it removes.

    `has_block` tells whether its body has the managed block.
    """

    type: str | None = None
    milestone: str | None = None
    labels: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    has_block: bool = False


@dataclass(frozen=True)
class IssueState:
    """An issue. Links hold keys; an issue that the backlog does not know has the key `#40`.

    `estimate` is in story points; `state` is open or closed; `type_color` is a name of GitHub's;
    `reason` says why it is closed: completed, not_planned, duplicate; `original` is the reference
    of the issue that it is a duplicate of; `assignees` are logins. `under` is the reference of its
    parent: `#13`. `adoption` is None for an issue that was created.
    """

    key: str
    title: str
    number: int | None = None
    url: str | None = None
    state: str = "open"
    reason: str | None = None
    original: str | None = None
    assignees: tuple[str, ...] = ()
    origin: Origin = Origin.CREATED
    labels: tuple[Tag, ...] = ()
    type: str | None = None
    type_color: str = "gray"
    milestone: str | None = None
    priority: str | None = None
    size: str | None = None
    estimate: float | None = None
    sprint: str | None = None
    status: str | None = None
    parent: str | None = None
    under: str | None = None
    blocked_by: tuple[str, ...] = ()
    related_to: tuple[str, ...] = ()
    adoption: Adoption = Adoption()

    @property
    def reference(self) -> str:
        """Its reference: `#13`, or its key while it does not exist."""
        return f"#{self.number}" if self.number else self.key

    @property
    def is_closed(self) -> bool:
        """Tell whether it is closed."""
        return self.state == "closed"

    @property
    def ending(self) -> str:
        """Its end, in words: `closed as not planned`."""
        if self.reason == "duplicate":
            of = f" of {self.original}" if self.original else ""
            return f"closed as a duplicate{of}"
        return f"closed as {self.reason.replace('_', ' ')}" if self.reason else "closed"


@dataclass(frozen=True)
class Column:
    """A column of the board with its cards, top to bottom; `color` is a name of GitHub's."""

    name: str
    color: str
    cards: tuple[IssueState, ...] = ()


@dataclass(frozen=True)
class Workflow:
    """A built-in workflow of the board."""

    name: str
    is_enabled: bool


@dataclass(frozen=True)
class BoardState:
    """The present project board.

    `others` is the number of its cards that are not issues of the repository: drafts, pull
    requests, and cards of other repositories.
    """

    title: str
    url: str
    columns: tuple[Column, ...]
    workflows: tuple[Workflow, ...] = ()
    others: int = 0


@dataclass(frozen=True)
class BacklogState:
    """Everything that the report contains.

    `issues` are the declared ones, each parent before its sub-issues. `results` come from the
    comparison of the backlog with GitHub: things that are as declared, things that are not, and
    why. `surplus` maps a key to issues that look like it and are left alone. `labels` are the
    labels that no rule of the board uses. `by_hand` are sentences in Markdown about the tasks of a
    person.
    """

    repository: str
    url: str
    issues: tuple[IssueState, ...]
    results: tuple[Result, ...] = ()
    board: BoardState | None = None
    labels: tuple[str, ...] = ()
    surplus: tuple[tuple[str, tuple[IssueState, ...]], ...] = ()
    by_hand: tuple[str, ...] = ()
    hurdles: frozenset[Hurdle] = field(default_factory=frozenset)

    @cached_property
    def by_key(self) -> dict[str, IssueState]:
        """The issues by key."""
        return {each.key: each for each in self.issues}

    @cached_property
    def main(self) -> tuple[IssueState, ...]:
        """The issues without a declared parent."""
        return tuple(each for each in self.issues if each.parent not in self.by_key)

    @cached_property
    def sub_issues(self) -> tuple[IssueState, ...]:
        """The issues with a declared parent."""
        return tuple(each for each in self.issues if each.parent in self.by_key)

    @cached_property
    def parents(self) -> tuple[IssueState, ...]:
        """The issues that have sub-issues."""
        held = {each.parent for each in self.issues}
        return tuple(each for each in self.issues if each.key in held)

    @cached_property
    def adopted(self) -> tuple[IssueState, ...]:
        """The issues and sub-issues that existed before the backlog."""
        return tuple(each for each in self.issues if each.origin is Origin.ADOPTED)

    @property
    def open_questions(self) -> tuple[Result, ...]:
        """The results that are not as declared, and could be."""
        settled = {Outcome.SKIPPED, Outcome.UNSUPPORTED}
        return tuple(each for each in self.results if each.outcome not in settled)

    @property
    def unsupported(self) -> dict[str, list[Result]]:
        """The results that this GitHub, owner or login does not support, by reason."""
        found: dict[str, list[Result]] = {}
        for each in self.results:
            if each.outcome is Outcome.UNSUPPORTED:
                found.setdefault(each.reason, []).append(each)
        return found

    @cached_property
    def _children(self) -> dict[str, list[IssueState]]:
        found: dict[str, list[IssueState]] = {}
        for each in self.issues:
            if each.parent is not None:
                found.setdefault(each.parent, []).append(each)
        return found

    def children(self, parent: IssueState) -> tuple[IssueState, ...]:
        """Return an issue's own sub-issues, in order."""
        return tuple(self._children.get(parent.key, ()))

    def blockers(self, entry: IssueState) -> Iterator[IssueState]:
        """Yield the declared issues that an issue waits for."""
        yield from (self.by_key[key] for key in entry.blocked_by if key in self.by_key)


def remembered(report: str) -> frozenset[Hurdle]:
    """Return the hurdles that an earlier report names."""
    return frozenset(hurdle for hurdle in Hurdle if hurdle.value in report)
