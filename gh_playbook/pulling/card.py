"""The cards of pull requests and undeclared issues, and the order of all cards, in a pull."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from yaml import MappingNode

from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.backlog.board_card import BoardCard
from gh_playbook.declaration.backlog.card_order import CardOrder
from gh_playbook.declaration.name import folded
from gh_playbook.editing.yaml_edit import Editor
from gh_playbook.frozen import dataclass
from gh_playbook.model.project import ExistingItem, ExistingProject
from gh_playbook.model.world import World
from gh_playbook.pulling.last_written import CARD_ORDER, CARD_VALUES, LastWritten
from gh_playbook.pulling.part import BacklogPart, Place, of_card, project_place, under_project

_MODULE = "card"


@dataclass(frozen=True)
class PulledCards:
    """The cards of a declared board and of the existing one."""

    backlog: Backlog
    board: ExistingProject
    world: World
    last: LastWritten

    def parts(self) -> Iterator[BacklogPart]:
        """Yield the declared cards of other issues and pull requests, and the order."""
        project = self.backlog.project
        for card in project.cards if project else ():
            item = self.board.items.get(self._content(card) or "")
            if item is not None and not card.is_absent:
                yield from self._card(card, item)
        order = self.backlog.card_order
        if order is not None:
            yield self._order(order)

    def _card(self, card: BoardCard, item: ExistingItem) -> Iterator[BacklogPart]:
        if card.archived is not None:
            known = self.last.of(_MODULE, card.key)
            yield self._part(
                _MODULE,
                card,
                {"archived": card.archived},
                {"archived": item.is_archived},
                {"archived": known.get("archived", known.get("is_archived"))} if known else {},
            )
        if item.is_archived:
            return  # GitHub accepts no values for an archived card.
        set_once = {*map(folded, self.backlog.set_once.board)}
        said = {name: each for name, each in card.fields.items() if folded(name) not in set_once}
        now = {folded(name): value for name, value in item.values.items()}
        before = {
            folded(name): value for name, value in self.last.of(CARD_VALUES, card.key).items()
        }
        yield self._part(
            CARD_VALUES,
            card,
            said,
            {name: now.get(folded(name)) for name in said},
            {name: before.get(folded(name)) for name in said if before},
        )

    def _part(
        self,
        module: str,
        card: BoardCard,
        said: Mapping[str, Any],
        existing: Mapping[str, Any],
        last: Mapping[str, Any],
    ) -> BacklogPart:
        place = under_project("cards", card.content or str(card.number))
        is_of_card = module == _MODULE
        return BacklogPart(
            module=module,
            name=card.key,
            key=f"card {card.key}",
            desired=card,
            place=place if is_of_card else partial(_values, place),
            said=said,
            existing=existing,
            last=last,
            forms={} if is_of_card else dict.fromkeys(said, of_card),
            reported=(_MODULE, card.key),
        )

    def _content(self, card: BoardCard) -> str | None:
        """Return the id of a card's content; None if it is unknown."""
        if card.content is not None:
            return self._id(card.content)
        issue = self.world.numbered(card.number or 0)
        return issue.id if issue else None

    def _id(self, name: str) -> str | None:
        """Return the id of the issue or pull request of a key or a reference."""
        found = self.world.issue(name) or self.world.contents.get(name)
        return found.id if found else None

    def _order(self, order: CardOrder) -> BacklogPart:
        """Compare the declared cards that are on the board; cards between them do not count."""
        names = {id: name for name in order.cards if (id := self._id(name)) is not None}
        shown = [id for id, item in self.board.items.items() if not item.is_archived]
        theirs = [names[id] for id in shown if id in names]
        known = self.last.of(CARD_ORDER, CARD_ORDER)
        last = [names[id] for id in known.get("ids", ()) if id in names]
        last = known.get("card_order", last)
        return BacklogPart(
            module=CARD_ORDER,
            name=CARD_ORDER,
            key="project",
            desired=self.backlog.project or order,
            place=project_place,
            said={"card_order": list(order.cards)},
            existing={"card_order": _with_absent(order.cards, theirs)},
            last={"card_order": last} if known else {},
            forms={"card_order": lambda each: [name for name in each if name in theirs]},
            reported=(CARD_ORDER, "cards"),
        )


def _with_absent(declared: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Return declared cards in the order of the existing ones; the others keep their places."""
    rest = iter(theirs)
    return [next(rest) if name in theirs else name for name in declared]


def _values(place: Place, editor: Editor) -> MappingNode:
    return editor.within(place(editor), "fields")
