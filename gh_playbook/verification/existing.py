"""Existing things on GitHub, in verification's own form, separate from that of runs."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from functools import cached_property

from gh_playbook.declaration.backlog.project import ProjectField
from gh_playbook.declaration.name import folded
from gh_playbook.frozen import dataclass
from gh_playbook.model import managed_block
from gh_playbook.model.author import Author
from gh_playbook.model.likeness import Titles
from gh_playbook.model.register import Register
from gh_playbook.model.target import Target
from gh_playbook.verification.existing_board import Board, Option, Value


@dataclass(frozen=True)
class KnownFeatures:
    """The features of this server, owner and login beyond plain issues."""

    issue_types: bool = True
    sub_issues: bool = True
    dependencies: bool = True
    relations: bool = True
    projects: bool = True
    project_scope: bool = True
    keeps_values: bool = True
    pins: bool = True
    duplicates: bool = True
    multi_selects: bool = True
    status_updates: bool = True
    views: bool = True
    issue_fields: bool = False
    board_issue_fields: bool = False
    board_teams: bool = False

    def can_have(self, field: ProjectField) -> bool:
        """Tell whether boards here can have a field of the declared type."""
        if field.is_issue_field:
            return self.issue_fields and self.board_issue_fields
        return field.type != "multi_select" or self.multi_selects


@dataclass(frozen=True)
class Label:
    """A label; `color` is six hexadecimal digits in lower case."""

    id: str
    name: str
    color: str
    description: str


@dataclass(frozen=True)
class Milestone:
    """A milestone; `state` is open or closed."""

    id: str
    number: int
    title: str
    description: str
    due_on: date | None
    state: str


@dataclass(frozen=True)
class IssueType:
    """An issue type of the organization; `color` in lower case."""

    id: str
    name: str
    description: str
    color: str
    is_enabled: bool


@dataclass(frozen=True)
class IssueField:
    """An issue field of the organization; `type` and `visibility` are REST's words."""

    name: str
    type: str
    description: str
    visibility: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Issue:
    """An issue; its links are node ids, its sub-issues in their order.

    `fields` are the values of its issue fields, by their names in lower case. `lock` is the reason
    of its lock, empty without a reason, None for an unlocked issue. `is_discarded` tells that it
    was closed as not planned, or as a duplicate.
    """

    id: str
    number: int
    title: str
    body: str
    url: str
    is_open: bool
    is_discarded: bool = False
    labels: tuple[str, ...] = ()
    milestone: str | None = None
    type: str | None = None
    assignees: tuple[str, ...] = ()
    reason: str | None = None
    duplicate_of: str | None = None
    is_pinned: bool = False
    lock: str | None = None
    parent: str | None = None
    sub_issues: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()
    related_to: tuple[str, ...] = ()
    fields: Mapping[str, Value] = field(default_factory=dict)
    author: Author = field(default_factory=Author)

    @cached_property
    def block(self) -> managed_block.ManagedBlock | None:
        """Its managed block; None if it has none, or if its markers are damaged."""
        try:
            return managed_block.find(self.body)
        except managed_block.BodyError:
            return None

    @cached_property
    def key(self) -> str | None:
        """The key in its marker, if it has one; a damaged marker has a key too."""
        try:
            block = managed_block.find(self.body)
        except managed_block.BodyError as error:
            return error.key_in(self.number)
        return block.key if block else None

    @property
    def is_copy(self) -> bool:
        """Tell whether its marker was written into another issue."""
        number = self.block.marker.number if self.block else None
        return number is not None and number != self.number

    @property
    def reference(self) -> str:
        """Its reference, as people write it: `#13`."""
        return f"#{self.number}"


