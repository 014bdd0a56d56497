"""Dependencies and relations between exported issues, and a word on those that lead elsewhere."""

from collections.abc import Mapping, Sequence

from gh_playbook.declaration.cycle import cycles
from gh_playbook.exporting.wanted import Wanted
from gh_playbook.exporting.yaml_text import Entry, Remarked
from gh_playbook.model.world import World


class Links:
    """The links of the exported issues, by the ids of the issues.

    `elsewhere` leads from the ids of issues that were not read to what people write for them.
    """

    def __init__(
        self, found: Mapping[str, Wanted], world: World, elsewhere: Mapping[str, str]
    ) -> None:
        self._found = found
        self._world = world
        self._elsewhere = elsewhere
        self._waits = {id: list(each.issue.blocked_by) for id, each in found.items()}
        self._circles: dict[str, set[str]] = {}
        for circle in cycles({id: self._inside(ids) for id, ids in self._waits.items()}):
            self._circles.setdefault(circle[-1], set()).add(circle[0])
        self._told: set[frozenset[str]] = {
            frozenset((id, other)) for id, ids in self._waits.items() for other in ids
        }

    def entry(self, each: Wanted) -> Entry:
        """Return what an issue says of its links: each relation once, at the first of the two."""
        id = each.issue.id
        circle = self._circles.get(id, set())
        waits = [other for other in self._waits[id] if other not in circle]
        entry = self._linked("blocked_by", waits, "blocked by")
        if circle:
            names = ", ".join(self._name(other) for other in sorted(circle))
            entry.append(("#", f"also blocked by {names}, which would close a circle"))
        relations = []
        for other in each.issue.related_to:
            pair = frozenset((id, other))
            if pair not in self._told and other != id:
                self._told.add(pair)
                relations.append(other)
        return [*entry, *self._linked("related_to", relations, "related to")]

    def _linked(self, field: str, ids: Sequence[str], words: str) -> Entry:
        keys = [self._found[id].key for id in self._inside(ids)]
        others = [self._name(id) for id in ids if id not in self._found]
        if not others:
            return [(field, keys)] if keys else []
        also = "also " if keys else ""
        told = f"{also}{words} {', '.join(others)}, not in this file"
        return [(field, Remarked(keys, told))] if keys else [("#", told)]

    def _inside(self, ids: Sequence[str]) -> list[str]:
        return [id for id in ids if id in self._found]

    def _name(self, id: str) -> str:
        if id in self._found:
            return self._found[id].key
        there = self._world.issues.get(id)
        return (
            f"#{there.number}"
            if there
            else self._elsewhere.get(id, "an issue of another repository")
        )


def elsewhere(found: Mapping[str, Wanted], world: World) -> list[str]:
    """Return the ids of linked issues that were not read: those of other repositories."""
    linked = (
        id
        for each in found.values()
        for id in (*each.issue.blocked_by, *each.issue.related_to)
        if id not in world.issues
    )
    return list(dict.fromkeys(linked))
