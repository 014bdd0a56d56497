"""The order of cards: as few are moved as it takes, and others stay between them."""

import pytest

from gh_playbook.declaration.backlog.card_order import CardOrder
from gh_playbook.model.change import Action, Mutation
from gh_playbook.model.past import Past
from gh_playbook.model.project import ExistingItem, ExistingProject
from gh_playbook.model.world import World
from gh_playbook.modules.cards.card_order import CardOrderModule
from tests.modules.worlds import a_context, a_world, put

MODULE = CardOrderModule()


def board(order: str, *, archived: str = "") -> World:
    """Return a world whose board has the cards of these issues, each a letter, in this order."""
    world = a_world()
    items = {}
    for letter in sorted(order):
        put(world, ord(letter), letter)
    for letter in order:
        id = f"I{ord(letter)}"
        items[id] = ExistingItem(f"card {letter}", is_archived=letter in archived)
    world.project = ExistingProject("P1", 1, "Rocket", None, items=items)
    return world


def letters(world: World) -> str:
    assert world.project is not None
    return "".join(each.id[-1] for each in world.project.items.values())


@pytest.mark.parametrize(
    ("now", "declared", "moves", "after"),
    [
        ("abc", "abc", [], "abc"),
        ("axbyc", "cab", [("c", "")], "caxby"),
        ("xaybzc", "cab", [("c", "x")], "xcaybz"),
        ("xaybzc", "bac", [("a", "b")], "xybazc"),
        ("abcd", "dcba", [("c", "d"), ("b", "c"), ("a", "b")], "dcba"),
        ("abcx", "bc", [], "abcx"),
        ("ba", "abz", [("b", "a")], "ab"),
    ],
)
def test_as_few_cards_are_moved_as_it_takes(
    now: str, declared: str, moves: list[tuple[str, str]], after: str
) -> None:
    world = board(now)
    change = MODULE.diff(CardOrder(cards=tuple(declared)), world, a_context())
    sent = [each.input for each in change.operations if isinstance(each, Mutation)]
    found = [(each["itemId"][-1], each.get("afterId", "")[-1:]) for each in sent]
    assert found == moves
    if moves:
        assert change.action is Action.UPDATE
        MODULE.record(change, world, {})
        assert letters(world) == after
    again = MODULE.diff(CardOrder(cards=tuple(declared)), world, a_context())
    assert again.action is Action.SKIP


def test_archived_cards_are_left_out() -> None:
    world = board("bac", archived="b")
    change = MODULE.diff(CardOrder(cards=("a", "b", "c")), world, a_context())
    assert change.action is Action.SKIP


def test_a_card_that_is_not_on_the_board_is_named() -> None:
    world = board("ba")
    put(world, 99, "c")
    change = MODULE.diff(CardOrder(cards=("a", "b", "c", "#7")), world, a_context())
    assert change.warnings == ("not on the board, and so in no order: c, #7",)
    MODULE.record(change, world, {})
    again = MODULE.diff(CardOrder(cards=("a", "b", "c")), world, a_context())
    assert (again.action, len(again.warnings)) == (Action.SKIP, 1)


def test_undo_puts_the_cards_back_unless_they_were_moved_since() -> None:
    world = board("axbc")
    change = MODULE.diff(CardOrder(cards=("c", "b", "a")), world, a_context())
    MODULE.record(change, world, {})
    past = Past("card_order", "cards", change.before, change.after)
    back = MODULE.restore(past, world)
    MODULE.record(back, world, {})
    assert letters(world).replace("x", "") == "abc"
    assert MODULE.restore(past, world).action is Action.SKIP
    other = board("xbca")
    assert MODULE.restore(past, other).action is Action.CONFLICT
