"""What exists on GitHub, as verification reads it: by itself, apart from what the runs know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from gh_playbook.declaration.name import find
from gh_playbook.model import managed_block


@dataclass(frozen=True)
class KnownFeatures:
    """What this server, this owner and this login can do beyond plain issues."""

    issue_types: bool = True
    sub_issues: bool = True
    dependencies: bool = True
    relations: bool = True
    projects: bool = True
    project_scope: bool = True


@dataclass(frozen=True)
class Label:
    """A label; `color` is six hexadecimal digits in lower case."""

    name: str
    color: str
    description: str


@dataclass(frozen=True)
class Milestone:
    """A milestone; `state` is open or closed."""

    number: int
    title: str
    description: str
    due_on: date | None
    state: str


@dataclass(frozen=True)
class IssueType:
    """An issue type of the organization; `color` in lower case."""

    name: str
    description: str
    color: str
    is_enabled: bool


@dataclass(frozen=True)
class Issue:
    """An issue; its links are node ids, its sub-issues in their order."""

    id: str
    number: int
    title: str
    body: str
    url: str
    is_open: bool
    labels: tuple[str, ...] = ()
    milestone: str | None = None
    type: str | None = None
    parent: str | None = None
    sub_issues: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()
    related_to: tuple[str, ...] = ()

    @cached_property
    def key(self) -> str | None:
        """The key in its marker, if it has one."""
        return managed_block.marked_key(self.body)

    @property
    def reference(self) -> str:
        """How people write it: `#13`."""
        return f"#{self.number}"


@dataclass(frozen=True)
class Option:
    """A choice of a single-select field; `color` in lower case."""

    name: str
    color: str
    description: str


@dataclass(frozen=True)
class Iteration:
    """An iteration, also one that is over; `duration` is in days."""

    title: str
    start: date
    duration: int


@dataclass(frozen=True)
class Field:
    """A field of the board; `type` is GitHub's, in lower case: single_select, issue_type, …."""

    name: str
    type: str
    options: tuple[Option, ...] = ()
    iterations: tuple[Iteration, ...] = ()


@dataclass(frozen=True)
class View:
    """A view of the board; all but the first three are names of fields."""

    name: str
    layout: str
    filter: str
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    group_by: tuple[str, ...]
    sort_by: tuple[str, ...]


Value = str | float | date | None


@dataclass(frozen=True)
class Card:
    """An issue on the board: its values by the fields' names, in lower case."""

    issue: str
    is_archived: bool
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Board:
    """The project board; `cards` by the issues' node ids."""

    title: str
    description: str
    readme: str
    is_open: bool
    repositories: tuple[str, ...]
    fields: tuple[Field, ...]
    views: tuple[View, ...]
    cards: Mapping[str, Card]

    def field(self, name: str) -> Field | None:
        """Return the field of this name, whatever its case."""
        return find(name, self.fields, lambda each: each.name)


@dataclass(frozen=True)
class Existing:
    """Everything that verification read of a repository.

    `files` has the texts of those that were asked for, None for those that are not there.
    `foreign_owner` is the user who owns the repository, where that is not the one who reads.
    """

    repository: str
    features: KnownFeatures
    labels: tuple[Label, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    issue_types: tuple[IssueType, ...] = ()
    issues: tuple[Issue, ...] = ()
    board: Board | None = None
    files: Mapping[str, str | None] = field(default_factory=dict)
    foreign_owner: str | None = None
    by_id: Mapping[str, Issue] = field(init=False)
    by_key: Mapping[str, tuple[Issue, ...]] = field(init=False)

    def __post_init__(self) -> None:
        ordered = sorted(self.issues, key=lambda each: (not each.is_open, each.number))
        marked: dict[str, tuple[Issue, ...]] = {}
        for issue in ordered:
            if issue.key is not None:
                marked[issue.key] = (*marked.get(issue.key, ()), issue)
        object.__setattr__(self, "by_id", {issue.id: issue for issue in ordered})
        object.__setattr__(self, "by_key", marked)

    def issue(self, key: str) -> Issue | None:
        """Return the issue whose marker has this key: of several the lowest open number."""
        return next(iter(self.by_key.get(key, ())), None)
