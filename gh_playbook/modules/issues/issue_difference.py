"""The desired fields of an existing issue, and their differences.

Labels and assignees that people added stay; values that are set once are set on adoption.
"""

from collections.abc import Iterator
from typing import Any

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.model.change import Difference
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World
from gh_playbook.modules.context import Context
from gh_playbook.modules.issues import issue_value, issue_wire
from gh_playbook.modules.issues.issue_body import Body

# Fields that are set once together with the state.
_OF_STATE = {"state_reason", "duplicate_of"}
# The reason for closing a duplicate if GitHub does not know the reason `duplicate`.
_WITHOUT_DUPLICATES = "not_planned"


def differences(
    desired: Issue, existing: ExistingIssue, body: Body, world: World, context: Context
) -> tuple[Difference, ...]:
    """Return the differences of an issue from its declaration; `body` is its desired body."""
    pairs = {
        "title": (existing.title, desired.title),
        "body": (existing.body.replace("\r\n", "\n"), body.text),
        "labels": (
            existing.labels,
            _labels(desired, existing, context, adopting=body.is_begun_anew),
        ),
        "milestone": (existing.milestone, _milestone(desired, world) or existing.milestone),
        "type": (existing.type, type_of(desired, world) or existing.type),
        "fields": issue_value.difference(
            desired, existing, world, context, adopting=body.is_begun_anew
        ),
        "assignees": (existing.assignees, _assignees(desired, existing, world)),
        "pinned": (existing.is_pinned, _pinned(desired, existing, world)),
        "locked": (existing.lock, _lock(desired, existing)),
        "state": (existing.state, desired.state or body.reopened or existing.state),
        "state_reason": (existing.reason, _ending(desired, world) or existing.reason),
        "duplicate_of": _originals(desired, existing, world),
    }
    kept = {*_kept(desired, body, context)}
    if "state" in kept:
        kept |= _OF_STATE
    return tuple(
        Difference(name, old, new)
        for name, (old, new) in pairs.items()
        if name not in kept and not _is_equal(name, old, new, world)
    )


def _kept(desired: Issue, body: Body, context: Context) -> Iterator[str]:
    """Yield the fields that now belong to people."""
    yield from (name for name in context.set_once.fields if not body.is_still_to_set(name))
    yield from (name for name in desired.ignore if not (name == "state" and body.pending))


def _labels(
    desired: Issue, existing: ExistingIssue, context: Context, *, adopting: bool
) -> tuple[str, ...]:
    """Return the desired labels: people's labels stay, declared ones are added, old ones removed.

    Old labels are those that are declared for removal, and outdated ones. Labels of values that the
    issue ignores stay as they are.
    """
    removed = {folded(name) for name in desired.remove_labels}
    removed |= {
        name
        for name in context.history.outdated_labels(desired, existing.labels)
        if not context.is_set_once(name)
    }
    names = [name for name in existing.labels if folded(name) not in removed]
    there = {folded(name) for name in names} | context.left_labels(desired)
    names += [
        name
        for name in desired.labels
        if folded(name) not in there and (adopting or not context.is_set_once(name))
    ]
    return tuple(names)


def _assignees(desired: Issue, existing: ExistingIssue, world: World) -> tuple[str, ...]:
    """Return the desired logins: people's assignees stay, declared ones are added."""
    there = {folded(login) for login in existing.assignees}
    wanted = issue_wire.logins(desired, world)
    return (*existing.assignees, *(login for login in wanted if folded(login) not in there))


def _pinned(desired: Issue, existing: ExistingIssue, world: World) -> bool:
    if desired.pinned is None or not world.features.pins:
        return existing.is_pinned
    return desired.pinned


def _lock(desired: Issue, existing: ExistingIssue) -> str | bool:
    """Return the desired reason of the lock; a lock without a declared reason may have any."""
    if desired.locked is None or (desired.locked is True and existing.lock):
        return existing.lock
    return desired.locked


def _ending(desired: Issue, world: World) -> str | None:
    """Return the desired reason for closing; another one if GitHub has no duplicates."""
    if desired.state_reason == "duplicate" and not world.features.duplicates:
        return _WITHOUT_DUPLICATES
    return desired.state_reason


def _originals(
    desired: Issue, existing: ExistingIssue, world: World
) -> tuple[str | None, str | None]:
    """Return the issue that it is a duplicate of, and the key of the declared one."""
    if desired.duplicate_of is None or not world.features.duplicates:
        return None, None
    found = world.issue(desired.duplicate_of)
    if found is not None and found.id == existing.duplicate_of:
        return desired.duplicate_of, desired.duplicate_of
    now = world.issues.get(existing.duplicate_of or "")
    return f"#{now.number}" if now else existing.duplicate_of, desired.duplicate_of


def _is_equal(field: str, old: Any, new: Any, world: World) -> bool:
    if field in {"labels", "assignees"}:
        return {folded(name) for name in old} == {folded(name) for name in new}
    if field == "milestone":
        # Two milestones can have titles that differ only in case.
        return old == new or (is_same(old or "", new or "") and old not in world.milestones)
    if field == "type":
        return is_same(old or "", new or "")
    return bool(old == new)


def type_of(desired: Issue, world: World) -> str | None:
    """Return the type to set: None if GitHub has no types, or if this one is disabled."""
    if desired.type is None or not world.features.issue_types:
        return None
    found = world.issue_type(desired.type)
    return found.name if found and found.is_enabled else None


def _milestone(desired: Issue, world: World) -> str | None:
    """Return the title of the milestone to set, as GitHub spells it."""
    found = world.milestone(desired.milestone) if desired.milestone else None
    return found.title if found else None
