"""Cards that a run took off the board go back to their places, whatever the order it took."""

from itertools import permutations

import pytest

from gh_playbook.model.past import Past
from gh_playbook.model.project import ExistingItem, ExistingProject
from gh_playbook.model.world import World
from gh_playbook.modules.cards.card import CardModule
from tests.modules.worlds import a_world

MODULE = CardModule()
BOARD = ("a", "b", "c", "d", "e")


def a_board() -> World:
    world = a_world()
    items = {id: ExistingItem(f"card of {id}") for id in BOARD}
    world.project = ExistingProject("P1", 1, "Board", "https://p/1", items=items)
    return world


def taken_off(world: World, *ids: str, at_once: bool) -> list[Past]:
    """Take cards off; return what a journal has of that, the latest first."""
    project = world.project
    assert project is not None
    found = []
    if at_once:
        changes = [MODULE.remove(id, (id, project.items[id]), world) for id in ids]
        for change in changes:
            MODULE.forget(change, world)
        found = [Past("card", each.key, each.before, None, each.used_by) for each in changes]
    else:
        for id in ids:
            change = MODULE.remove(id, (id, project.items[id]), world)
            MODULE.forget(change, world)
            found.append(Past("card", id, change.before, None, change.used_by))
    return found[::-1]


def put_back(world: World, pasts: list[Past]) -> None:
    """Restore until nothing differs, each time all of them in one go, as a request does."""
    for _ in range(3):
        for change in [MODULE.restore(past, world) for past in MODULE.gathered(pasts)]:
            if change.operations:
                MODULE.record(change, world, None)


@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "one by one"])
@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_all_are_where_they_were(count: int, at_once: bool) -> None:
    for ids in permutations(BOARD, count):
        world = a_board()
        project = world.project
        assert project is not None
        pasts = taken_off(world, *ids, at_once=at_once)
        put_back(world, pasts)
        assert tuple(project.items) == BOARD, ids
        assert not any(MODULE.restore(past, world).operations for past in MODULE.gathered(pasts))


def test_one_whose_neighbour_is_gone_stays_last() -> None:
    world = a_board()
    project = world.project
    assert project is not None
    pasts = taken_off(world, "c", at_once=True)
    del project.items["b"]
    put_back(world, pasts)
    assert tuple(project.items) == ("a", "d", "e", "c")


def test_what_a_plan_is_compared_with_does_not_tell_of_neighbours() -> None:
    """A plan stays valid where people move a card that it does not touch."""
    world = a_board()
    project = world.project
    assert project is not None
    assert MODULE.remove("c", ("c", project.items["c"]), world).before == ("c", project.items["c"])
