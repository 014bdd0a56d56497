"""Cards: which issues are put on the board."""

from dataclasses import replace

import pytest

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.backlog.project import Project
from gh_playbook.model.change import Action
from gh_playbook.model.project import ExistingItem, ExistingProject
from gh_playbook.model.project_field import ExistingField
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


@pytest.mark.parametrize(
    ("second", "given_up", "wants"),
    [
        ({"name": "Blocked by", "value": "blocked_by"}, (), ("b",)),
        ({"name": "Blocked by", "value": "blocked_by"}, ("b",), ()),
        ({"name": "Note"}, (), ()),
    ],
)
def test_the_values_of_a_card_wait_only_for_blocking_issues_that_it_will_name(
    second: dict[str, str], given_up: tuple[str, ...], wants: tuple[str, ...]
) -> None:
    """Of one that could not be created the card says nothing, and has its other values."""
    world = a_world()
    fields = (
        ExistingField("F1", "Team", "text"),
        ExistingField("F2", second["name"], "text"),
    )
    world.project = ExistingProject("P1", 1, "Board", None, is_linked=True, fields=fields)
    world.put_item(put(world, 7, "a"), ExistingItem("C1"))
    issue = Issue(key="a", title="A", blocked_by=("b",), fields={"Team": "Hull"})
    project = Project.model_validate(
        {"title": "Board", "fields": [{"name": "Team", "type": "text"}, {"type": "text", **second}]}
    )
    context = replace(a_context(issue), project=project, without=frozenset(given_up))
    change = MODULES["project_item"].diff(issue, world, context)
    assert (change.action, change.wants) == (Action.UPDATE, wants)
    assert [each.field for each in change.differences] == ["Team"]
