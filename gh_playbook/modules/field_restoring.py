"""Restoring fields of the board to their state before a run: option by option, by name.

Options that the run added are removed, unless cards use them. Options that it removed come back,
and so do the values of the cards that lost them. Changes of people to other options stay.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.counting import counted
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.value import Value
from gh_playbook.model.change import Action, Change, Difference, Mutation
from gh_playbook.model.past import Past
from gh_playbook.model.project import ExistingField, ExistingOption, ExistingProject
from gh_playbook.model.world import World
from gh_playbook.modules import iteration_restoring, restoring
from gh_playbook.modules.card_filling import setting
from gh_playbook.modules.card_restoring import though_archived
from gh_playbook.modules.field_wire import creating, renaming, shown, updating

Options = tuple[ExistingOption, ...]


def restore(past: Past, world: World) -> Change[ExistingField]:
    """Compare a field with its state before the run."""
    project = world.project
    if project is None:
        return restoring.gone(past)
    now = _present(past, project)
    if now is None:
        if past.after is None:
            change = creating(past.module, past.key, past.before, project)
            return replace(change, reason="as before the run")
        return restoring.gone(past)
    if past.before is None:
        used_by = _of_others(past, now, project)
        if used_by:
            reason = f"{told(used_by)} a value in it: left"
            return restoring.conflict(past, reason)
        return remove(past.module, past.key, now, project)
    return _changed(past, now, project)


def _changed(past: Past, now: ExistingField, project: ExistingProject) -> Change[ExistingField]:
    """Put back what a run changed of a field, or what cards lost with it."""
    after = now if past.after is None else past.after
    named = restoring.merge(past.before, after, now, ("name",))
    if named.differences:
        renamed = replace(now, name=past.before.name)
        operations = (renaming(now, renamed.name),)
        return restoring.merged(past, named, operations=operations, before=now, after=renamed)
    if past.before.type == "iteration":
        change = iteration_restoring.restore(past, now, project)
        # What cards lost while it was rewritten, the run has given back itself.
        used_by = past.used_by if past.after is None else {}
    else:
        change, used_by = _with_options(past, now, project), past.used_by
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
    """Return the values of cards in a field, by their issues; of some options, or of all."""
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
    """Return the values of cards in a field, but those that the run itself gave them back."""
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
    options, kept, edited = _merged(past, after, now, project)
    names = {folded(each.name) for each in options}
    lost = tuple(each for each in now.options if folded(each.name) not in names)
    found = [f"{name}, which cards have" for name in kept] + edited
    differences: tuple[Difference, ...] = ()
    if options != now.options:
        differences = (Difference("options", shown(now.options), shown(options)),)
    return restoring.merged(
        past,
        restoring.Merge(differences, tuple(found)),
        operations=(updating(now, options),),
        before=now,
        after=replace(now, options=options),
        overwrites=now.id,
        used_by=values(now, project, lost),
    )


def _merged(
    past: Past, after: Options, now: ExistingField, project: ExistingProject
) -> tuple[Options, list[str], list[str]]:
    """Return the wanted options, and the names of those that are in use or were edited since.

    Options from before the run keep their order; each other one stays behind its neighbour.
    """
    before: Options = past.before.options
    was, left = ({folded(each.name): each for each in those} for those in (before, after))
    present = {folded(each.name): each for each in now.options}
    kept, edited, result = [], [], []
    for name, option in was.items():
        if name in present:
            restored, is_edited = _option(option, left.get(name), present[name])
            edited += [option.name] if is_edited else []
            result.append(restored)
        elif name not in left:
            result.append(replace(option, id=""))
        # One that the run left, and somebody has taken away since, stays away.
    for index, option in enumerate(now.options):
        name = folded(option.name)
        if name in was:
            continue
        if name in left and not _of_others(past, now, project, (option,)):
            continue
        kept += [option.name] if name in left else []
        earlier = {folded(each.name) for each in now.options[:index]}
        places = [at for at, each in enumerate(result, 1) if folded(each.name) in earlier]
        result.insert(max(places, default=0), option)
    return tuple(result), kept, edited


def _option(
    was: ExistingOption, left: ExistingOption | None, now: ExistingOption
) -> tuple[ExistingOption, bool]:
    """Return an option as it was, if it is as the run left it; and whether it is not."""
    if left is None:
        return now, False
    found = restoring.merge(was, left, now, ("name", "color", "description"))
    return replace(now, **found.fields), bool(found.edited)


def _give_back(past: Past, now: ExistingField, project: ExistingProject) -> Change[ExistingField]:
    """Give cards the values again that they lost with the field or with an option."""
    given: dict[str, Any] = {}
    operations: list[Mutation] = []
    for id, value in past.used_by.items():
        item = project.items.get(id)
        if item is not None and item.values.get(now.name) is None:
            operation = setting(project, item, now, value)
            if operation is not None:
                given[id] = value
                operations += though_archived(project, item, [operation])
    return restoring.given_back(past, tuple(operations), given, now)