@dataclass(frozen=True)
class Vouching:
    """The vouchers for an issue with a marker: its author, the backlog or the register.

    `trusted` are logins, in lower case; `numbers` are the declared numbers of keys.
    """

    trusted: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = field(default_factory=dict)
    register: Register = field(default_factory=Register)

    def holds(self, issue: Issue) -> bool:
        """Tell whether somebody vouches for an issue."""
        if issue.author.has_rights(self.trusted) or self.is_registered(issue):
            return True
        if issue.key is not None and self.numbers.get(issue.key) == issue.number:
            return True
        return issue.author.is_app and issue.block is not None and issue.block.is_of(issue.number)

    def is_registered(self, issue: Issue) -> bool:
        """Tell whether the register has this issue for its key."""
        key = issue.key or ""
        return not issue.is_copy and self.register.names(key, issue.number, issue.id)


@dataclass(frozen=True)
class Existing:
    """Everything that verification read of a repository.

    `files` has the texts of the requested files, None for files that do not exist. `foreign_owner`
    is the user who owns the repository, if that is another login. `references` maps references to
    undeclared issues. `other_projects` are the numbers of the owner's other projects with the
    board's title. `by_key` has the vouched-for issues of each key, the right one first;
    `imitations` are those that nobody vouches for. `target` is the repository with the login that
    reads it.
    """

    target: Target
    features: KnownFeatures
    labels: tuple[Label, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    issue_types: tuple[IssueType, ...] = ()
    issue_fields: tuple[IssueField, ...] = ()
    issues: tuple[Issue, ...] = ()
    board: Board | None = None
    files: Mapping[str, str | None] = field(default_factory=dict)
    foreign_owner: str | None = None
    owner_is_organization: bool = True
    references: Mapping[str, Issue] = field(default_factory=dict)
    other_projects: tuple[int, ...] = ()
    vouching: Vouching = field(default_factory=Vouching)
    by_id: Mapping[str, Issue] = field(init=False)
    by_key: Mapping[str, tuple[Issue, ...]] = field(init=False)
    imitations: Mapping[str, tuple[Issue, ...]] = field(init=False)

    def __post_init__(self) -> None:
        vouching = self.vouching
        marked: dict[str, tuple[Issue, ...]] = {}
        imitations: dict[str, tuple[Issue, ...]] = {}
        for issue in sorted(
            self.issues,
            key=lambda each: (
                not vouching.is_registered(each),
                each.is_copy,
                each.block is None,
                each.number,
            ),
        ):
            if issue.key is not None:
                found = marked if vouching.holds(issue) else imitations
                found[issue.key] = (*found.get(issue.key, ()), issue)
        object.__setattr__(self, "by_id", {issue.id: issue for issue in self.issues})
        object.__setattr__(self, "by_key", marked)
        object.__setattr__(self, "imitations", imitations)

    @property
    def repository(self) -> str:
        """The present name of the repository, `owner/name`."""
        return self.target.repository

    def issue(self, key: str) -> Issue | None:
        """Return the issue with this key in its marker, the oldest; or the issue of a reference."""
        if key in self.references:
            return self.references[key]
        return next(iter(self.by_key.get(key, ())), None)

    def titled(self, title: str) -> list[Issue]:
        """Return the issues of this title, as GitHub compares names."""
        return self._by_title.get(folded(title), [])

    def unmarked(self, title: str) -> list[Issue]:
        """Return the open issues of this title without a marker, which a run could adopt."""
        return [
            each
            for each in self.issues
            if each.is_open and each.key is None and each.title == title
        ]

    def numbered(self, number: int) -> Issue | None:
        """Return the issue of a number, or None if there is none."""
        return self._by_number.get(number)

    def nearly(self, title: str) -> list[Issue]:
        """Return the open issues without a marker that have nearly this title."""
        return self._titles.like(title)

    @cached_property
    def _by_number(self) -> Mapping[int, Issue]:
        return {each.number: each for each in self.issues}

    @cached_property
    def _titles(self) -> Titles[Issue]:
        trusted = self.vouching.trusted
        return Titles(
            each
            for each in self.issues
            if each.is_open and each.key is None and each.author.has_rights(trusted)
        )

    @cached_property
    def _by_title(self) -> Mapping[str, list[Issue]]:
        found: dict[str, list[Issue]] = {}
        for issue in self.issues:
            found.setdefault(folded(issue.title), []).append(issue)
        return found
