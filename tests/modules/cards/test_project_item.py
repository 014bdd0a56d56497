"""Cards: which issues are put on the board."""

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.model.change import Action
from gh_playbook.model.project import ExistingItem, ExistingProject
from gh_playbook.modules import MODULES
from tests.modules.worlds import a_context, a_world, put


def test_an_issue_without_a_card_is_not_put_on_the_board_and_one_that_is_there_stays() -> None:
    world = a_world()
    world.project = ExistingProject("P1", 1, "Board", None, is_linked=True)
    id = put(world, 7, "a")
    issue = Issue(key="a", title="A", card=False)
    module = MODULES["project_item"]
    with_card = issue.model_copy(update={"card": True})
    assert module.diff(with_card, world, a_context(with_card)).action is Action.CREATE
    assert module.diff(issue, world, a_context(issue)).action is Action.SKIP
    world.put_item(id, ExistingItem("C1"))
    assert module.diff(issue, world, a_context(issue)).action is Action.SKIP
