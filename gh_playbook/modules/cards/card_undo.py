"""Undo for cards: they are restored value by value, by the names of options.

A card that the run removed from the board is put back behind its predecessor.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.name import is_same
from gh_playbook.frozen import dataclass
from gh_playbook.model.change import Action, Change, Difference, Mutation
from gh_playbook.model.past import Past
from gh_playbook.model.project import STATUS, ExistingItem, ExistingProject
from gh_playbook.model.project_field import ExistingField, keeper_name
from gh_playbook.model.world import UNBORN, World
from gh_playbook.modules import undo
from gh_playbook.modules.cards import card_placing
from gh_playbook.modules.cards.card_filling import Filling, Values
from gh_playbook.modules.cards.card_placing import Card
from gh_playbook.modules.module import describe, skipped


@dataclass(frozen=True)
class MergedValues:
    """The values of a card to restore, the operations for that, and the values changed since."""

    differences: tuple[Difference, ...]
    operations: tuple[Mutation, ...]
    values: Values
    edited: tuple[str, ...]


def restore(past: Past, world: World) -> Change[Card]:
    """Compare a card with its state before the run."""
    project = world.project
    id, _ = past.latest
    issue = world.issues.get(id)
    now = project.items.get(id) if project else None
    # A pull request, or another repository's issue, is not among the issues.
    is_known = issue is not None or now is not None or past.module == "card"
    if project is None or not is_known:
        return skipped(past.module, past.key, "the board or the issue no longer exists")
    where: dict[str, Any] = {"number": issue.number, "url": issue.url} if issue else {}
    if now is None:
        if past.after is None:
            change: Change[Card] = Change(past.module, past.key, Action.CREATE, "", **where)
            return replace(add(change, id, project), reason="as before the run")
        return undo.gone(past)
    if past.before is None:
        is_closed = issue is not None and issue.state == "closed"
        left = edited(as_left(past, now), now, project, is_closed=is_closed)
        if left:
            return undo.conflict(past, left, **where)
        return replace(remove(past.module, past.key, (id, now), world), **where)
    change = _restore_values(past, past.before[1], (id, now), project, where)
    is_settled = not change.operations
    return (
        card_placing.put_behind(change, past, (id, now), project, world) if is_settled else change
    )


def _restore_values(
    past: Past, before: ExistingItem, card: Card, project: ExistingProject, where: dict[str, Any]
) -> Change[Card]:
    """Compare the values of a card with those before the run, and whether it is archived."""
    id, now = card
    # A card that was put back gets all its values again.
    after = as_put_back(card)[1] if past.after is None else as_left(past, now)
    found = merge_values(before.values, after.values, now, project)
    put_away = undo.merge(before, after, now, ("is_archived",))
    if not put_away.differences:
        operations = though_archived(project, now, found.operations)
    elif now.is_archived:
        operations = (_archiving(project, now, archived=False), *found.operations)
    else:
        operations = (*found.operations, _archiving(project, now, archived=True))
    merge = undo.Merge(
        (*found.differences, *put_away.differences), (*found.edited, *put_away.edited)
    )
    made = (id, replace(now, values=found.values, **put_away.fields))
    return undo.merged(past, merge, operations=operations, before=card, after=made, **where)


def add(change: Change[Card], issue: str, project: ExistingProject) -> Change[Card]:
    """Complete the change that puts an issue on the board."""
    return change.but(
        action=Action.CREATE,
        reason="not on the board",
        differences=(Difference("project", None, project.title),),
        operations=(
            Mutation(
                "addProjectV2ItemById",
                {"projectId": project.id, "contentId": issue},
                "item { id }",
            ),
        ),
        after=(issue, ExistingItem(UNBORN + change.key, is_new=True)),
    )


def archived_as(
    change: Change[Card], wanted: bool | None, card: Card, project: ExistingProject
) -> Change[Card]:
    """Add to a change whether the card is archived; the values of an archived card stay."""
    now = card[1].is_archived
    is_unable = change.action not in {Action.SKIP, Action.UPDATE}
    if wanted is None or wanted == now or is_unable:
        left = "archived, as declared" if wanted else "archived on the board: left there"
        return change.but(reason=left) if now else change
    return archive(change, card, project, archived=wanted)


def archive(
    change: Change[Card], card: Card, project: ExistingProject, *, archived: bool
) -> Change[Card]:
    """Add archiving to the change of a card, as its last operation, or bring the card back."""
    id, item = card[0], change.after[1] if change.after else card[1]
    differences = (*change.differences, Difference("archived", item.is_archived, archived))
    return change.but(
        action=Action.UPDATE,
        reason=describe(differences),
        differences=differences,
        operations=(*change.operations, _archiving(project, item, archived=archived)),
        before=card,
        after=(id, replace(item, is_archived=archived)),
    )


def though_archived(
    project: ExistingProject, item: ExistingItem, operations: Sequence[Mutation]
) -> tuple[Mutation, ...]:
    """Return operations on an archived card: it is brought back for them, then archived again.

    GitHub refuses new values for archived cards (gr2m/github-project#96).
    """
    if not item.is_archived or not operations:
        return tuple(operations)
    first, last = (_archiving(project, item, archived=archived) for archived in (False, True))
    return (*(replace(each, with_next=True) for each in (first, *operations)), last)


def _archiving(project: ExistingProject, item: ExistingItem, *, archived: bool) -> Mutation:
    name = "archiveProjectV2Item" if archived else "unarchiveProjectV2Item"
    wire = {"projectId": project.id, "itemId": item.id}
    return Mutation(name, wire, "clientMutationId", light=True)


def remove(module: str, key: str, card: Card, world: World) -> Change[Card]:
    """Remove a card from the board. Raises ValueError if there is none."""
    project = world.project
    if project is None:
        raise ValueError(f"{key}: there is no board")
    wire = {"projectId": project.id, "itemId": card[1].id}
    return Change(
        module,
        key,
        Action.REMOVE,
        f"taken off {project.title}",
        differences=(Difference("project", project.title, None),),
        operations=(Mutation("deleteProjectV2Item", wire, "deletedItemId"),),
        before=card,
        used_by={card[0]: project.before(card[0])},
    )


def merge_values(
    before: Values, after: Values, now: ExistingItem, project: ExistingProject
) -> MergedValues:
    """Compare each value with the one before the run and the one after it."""
    filling, changed_since = Filling(project, now), []
    for field in _fields({**before, **after}, project):
        was, left, present = (each.get(field.name) for each in (before, after, now.values))
        if was in (left, present):
            continue
        if present != left:
            changed_since.append(field.name)
            continue
        filling.put(field, field.name, was)  # It is not restored if the option no longer exists.
    return MergedValues(
        tuple(filling.differences),
        tuple(filling.operations),
        filling.values,
        tuple(changed_since),
    )


def as_left(past: Past, now: ExistingItem) -> ExistingItem:
    """Return the card as the run left it.

    After a change without an answer, a value counts as left as it is now, if it was the same before
    the change.
    """
    left: ExistingItem = past.after[1]
    if past.without is None:
        return left
    without: Values = past.without[1].values
    undone = {name for name in left.values if now.values.get(name) == without.get(name)}
    values = {name: value for name, value in left.values.items() if name not in undone}
    return replace(left, values=values | {name: without[name] for name in undone & without.keys()})


def as_put_back(now: Card) -> Card:
    """Return a card as it was when it was put back: without values that people may have set."""
    id, item = now
    values = {name: value for name, value in item.values.items() if item.is_untouched(name)}
    return id, replace(item, values=values)


def edited(
    left: ExistingItem, now: ExistingItem, project: ExistingProject, *, is_closed: bool = False
) -> str:
    """Return in words what somebody has changed on a card since the run; empty if nothing."""
    found = edited_fields(left, now, project, is_closed=is_closed)
    return f"edited since, and left: {', '.join(found)}" if found else ""


def edited_fields(
    left: ExistingItem, now: ExistingItem, project: ExistingProject, *, is_closed: bool = False
) -> list[str]:
    """Return the fields that somebody has changed on a card; workflows give it a Status.

    Workflows also change it when the issue is closed (`is_closed`), perhaps by a killed undo.
    """
    found = [name for name, value in left.values.items() if now.values.get(name) != value]
    found = [name for name in found if not (is_closed and is_same(name, STATUS))]
    given = [name for name in now.values if name not in left.values]
    found += [each.name for each in _fields(dict.fromkeys(given), project) if _is_peoples(each)]
    return found


def _is_peoples(field: ExistingField) -> bool:
    """Tell whether only people can have given cards the values of a field."""
    is_keeper = field.name.endswith(keeper_name(""))
    return not (is_same(field.name, STATUS) or field.is_issue_field or is_keeper)


def _fields(names: Mapping[str, Any], project: ExistingProject) -> Iterator[ExistingField]:
    for name in names:
        field = project.field(name)
        if field is not None and not field.is_built_in:
            yield field
