"""The common parts of all links between two issues."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from gh_playbook.declaration.declarations import Declarations
from gh_playbook.model.change import Action, Change, Difference, Mutation
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.past import Past
from gh_playbook.model.world import World
from gh_playbook.modules.module import skipped

# The ids of the two issues.
Linked = tuple[str, str]


@dataclass(frozen=True)
class Kind:
    """A kind of link: the field of its first issue, and the mutations that add and remove it."""

    field: str
    is_linked: Callable[[ExistingIssue, ExistingIssue], bool]
    adding: Callable[[str, str], Mutation]
    removing: Callable[[str, str], Mutation]


def compare(
    change: Change[Linked], kind: Kind, ends: tuple[str, str], world: World, *, is_absent: bool
) -> Change[Linked]:
    """Complete the change of a link, for which both issues must exist.

    `ends` are the keys of the issues; `before` and `after` of the change hold ids.
    """
    one, other = world.issue(ends[0]), world.issue(ends[1])
    if is_absent and (one is None or other is None):
        return replace(change, action=Action.SKIP, reason="not linked")
    if one is None or other is None:
        return replace(change, action=Action.UPDATE, reason="not linked", needs=ends)
    change = replace(change, number=one.number, url=one.url)
    if kind.is_linked(one, other) is not is_absent:
        return replace(change, action=Action.SKIP, reason="not linked" if is_absent else "linked")
    if is_absent:
        return remove(change, kind, (one.id, other.id), world)
    return _adding(change, kind, (one.id, other.id), ends[1])


def restore(past: Past, kind: Kind, world: World) -> Change[Linked]:
    """Compare a link with its state before the run."""
    linked: Linked = past.latest
    one, other = world.known(linked[0]), world.known(linked[1])
    if one is None:
        return skipped(past.module, past.key, "its issue no longer exists")
    # The other one may be another repository's, which is not read.
    is_linked = kind.is_linked(one, other) if other else linked[1] in getattr(one, kind.field)
    change = Change[Linked](
        past.module, past.key, Action.SKIP, "as before the run", number=one.number, url=one.url
    )
    if past.before is None and is_linked:
        return remove(change, kind, linked, world)
    if past.before is not None and not is_linked:
        change = replace(change, reason="not linked any more")
        return _adding(change, kind, linked, _named(linked[1], world))
    return change


def _adding(change: Change[Linked], kind: Kind, linked: Linked, other: str) -> Change[Linked]:
    return replace(
        change,
        action=Action.CREATE,
        reason="not linked",
        differences=(Difference(kind.field, None, other),),
        operations=(kind.adding(*linked),),
        after=linked,
    )


def remove(change: Change[Linked], kind: Kind, linked: Linked, world: World) -> Change[Linked]:
    """Complete the change that removes a link."""
    return replace(
        change,
        action=Action.REMOVE,
        reason="not linked any more",
        differences=(Difference(kind.field, _named(linked[1], world), None),),
        operations=(kind.removing(*linked),),
        before=linked,
    )


def undeclared(
    field: str,
    links: Iterable[tuple[str, str]],
    declared: Declarations,
    world: World,
) -> list[dict[str, Any]]:
    """Return the undeclared links of a field between declared issues, by their keys.

    `links` are the declared ones: the issue, and the key or reference that it names. Links to
    issues outside the backlog belong to people.
    """
    said = {(_id(one, world), _id(other, world)) for one, other in links}
    keys = {id: each.key for each in declared.issues if (id := world.bound.get(each.key))}
    found = []
    for id, key in keys.items():
        issue = world.issues.get(id)
        others = [each for each in getattr(issue, field, ()) if each in keys]
        found += [
            {"issue": key, field: keys[other], "state": "absent"}
            for other in others
            if (id, other) not in said
        ]
    return found


def _id(name: str, world: World) -> str | None:
    """Return the id of the issue that a key or a reference names."""
    issue = world.issue(name)
    return issue.id if issue else None


def _named(id: str, world: World) -> str:
    issue = world.known(id)
    return f"#{issue.number}" if issue else id
