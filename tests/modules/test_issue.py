"""Issues: one mutation each; what is the plan's is kept, what is people's is left."""

from typing import Any

import pytest

from gh_playbook.declaration.backlog import SetOnce
from gh_playbook.declaration.issue import Issue
from gh_playbook.model import managed_block
from gh_playbook.model.author import Author
from gh_playbook.model.change import Action, Change, Mutation
from gh_playbook.model.existing import ExistingIssue, ExistingLabel
from gh_playbook.model.marker import Marker
from gh_playbook.model.world import World
from gh_playbook.modules import Context
from gh_playbook.modules.issue import IssueModule
from tests.modules.worlds import a_context, a_world, put

MODULE = IssueModule()
A = Issue(key="a", title="A")
TEXT = "## Description\nSay it."


def an_issue(**fields: object) -> Issue:
    return Issue.model_validate({"key": "a", "title": "A", "description": "Say it.", **fields})


def diff(desired: Issue, world: World, context: Context | None = None) -> Change[ExistingIssue]:
    return MODULE.diff(desired, world, context or a_context(desired))


def wire(change: Change) -> dict[str, Any]:
    """Return what the last operation sends."""
    operation = change.operations[-1]
    assert isinstance(operation, Mutation)
    return dict(operation.input)


def labelling(change: Change) -> dict[str, Any]:
    """Return which labels are put on and taken off, by mutation."""
    mutations = [each for each in change.operations if isinstance(each, Mutation)]
    assert {each.input.get("labelableId", "I7") for each in mutations} == {"I7"}
    return {each.name: each.input["labelIds"] for each in mutations if "labelIds" in each.input}


def test_a_new_one_is_made_with_all_it_has_in_one_mutation() -> None:
    world = a_world()
    put(world, 1, "p", "")
    desired = an_issue(
        labels=["bug", "status:ready"], milestone="V1", type="task", parent="p", blocked_by=["p"]
    )
    parent = Issue(key="p", title="P")
    change = diff(desired, world, a_context(parent, desired))
    assert (change.action, change.reason) == (Action.CREATE, "no such issue")
    sent = wire(change)
    block = managed_block.find(sent.pop("body"))
    assert block is not None
    assert (block.key, block.marker.number, block.marker.pending) == ("a", None, "")
    assert sent == {
        "repositoryId": "R1",
        "title": "A",
        "labelIds": ["L-bug", "L-status:ready"],
        "milestoneId": "M1",
        "issueTypeId": "T1",
        "parentIssueId": "I1",
    }


def test_adoption_is_one_update_that_keeps_what_people_wrote() -> None:
    world = a_world()
    put(world, 7, "a", labels=("old", "theirs"))
    desired = an_issue(labels=["bug"], remove_labels=["OLD"], milestone="v1")
    for name in ("old", "theirs"):
        world.put_label(ExistingLabel(f"L-{name}", name, "ffffff", ""))
    change = diff(desired, world)
    assert (change.action, change.reason) == (Action.UPDATE, "adopted: body, labels, milestone")
    sent = wire(change)
    assert sent.keys() == {"id", "body", "milestoneId"}
    assert sent["body"].startswith("by hand\n\n<!-- gh-playbook:begin key=a")
    assert (change.number, change.url) == (7, "https://i/7")
    assert change.made.labels == ("theirs", "bug")
    assert labelling(change) == {
        "removeLabelsFromLabelable": ["L-old"],
        "addLabelsToLabelable": ["L-bug"],
    }
    assert change.overwrites == "I7"
    names = [each.name for each in change.operations if isinstance(each, Mutation)]
    assert names[-1] == "updateIssue", "the marker comes last: what it stands for is done by then"


def test_labels_alone_replace_nothing() -> None:
    world = a_world()
    put(world, 7, "a", TEXT, labels=("theirs",))
    change = diff(an_issue(labels=["bug"]), world)
    assert [each.name for each in change.operations if isinstance(each, Mutation)] == [
        "addLabelsToLabelable"
    ]


