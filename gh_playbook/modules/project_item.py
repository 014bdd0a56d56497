"""Cards: every issue on the board, with the values of its fields.

What is set once (Status, unless the backlog says otherwise) is set on a new card or where it is
empty, and is then people's.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.issue import Issue
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.project import VALUE_LIMIT, ProjectField
from gh_playbook.model.change import Action, Change, Difference, Mutation, Payload
from gh_playbook.model.project import ExistingField, ExistingItem, ExistingProject
from gh_playbook.model.world import UNBORN, ExistingIssue, World
from gh_playbook.modules.module import Context, Module, Part, describe
from gh_playbook.modules.project import open_project, without_project

# The id of an issue, and its card.
Card = tuple[str, ExistingItem]


class ProjectItemModule(Module[Issue, Card]):
    """An issue's card on the board."""

    name = "project_item"
    title = "Cards on the board"
    argument = Issue
    is_in_repository = False
    scope = "project"
    permission = "Projects of the organization"
    reads = frozenset({Part.ISSUES, Part.PROJECT})

    def key(self, desired: Issue) -> str:
        """Return the issue's key."""
        return desired.key

    def count(self, world: World) -> int:
        """Return how many there are."""
        return len(world.project.items) if world.project else 0

    def diff(self, desired: Issue, world: World, context: Context) -> Change[Card]:
        """Compare whether the card is there; then its values."""
        change = Change[Card](self.name, desired.key, Action.SKIP, "as declared", desired.source)
        if not desired.card:
            return replace(change, reason="no card is declared")
        project = open_project(world)
        if project is None:
            return without_project(change, world)
        issue = world.issue(desired.key)
        if issue is None:
            needs = (desired.key,)
            return replace(change, action=Action.UPDATE, reason="not on the board", needs=needs)
        change = replace(change, number=issue.number, url=issue.url)
        item = project.items.get(issue.id)
        if item is None:
            return _add(change, issue, project)
        if item.is_archived:
            return replace(change, reason="archived on the board: left there")
        return _fill(change, desired, item, issue, world, context)

    def record(self, change: Change[Card], world: World, payload: Payload | None) -> None:
        """Take in the card."""
        issue, item = change.made
        if payload and "item" in payload:
            item = replace(item, id=payload["item"]["id"])
        world.put_item(issue, item)


def _add(change: Change[Card], issue: ExistingIssue, project: ExistingProject) -> Change[Card]:
    return replace(
        change,
        action=Action.CREATE,
        reason="not on the board",
        differences=(Difference("project", None, project.title),),
        operations=(
            Mutation(
                "addProjectV2ItemById",
                {"projectId": project.id, "contentId": issue.id},
                "item { id }",
            ),
        ),
        after=(issue.id, ExistingItem(UNBORN + change.key, is_new=True)),
    )


def _fill(
    change: Change[Card],
    desired: Issue,
    item: ExistingItem,
    issue: ExistingIssue,
    world: World,
    context: Context,
) -> Change[Card]:
    project, declared = world.project, context.project
    if project is None or declared is None:
        return change
    differences, operations, values = [], [], dict(item.values)
    for field in declared.fields:
        existing = project.field(field.name)
        value = value_of(field, desired, world)
        if value is None or existing is None or existing.type != field.type:
            continue
        now = item.values.get(existing.name)
        is_set_once = context.is_set_once_on_board(field.name) or field.value in desired.ignore
        theirs = is_set_once and now is not None and not item.is_new
        if now == value or theirs:
            continue
        wire = _wire(existing, value)
        if wire is None:
            what = "iteration" if existing.type == "iteration" else "option"
            reason = f"{value!r} is no {what} of {field.name}"
            return replace(change, action=Action.BLOCK, reason=reason)
        differences.append(Difference(field.name, now, value))
        operations.append(_set(project, item, existing, wire))
        values[existing.name] = value
    if not operations:
        return change
    return replace(
        change,
        action=Action.UPDATE,
        reason=describe(tuple(differences)),
        differences=tuple(differences),
        operations=tuple(operations),
        wants=_unborn(desired, world),
        before=(issue.id, item),
        after=(issue.id, replace(item, values=values)),
    )


def value_of(field: ProjectField, desired: Issue, world: World) -> str | float | None:
    """Return what a card's field should hold: None where the backlog does not say."""
    if field.value is None:
        return None
    if field.value == "blocked_by":
        found = [(key, world.issue(key)) for key in desired.blocked_by]
        links = " ".join(issue.url or f"#{key}" for key, issue in found if issue)
        short = " ".join(f"#{issue.number or key}" for key, issue in found if issue)
        return (links if len(links) <= VALUE_LIMIT else short) or None
    value: str | float | None = getattr(desired, field.value)
    return field.choices.get(folded(value), value) if isinstance(value, str) else value


def _unborn(desired: Issue, world: World) -> tuple[str, ...]:
    return tuple(key for key in desired.blocked_by if world.issue(key) is None)


def _set(
    project: ExistingProject, item: ExistingItem, field: ExistingField, wire: Mapping[str, Any]
) -> Mutation:
    return Mutation(
        "updateProjectV2ItemFieldValue",
        {"projectId": project.id, "itemId": item.id, "fieldId": field.id, "value": wire},
        "clientMutationId",
        light=True,
    )


def _wire(field: ExistingField, value: str | float) -> dict[str, Any] | None:
    """Return a value as GraphQL's input takes it, or None where it is no option."""
    if field.type == "single_select":
        option = field.option(str(value))
        return {"singleSelectOptionId": option.id} if option else None
    if field.type == "iteration":
        iteration = field.iteration(str(value))
        return {"iterationId": iteration.id} if iteration else None
    return {field.type: value}
