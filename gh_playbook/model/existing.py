"""Existing things on GitHub, each kind as it was read."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from urllib.parse import urlsplit

from gh_playbook.declaration.name import find
from gh_playbook.declaration.value import Value
from gh_playbook.frozen import dataclass
from gh_playbook.model.author import Author
from gh_playbook.model.project_field import ExistingOption


@dataclass(frozen=True)
class Features:
    """The features of this server and owner beyond plain issues.

    `project_scope` tells whether this login may see projects, if there are any; `keeps_values`
    whether a board can be changed on this server without loss. `issue_fields` is true if they exist
    and are asked for, `board_issue_fields` if boards can show them.
    """

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


@dataclass(frozen=True)
class Login:
    """The login of the run: a user or an app. `scopes` are the token's, None if it shows none."""

    name: str = ""
    scopes: frozenset[str] | None = None
    id: str = ""


@dataclass(frozen=True)
class ExistingAccount:
    """An account that can be assigned."""

    id: str
    login: str


@dataclass(frozen=True)
class Repository:
    """The repository; `permission` is READ, TRIAGE, WRITE, MAINTAIN, ADMIN or none.

    `owner_number` is the owner's id in GitHub's REST API; `owner_is_another_user` tells that the
    repository belongs to another user; `is_owned_by_login` that the login is an owner of the
    organization, `has_member_login` that it is a member, None if unknown. `tree` is git's id of the
    default branch's files, None if there is no commit yet. `flag` is the commit that locks point
    at, None if no run has made it yet; `is_locked` tells that a lock existed. `state` is the
    lineage of a sandbox's state, None on a real GitHub.
    """

    id: str
    name: str
    url: str
    owner: str
    owner_id: str
    owner_is_organization: bool
    owner_number: int | None = None
    owner_is_another_user: bool = False
    is_owned_by_login: bool | None = None
    has_member_login: bool | None = None
    permission: str | None = None

    @property
    def host(self) -> str:
        """The host in its address."""
        return urlsplit(self.url).netloc

    tree: str | None = None
    flag: str | None = None
    is_locked: bool = False
    state: str | None = None

    @property
    def may_push(self) -> bool:
        """Tell whether this login may write git contents."""
        return self.permission in {"WRITE", "MAINTAIN", "ADMIN"}


@dataclass(frozen=True)
class ExistingLabel:
    """An existing label."""

    id: str
    name: str
    color: str
    description: str


@dataclass(frozen=True)
class ExistingMilestone:
    """An existing milestone; `state` is open or closed."""

    id: str
    number: int | None
    title: str
    description: str
    due_on: date | None
    state: str
    url: str | None = None


@dataclass(frozen=True)
class ExistingIssueType:
    """An existing issue type; `color` is in lower case."""

    id: str
    name: str
    description: str
    color: str
    is_enabled: bool = True


@dataclass(frozen=True)
class ExistingIssueField:
    """An existing issue field; `type` and `visibility` are REST's words, `number` is its REST id.

    `is_exact` tells that the texts of its options are exactly GitHub's, not replaced by `gh`.
    """

    id: str
    number: int | None
    name: str
    type: str
    description: str = ""
    visibility: str = "organization_members_only"
    options: tuple[ExistingOption, ...] = ()
    is_exact: bool = True

    def option(self, name: str) -> ExistingOption | None:
        """Return the choice of this name, ignoring case."""
        return find(name, self.options, lambda each: each.name)


@dataclass(frozen=True)
class ExistingIssue:
    """An existing issue. Links are ids; sub-issues are in their order.

    `parent_name` is the parent's reference, as people write it: `acme/rocket#7`. `state` is open or
    closed; `reason` why it was closed: completed, not_planned, duplicate. `fields` are the values
    of its issue fields, by name. `assignees` are logins; `lock` is why it is locked (True without a
    reason), False if it is not. `is_exact` tells that the body is exactly GitHub's, not replaced by
    `gh`. `pull_requests` are the states (open, closed, merged) of linked pull requests, if asked
    for. `created_at` is a time as GitHub writes it, empty if it was not asked for.
    """

    id: str
    number: int | None
    title: str
    body: str
    url: str | None = None
    state: str = "open"
    reason: str | None = None
    labels: tuple[str, ...] = ()
    milestone: str | None = None
    type: str | None = None
    assignees: tuple[str, ...] = ()
    duplicate_of: str | None = None
    is_pinned: bool = False
    lock: str | bool = False
    parent: str | None = None
    parent_name: str | None = None
    sub_issues: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()
    related_to: tuple[str, ...] = ()
    pull_requests: tuple[str, ...] = ()
    fields: Mapping[str, Value] = field(default_factory=dict)
    is_exact: bool = True
    author: Author = field(default_factory=Author)
    created_at: str = ""

    @property
    def own(self) -> tuple[object, ...]:
        """The issue without its links to other issues."""
        return (
            self.title,
            self.body,
            self.state,
            self.reason,
            frozenset(self.labels),
            self.milestone,
            self.type,
            frozenset(self.assignees),
            self.duplicate_of,
            self.is_pinned,
            self.lock,
            frozenset(self.fields.items()),
            self.is_exact,
        )


@dataclass(frozen=True)
class ExistingContent:
    """An issue or pull request on a card, perhaps of another repository."""

    id: str
    number: int
    url: str


@dataclass(frozen=True)
class ExistingFile:
    """A file of the repository: git's id of its content, and the content, if it is text.

    `message` is the message of the commit that changed it last.
    """

    sha: str
    text: str | None = None
    message: str = ""


@dataclass(frozen=True)
class Edit:
    """A change of an issue by a user: of its labels, milestone, assignees or title, or a reopening.

    `name` is that of the label or milestone, an empty text for a reopening, and None for all else.
    One that `is_of_creation` was made with the issue, or in the same seconds.
    """

    login: str
    name: str | None = None
    is_of_creation: bool = False


@dataclass(frozen=True)
class Activity:
    """Activity on an issue: numbers of people's comments, linked pull requests and so on.

    `edits` are the latest changes by users. `waiting` names issues of other repositories that wait
    for it.
    """

    comments: int
    pull_requests: int
    reactions: int = 0
    edits: frozenset[Edit] = frozenset()
    waiting: tuple[str, ...] = ()
    branches: int = 0
