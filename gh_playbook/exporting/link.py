"""Dependencies and relations of exported issues: by key, or by reference outside the file."""

from collections.abc import Iterable, Mapping, Sequence

from gh_playbook.declaration.consistency.cycle import cycles
from gh_playbook.exporting.issue import IssueContent
from gh_playbook.exporting.left_out import LeftOut
from gh_playbook.formatting.yaml_text import Entry
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World


class Links:
    """The links of the exported issues, by the ids of the issues.

    `elsewhere` maps the ids of issues that were not read to their references; `references` maps the
    reference of an issue outside the file to its id.
    """

    def __init__(
        self,
        found: Mapping[str, IssueContent],
        world: World,
        elsewhere: Mapping[str, str],
        left_out: LeftOut,
    ) -> None:
        self._found = found
        self._left_out = left_out
        self._world = world
        self._elsewhere = elsewhere
        self.references: dict[str, str] = {}
        self._waits = {id: list(each.issue.blocked_by) for id, each in found.items()}
        self._circles: dict[str, set[str]] = {}
        for circle in cycles({id: self._inside(ids) for id, ids in self._waits.items()}):
            self._circles.setdefault(circle[-1], set()).add(circle[0])
        self._told: set[frozenset[str]] = {
            frozenset((id, other)) for id, ids in self._waits.items() for other in ids
        }

    def entry(self, each: IssueContent) -> Entry:
        """Return the links of an issue; a relation is listed at the first of its two issues."""
        id = each.issue.id
        circle = self._circles.get(id, set())
        waits = [other for other in self._waits[id] if other not in circle]
        entry = self._linked(each, "blocked_by", waits, "blocked by")
        if circle:
            names = ", ".join(self._found[other].key for other in sorted(circle))
            entry.append(self._left(each, f"also blocked by {names}, which would form a cycle"))
        relations = []
        for other in each.issue.related_to:
            pair = frozenset((id, other))
            if pair not in self._told and other != id:
                self._told.add(pair)
                relations.append(other)
        return [*entry, *self._linked(each, "related_to", relations, "related to")]

    def children(self, each: IssueContent) -> Entry:
        """Return the sub-issues that cannot be declared: those of other repositories."""
        outer = [id for id in each.issue.sub_issues if id not in self._world.issues]
        if not outer:
            return []
        names = [self._elsewhere.get(id, "one that this login may not see") for id in outer]
        return [self._left(each, f"sub-issues of other repositories: {', '.join(names)}")]

    def parent(self, each: IssueContent) -> Entry:
        """Return the parent of an issue, if it is not in the file."""
        outer = each.issue.parent
        if outer is None or each.parent is not None:
            return []
        name = self._named(outer) or each.issue.parent_name
        if name is None:
            return [self._left(each, "a sub-issue of one that this login may not see")]
        self.references[name] = outer
        return [("parent", name)]

    def _left(self, each: IssueContent, what: str) -> tuple[str, str]:
        return self._left_out.add_of_issue(each.issue, what)

    def _linked(self, each: IssueContent, field: str, ids: Sequence[str], words: str) -> Entry:
        names = [self._named(id) for id in ids]
        said = [name for name in names if name is not None]
        hidden = len(names) - len(said)
        entry: Entry = [(field, said)] if said else []
        if hidden:
            also = "also " if said else ""
            what = "an issue" if hidden == 1 else f"{hidden} issues"
            told = f"{also}{words} {what} that this login may not see"
            entry.append(self._left(each, told))
        return entry

    def _named(self, id: str) -> str | None:
        """Return the name of an issue here: its key, or a reference if it is not in the file."""
        if id in self._found:
            return self._found[id].key
        there = self._world.issues.get(id)
        name = f"#{there.number}" if there else self._elsewhere.get(id)
        if name is not None:
            self.references[name] = id
        return name

    def _inside(self, ids: Sequence[str]) -> list[str]:
        return [id for id in ids if id in self._found]


def elsewhere(issues: Iterable[ExistingIssue], world: World) -> list[str]:
    """Return the ids of linked issues that were not read: those in other repositories."""
    linked = (
        id
        for each in issues
        for id in (*each.blocked_by, *each.related_to, *each.sub_issues)
        if id not in world.issues
    )
    return list(dict.fromkeys(linked))