def test_text_that_gh_shows_otherwise_is_a_conflict_unless_it_is_forced() -> None:
    world = a_world()
    put(world, 7, "a", body="a ^[[31mlog", is_exact=False)
    change = diff(an_issue(), world)
    assert (change.action, change.operations) == (Action.CONFLICT, ())
    assert "control characters" in change.reason
    forced = diff(an_issue(), world, a_context(an_issue(), force=True))
    assert forced.action is Action.UPDATE
    put(world, 7, "a", body="a pattern ^[a-z]")
    assert diff(an_issue(), world).action is Action.UPDATE


def test_what_gh_shows_otherwise_matters_only_around_the_block_and_where_it_is_written() -> None:
    world = a_world()
    inside = managed_block.compose(Marker("a"), "old ^[a-z]")
    put(world, 7, "a", body=inside, is_exact=False)
    assert diff(an_issue(), world).action is Action.UPDATE
    put(world, 7, "a", body=f"^[ {inside}", is_exact=False)
    untouched = managed_block.append("a ^[[31mlog", Marker("a"), TEXT)
    put(world, 7, "a", body=untouched, title="B", is_exact=False)
    assert diff(an_issue(), world).reason == "title"


def test_one_as_declared_is_skipped() -> None:
    world = a_world()
    put(world, 7, "a", TEXT)
    assert diff(an_issue(), world).action is Action.SKIP


def test_people_s_own_labels_and_milestone_and_type_stay_where_nothing_is_declared() -> None:
    world = a_world()
    put(world, 7, "a", TEXT, labels=("theirs",), milestone="v9", type="Epic")
    assert diff(an_issue(), world).action is Action.SKIP


@pytest.mark.parametrize(
    ("existing", "reason"),
    [
        ({"title": "B"}, "title"),
        ({"labels": ("task",)}, "labels"),
        ({"milestone": None}, "milestone"),
        ({"type": None}, "type"),
        ({"title": "B", "labels": ()}, "title, labels"),
    ],
)
def test_what_the_plan_owns_is_put_back(existing: dict[str, Any], reason: str) -> None:
    world = a_world()
    there = {"labels": ("Bug",), "milestone": "V1", "type": "TASK", **existing}
    put(world, 7, "a", TEXT, **there)
    change = diff(an_issue(labels=["bug"], milestone="v1", type="Task"), world)
    assert (change.action, change.reason) == (Action.UPDATE, reason)


def test_what_is_set_once_is_left_afterwards() -> None:
    world = a_world()
    put(world, 7, "a", TEXT, state="closed", reason="completed")
    desired = an_issue(labels=["status:ready"], state="open")
    assert diff(desired, world).action is Action.SKIP
    adopted = a_world()
    put(adopted, 7, "a", state="closed", reason="completed")
    assert diff(desired, adopted).reason == "adopted: body, labels, state"


def test_the_backlog_may_say_otherwise() -> None:
    world = a_world()
    put(world, 7, "a", TEXT, title="B", state="closed")
    desired = an_issue(labels=["status:ready"], state="open")
    set_once = SetOnce(labels=(), fields=("title",))
    change = diff(desired, world, a_context(desired, set_once=set_once))
    assert change.reason == "labels, state"
    assert wire(change) == {"id": "I7", "state": "OPEN"}
    assert labelling(change) == {"addLabelsToLabelable": ["L-status:ready"]}


def test_an_edit_inside_the_block_is_a_conflict_that_force_overwrites() -> None:
    world = a_world()
    put(world, 7, "a", body=managed_block.compose(Marker("a"), "old").replace("old", "edited"))
    desired = an_issue()
    change = diff(desired, world)
    assert (change.action, change.operations) == (Action.CONFLICT, ())
    assert change.differences[0].existing == "edited"
    assert change.differences[0].desired == TEXT
    forced = diff(desired, world, a_context(desired, force=True))
    assert forced.action is Action.UPDATE
    assert TEXT in wire(forced)["body"]


def test_a_block_that_somebody_emptied_is_a_conflict_too() -> None:
    world = a_world()
    put(world, 7, "a", body=managed_block.compose(Marker("a"), "old").replace("old", ""))
    change = diff(an_issue(), world)
    assert change.action is Action.CONFLICT
    assert (change.differences[0].existing, change.differences[0].desired) == ("", TEXT)


