"""Undo of a card whose last values got no answer: each was given to it, or was not."""

import pytest

from gh_playbook.model.change import Action
from gh_playbook.model.past import Past
from gh_playbook.model.project import ExistingItem, ExistingProject
from gh_playbook.model.project_field import ExistingField
from gh_playbook.modules.cards.project_item import ProjectItemModule
from tests.modules.worlds import a_world, put

GIVEN = {"Size": "S", "Team": "Hull"}


@pytest.mark.parametrize(
    ("now", "action"),
    [
        ({}, Action.REMOVE),
        ({"Size": "S"}, Action.REMOVE),
        (GIVEN, Action.REMOVE),
        ({"Size": "L", "Team": "Hull"}, Action.CONFLICT),
    ],
)
def test_it_is_taken_off_unless_somebody_has_changed_it(
    now: dict[str, str], action: Action
) -> None:
    world = a_world()
    id = put(world, 1, "a")
    fields = tuple(ExistingField(name, name, "text") for name in GIVEN)
    items = {id: ExistingItem("C1", now)}
    world.project = ExistingProject("P1", 1, "Board", "https://p/1", fields=fields, items=items)
    after, without = (id, ExistingItem("C1", GIVEN)), (id, ExistingItem("C1"))
    past = Past("project_item", "a", None, after, is_known=False, without=without)
    assert ProjectItemModule().restore(past, world).action is action
