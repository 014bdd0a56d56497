"""The comparison of a thing with its desired state: present, absent, or as before a run."""

from typing import Any

from gh_playbook.declaration.declared import Declared
from gh_playbook.github.token_masking import MASK
from gh_playbook.model.change import Action, Change, Payload
from gh_playbook.model.past import Past, Reversal
from gh_playbook.model.world import World
from gh_playbook.modules import undo
from gh_playbook.modules.context import Context
from gh_playbook.modules.issues import issue_undo
from gh_playbook.modules.module import Module, Part
from gh_playbook.modules.project_access import out_of_sight


def key_of(module: Module[Any, Any], desired: Declared) -> str:
    """Return the name of a thing in reports."""
    return desired.key if isinstance(desired, Reversal) else module.key(desired)


def compared(
    module: Module[Any, Any], desired: Declared, world: World, context: Context
) -> Change[Any]:
    """Compare a thing with its declaration, or with its state before a run."""
    if isinstance(desired, Reversal):
        hidden = out_of_sight(world) if Part.PROJECT in module.reads else None
        if hidden is not None:
            past = desired.past
            return Change(past.module, past.key, Action.BLOCK, hidden, desired.source)
        restored = _without_masks(desired.past, module.restore(desired.past, world))
        return _with_its_issue(desired.past, restored, world).but(source=desired.source)
    differ = module.absent if desired.is_absent else module.diff
    change = differ(desired, world, context)
    return change if change.source else change.but(source=desired.source)


def _with_its_issue(past: Past, change: Change[Any], world: World) -> Change[Any]:
    """Return a change of undo that does not take the card of an issue away which is left."""
    if past.issue is None or change.action is not Action.REMOVE:
        return change
    if issue_undo.restore(past.issue, world).action is not Action.CONFLICT:
        return change
    where = {"number": change.number, "url": change.url}
    return undo.conflict(past, "its issue is left, and so is its card", **where)


def _without_masks(past: Past, change: Change[Any]) -> Change[Any]:
    """Return a change of undo that does not overwrite a text with a mask.

    A thing that the run removed is created again with the mask, and the change says so.
    """
    if not past.is_masked:
        return change
    if change.action is Action.CONFLICT:
        told = "or not known: it contained a token, and no journal holds one"
        return change.but(reason=f"{change.reason} ({told})")
    masked = [each.field for each in change.differences if MASK in str(each.desired)]
    if not masked:
        return change
    what = f"it contained a token, which no journal holds: {', '.join(masked)}"
    if past.after is None:
        return change.but(warnings=(*change.warnings, f"{what}: {MASK} in its place"))
    reason = f"left as it is: {what}"
    return Change(
        past.module, past.key, Action.CONFLICT, reason, number=change.number, url=change.url
    )


def take_in(
    module: Module[Any, Any], change: Change[Any], world: World, payload: Payload | None
) -> None:
    """Update the world with a change, also with one that removes a thing."""
    if change.after is None:
        module.forget(change, world)
    else:
        module.record(change, world, payload)
