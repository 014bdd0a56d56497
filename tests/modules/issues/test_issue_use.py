"""What others have tied to an issue since a run created it: undo leaves it open and names that."""

from dataclasses import replace
from typing import Any

import pytest

from gh_playbook.model.existing import Activity, ExistingIssue
from gh_playbook.model.past import Past, Ties
from gh_playbook.model.project import ExistingItem, ExistingProject
from gh_playbook.model.project_field import ExistingField, ExistingOption
from gh_playbook.model.world import World
from gh_playbook.modules.issues import issue_use
from tests.modules.worlds import a_world

MADE = ExistingIssue("I7", 7, "Made", "", parent="I1")
ADDED = ExistingItem("C7", {"Priority": "High", "Status": "Todo"})
CARD = Past("project_item", "made", None, ("I7", ADDED))
RUN = Ties(frozenset({("I7", "I1"), ("I7", "I2"), ("I8", "I7")}), {"I7": CARD}, frozenset({"x"}))


def a_board(**values: str) -> World:
    """Return people's issues 1 to 3, and 7 and 8 of the run, with its links and its cards."""
    world = a_world()
    for number in (1, 2, 3):
        world.put_issue(ExistingIssue(f"I{number}", number, f"People's {number}", ""))
    world.put_issue(replace(MADE, blocked_by=("I2",)))
    world.put_issue(ExistingIssue("I8", 8, "Made too", "", blocked_by=("I7",)))
    options = tuple(ExistingOption(each, each) for each in ("High", "Low"))
    fields = (
        ExistingField("F1", "Priority", "single_select", options=options),
        ExistingField("F2", "Status", "single_select"),
    )
    world.project = ExistingProject("P1", 1, "Board", None, fields=fields)
    world.put_item("I7", replace(ADDED, values={**ADDED.values, **values}))
    return world


def told(world: World, ties: Ties = RUN) -> str:
    return issue_use.told(Past("issue", "made", None, MADE, ties=ties), world.issues["I7"], world)


def test_what_the_run_tied_to_it_itself_is_no_use() -> None:
    assert told(a_board()) == ""


@pytest.mark.parametrize(
    ("id", "more", "named"),
    [
        ("I7", {"blocked_by": ("I2", "I3")}, "blocked by #3"),
        ("I7", {"blocked_by": ("I2", "elsewhere")}, "blocked by 1 issue of another repository"),
        ("I3", {"blocked_by": ("I7",)}, "blocking #3"),
        ("I7", {"related_to": ("I3",)}, "related to #3"),
        ("I7", {"parent": "I3"}, "put under #3"),
        ("I7", {"sub_issues": ("I3", "elsewhere")}, "2 sub-issues: #3, 1 issue of another repo"),
        ("I7", {"parent": None}, ""),
        ("I3", {"duplicate_of": "I7"}, "1 duplicate: #3"),
    ],
)
def test_a_link_that_others_added_is_named(id: str, more: dict[str, Any], named: str) -> None:
    world = a_board()
    world.put_issue(replace(world.issues[id], **more))
    assert told(world).startswith(f"used since, and left: {named}" if named else "")
    assert bool(told(world)) == bool(named)


@pytest.mark.parametrize(
    ("values", "ties", "named"),
    [
        ({"Priority": "Low"}, RUN, "another Priority on its card"),
        ({"Status": "Done"}, RUN, "another Status on its card"),
        # A card that the run did not add may have its Status from a workflow of the board.
        ({}, replace(RUN, cards={}), "another Priority on its card"),
    ],
)
def test_a_card_that_others_moved_is_named(values: dict[str, str], ties: Ties, named: str) -> None:
    assert told(a_board(**values), ties) == f"used since, and left: {named}"


def test_a_card_that_only_a_workflow_filled_is_no_use() -> None:
    world = a_board()
    world.put_item("I7", ExistingItem("C7", {"Status": "Todo"}))
    assert told(world, replace(RUN, cards={})) == ""


def test_a_sub_issue_whose_creation_got_no_answer_is_the_runs() -> None:
    world = a_board()
    body = "<!-- gh-playbook:begin key=x -->\nx\n<!-- gh-playbook:end -->"
    world.put_issue(ExistingIssue("I9", 9, "Made, unanswered", body, parent="I7"))
    world.put_issue(replace(world.issues["I7"], sub_issues=("I9",)))
    assert told(world) == ""


def test_comments_pull_requests_and_reactions_come_first() -> None:
    world = a_board()
    world.activities["I7"] = Activity(2, 1, 3)
    world.put_issue(replace(world.issues["I3"], blocked_by=("I7",)))
    named = "2 comments; 1 linked pull request; 3 reactions; blocking #3"
    assert told(world) == f"used since, and left: {named}"
