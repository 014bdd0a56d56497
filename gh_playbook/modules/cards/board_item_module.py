"""The common base of the modules of cards: cards of issues, of drafts, and by reference."""

from collections.abc import Sequence
from dataclasses import replace

from gh_playbook.model.change import Change, Payload
from gh_playbook.model.past import Past
from gh_playbook.model.world import World
from gh_playbook.modules.board_module import BoardModule
from gh_playbook.modules.cards import card_placing, card_undo
from gh_playbook.modules.cards.card_placing import Card
from gh_playbook.modules.module import Desired_contra, Part


class BoardItemModule(BoardModule[Desired_contra, Card]):
    """A card of any kind."""

    existing = Card
    reads = frozenset({Part.ISSUES, Part.PROJECT})

    def record(self, change: Change[Card], world: World, payload: Payload | None) -> None:
        """Put the card into the world."""
        world.put_item(*(self.landed(change.made, payload) if payload else change.made))

    def landed(self, after: Card, payload: Payload) -> Card:
        """Return the card with its new id from GitHub's answer."""
        issue, item = after
        return (issue, replace(item, id=payload["item"]["id"])) if "item" in payload else after

    def remove(self, key: str, existing: Card, world: World) -> Change[Card]:
        """Remove the card from the board; a draft exists nowhere else."""
        return card_undo.remove(self.name, key, existing, world)

    def forget(self, change: Change[Card], world: World) -> None:
        """Note that the card is no longer on the board."""
        if world.project is not None and change.before is not None:
            world.project.items.pop(change.before[0], None)
            world.cards_removed += 1

    def restore(self, past: Past, world: World) -> Change[Card]:
        """Compare the card with its state before the run."""
        return card_undo.restore(past, world)

    def gathered(self, pasts: Sequence[Past]) -> list[Past]:
        """Return cards in the order of their places."""
        return card_placing.gathered(pasts)
