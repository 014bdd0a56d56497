"""Undo for fields of the board: they are restored with the values that cards lost."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.name import folded
from gh_playbook.declaration.value import Value
from gh_playbook.declaration.wording import counted
from gh_playbook.model.change import Action, Change, Difference, Mutation
from gh_playbook.model.past import Past
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.project_field import ExistingField, ExistingOption
from gh_playbook.model.world import World
from gh_playbook.modules import undo
from gh_playbook.modules.board import board_issue_field, iteration_undo, option_undo
from gh_playbook.modules.board.field_wire import creating, renaming, shown, updating
from gh_playbook.modules.cards.card_filling import setting
from gh_playbook.modules.cards.card_undo import though_archived

Options = tuple[ExistingOption, ...]


def restore(past: Past, world: World) -> Change[ExistingField]:
    """Compare a field with its state before the run."""
    project = world.project
    if project is None:
        return undo.gone(past)
    now = _present(past, project)
    if now is None:
        return _made_again(past, project, world) if past.after is None else undo.gone(past)
    if past.before is None:
        return _withdraw(past, now, project)
    if past.after is None and not option_undo.are_alike(past.before.options, now.options):
        return undo.conflict(
            past, "it has been created again since then, with other options: left as it is"
        )
    return _changed(past, now, project)


def _made_again(past: Past, project: ExistingProject, world: World) -> Change[ExistingField]:
    """Return the change that makes a field again, or shows an issue field again."""
    before: ExistingField = past.before
    if project.field(before.name) is not None:
        return undo.conflict(past, "there is another field of this name by now")
    if not before.is_issue_field:
        change = creating(past.module, past.key, before, project)
    else:
        field = world.issue_field(before.name)
        if field is None:
            return undo.conflict(past, "the issue field that it showed no longer exists")
        empty: Change[ExistingField] = Change(past.module, past.key, Action.SKIP, "")
        change = board_issue_field.showing(empty, field, project, world)
    return replace(change, reason="as before the run")


def _withdraw(past: Past, now: ExistingField, project: ExistingProject) -> Change[ExistingField]:
    """Return the change that removes a field which the run made."""
    used_by = _of_others(past, now, project)
    if used_by:
        return undo.conflict(past, f"{told(used_by)} a value in it: left as it is")
    # If the answer was lost, nobody knows what GitHub made.
    left = _edited(past.after, now) if past.is_known else ""
    return undo.conflict(past, left) if left else remove(past.module, past.key, now, project)


def _edited(left: ExistingField, now: ExistingField) -> str:
    """Return what somebody has changed of a field since a run left it."""
    pairs = {
        "name": left.name == now.name,
        # The options of an issue field belong to the organization's issues.
        "options": now.is_issue_field or option_undo.are_alike(left.options, now.options),
        "iterations": iteration_undo.are_alike(left.iterations, now.iterations),
    }
    found = [name for name, is_as_left in pairs.items() if not is_as_left]
    return f"edited since, and left: {', '.join(found)}" if found else ""


def _changed(past: Past, now: ExistingField, project: ExistingProject) -> Change[ExistingField]:
    """Restore what a run changed of a field, or the values that cards lost with it."""
    after = now if past.after is None else past.after
    named = undo.merge(past.before, after, now, ("name",))
    named = undo.without_taken(named, "name", lambda name: project.field(name) not in {None, now})
    if named.differences:
        renamed = replace(now, name=past.before.name)
        operations = (renaming(now, renamed.name),)
        return undo.merged(past, named, operations=operations, before=now, after=renamed)
    if past.before.type == "iteration":
        change = iteration_undo.restore(past, now, project)
        # The run itself has given back the values that cards lost while the field was rewritten.
        used_by = past.used_by if past.after is None else {}
    else:
        change, used_by = _with_options(past, now, project), past.used_by
    if named.edited:
        change = undo.also_left(past, change, named.edited)
    if change.operations or not used_by:
        return change
    given = _give_back(past, now, project)
    return given if given.operations else change


def remove(
    module: str, key: str, existing: ExistingField, project: ExistingProject
) -> Change[ExistingField]:
    """Remove a field from the board, with the cards' values in it."""
    used_by = values(existing, project)
    return Change(
        module,
        key,
        Action.REMOVE,
        f"{told(used_by)} a value in it",
        differences=(Difference("type", existing.type, None),),
        operations=(
            Mutation("deleteProjectV2Field", {"fieldId": existing.id}, "clientMutationId"),
        ),
        before=existing,
        used_by=used_by,
    )


