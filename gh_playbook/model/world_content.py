"""The content of a world: what was read from GitHub, and lookups in it."""

from collections.abc import Iterator
from dataclasses import field
from typing import Any

from gh_playbook.declaration.name import Named, is_same
from gh_playbook.declaration.value import ME
from gh_playbook.frozen import dataclass
from gh_playbook.model.author import APP
from gh_playbook.model.existing import (
    Activity,
    ExistingAccount,
    ExistingContent,
    ExistingFile,
    ExistingIssue,
    ExistingIssueField,
    ExistingIssueType,
    ExistingLabel,
    ExistingMilestone,
    Features,
    Login,
    Repository,
)
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.register import Register, RegisterEntry


@dataclass
class WorldContent:
    """Everything that a run knows about a repository.

    `bound` maps the key of a declared issue to the id of its existing issue, `references` does so
    for references to undeclared issues; `foreign` are issues of other repositories. `trouble` says
    why the issue of a key cannot be identified, `conflicts` what a person has to decide first.
    `departed` are the issues of earlier runs that were moved to another repository, `gone` the
    numbers of those that no longer exist. `surplus` are other issues that look like it, `renamed`
    the numbers of issues whose keys were probably renamed, `imitations` those by outsiders, `alike`
    those of nearly the title of one that does not exist. `activities` has the activity of issues,
    if asked for, by their ids.
    `pull_requests` are those with labels or milestones that may be removed, with only these values;
    if any may, `pull_request_count` is the number of all pull requests. `register` has the findings
    of earlier runs. `sees_members` tells whether GitHub shows this login the members of the owner,
    None if not asked. `moved_from` is the repository's old name, if it was asked for by that.
    `accounts` are the assignable accounts that were asked for. `is_whole` tells that `issues` are
    all issues of the repository; otherwise they are the declared issues and those linked to them,
    of `issue_count` in total. `newest` is the number of the newest issue when all were looked at,
    None if the register led to these alone. `server` are the server's features, even if the owner
    lacks some. `files` has the requested files by path: None if there is no such file; `selected`
    what modules read of the repository themselves, by their names. `card_pages` are the cursors at
    which the pages of the board's cards ended when they were read, `pages_together` is how many of
    them GitHub soon answers in one request, if that was measured. `lost_board` is the number of
    the board that earlier runs had and that this login does not see: it is gone, or hidden.
    `cards_removed` is the number of cards that this run has taken off the board.
    """

    repository: Repository
    features: Features
    login: Login = field(default_factory=Login)
    moved_from: str | None = None
    server: Features | None = None
    labels: Named[ExistingLabel] = field(default_factory=Named)
    milestones: Named[ExistingMilestone] = field(default_factory=Named)
    issue_types: Named[ExistingIssueType] = field(default_factory=Named)
    issue_fields: Named[ExistingIssueField] = field(default_factory=Named)
    accounts: Named[ExistingAccount] = field(default_factory=Named)
    issues: dict[str, ExistingIssue] = field(default_factory=dict)
    is_whole: bool = True
    issue_count: int = 0
    newest: int | None = None
    project: ExistingProject | None = None
    card_pages: tuple[str, ...] = ()
    pages_together: int | None = None
    lost_board: int | None = None
    cards_removed: int = 0
    files: dict[str, ExistingFile | None] = field(default_factory=dict)
    selected: dict[str, Any] = field(default_factory=dict)
    bound: dict[str, str] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    link_ends: dict[str, str] = field(default_factory=dict)
    contents: dict[str, ExistingContent] = field(default_factory=dict)
    foreign: dict[str, ExistingIssue] = field(default_factory=dict)
    trouble: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, str] = field(default_factory=dict)
    departed: dict[str, RegisterEntry] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)
    surplus: dict[str, tuple[ExistingIssue, ...]] = field(default_factory=dict)
    renamed: set[int] = field(default_factory=set)
    imitations: dict[str, tuple[ExistingIssue, ...]] = field(default_factory=dict)
    alike: dict[str, tuple[ExistingIssue, ...]] = field(default_factory=dict)
    register: Register = field(default_factory=Register)
    sees_members: bool | None = None
    activities: dict[str, Activity] = field(default_factory=dict)
    pull_requests: dict[str, ExistingIssue] = field(default_factory=dict)
    pull_request_count: int = 0
    _ids: dict[int, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    _referring: dict[str, list[str]] | None = field(
        default=None, init=False, repr=False, compare=False
    )

    @property
    def issue_total(self) -> int:
        """The number of issues, even if not all of them were read."""
        return max(self.issue_count, len(self.issues))

    @property
    def is_searched(self) -> bool:
        """Tell whether all issues were read or looked at: issues not found do not exist."""
        return self.is_whole or self.newest is not None

    def label(self, name: str) -> ExistingLabel | None:
        """Return the label of this name; GitHub's label names ignore case."""
        return self.labels.find(name)

    def milestone(self, title: str) -> ExistingMilestone | None:
        """Return the milestone of this title, or else one whose title differs only in case."""
        return self.milestones.find(title)

    def issue_type(self, name: str) -> ExistingIssueType | None:
        """Return the issue type of this name, ignoring case."""
        return self.issue_types.find(name)

    def issue_field(self, name: str) -> ExistingIssueField | None:
        """Return the issue field of this name, ignoring case."""
        return self.issue_fields.find(name)

    def account(self, login: str) -> ExistingAccount | None:
        """Return the account of this login; for `@me`, the run's own, unless it is an app."""
        own = self.login
        if own.name and not own.name.endswith(APP) and (login == ME or is_same(login, own.name)):
            return ExistingAccount(own.id, own.name)
        return self.accounts.find(login)

    def issue(self, key: str) -> ExistingIssue | None:
        """Return the issue of a declared key or of a reference; None if it does not exist yet."""
        id = self.bound.get(key) or self.references.get(key)
        return (self.issues.get(id) or self.foreign.get(id)) if id else None

    def lacks_issue(self, key: str) -> bool:
        """Tell whether no issue is bound to a declared key, and nothing in doubt may be it."""
        return not any(key in each for each in (self.bound, self.trouble, self.conflicts))

    def known(self, id: str) -> ExistingIssue | None:
        """Return the issue with an id, in this repository or in another that was looked up."""
        return self.issues.get(id) or self.foreign.get(id)

    def numbered(self, number: int) -> ExistingIssue | None:
        """Return the issue with a number; None if there is none."""
        found = self.issues.get(self._ids.get(number, ""))
        if found is None or found.number != number:
            self._ids = {each.number: each.id for each in self.issues.values() if each.number}
            found = self.issues.get(self._ids.get(number, ""))
        return found

    def referring(self, id: str) -> list[ExistingIssue]:
        """Return the issues that waited for one, or were duplicates of it, when they were read."""
        if self._referring is None:
            self._referring = {}
            for issue in self.issues.values():
                for each in {*issue.blocked_by, issue.duplicate_of or issue.id}:
                    self._referring.setdefault(each, []).append(issue.id)
        return [self.issues[each] for each in self._referring.get(id, ()) if each in self.issues]

    def open_first(self) -> Iterator[ExistingIssue]:
        """Yield the issues, open ones first, each by number."""
        yield from sorted(
            self.issues.values(), key=lambda each: (each.state != "open", each.number or 0)
        )
