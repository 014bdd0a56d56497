"""Options that GitHub gives a new board: they go as long as no card has a value of theirs."""

import pytest

from gh_playbook.declaration.backlog.project import ProjectField
from gh_playbook.model.existing import Features
from gh_playbook.model.project import DEFAULT_STATUS, ExistingItem, ExistingProject
from gh_playbook.model.project_field import ExistingField, ExistingOption
from gh_playbook.model.world import World
from gh_playbook.modules.board.project_field import ProjectFieldModule
from tests.modules.worlds import a_context
from tests.support.github_in_memory import REPOSITORY

STATUS = ProjectField(name="Status", type="single_select", options=["Backlog", "Done"])
GITHUBS = tuple(ExistingOption(f"O-{name}", name, *rest) for name, rest in DEFAULT_STATUS.items())
GONE = ["Backlog", "Done"]
KEPT = ["Backlog", "Todo", "In Progress", "Done"]


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        pytest.param((), GONE, id="no cards"),
        # A card of this run, put there before the answer about the options was lost.
        pytest.param(({},), GONE, id="a card without values"),
        pytest.param(({}, {"Size": "M"}), GONE, id="values of other fields"),
        pytest.param(({}, {"Status": "Todo"}), KEPT, id="a card that uses one"),
        pytest.param(({"status": "Done"},), KEPT, id="a card that uses a declared one"),
    ],
)
def test_options_of_a_new_board_go_where_no_card_uses_them(
    values: tuple[dict[str, str], ...], wanted: list[str]
) -> None:
    world = World(REPOSITORY, Features())
    field = ExistingField("F1", "Status", "single_select", 1, GITHUBS)
    cards = {f"I{at}": ExistingItem(f"C{at}", each) for at, each in enumerate(values)}
    world.project = ExistingProject("P1", 1, "Plan", "https://p/1", fields=(field,), items=cards)
    change = ProjectFieldModule().diff(STATUS, world, a_context())
    assert change.after is not None
    assert sorted(each.name for each in change.after.options) == sorted(wanted)