def test_a_conflict_sends_nothing_of_the_issue_and_shows_all_that_differs() -> None:
    world = a_world()
    edited = managed_block.compose(Marker("a"), "old").replace("old", "edited")
    put(world, 7, "a", title="B", body=edited)
    change = diff(an_issue(labels=["bug"]), world)
    assert (change.action, change.operations) == (Action.CONFLICT, ())
    assert [each.field for each in change.differences] == ["title", "labels", "body"]


def test_what_cannot_be_told_is_a_conflict_and_no_new_issue() -> None:
    world = a_world()
    world.conflicts["a"] = "#7 has its marker, but"
    change = diff(an_issue(), world)
    assert (change.action, change.reason) == (Action.CONFLICT, "#7 has its marker, but")
    assert not change.operations


def test_outsiders_look_alikes_are_named_with_who_made_them() -> None:
    world = a_world()
    stranger = ExistingIssue("I9", 9, "A", "", author=Author("mallory"))
    gone = ExistingIssue("I10", 10, "A", "")
    world.strangers["a"] = (stranger, gone)
    (warning,) = diff(an_issue(), world).warnings
    told = "looks like it and is left alone, because its author has no rights here: "
    assert warning == f"{told}#9 by mallory, #10 by nobody"


def test_the_marker_gets_the_number_with_the_first_update_and_no_update_of_its_own() -> None:
    world = a_world()
    put(world, 7, "a", TEXT)
    assert diff(an_issue(), world).action is Action.SKIP
    put(world, 7, "a", "older text")
    body = wire(diff(an_issue(), world))["body"]
    block = managed_block.find(body)
    assert block is not None
    assert block.marker.number == 7


def test_a_new_issue_that_is_to_be_closed_says_so_until_it_is() -> None:
    world = a_world()
    desired = an_issue(state="closed")
    made = diff(desired, world)
    MODULE.record(made, world, None)
    assert "pending=closed" in world.issues["unborn:a"].body
    closing = diff(desired, world)
    assert closing.reason == "body, state"
    assert wire(closing)["state"] == "CLOSED"
    assert "pending" not in wire(closing)["body"]
    MODULE.record(closing, world, None)
    assert diff(desired, world).action is Action.SKIP


def test_one_whose_closing_is_no_longer_declared_stays_open_and_stops_saying_so() -> None:
    world = a_world()
    MODULE.record(diff(an_issue(state="closed"), world), world, None)
    change = diff(an_issue(), world)
    assert change.reason == "body"
    assert "pending" not in wire(change)["body"]


def test_text_that_leaves_code_open_is_a_conflict_for_the_block_would_be_lost_in_it() -> None:
    world = a_world()
    put(world, 7, "a", body="Look:\n\n```\nmake")
    change = diff(an_issue(), world)
    assert (change.action, change.operations) == (Action.CONFLICT, ())
    assert "leaves code or a comment open" in change.reason
    put(world, 7, "a", body="Look:\n\n```\nmake\n```")
    assert diff(an_issue(), world).action is Action.UPDATE


def test_damaged_markers_are_a_conflict() -> None:
    world = a_world()
    put(world, 7, "a", body="<!-- gh-playbook:begin key=a -->")
    change = diff(an_issue(), world)
    assert (change.action, change.reason[:24]) == (Action.CONFLICT, "its markers are damaged:")
    assert change.reason.endswith("repair them by hand, or delete them all")


def test_without_its_label_or_milestone_it_is_blocked_and_says_by_what() -> None:
    world = a_world()
    change = diff(an_issue(labels=["nope", "bug", "none"]), world)
    told = "needs the label 'nope', 'none': `setup-labels` makes it"
    assert (change.action, change.reason) == (Action.BLOCK, told)
    change = diff(an_issue(milestone="v9"), world)
    told = "needs the milestone 'v9': `setup-milestones` makes it"
    assert (change.action, change.reason) == (Action.BLOCK, told)


def test_a_type_that_there_is_not_is_left_out_with_a_warning() -> None:
    change = diff(an_issue(type="Epic"), a_world())
    assert change.action is Action.CREATE
    assert change.warnings == ("there is no type 'Epic': left out (`setup-types` makes it)",)


