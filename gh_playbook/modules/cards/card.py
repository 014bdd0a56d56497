"""Cards of any issues and pull requests, by number or reference: on the board, or removed."""

from dataclasses import replace
from typing import Any

from gh_playbook.declaration.backlog.board_card import BoardCard
from gh_playbook.declaration.consistency.declarations import Declarations
from gh_playbook.model.change import Action, Change, Difference
from gh_playbook.model.world import World
from gh_playbook.modules.cards import card_undo
from gh_playbook.modules.cards.board_item_module import BoardItemModule
from gh_playbook.modules.cards.card_contradiction import contradiction
from gh_playbook.modules.cards.card_filling import holding, setting
from gh_playbook.modules.cards.card_placing import Card
from gh_playbook.modules.cards.draft import fill
from gh_playbook.modules.cards.newcomer import brought
from gh_playbook.modules.context import Context
from gh_playbook.modules.module import skipped, taken_away
from gh_playbook.modules.project_access import open_project, status_field, without_project


class CardModule(BoardItemModule[BoardCard]):
    """The card of any issue, in the backlog or not."""

    name = "card"
    title = "Cards of any issues"
    counts_with = "project_item"
    argument = BoardCard

    def key(self, desired: BoardCard) -> str:
        """Return the reference of the issue or pull request, such as `#13`."""
        return desired.key

    def count(self, world: World) -> int:
        """Return the number of cards."""
        return len(world.project.items) if world.project else 0

    def diff(self, desired: BoardCard, world: World, context: Context) -> Change[Card]:
        """Compare the card's existence; then its declared values, and whether it is archived."""
        change, card = self._found(desired, world, context)
        if change.action is not Action.SKIP:
            return change
        content = _content(desired, world)
        if content is None or world.project is None:
            reason = "there is no issue of this number: it may be a pull request, or deleted"
            return replace(change, action=Action.FAIL, reason=reason)
        if card is None:
            return card_undo.add(change, content, world.project)
        filled = change
        if not card[1].is_archived:
            filled = _with_status(change, desired, card, world, context)
            if not filled.writes:
                filled = fill(filled, desired, card, world.project, context)
        return card_undo.archived_as(filled, desired.archived, card, world.project)

    def absent(self, desired: BoardCard, world: World, context: Context) -> Change[Card]:
        """Compare an absent declaration with the board."""
        change, card = self._found(desired, world, context)
        if change.action is not Action.SKIP:
            return change
        return taken_away(self, change.key, card, world)

    def undeclared(self, declared: Declarations, world: World) -> list[dict[str, Any]]:
        """Return the cards of issues that nothing declares.

        Archived cards stay, and so do cards that the rules of `opened` bring.
        """
        wanted = {world.bound.get(each.key) for each in declared.issues if each.card}
        wanted |= {_content(each, world) for each in declared.cards if not each.is_absent}
        rules = declared.project.automations if declared.project else None
        unwanted = {world.bound.get(each.key) for each in declared.issues if not each.card}
        wanted |= brought(rules, wanted, world) - unwanted
        items = world.project.items.items() if world.project else ()
        found = [
            issue.number
            for id, item in items
            if id not in wanted and not item.is_archived and (issue := world.issues.get(id))
        ]
        return [{"number": number, "state": "absent"} for number in sorted(filter(None, found))]

    def _found(
        self, desired: BoardCard, world: World, context: Context
    ) -> tuple[Change[Card], Card | None]:
        """Return a change that says that there is nothing to do, and the card, if it exists."""
        change: Change[Card] = skipped(self.name, self.key(desired), source=desired.source)
        project = open_project(world, context)
        if project is None:
            return without_project(change, world), None
        content = _content(desired, world)
        reason = contradiction(desired, content, world, context) if content else ""
        if reason:
            return change.but(action=Action.CONFLICT, reason=reason), None
        item = project.items.get(content) if content else None
        return change, (content, item) if content and item else None


def _content(desired: BoardCard, world: World) -> str | None:
    """Return the id of the issue or pull request; None if there is none."""
    if desired.content is not None:
        found = world.contents.get(desired.content)
        return found.id if found else None
    issue = world.numbered(desired.number or 0)
    return issue.id if issue else None


def _with_status(
    change: Change[Card], desired: BoardCard, card: Card, world: World, context: Context
) -> Change[Card]:
    """Add the Status to the change of a card that this run has made."""
    id, item = card
    project = world.project
    field = status_field(project, context) if project else None
    if project is None or field is None or desired.status is None:
        return change
    now = item.values.get(field.name)
    is_open = item.has_status_of_workflow or (item.is_new and now is None)
    operation = setting(project, item, field, desired.status)
    if operation is None or not is_open or now == desired.status:
        return change
    values = {**item.values, field.name: desired.status}
    return replace(
        change,
        action=Action.UPDATE,
        reason=field.name,
        differences=(Difference(field.name, now, desired.status),),
        operations=(operation,),
        before=card,
        after=(id, holding(item, values)),
    )
