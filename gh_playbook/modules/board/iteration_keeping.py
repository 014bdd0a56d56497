"""Rewriting of iterations that cards use, so that no card loses its iteration.

GitHub creates new iterations from the request, and removes the old ones from the cards (reported).
So the iteration of each card is first stored on the board, in a text field of its own. Then the
iterations are rewritten, the cards get theirs back, and that field is deleted. If a run is
interrupted, the next one continues from that field.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from gh_playbook.github.reading import project_parsing
from gh_playbook.model.change import Action, Change, Difference, Mutation, Payload
from gh_playbook.model.project import ExistingItem, ExistingProject
from gh_playbook.model.project_field import ExistingField, ExistingIteration, keeper_name
from gh_playbook.model.world import World
from gh_playbook.modules.board.field_wire import creating
from gh_playbook.modules.cards.card_filling import setting
from gh_playbook.modules.cards.card_undo import though_archived


def before_rewriting(
    change: Change[ExistingField],
    existing: ExistingField,
    iterations: Sequence[ExistingIteration],
    project: ExistingProject,
) -> Change[ExistingField] | None:
    """Return the change that must come before iterations are rewritten; None if there is none."""
    keeper = project.field(keeper_name(existing.name))
    given_back = giving_back(change, existing, project)
    if given_back is not None:
        return given_back
    notes = _notes(existing, iterations, project)
    if not notes:
        return None
    if keeper is None:
        made = creating(change.module, change.key, _keeper(existing), project)
        return _step(change, existing, "the values of cards are kept", made.operations)
    left = {id: note for id, note in notes.items() if _note_of(project, id, keeper) != note}
    operations = _settings(project, keeper, left)
    return (
        _step(change, existing, "the values of cards are kept", operations) if operations else None
    )


def after_rewriting(
    change: Change[ExistingField], existing: ExistingField, project: ExistingProject
) -> Change[ExistingField] | None:
    """Return the change that is left when the iterations are as declared; None if there is none."""
    keeper = project.field(keeper_name(existing.name))
    if keeper is None:
        return None
    given_back = giving_back(change, existing, project)
    if given_back is not None:
        return given_back
    deleting = Mutation("deleteProjectV2Field", {"fieldId": keeper.id}, "clientMutationId")
    return _step(change, existing, "cards have their iterations", [deleting])


def giving_back(
    change: Change[ExistingField], existing: ExistingField, project: ExistingProject
) -> Change[ExistingField] | None:
    """Return the change that gives cards their lost iterations back."""
    keeper = project.field(keeper_name(existing.name))
    if keeper is None:
        return None
    by_start = {each.start.isoformat(): each.title for each in existing.iterations}
    given: dict[str, str] = {}
    for id, item in project.items.items():
        start = _noted(item, keeper)
        if existing.name not in item.values and start in by_start:
            given[id] = by_start[start]
    sent = _settings(project, existing, given)
    step = _step(change, existing, "cards are given their iterations back", sent)
    return replace(step, used_by=given) if sent else None


def _note_of(project: ExistingProject, id: str, keeper: ExistingField) -> object:
    return project.items[id].values.get(keeper.name)


def _settings(
    project: ExistingProject, field: ExistingField, values: Mapping[str, str]
) -> list[Mutation]:
    """Return the operations that set a value on each card, by id, on archived cards too."""
    found: list[Mutation] = []
    for id, value in values.items():
        item = project.items[id]
        operation = setting(project, item, field, value)
        found += though_archived(project, item, [operation] if operation else [])
    return found


def lost(existing: ExistingField, project: ExistingProject) -> dict[str, Any]:
    """Return the values that cards lose while the iterations are rewritten."""
    return {
        id: item.values[existing.name]
        for id, item in project.items.items()
        if existing.name in item.values
    }


def starts_in_use(existing: ExistingField, project: ExistingProject) -> set[date]:
    """Return the first days of the iterations that cards have, or will get back."""
    keeper = project.field(keeper_name(existing.name))
    found = set()
    for item in project.items.values():
        now = existing.iteration(str(item.values.get(existing.name, "")))
        noted = _noted(item, keeper) if keeper else ""
        found |= {now.start} if now else set()
        found |= {each.start for each in existing.iterations if each.start.isoformat() == noted}
    return found


def record(change: Change[ExistingField], world: World, payload: Payload | None) -> bool:
    """Put a step of keeping into the world; return False for any other change."""
    project = world.project
    if project is None or change.after is not change.before:
        return False
    for operation in change.operations:
        if isinstance(operation, Mutation):
            _apply(operation, change, world, payload)
    return True


def _apply(
    operation: Mutation, change: Change[ExistingField], world: World, payload: Payload | None
) -> None:
    project, given = world.project, operation.input
    if project is None:
        return
    if operation.name == "createProjectV2Field":
        made = _keeper(change.made)
        made = project_parsing.project_field(payload["projectV2Field"]) if payload else made
        world.project = project.with_field(made)
    elif operation.name == "deleteProjectV2Field":
        left = tuple(each for each in project.fields if each.id != given["fieldId"])
        world.project = replace(project, fields=left)
    elif given.get("fieldId", change.made.id) != change.made.id:
        _note(given, project, world)


def _note(given: Mapping[str, Any], project: ExistingProject, world: World) -> None:
    name = next(each.name for each in project.fields if each.id == given["fieldId"])
    for id, item in project.items.items():
        if item.id == given["itemId"]:
            world.put_item(id, replace(item, values={**item.values, name: given["value"]["text"]}))
            return


def _noted(item: ExistingItem, keeper: ExistingField) -> str:
    """Return the first day of the stored iteration of a card; empty without one."""
    return str(item.values.get(keeper.name, "")).partition(" ")[0]


def _notes(
    existing: ExistingField, iterations: Sequence[ExistingIteration], project: ExistingProject
) -> dict[str, str]:
    """Return what to store: the first day of each card's iteration after the rewriting."""
    to_be = {each.id: each for each in iterations if each.id}
    notes = {}
    for id, title in lost(existing, project).items():
        now = existing.iteration(str(title))
        target = to_be.get(now.id) if now else None
        if target is not None:
            notes[id] = f"{target.start.isoformat()} {target.title}"
    return notes


def _keeper(existing: ExistingField) -> ExistingField:
    name = keeper_name(existing.name)
    return ExistingField(f"{existing.id}:kept", name, "text")


def _step(
    change: Change[ExistingField],
    existing: ExistingField,
    reason: str,
    operations: Sequence[Any],
) -> Change[ExistingField]:
    return replace(
        change,
        action=Action.UPDATE,
        reason=reason,
        differences=(Difference("cards", None, reason),),
        operations=tuple(operations),
        before=existing,
        after=existing,
    )