def values(
    field: ExistingField, project: ExistingProject, options: Options | None = None
) -> dict[str, Value]:
    """Return the values of cards in a field, by their issues; for some options, or for all."""
    wanted = None if options is None else {folded(each.name) for each in options}
    return {
        id: value
        for id, item in project.items.items()
        if (value := item.values.get(field.name)) is not None
        and (wanted is None or wanted & _names(value))
    }


def _names(value: Value) -> set[str]:
    """Return the options that a value names."""
    return {folded(str(each)) for each in (value if isinstance(value, tuple | list) else [value])}


def _of_others(
    past: Past, field: ExistingField, project: ExistingProject, options: Options | None = None
) -> dict[str, Value]:
    """Return the values of cards in a field, except those that the run itself gave back."""
    given = past.used_by
    return {
        id: value
        for id, value in values(field, project, options).items()
        if id not in given or _names(given[id]) != _names(value)
    }


def told(used_by: Mapping[str, Any]) -> str:
    """Return how many cards have values."""
    return counted(len(used_by), "card has", "cards have") if used_by else "no card has"


def give(world: World, field: ExistingField, used_by: Mapping[str, Any]) -> None:
    """Note that cards have these values again."""
    project = world.project
    for id, value in used_by.items():
        item = project.items.get(id) if project else None
        if item is not None:
            world.put_item(id, replace(item, values={**item.values, field.name: value}))


def take(world: World, field: ExistingField, used_by: Mapping[str, Any]) -> None:
    """Note that cards have lost these values."""
    project = world.project
    for id in used_by:
        item = project.items.get(id) if project else None
        if item is not None:
            left = {name: value for name, value in item.values.items() if name != field.name}
            world.put_item(id, replace(item, values=left))


def _present(past: Past, project: ExistingProject) -> ExistingField | None:
    """Return the field that a run changed, found by its id, or else by its name."""
    ids = {each.id for each in (past.before, past.after) if each is not None}
    known = next((each for each in project.fields if each.id in ids), None)
    found = known or project.field(past.latest.name)
    return found if found is not None and found.type == past.latest.type else None


def _with_options(
    past: Past, now: ExistingField, project: ExistingProject
) -> Change[ExistingField]:
    after = now.options if past.after is None else past.after.options

    def is_used(option: ExistingOption) -> bool:
        return bool(_of_others(past, now, project, (option,)))

    found = option_undo.merge(past.before.options, after, now.options, is_used)
    differences: tuple[Difference, ...] = ()
    if found.options != now.options:
        differences = (Difference("options", shown(now.options), shown(found.options)),)
    return undo.merged(
        past,
        undo.Merge(differences, found.left),
        operations=(updating(now, found.options),),
        before=now,
        after=replace(now, options=found.options),
        overwrites=now.id,
        used_by=values(now, project, option_undo.lost(now.options, found.options)),
    )


def _give_back(past: Past, now: ExistingField, project: ExistingProject) -> Change[ExistingField]:
    """Give cards back the values that they lost with the field or with an option."""
    given: dict[str, Any] = {}
    operations: list[Mutation] = []
    for id, value in past.used_by.items():
        item = project.items.get(id)
        if item is not None and undo.has_lost(item.values.get(now.name), value):
            operation = setting(project, item, now, value)
            if operation is not None:
                given[id] = value
                operations += though_archived(project, item, [operation])
    many = counted(len(given), "card")
    return undo.given_back(past, tuple(operations), given, now, many)
