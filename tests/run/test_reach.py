"""How far the writes of a run reach: what has to be read again, or that all has to be."""

from dataclasses import replace
from typing import Any

import pytest

from gh_playbook.model.change import Action, Call, Change, Difference, Mutation
from gh_playbook.model.existing import ExistingIssue, Features
from gh_playbook.model.project import ExistingItem, ExistingProject
from gh_playbook.model.world import UNBORN, World
from gh_playbook.modules.issues.placement import Placement
from gh_playbook.run.reach import Reach
from tests.support.github_in_memory import REPOSITORY

MARKED = "<!-- gh-playbook:begin key=tank -->\n\nWords\n\n<!-- gh-playbook:end -->"


def an_issue(number: int, **more: Any) -> ExistingIssue:
    return ExistingIssue(f"I{number}", number, f"Issue {number}", MARKED, **more)


@pytest.fixture
def world() -> World:
    """Six issues: 2 is below 1 and blocked by 3; 4 is blocked by 2, 5 related to 4; 6 is alone."""
    found = World(REPOSITORY, Features())
    every = [
        an_issue(1, sub_issues=("I2",)),
        an_issue(2, parent="I1", blocked_by=("I3",)),
        an_issue(3),
        an_issue(4, blocked_by=("I2",), related_to=("I5",)),
        an_issue(5, related_to=("I4",)),
        an_issue(6),
    ]
    found.issues = {each.id: each for each in every}
    found.bound = {"tank": "I2"}
    cards = {f"I{number}": ExistingItem(f"C{number}") for number in (1, 2, 3, 6)}
    found.project = ExistingProject("P1", 1, "Board", None, items=cards)
    return found


def a_change(module: str, action: Action = Action.UPDATE, **more: Any) -> Change[Any]:
    given = {"operations": (Mutation("updateIssue", {"id": "I2"}, "id"),), **more}
    return Change(module, "tank", action, "", **given)


def noted(world: World, *changes: Change[Any]) -> Reach:
    reach = Reach()
    for each in changes:
        reach.note(each, world)
    return reach


def test_it_is_what_was_written_and_all_that_is_linked_to_it(world: World) -> None:
    reach = noted(world, a_change("issue", before=world.issues["I2"]))
    assert not reach.is_everywhere
    found = reach.issues(world)
    assert found == ("I1", "I2", "I3", "I4")
    assert reach.cards(found, world) == ("C1", "C2", "C3")


def test_a_card_stands_for_its_issue(world: World) -> None:
    wire = {"projectId": "P1", "itemId": "C6", "value": {"text": "Large"}}
    change = a_change("project_item", operations=(Mutation("update", wire, "id"),))
    reach = noted(world, replace(change, key="other"))
    assert reach.issues(world) == ("I6",)


def test_an_issue_that_was_made_is_known_by_its_key(world: World) -> None:
    wire = {"repositoryId": "R1", "title": "New"}
    change = a_change("issue", Action.CREATE, operations=(Mutation("createIssue", wire, "id"),))
    assert "I2" in noted(world, change).issues(world)


@pytest.mark.parametrize(
    "before", [an_issue(4, parent="I6"), Placement("I6", "I2")], ids=["an issue", "its place"]
)
def test_the_parent_before_is_in_it(world: World, before: object) -> None:
    assert "I6" in noted(world, a_change("sub_issue", before=before)).issues(world)


def test_what_has_nothing_to_send_reaches_nothing(world: World) -> None:
    reach = noted(world, a_change("gh_api", operations=()))
    assert (reach.is_everywhere, reach.issues(world)) == (False, ())


@pytest.mark.parametrize(
    ("change", "is_everywhere"),
    [
        (a_change("label", Action.CREATE), False),
        (a_change("label", differences=(Difference("color", "a", "b"),)), False),
        (a_change("label", differences=(Difference("name", "a", "b"),)), True),
        (a_change("label", Action.REMOVE, differences=(Difference("name", "a", None),)), True),
        (a_change("label", Action.REMOVE), True),
        (a_change("milestone", differences=(Difference("due_on", None, "b"),)), False),
        (a_change("milestone", differences=(Difference("title", "a", "b"),)), True),
        (a_change("milestone", Action.REMOVE, differences=(Difference("title", "", None),)), True),
        (a_change("issue", before=replace(an_issue(2), body="No marker")), True),
        (a_change("issue", before=an_issue(2)), False),
        (a_change("dependency", Action.REMOVE), False),
        (a_change("project_item", Action.REMOVE), True),
        (a_change("project_field"), True),
        (a_change("project"), True),
        (a_change("issue_type"), True),
        (a_change("file", operations=(Call("PUT", "contents"),)), False),
        (a_change("gh_api"), True),
        (a_change("orphan"), True),
        (a_change("somebody's own"), True),
    ],
    ids=lambda each: f"{each.module} {each.action}" if isinstance(each, Change) else "",
)
def test_what_may_show_elsewhere_reaches_everywhere(
    world: World, change: Change[Any], is_everywhere: bool
) -> None:
    assert noted(world, change).is_everywhere is is_everywhere


def test_after_what_reaches_everywhere_nothing_more_is_noted(world: World) -> None:
    update = Mutation("updateProjectV2", {"projectId": "P1"}, "id")
    reach = noted(world, a_change("project", operations=(update,)), a_change("issue"))
    assert (reach.is_everywhere, reach.ids) == (True, {"P1"})


def test_an_id_that_is_not_githubs_cannot_be_read_again(world: World) -> None:
    assert Reach().is_settled(world)
    world.put_item("I5", ExistingItem(f"{UNBORN}card"))
    assert not Reach().is_settled(world)
