"""The world: one snapshot of what exists on GitHub, updated as changes are carried out.

A dry run works on a copy, in which things that would be created have special ids; otherwise it is
the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from gh_playbook.declaration.name import Named, is_same
from gh_playbook.declaration.value import ME
from gh_playbook.model.author import APP
from gh_playbook.model.existing import (
    Account,
    Activity,
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
from gh_playbook.model.project import (
    ExistingField,
    ExistingItem,
    ExistingProject,
    new_names,
    renamed,
)
from gh_playbook.model.register import Entry, Register

# The beginning of the id of a thing that does not exist yet; its key follows.
UNBORN = "unborn:"


@dataclass
class World:
    """Everything that a run knows about a repository.

    `bound` maps the key of a declared issue to the id of its existing issue, `references` does so
    for references to undeclared issues; `foreign` are issues of other repositories. `trouble` says
    why the issue of a key cannot be identified, `conflicts` what a person has to decide first.
    `surplus` are other issues that look like it, `renamed` the numbers of issues whose keys were
    probably renamed, `strangers` those by outsiders, `alike` those of
    nearly the title of one that does not exist. `activities` has
    the activity of issues, if asked for, by their ids; `pull_requests` are the pull requests with
    labels or milestones that may be removed, with only these values. `register` has the findings of
    earlier runs. `sees_members` tells whether GitHub shows this login the members of the owner,
    None if not asked. `moved_from` is the repository's old name, if it was asked for by that.
    `accounts` are the assignable accounts that were asked for. `is_whole` tells that `issues` are
    all issues of the repository; otherwise they are the declared issues and those linked to them,
    of `issue_count` in total. `newest` is the number of the newest issue when all were looked at,
    None if the register led to these alone. `server` are the server's features, even if the owner
    lacks some. `files` has the requested files by path: None if there is no such file. `card_pages`
    are the cursors at which the pages of the board's cards ended when they were read. `lost_board`
    is the number of the board that earlier runs had and that this login does not see: it is gone,
    or hidden.
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
    accounts: Named[Account] = field(default_factory=Named)
    issues: dict[str, ExistingIssue] = field(default_factory=dict)
    is_whole: bool = True
    issue_count: int = 0
    newest: int | None = None
    project: ExistingProject | None = None
    card_pages: tuple[str, ...] = ()
    lost_board: int | None = None
    files: dict[str, ExistingFile | None] = field(default_factory=dict)
    bound: dict[str, str] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    link_ends: dict[str, str] = field(default_factory=dict)
    contents: dict[str, ExistingContent] = field(default_factory=dict)
    foreign: dict[str, ExistingIssue] = field(default_factory=dict)
    trouble: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, str] = field(default_factory=dict)
    departed: dict[str, Entry] = field(default_factory=dict)
    surplus: dict[str, tuple[ExistingIssue, ...]] = field(default_factory=dict)
    renamed: set[int] = field(default_factory=set)
    strangers: dict[str, tuple[ExistingIssue, ...]] = field(default_factory=dict)
    alike: dict[str, tuple[ExistingIssue, ...]] = field(default_factory=dict)
    register: Register = field(default_factory=Register)
    sees_members: bool | None = None
    activities: dict[str, Activity] = field(default_factory=dict)
    pull_requests: dict[str, ExistingIssue] = field(default_factory=dict)
    _ids: dict[int, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    _referring: dict[str, list[str]] | None = field(
        default=None, init=False, repr=False, compare=False
    )

    def copy(self) -> "World":
        """Return a copy that can change independently."""
        return replace(
            self,
            labels=Named(self.labels),
            milestones=Named(self.milestones),
            issue_types=Named(self.issue_types),
            issue_fields=Named(self.issue_fields),
            issues=dict(self.issues),
            pull_requests=dict(self.pull_requests),
            files=dict(self.files),
            bound=dict(self.bound),
            foreign=dict(self.foreign),
            project=self.project and replace(self.project, items=dict(self.project.items)),
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

    def account(self, login: str) -> Account | None:
        """Return the account of this login; for `@me`, the run's own, unless it is an app."""
        own = self.login
        if own.name and not own.name.endswith(APP) and (login == ME or is_same(login, own.name)):
            return Account(own.id, own.name)
        return self.accounts.find(login)

    def issue(self, key: str) -> ExistingIssue | None:
        """Return the issue of a declared key or of a reference; None if it does not exist yet."""
        id = self.bound.get(key) or self.references.get(key)
        return (self.issues.get(id) or self.foreign.get(id)) if id else None

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

    def put_label(self, label: ExistingLabel, *, instead_of: str | None = None) -> None:
        """Put a label into the world; a new name also changes the issues that have it."""
        before = self.label(label.name if instead_of is None else instead_of)
        if before is not None and before.id == label.id:
            del self.labels[before.name]
            if before.name != label.name:
                self._rename_on_issues(before.name, label.name)
        self.labels[label.name] = label

    def put_milestone(self, milestone: ExistingMilestone, *, instead_of: str | None = None) -> None:
        """Put a milestone into the world; a new title also changes the issues that are in it."""
        before = self.milestone(milestone.title if instead_of is None else instead_of)
        if before is not None and before.id == milestone.id:
            del self.milestones[before.title]
            if before.title != milestone.title:
                for issue in [each for each in self.issues.values() if each.milestone]:
                    if issue.milestone == before.title:
                        self.issues[issue.id] = replace(issue, milestone=milestone.title)
        self.milestones[milestone.title] = milestone

    def put_issue_type(self, issue_type: ExistingIssueType) -> None:
        """Put an issue type into the world."""
        before = self.issue_type(issue_type.name)
        if before is not None:
            del self.issue_types[before.name]
        self.issue_types[issue_type.name] = issue_type

    def put_issue_field(self, issue_field: ExistingIssueField) -> None:
        """Put an issue field into the world."""
        before = self.issue_field(issue_field.name)
        if before is not None:
            del self.issue_fields[before.name]
            self._rename_values(before, issue_field)
        self.issue_fields[issue_field.name] = issue_field

    def _rename_values(self, before: ExistingIssueField, after: ExistingIssueField) -> None:
        """Rename the values of issues after a field or its options were renamed."""
        names = new_names(before.options, after.options)
        if before.name == after.name and not names:
            return
        for id, issue in self.issues.items():
            fields = renamed(issue.fields, before.name, after.name, names)
            self.issues[id] = replace(issue, fields=fields)

    def put_item(self, issue: str, item: ExistingItem) -> None:
        """Put the card of an issue into the world, if there is a project.

        A card that was put `behind` another one gets its place there.
        """
        if self.project is None:
            return
        items = self.project.items
        items[issue] = item
        if item.behind is not None:
            items[issue] = replace(item, behind=None)
            rest = [id for id in items if id != issue]
            at = rest.index(item.behind) + 1 if item.behind in rest else 0
            ordered = {id: items[id] for id in (*rest[:at], issue, *rest[at:])}
            items.clear()
            items.update(ordered)

    def put_issue(self, issue: ExistingIssue, *, key: str | None = None) -> None:
        """Put an issue into the world, and update the issues that it is linked to."""
        before = self.issues.get(issue.id)
        self.issues[issue.id] = issue
        if key is not None:
            self.bound[key] = issue.id
        if before is not None and before.parent != issue.parent and before.parent:
            self._without_child(before.parent, issue.id)
        if issue.parent and (before is None or before.parent != issue.parent):
            self._with_child(issue.parent, issue.id)

    def remove_issue(self, id: str) -> None:
        """Note that an issue no longer exists, with its links."""

        def without(ids: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(each for each in ids if each != id)

        for each in [*self.issues.values()]:
            self.issues[each.id] = replace(
                each,
                parent=None if each.parent == id else each.parent,
                sub_issues=without(each.sub_issues),
                blocked_by=without(each.blocked_by),
                related_to=without(each.related_to),
            )
        del self.issues[id]
        self.bound = {key: found for key, found in self.bound.items() if found != id}

    def put_fresh(self, thing: ExistingIssue | ExistingIssueField | ExistingField | None) -> None:
        """Put an issue, an issue field or a field of the board that was read again into it."""
        if isinstance(thing, ExistingIssue):
            self.put_issue(thing)
        elif isinstance(thing, ExistingIssueField):
            self.put_issue_field(thing)
        elif thing is not None and self.project is not None:
            self.project = self.project.with_field(thing)

    def set_sub_issues(self, parent: str, children: Iterable[str]) -> None:
        """Set the sub-issues of a parent, in their order."""
        ordered = tuple(children)
        shelf = self.foreign if parent in self.foreign else self.issues
        shelf[parent] = replace(shelf[parent], sub_issues=ordered)
        for each in ordered:
            if each in self.issues:
                self.issues[each] = replace(self.issues[each], parent=parent)

    def relate(self, one: str, other: str) -> None:
        """Note that two issues are related; relations have no direction."""
        for this, that in ((one, other), (other, one)):
            issue = self.issues.get(this)
            if issue is not None and that not in issue.related_to:
                self.issues[this] = replace(issue, related_to=(*issue.related_to, that))

    def unrelate(self, one: str, other: str) -> None:
        """Note that two issues are no longer related."""
        for this, that in ((one, other), (other, one)):
            issue = self.issues.get(this)
            if issue is not None:
                left = tuple(each for each in issue.related_to if each != that)
                self.issues[this] = replace(issue, related_to=left)

    def open_first(self) -> Iterator[ExistingIssue]:
        """Yield the issues, open ones first, each by number."""
        yield from sorted(
            self.issues.values(), key=lambda each: (each.state != "open", each.number or 0)
        )

    def _rename_on_issues(self, old: str, new: str) -> None:
        for issue in list(self.issues.values()):
            if any(is_same(name, old) for name in issue.labels):
                labels = tuple(new if is_same(name, old) else name for name in issue.labels)
                self.issues[issue.id] = replace(issue, labels=labels)

    def _with_child(self, parent: str, child: str) -> None:
        issue = self.issues.get(parent)
        if issue is not None and child not in issue.sub_issues:
            self.issues[parent] = replace(issue, sub_issues=(*issue.sub_issues, child))

    def _without_child(self, parent: str, child: str) -> None:
        issue = self.issues.get(parent)
        if issue is not None:
            children = tuple(each for each in issue.sub_issues if each != child)
            self.issues[parent] = replace(issue, sub_issues=children)
