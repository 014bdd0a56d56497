"""Undo for things that issues use: a label, a milestone or an issue type."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from gh_playbook.declaration.name import Named, is_same
from gh_playbook.model.change import Change
from gh_playbook.model.existing import ExistingIssueType, ExistingLabel, ExistingMilestone
from gh_playbook.model.past import Past
from gh_playbook.model.world import World
from gh_playbook.modules import undo, use
from gh_playbook.modules.undo import Merge
from gh_playbook.modules.use import Role

T = TypeVar("T", ExistingLabel, ExistingMilestone, ExistingIssueType)


def restore(
    past: Past,
    role: Role,
    things: Named[T],
    world: World,
    names: Sequence[str],
    *,
    make: Callable[[T], Change[T]],
    remove: Callable[[T], Change[T]],
    update: Callable[[T, Merge], Change[T]],
) -> Change[T]:
    """Compare a thing with its state before the run; `names` are its fields.

    A thing that the run removed is created again, and then given back to the issues that had it,
    unless people have made another one of its name. A thing that it created is removed, unless
    people have changed or used it since. Otherwise its fields are restored; the first of `names` is
    its name, which stays if another thing has the old one by now.
    """
    now = _present(past, things)
    if now is None:
        return make(past.before) if past.after is None else undo.gone(past)
    name = _name(now)
    if past.after is None:
        theirs = undo.made_again(past, past.before, now, names)
        if theirs is not None:
            return theirs
        issues = use.lacking(world, role, past.used_by, name)
        operations = use.giving(issues, role, now.id, world)
        given = {each.id: name for each in issues}
        many = use.counted(given, world.pull_requests)
        return undo.given_back(past, operations, given, now, many)
    if past.before is None:
        left = undo.edited(undo.as_left(past, now, names), now, names)
        # In an undo of an undo, values that the first undo gave back are removed with the thing.
        users = use.uses(world, role, name).keys() - past.used_by.keys()
        left = left or use.by_others(world, users)
        return undo.conflict(past, left) if left else remove(now)
    found = undo.merge(past.before, past.after, now, names)
    others = [_name(each) for each in things.values() if each.id != now.id]
    return update(now, undo.without_taken(found, names[0], _taken(others, role)))


def _taken(others: Sequence[str], role: Role) -> Callable[[str], bool]:
    """Return a test for names of other things: titles of milestones are case-sensitive."""
    if role == "milestone":
        return others.__contains__
    return lambda name: any(is_same(name, each) for each in others)


def _present(past: Past, things: Named[T]) -> T | None:
    """Return the thing that a run changed, by its id, or by its name if the id is unknown."""
    ids = {each.id for each in (past.before, past.after) if each is not None}
    found = next((each for each in things.values() if each.id in ids), None)
    return found or things.find(_name(past.latest))


def _name(thing: Any) -> str:
    name: str = thing.title if isinstance(thing, ExistingMilestone) else thing.name
    return name
