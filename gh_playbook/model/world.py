"""The world: one snapshot of what exists on GitHub, updated as changes are carried out.

A dry run works on a copy, in which things that would be created have special ids; otherwise it is
the same.
"""

from collections.abc import Iterable
from dataclasses import replace

from gh_playbook.declaration.name import Named, is_same
from gh_playbook.frozen import dataclass
from gh_playbook.model.existing import (
    ExistingIssue,
    ExistingIssueField,
    ExistingIssueType,
    ExistingLabel,
    ExistingMilestone,
)
from gh_playbook.model.project import ExistingItem
from gh_playbook.model.project_field import ExistingField, new_names, renamed
from gh_playbook.model.world_content import WorldContent

# The beginning of the id of a thing that does not exist yet; its key follows.
UNBORN = "unborn:"


@dataclass
class World(WorldContent):
    """Everything that a run knows about a repository, kept up to date with its changes."""

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
            selected=dict(self.selected),
            bound=dict(self.bound),
            foreign=dict(self.foreign),
            project=self.project and replace(self.project, items=dict(self.project.items)),
        )

    def equals(self, other: "World") -> bool:
        """Tell whether another world has the same content, and its things in the same order."""
        return self == other and self._orders() == other._orders()

    def _orders(self) -> list[list[str]]:
        cards = self.project.items if self.project else {}
        return [[*each] for each in (self.labels, self.milestones, self.issues, cards)]

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
        """Put an issue, an issue field or a field of the board into the world, as read again."""
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
