"""Cards: every issue on the board, with the values of its fields.

Values that are set once (Status, unless the backlog says otherwise) are set on a new card or if
they are empty, and belong to people afterwards.
"""

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.backlog.project import BLOCKED_BY, VALUE_LIMIT, ProjectField
from gh_playbook.declaration.consistency.card_value import DeclaredValue, declared_name
from gh_playbook.model.change import Action, Change
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.project import ExistingItem
from gh_playbook.model.world import World
from gh_playbook.modules import set_back
from gh_playbook.modules.cards import card_undo
from gh_playbook.modules.cards.board_item_module import BoardItemModule
from gh_playbook.modules.cards.card_filling import Filling, holding, holds
from gh_playbook.modules.cards.card_placing import Card
from gh_playbook.modules.context import Context
from gh_playbook.modules.module import ISSUES, Effect, taken_away
from gh_playbook.modules.project_access import open_project, without_project


class ProjectItemModule(BoardItemModule[Issue]):
    """An issue's card on the board."""

    name = "project_item"
    effect = Effect.ISSUES
    title = "Cards on the board"
    argument = Issue
    stage = ISSUES
    has_issue_key = belongs_to_issue = True

    def key(self, desired: Issue) -> str:
        """Return the issue's key."""
        return desired.key

    def count(self, world: World) -> int:
        """Return the number of cards."""
        return len(world.project.items) if world.project else 0

    def diff(self, desired: Issue, world: World, context: Context) -> Change[Card]:
        """Compare the existence of the card; then its values."""
        change: Change[Card] = Change(
            self.name, desired.key, Action.SKIP, "as declared", desired.source
        )
        if not desired.card:
            left = _left_over(desired, world, context)
            return change.but(reason="no card is declared", warnings=left)
        project = open_project(world, context)
        if project is None:
            return without_project(change, world)
        issue = world.issue(desired.key)
        if issue is None:
            needs = (desired.key,)
            return change.but(action=Action.UPDATE, reason="not on the board", needs=needs)
        change = change.but(number=issue.number, url=issue.url)
        item = project.items.get(issue.id)
        if item is None:
            return card_undo.add(change.but(goes_on=True), issue.id, project)
        filled = change if item.is_archived else _fill(change, desired, item, issue, world, context)
        return card_undo.archived_as(filled, desired.archived, (issue.id, item), project)

    def absent(self, desired: Issue, world: World, context: Context) -> Change[Card]:
        """Compare an absent declaration with what exists."""
        change: Change[Card] = Change(self.name, desired.key, Action.SKIP, "")
        project = open_project(world, context)
        if project is None:
            return without_project(change, world)
        issue = world.issue(desired.key)
        item = project.items.get(issue.id) if issue else None
        card = (issue.id, item) if issue and item else None
        return taken_away(self, desired.key, card, world)


def _left_over(desired: Issue, world: World, context: Context) -> tuple[str, ...]:
    """Return the warning about a card that an earlier run made and that is not declared now."""
    issue, project = world.issue(desired.key), world.project
    if issue is None or project is None or issue.id not in project.items:
        return ()
    if not context.history.is_left_over("project_item", (issue.id,), desired):
        return ()
    return ("its card is still on the board: `prune: [cards]` removes that",)


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
    filling = Filling(project, item)
    # A field that will still change may lose the cards' values.
    change = change.but(awaits=context.board_fields)
    for field in declared.fields:
        existing = project.field(field.name)
        found = desired_value(field, desired, world, context)
        if found is None or not holds(existing, field):
            continue
        now = item.values.get(existing.name)
        if now == found.value or (now is not None and _is_theirs(field, desired, item, context)):
            continue
        if not filling.put(existing, field.name, found.value):
            what = "iteration" if existing.type == "iteration" else "option"
            reason = f"{found.value!r} is no {what} of {field.name}"
            return change.but(action=Action.BLOCK, reason=reason)
    if not filling.operations:
        return change
    filled = filling.completed(change, issue.id, holding(item, filling.values))
    hand = _changed_since(desired, item, filled, context)
    names_blockers = any(each.value == BLOCKED_BY for each in declared.fields)
    wants = _unborn(desired, world, context) if names_blockers else ()
    warnings = (*change.warnings, *hand)
    return filled.but(wants=wants, warnings=warnings, completes=not context.without)


def _changed_since(
    desired: Issue, item: ExistingItem, filled: Change[Card], context: Context
) -> tuple[str, ...]:
    """Return the warning about values that somebody changed since the last run, if it is certain.

    A value that is gone counts as unknown: GitHub takes it away together with its option.
    """
    fields = [each.field for each in filled.differences if each.existing is not None]
    left = context.history.last_left_card(desired) if fields and not item.is_new else {}
    found = [
        each.field
        for each in filled.differences
        if each.field in left and each.existing is not None
        if set_back.is_other(each.field, left[each.field], each.existing)
    ]
    return (set_back.warning(found),) if found else ()


def desired_value(
    field: ProjectField, desired: Issue, world: World, context: Context
) -> DeclaredValue | None:
    """Return the desired value of a card's field: None if the backlog does not declare it."""
    if field.value == BLOCKED_BY and declared_name(field, desired) is None:
        found = [(key, world.issue(key)) for key in desired.blocked_by]
        links = " ".join(issue.url or f"#{key}" for key, issue in found if issue)
        short = " ".join(f"#{issue.number or key}" for key, issue in found if issue)
        text = links if len(links) <= VALUE_LIMIT else short
        return DeclaredValue(text) if text else None
    return context.values.declared(field, desired)


def _is_theirs(field: ProjectField, desired: Issue, item: ExistingItem, context: Context) -> bool:
    """Tell whether the value of a card's field belongs to people by now."""
    is_left = context.values.is_left(field, desired)
    is_set_once = context.is_set_once_on_board(field.name) or is_left
    return is_set_once and not item.is_untouched(field.name)


def _unborn(desired: Issue, world: World, context: Context) -> tuple[str, ...]:
    """Return the blocking issues that do not exist yet, but will."""
    blockers = (key for key in desired.blocked_by if key not in context.without)
    return tuple(key for key in blockers if world.issue(key) is None)
