"""Assignees and links in a pull, and the names of the issues at their other ends."""

from collections.abc import Iterator, Mapping

from gh_playbook.convergence.journal.pull_memory import Base
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.value import ME
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World
from gh_playbook.pulling.three_way import Conflict, Taken, compare_list


class PulledLinks:
    """The lists of issues in which people add and remove single elements.

    `elsewhere` are references to issues that were not read, by their ids.
    """

    def __init__(
        self, issues: Mapping[str, Issue], world: World, elsewhere: Mapping[str, str]
    ) -> None:
        self._world = world
        self._elsewhere = elsewhere
        self._keys = {id: key for key, id in world.bound.items()}
        self._pairs = {
            frozenset((self._id(issue.key), self._id(name)))
            for issue in issues.values()
            for name in issue.related_to
        }

    def name(self, id: str | None) -> str | None:
        """Return the name of an issue: its key, or a reference; None if it has neither."""
        if id is None or id in self._keys:
            return self._keys.get(id or "")
        there = self._world.issues.get(id)
        return f"#{there.number}" if there else self._elsewhere.get(id)

    def differences(self, issue: Issue, existing: ExistingIssue, base: Base) -> Iterator[Taken]:
        """Yield people's changes of the lists of an issue, and of its parent."""
        lists = (self._assignees(issue, existing, base), self._blocked_by(issue, existing, base))
        related = self._related_to(issue, existing, base)
        yield from (each for each in (*lists, related) if each is not None)
        yield from self._parent(issue, existing, base)

    def _assignees(self, issue: Issue, existing: ExistingIssue, base: Base) -> Taken | None:
        if "assignees" in issue.ignore:
            return None
        own = self._world.login.name
        declared = {folded(own if each == ME else each): each for each in issue.assignees}
        last = base.values.get("assignees")
        known = None if last is None else {folded(each) for each in last}
        there = {folded(each): each for each in existing.assignees}
        return compare_list(issue.key, "assignees", declared, there, known)

    def _blocked_by(self, issue: Issue, existing: ExistingIssue, base: Base) -> Taken | None:
        declared = {self._id(name): name for name in issue.blocked_by}
        there = self._named(existing.blocked_by, declared)
        known = base.values.get("blocked_by")
        return compare_list(issue.key, "blocked_by", declared, there, known)

    def _related_to(self, issue: Issue, existing: ExistingIssue, base: Base) -> Taken | None:
        """Compare relations, each at the issue that declares it, or else at the first one."""
        declared = {self._id(name): name for name in issue.related_to}
        named = self._named(existing.related_to, declared)
        pairs = {id: frozenset((existing.id, id)) for id in named}
        # If one blocks the other, that implies the relation, and the backlog says it only once.
        apart = {id: name for id, name in named.items() if not self._is_blocked(existing, id)}
        there = {
            id: name for id, name in apart.items() if id in declared or pairs[id] not in self._pairs
        }
        self._pairs |= {pairs[id] for id in there}
        known = base.values.get("related_to")
        return compare_list(issue.key, "related_to", declared, there, known)

    def _is_blocked(self, issue: ExistingIssue, id: str) -> bool:
        """Tell whether one of two issues blocks the other, which implies that they are related."""
        other = self._world.issues.get(id)
        return id in issue.blocked_by or (other is not None and issue.id in other.blocked_by)

    def _parent(self, issue: Issue, existing: ExistingIssue, base: Base) -> Iterator[Taken]:
        declared = self._id(issue.parent) if issue.parent else None
        if existing.parent == declared or "parent" not in base.values:
            return
        last = base.values["parent"]
        is_parent_gone = declared == issue.parent and last not in self._world.issues
        if existing.parent is None and is_parent_gone:
            # Nobody moved it: its parent was deleted, and is reported itself.
            return
        if existing.parent != last:
            kind = Taken if declared == last else Conflict
            yield kind(issue.key, "parent", issue.parent, self._shown(existing))

    def _shown(self, existing: ExistingIssue) -> str | None:
        return self.name(existing.parent) or existing.parent_name

    def _named(self, ids: tuple[str, ...], declared: Mapping[str, str]) -> dict[str, str]:
        """Return the declared names of linked issues; issues without a name are left out."""
        found = {id: declared.get(id) or self.name(id) for id in ids}
        return {id: name for id, name in found.items() if name is not None}

    def _id(self, name: str) -> str:
        """Return the id of the issue of a key or reference; if there is none, the name itself."""
        there = self._world.issue(name)
        return there.id if there else name


def unread(world: World) -> list[str]:
    """Return the ids of unread issues that declared ones are linked to."""
    linked = (
        id
        for key in world.bound
        if (issue := world.issue(key)) is not None
        for id in (*issue.blocked_by, *issue.related_to, issue.parent, issue.duplicate_of)
    )
    return list(dict.fromkeys(id for id in linked if id and id not in world.issues))
