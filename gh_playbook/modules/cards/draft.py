"""Drafts: cards that are not issues yet, found by title.

A draft that became an issue is left alone.
"""

from collections.abc import Iterator
from dataclasses import replace

from gh_playbook.declaration.backlog.board_card import BoardCard
from gh_playbook.declaration.backlog.project import Draft
from gh_playbook.declaration.consistency.card_value import card_values
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.model.change import Action, Change, Created, Difference, Payload
from gh_playbook.model.past import Past
from gh_playbook.model.project import ExistingDraft, ExistingItem, ExistingProject
from gh_playbook.model.world import World
from gh_playbook.modules import old_name
from gh_playbook.modules.cards import draft_undo
from gh_playbook.modules.cards.board_item_module import BoardItemModule
from gh_playbook.modules.cards.card_filling import Filling, holds
from gh_playbook.modules.cards.card_placing import Card
from gh_playbook.modules.cards.draft_undo import add, find, rewriting
from gh_playbook.modules.context import Context
from gh_playbook.modules.module import compare, describe
from gh_playbook.modules.project_access import open_project, without_project


class DraftModule(BoardItemModule[Draft]):
    """A draft on the board."""

    name = "draft"
    may_double = True
    title = "Drafts on the board"
    argument = Draft

    def key(self, desired: Draft) -> str:
        """Return the draft's title."""
        return desired.title

    def count(self, world: World) -> int:
        """Return the number of drafts."""
        items = world.project.items.values() if world.project else ()
        return sum(each.draft is not None for each in items)

    def listed(
        self, world: World, context: Context
    ) -> Iterator[tuple[str, str, ExistingDraft | ExistingItem | None]]:
        """Yield the declared drafts, and their cards: GitHub shows these by their own ids."""
        declared, board = context.project, world.project
        if declared is None or board is None:
            return
        for each in declared.drafts:
            found = find(each.title, board)
            yield self.name, each.title, found and found[1].draft
            yield "draft_card", each.title, found and found[1]

    def diff(self, desired: Draft, world: World, context: Context) -> Change[Card]:
        """Compare the existence of the draft; then its text, then its values."""
        change: Change[Card] = Change(
            self.name, desired.title, Action.SKIP, "as declared", desired.source
        )
        project = open_project(world, context)
        if project is None:
            return without_project(change, world)
        found = find(desired.title, project)
        theirs = None if found else _renamed_by_people(desired, project, world, context)
        if theirs is not None and theirs[1].draft is not None:
            change = replace(change, warnings=(old_name.told(theirs[1].draft.title),))
            found = theirs
        if found is None:
            if _became_an_issue(desired.title, world, project):
                return replace(change, reason="it is an issue now: left alone")
            return add(change, ExistingDraft("", desired.title, desired.body), project)
        id, item = found
        if item.is_archived:
            return replace(change, reason="archived on the board: left there")
        if item.draft is not None:
            texts = _texts(desired, item.draft)
            if texts:
                return _write(change, texts, (id, item), item.draft)
        return fill(change, desired, (id, item), project, context)

    def landed(self, after: Card, payload: Payload) -> Card:
        """Return the card with the ids that GitHub gave it and its draft."""
        id, item = after
        if "projectItem" not in payload:
            return after
        id = payload["projectItem"]["id"]
        item = replace(item, id=id)
        content = payload["projectItem"].get("content") or {}
        if item.draft is not None and "id" in content:
            id, item = content["id"], replace(item, draft=replace(item.draft, id=content["id"]))
        return id, item

    def restore(self, past: Past, world: World) -> Change[Card]:
        """Compare the draft with what it was."""
        return draft_undo.restore(past, world)

    def created(self, key: str, world: World) -> Created | None:
        """Return the draft: GitHub accepts any number of equal ones."""
        made = [each for each in _titled(key, world) if each[1].is_new]
        return Created(made[0][1].id, left=made[0]) if made else None

    def twins(self, key: str, own: Created, world: World) -> list[Created]:
        """Return the drafts with this title; without the created one if people have changed it."""
        return [
            Created(card[1].id)
            for card in _titled(key, world)
            if not (card[1].id == own.id and _is_touched(own.left, card, world))
        ]

    def withdraw(self, key: str, own: Created, _older: Created, world: World) -> Change[Card]:
        """Delete the younger one of two equal drafts."""
        card = next(each for each in _titled(key, world) if each[1].id == own.id)
        reason = f"a second draft {key!r} is withdrawn, because another run created one"
        return self.remove(key, card, world).but(reason=reason)


def _renamed_by_people(
    desired: Draft, project: ExistingProject, world: World, context: Context
) -> Card | None:
    """Return the draft that had the declared title and that people renamed to an undeclared one."""
    drafts = {each.draft.title: each.draft for each in project.items.values() if each.draft}
    declared = {folded(each.title) for each in context.project.drafts} if context.project else set()
    id = world.register.thing(DraftModule.name, desired.title)
    found = old_name.renamed_by_people(id, drafts, declared)
    cards = ((id, item) for id, item in project.items.items() if item.draft is not None)
    return next((card for card in cards if found is not None and card[1].draft is found), None)


def _titled(title: str, world: World) -> list[Card]:
    """Return the cards with a draft of this title."""
    items = world.project.items if world.project else {}
    return [
        (id, item)
        for id, item in items.items()
        if item.draft is not None and is_same(item.draft.title, title)
    ]


def _is_touched(left: Card, now: Card, world: World) -> bool:
    """Tell whether somebody has changed or archived a draft since a run left it so."""
    board = world.project
    return now[1].is_archived or (board is not None and bool(draft_undo.edited(left, now, board)))


def _became_an_issue(title: str, world: World, project: ExistingProject) -> bool:
    issues = (world.issues[id] for id in project.items if id in world.issues)
    return any(is_same(each.title, title) for each in issues)


def _texts(desired: Draft, draft: ExistingDraft) -> tuple[Difference, ...]:
    """Compare title and body; GitHub removes space at the ends of a body."""
    body = desired.body if desired.says("body") else draft.body.strip()
    texts = {"title": (draft.title, desired.title), "body": (draft.body.strip(), body)}
    return compare(texts)


def _write(
    change: Change[Card], texts: tuple[Difference, ...], card: Card, draft: ExistingDraft
) -> Change[Card]:
    wanted = {each.field: each.desired for each in texts}
    return replace(
        change,
        action=Action.UPDATE,
        reason=describe(texts),
        differences=texts,
        operations=(rewriting(draft, **wanted),),
        before=card,
        after=(card[0], replace(card[1], draft=replace(draft, **wanted))),
    )


def fill(
    change: Change[Card],
    desired: Draft | BoardCard,
    card: Card,
    project: ExistingProject,
    context: Context,
) -> Change[Card]:
    """Complete a change by the declared values of a card; a draft has no other values."""
    id, item = card
    filling = Filling(project, item)
    for field, wanted in card_values(desired, context.project.fields if context.project else ()):
        existing = project.field(field.name)
        if not holds(existing, field):
            continue
        now = item.values.get(existing.name)
        is_theirs = context.is_set_once_on_board(field.name) and now is not None
        if now != wanted.value and (item.is_new or not is_theirs):
            filling.put(existing, field.name, wanted.value)
    return filling.completed(change, id, replace(item, values=filling.values))
