"""Warnings about an issue, independent of its change."""

from collections.abc import Iterator, Sequence

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.model.claim import claim
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.identity_advice import named, nearly
from gh_playbook.model.world import World
from gh_playbook.modules.context import Context


def warnings(desired: Issue, world: World) -> tuple[str, ...]:
    """Return the warnings about an issue: that it is gone, those like it, what is left out."""
    found = [*_gone(desired, world), *_elsewhere(desired, world), *_look_alikes(desired, world)]
    existing = world.issue(desired.key)
    parent = existing.parent if existing and desired.parent is None else None
    # An undeclared parent is people's grouping; a declared one came from the plan.
    if existing and parent and parent in world.bound.values():
        ending = f"`gh issue edit {existing.number} --remove-parent` ends that"
        found.append(f"is still a sub-issue of #{world.issues[parent].number}: {ending}")
    if desired.type and world.features.issue_types:
        issue_type = world.issue_type(desired.type)
        if issue_type is None:
            found.append(f"there is no type {desired.type!r}: left out (`setup-types` makes it)")
        elif not issue_type.is_enabled:
            ending = "left out (`setup-types` enables it)"
            found.append(f"the type {desired.type!r} is disabled: {ending}")
    if desired.pinned and not world.features.pins:
        found.append("this GitHub pins no issues: left out")
    if desired.state_reason == "duplicate" and not world.features.duplicates:
        found.append("this GitHub has no duplicates: closed as not planned")
    return tuple(found)


def left_over(desired: Issue, world: World, context: Context) -> Iterator[str]:
    """Yield the links that an earlier run made, and that no entry declares any more."""
    existing = world.issue(desired.key)
    if existing is None or desired.is_absent:
        return
    ending = "which no entry declares any more: `prune: [links]` removes that"
    for id in existing.blocked_by:
        if _undeclared(desired.blocked_by, id, world, context) is None:
            continue
        if context.history.is_left_over("dependency", (existing.id, id), desired):
            yield f"still waits for #{world.issues[id].number}, {ending}"
    for id in existing.related_to:
        other = _undeclared(desired.related_to, id, world, context)
        if other is None or _names(other.related_to, existing.id, world):
            continue
        if context.history.is_left_over("relation", (existing.id, id), desired):
            yield f"is still related to #{world.issues[id].number}, {ending}"


def _names(names: Sequence[str], id: str, world: World) -> bool:
    """Tell whether an issue is among these keys and references."""
    found = map(world.issue, names)
    return any(each is not None and each.id == id for each in found)


def _undeclared(names: Sequence[str], id: str, world: World, context: Context) -> Issue | None:
    """Return the declared issue at the end of a link, if the other entry does not name it."""
    if _names(names, id, world):
        return None
    found = claim(world.issues.get(id))
    if found is None or world.bound.get(found.key) != id:
        return None
    return context.issues.get(found.key)


def _gone(desired: Issue, world: World) -> Iterator[str]:
    """Yield the warning about an issue of an earlier run that is created once more."""
    number = world.gone.get(desired.key)
    if number is None or desired.is_absent or world.issue(desired.key) is not None:
        return
    how = "deleted, or transferred to a place that this login cannot read"
    yield f"was #{number} in an earlier run, which is gone ({how}): created anew"


def _elsewhere(desired: Issue, world: World) -> Iterator[str]:
    """Yield the warning about a number that is not of this repository."""
    is_stopped = desired.key in world.trouble or desired.key in world.conflicts
    if desired.number is not None and world.issue(desired.key) is None and not is_stopped:
        yield f"the number is another repository's: {_unfit(desired.number, world)}"


def _look_alikes(desired: Issue, world: World) -> Iterator[str]:
    """Yield the warnings about issues that look like this one, or that this could be."""
    if world.issue(desired.key) is None:
        for each in world.alike.get(desired.key, ()):
            yield nearly(each.number, each.title)
    surplus = world.surplus.get(desired.key)
    if surplus:
        yield f"looks like it too and is left alone: {named(surplus)}"
        yield from _rekeyed(desired, surplus)
    imitations = world.imitations.get(desired.key)
    if imitations:
        by = ", ".join(f"#{each.number} by {each.author.login or 'nobody'}" for each in imitations)
        yield f"looks like it and is left alone, because its author has no rights here: {by}"


def unfit(number: int, world: World) -> str:
    """Return why a declared number leads to no issue, and what to do: no new one is made for it."""
    there = world.numbered(number)
    is_put_away = there is not None and there.state == "closed" and claim(there) is None
    advice = "reopen it, write `state: closed`" if is_put_away else "correct `number`"
    return f"{_unfit(number, world)}: {advice}, or leave `number` out for a new issue"


def _unfit(number: int, world: World) -> str:
    there = world.numbered(number)
    found = claim(there)
    if there is None:
        return f"there is no issue #{number} (a pull request does not count)"
    if found is not None:
        return f"#{number} {there.title!r} has the key {found.key!r}, so it is another issue"
    if there.state == "closed":
        return f"#{number} is closed as {(there.reason or 'done').replace('_', ' ')}"
    return f"#{number} {there.title!r} does not fit this entry"


def _rekeyed(desired: Issue, surplus: Sequence[ExistingIssue]) -> Iterator[str]:
    """Yield advice for the case that an issue with another key is this one, with a renamed key."""
    for each in surplus:
        found = claim(each)
        if found is not None and found.key not in {desired.key, *desired.previously}:
            advice = f"if its key was renamed, write `previously: [{found.key}]`"
            yield f"#{each.number} has the key {found.key!r}: {advice}"
