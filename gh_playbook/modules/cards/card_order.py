"""The order of cards: as few as possible are moved to get the declared order.

A card is moved behind the card before it. Undeclared cards stay at their places between them, and
archived cards are left out. New cards come last on a board [unverified].
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gh_playbook.declaration.backlog.card_order import CardOrder
from gh_playbook.model.change import Action, Change, Difference, Mutation, Payload
from gh_playbook.model.past import Past
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.world import World
from gh_playbook.modules import undo
from gh_playbook.modules.board_module import BoardModule
from gh_playbook.modules.cards.card_placing import positioning
from gh_playbook.modules.context import Context
from gh_playbook.modules.module import Mention, Part, skipped
from gh_playbook.modules.project_access import open_project, without_project
from gh_playbook.modules.subsequence import in_order

# The ids of the contents of cards, in the order of the cards.
Order = tuple[str, ...]


class CardOrderModule(BoardModule[CardOrder, Order]):
    """The order of the cards on the board."""

    name = "card_order"
    title = "Order of cards"
    argument = CardOrder
    existing = Order
    reads = frozenset({Part.ISSUES, Part.PROJECT})
    mention = Mention.NOT

    def key(self, _desired: CardOrder) -> str:
        """Return the name of the order in reports."""
        return "cards"

    def diff(self, desired: CardOrder, world: World, context: Context) -> Change[Order]:
        """Compare the order of the declared cards that are on the board."""
        change: Change[Order] = skipped(self.name, "cards", source=desired.source)
        project = open_project(world, context)
        if project is None:
            return without_project(change, world)
        found = {name: _content(name, world) for name in desired.cards}
        lacking = [name for name, id in found.items() if id not in project.items]
        if lacking:
            told = f"not on the board, and so in no order: {', '.join(lacking)}"
            change = replace(change, warnings=(told,))
        wanted = [id for id in dict.fromkeys(found.values()) if id and _is_shown(id, project)]
        return _moving(change, wanted, project, world)

    def record(self, change: Change[Order], world: World, _payload: Payload | None) -> None:
        """Put the cards into their order in the world."""
        project = world.project
        if project is None:
            return
        now = [id for id in project.items if _is_shown(id, project)]
        ids = now
        for moved, after in _moves(change.made, now):
            ids = _moved(ids, moved, after)
        rest = {id: item for id, item in project.items.items() if id not in set(ids)}
        ordered = {id: project.items[id] for id in ids} | rest
        project.items.clear()
        project.items.update(ordered)

    def restore(self, past: Past, world: World) -> Change[Order]:
        """Compare the order with the one before the run."""
        project = world.project
        if project is None or past.before is None or past.after is None:
            return undo.gone(past)
        there = {id for id in project.items if _is_shown(id, project)}
        was, left = ([id for id in order if id in there] for order in (past.before, past.after))
        now = [id for id in project.items if id in set(left)]
        change: Change[Order] = skipped(self.name, past.key, "as before the run")
        if now == was:
            return change
        if now != left:
            return undo.conflict(past, "moved since, and left")
        # A journal of an earlier version does not say which card was before each one.
        wanted = _moved_back(past.used_by, project) if past.used_by else was
        return _moving(change, wanted, project, world)


def _content(name: str, world: World) -> str | None:
    """Return the id of the issue or pull request of a key or a reference."""
    issue = world.issue(name)
    if issue is not None:
        return issue.id
    content = world.contents.get(name)
    return content.id if content else None


def _is_shown(id: str, project: ExistingProject) -> bool:
    item = project.items.get(id)
    return item is not None and not item.is_archived


def _moving(
    change: Change[Order], wanted: Sequence[str], project: ExistingProject, world: World
) -> Change[Order]:
    now = [id for id in project.items if _is_shown(id, project)]
    moves = list(_moves(wanted, now))
    if not moves:
        return change
    among = set(wanted)
    before = tuple(id for id in now if id in among)
    behind, ids = {}, now
    for id, after in moves:
        place = ids.index(id)
        behind[id] = ids[place - 1] if place else ""
        ids = _moved(ids, id, after)
    shown = (tuple(_named(id, world) for id in each) for each in (before, wanted))
    return replace(
        change,
        action=Action.UPDATE,
        reason=f"{len(moves)} moved",
        differences=(Difference("order", *shown),),
        operations=tuple(_operation(id, after, project) for id, after in moves),
        before=before,
        after=tuple(wanted),
        used_by=behind,
    )


def _moved_back(behind: Mapping[str, str], project: ExistingProject) -> Sequence[str]:
    """Return the order of all cards after taking back the moves, the latest first.

    `behind` maps each moved card to the card that was before it.
    """
    ids: Sequence[str] = [id for id in project.items if _is_shown(id, project)]
    for id, before in reversed([*behind.items()]):
        if id in ids and (not before or before in ids):
            ids = _moved(ids, id, before or None)
    return ids


def _moves(wanted: Sequence[str], now: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Yield the moves: each card with the card that it goes behind, None for the first place.

    If the first declared card moves, it goes right before the card that was first among them.
    """
    places = {id: place for place, id in enumerate(wanted)}
    present = [id for id in now if id in places]
    staying = {wanted[place] for place in in_order([places[id] for id in present])}
    for place, id in enumerate(wanted):
        if id in staying:
            continue
        if place:
            yield id, wanted[place - 1]
            continue
        at = list(now).index(present[0])
        yield id, now[at - 1] if at else None


def _moved(ids: Sequence[str], id: str, after: str | None) -> list[str]:
    rest = [each for each in ids if each != id]
    at = 0 if after is None else rest.index(after) + 1
    return [*rest[:at], id, *rest[at:]]


def _operation(id: str, after: str | None, project: ExistingProject) -> Mutation:
    behind = None if after is None else project.items[after]
    return positioning(project, project.items[id], behind)


def _named(id: str, world: World) -> str:
    issue = world.issues.get(id)
    return f"#{issue.number}" if issue and issue.number else id
