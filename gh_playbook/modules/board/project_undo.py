"""Undo for the board itself: it is restored; a board in use is not deleted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.name import folded, is_same
from gh_playbook.declaration.wording import counted
from gh_playbook.model.change import Change
from gh_playbook.model.past import Past
from gh_playbook.model.project import STATUS, ExistingProject, ExistingView
from gh_playbook.model.world import World
from gh_playbook.modules import undo
from gh_playbook.modules.board import project_wire, view_undo

_FIELDS = ("title", "description", "readme", "public", "is_closed", "is_linked")
Remove = Callable[[str, ExistingProject, World], Change[ExistingProject]]


def restore(
    past: Past, now: ExistingProject, world: World, remove: Remove
) -> Change[ExistingProject]:
    """Compare a project that exists with its state before the run."""
    where: dict[str, Any] = {"number": now.number, "url": now.url}
    if past.before is not None:
        return _restored(past, now, world, **where)
    if past.is_known and now.id != past.after.id:
        return undo.conflict(past, "another project of that title", **where)
    reason = _in_use(past, now)
    if reason:
        return undo.conflict(past, reason, **where)
    return remove(past.key, now, world)


def _restored(
    past: Past, now: ExistingProject, world: World, **where: Any
) -> Change[ExistingProject]:
    """Restore what a run changed of a project."""
    if past.after is None and _is_another(past.before, now):
        return undo.conflict(past, "another project of that title", **where)
    # A project that was created again gets everything that it had.
    after = now if past.after is None else past.after
    found = undo.merge(past.before, after, now, _FIELDS)
    fields = dict(found.fields)
    is_linked = fields.pop("is_linked", None)
    operations = project_wire.updating(now, fields, world)
    if is_linked is not None:
        operations += (project_wire.linking(now, world, is_linked=is_linked),)
    return undo.merged(
        past,
        found,
        operations=operations,
        before=replace(now, items={}),
        after=replace(now, **found.fields),
        **where,
    )


def _in_use(past: Past, now: ExistingProject) -> str:
    """Return why a project that the run created is not deleted, if people use it."""
    if now.items:
        return f"{counted(len(now.items), 'card is', 'cards are')} still on it: left as it is"
    # The fields, the Status and the first view of a new project are GitHub's. If the run removed
    # that view, this undo has made it again.
    own = [each for each in now.fields if not (each.is_built_in or is_same(each.name, STATUS))]
    added = [f"the field {each.name}" for each in own]
    theirs = (each for each in now.views if each.number != 1 and each.name not in past.ties.views)
    added += [f"the view {each.name}" for each in theirs]
    added += ["a status update"] * bool(now.updates)
    added += _changed_since(past.after, now) if past.is_known else []
    if added:
        return f"it has {', '.join(added)}: left as it is"
    if not past.is_known:
        return ""  # Its texts are what the run wanted; nobody knows how far it came.
    texts = [each for each in _FIELDS if each != "is_linked"]
    return undo.edited(past.after, now, texts)


def _changed_since(made: ExistingProject, now: ExistingProject) -> list[str]:
    """Return in words what people changed of the parts that GitHub gave a new project.

    What the run itself changed of them, this undo has restored before.
    """
    found = []
    was, status = made.field(STATUS), now.field(STATUS)
    if was and status:
        names = {folded(each.name) for each in was.options}
        added = [each.name for each in status.options if folded(each.name) not in names]
        found += [f"the option {name} of {STATUS}" for name in added]
    first, at_first = _first_view(now), _first_view(made)
    if first and at_first and first != at_first:
        found.append("another first view")
    linked = now.linked - made.linked
    if linked:
        found.append("a link to another repository or a team")
    return found


def _first_view(project: ExistingProject) -> ExistingView | None:
    """Return the view that came with a project."""
    found = next((each for each in project.views if each.number == 1), None)
    return found and view_undo.with_sorted_fields(found)


def _is_another(before: ExistingProject, now: ExistingProject) -> bool:
    """Tell whether a project cannot be the one that an interrupted undo has created again."""
    texts = ("description", "readme")
    return any(getattr(now, each) not in {getattr(before, each), ""} for each in texts)