def test_without_types_the_body_says_it() -> None:
    change = diff(an_issue(type="Epic"), a_world(issue_types=False))
    assert "Type: Epic" in wire(change)["body"]
    assert "issueTypeId" not in wire(change)
    assert change.warnings == ()


def test_one_that_is_no_longer_declared_below_another_says_that_it_still_is() -> None:
    world = a_world()
    parent = put(world, 3, "p")
    put(world, 7, "a", TEXT, parent=parent)
    change = diff(an_issue(), world)
    assert change.action is Action.SKIP
    assert change.warnings == (
        "is still a sub-issue of #3: `gh issue edit 7 --remove-parent` ends that",
    )
    world.bound.pop("p")
    assert diff(an_issue(), world).warnings == ()


def test_trouble_is_a_failure() -> None:
    world = a_world()
    world.trouble["a"] = "#3 has another title"
    change = diff(an_issue(), world)
    assert (change.action, change.reason) == (Action.FAIL, "#3 has another title")


def test_what_its_text_names_and_is_not_there_yet_is_wanted() -> None:
    other = Issue(key="b", title="B")
    desired = an_issue(blocked_by=["b"])
    change = diff(desired, a_world(), a_context(desired, other))
    assert change.wants == ("b",)
    assert "Blocked by #b: B" in wire(change)["body"]


def test_more_than_github_takes_is_told_and_not_sent() -> None:
    world = a_world()
    names = tuple(f"theirs-{index}" for index in range(100))
    put(world, 7, "a", TEXT, labels=names)
    change = diff(an_issue(labels=["bug"]), world)
    told = "it would have 101 labels; GitHub allows 100"
    assert (change.action, change.reason) == (Action.FAIL, told)
    put(world, 7, "a", body="x" * 65_500)
    change = diff(an_issue(), world)
    assert (change.action, change.reason[-19:]) == (Action.FAIL, "GitHub allows 65536")


def moved(world: World, content: str) -> Change[ExistingIssue]:
    """Compare an issue whose key was `old` before."""
    put(world, 7, "a", body=managed_block.compose(Marker("old", 7), content))
    return diff(an_issue(previously=["old"], labels=["status:ready"]), world)


def test_a_renamed_key_is_written_into_the_issue_and_shown() -> None:
    change = moved(a_world(), TEXT)
    assert (change.action, change.reason) == (Action.UPDATE, "moved from the key 'old': body")
    assert [(each.field, each.existing, each.desired) for each in change.differences][:1] == [
        ("key", "old", "a")
    ]
    block = managed_block.find(wire(change)["body"])
    assert block is not None
    assert (block.key, block.content) == ("a", TEXT)


def test_a_renamed_key_gives_nothing_anew_that_is_set_once() -> None:
    assert labelling(moved(a_world(), TEXT)) == {}


def test_an_edit_inside_the_block_of_a_renamed_key_is_a_conflict() -> None:
    world = a_world()
    body = managed_block.compose(Marker("old", 7), "Other.").replace("Other", "Edited")
    put(world, 7, "a", body=body)
    change = diff(an_issue(previously=["old"]), world)
    assert (change.action, change.writes) == (Action.CONFLICT, False)


EVERYTHING = {"labels": ["bug"], "milestone": "v1", "type": "Task", "state": "closed"}


@pytest.mark.parametrize("name", ["title", *EVERYTHING])
@pytest.mark.parametrize("adopted", [True, False])
def test_what_is_ignored_is_given_to_no_issue_that_exists(name: str, *, adopted: bool) -> None:
    world = a_world()
    put(world, 7, "a", content=None if adopted else TEXT, title="Other")
    once = SetOnce(fields=())
    desired = an_issue(**EVERYTHING, ignore=[name])
    change = diff(desired, world, a_context(desired, set_once=once))
    named = {each.field for each in change.differences}
    assert named - {"body"} == {"title", *EVERYTHING} - {name}


def test_what_is_ignored_is_given_to_a_new_one() -> None:
    change = diff(an_issue(**EVERYTHING, ignore=["title", *EVERYTHING]), a_world())
    assert (change.made.labels, change.made.milestone, change.made.type) == (("bug",), "v1", "Task")
    assert "pending=closed" in change.made.body
