"""Issues: one mutation each; what is the plan's is kept, what is people's is left."""

from dataclasses import replace
from typing import Any

import pytest

from gh_playbook.convergence.location import SHIPPED_TEMPLATES
from gh_playbook.declaration.backlog.backlog import SetOnce
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.model import managed_block
from gh_playbook.model.change import Action, Change, Mutation
from gh_playbook.model.existing import ExistingIssue, ExistingLabel
from gh_playbook.model.marker import Marker
from gh_playbook.model.register import Register, RegisterEntry
from gh_playbook.model.world import World
from tests.modules.issue import MODULE, TEXT, an_issue, diff, labelling, wire
from tests.modules.worlds import a_context, a_world, put


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


def test_what_its_text_names_and_is_not_there_yet_is_wanted() -> None:
    other = Issue(key="b", title="B")
    desired = an_issue(blocked_by=["b"])
    change = diff(desired, a_world(), a_context(desired, other))
    assert change.wants == ("b",)
    assert "Blocked by #b: B" in wire(change)["body"]


def test_a_text_of_a_shipped_template_is_not_written_before_all_that_it_names_is_there() -> None:
    desired = an_issue(blocked_by=["b"])
    shipped = Renderer([SHIPPED_TEMPLATES], shipped=SHIPPED_TEMPLATES)
    context = replace(a_context(desired, Issue(key="b", title="B")), renderer=shipped)
    change = diff(desired, a_world(), context)
    assert (change.action, change.wants, change.operations) == (Action.CREATE, ("b",), ())


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


@pytest.mark.parametrize("known_as", ["a", "old"])
def test_a_text_that_people_replaced_gets_its_marker_again_and_is_not_adopted(
    known_as: str,
) -> None:
    """What is set once was set by the run that bound the issue; since then it is people's."""
    world = a_world()
    put(world, 7, "a")
    world.register = Register({known_as: RegisterEntry(7, "I7")})
    change = diff(an_issue(previously=["old"], labels=["status:ready"], state="closed"), world)
    assert (change.action, change.reason) == (Action.UPDATE, "marker restored: body")
    assert wire(change)["body"].startswith("by hand\n\n<!-- gh-playbook:begin key=a")
    assert labelling(change) == {}
    assert change.made.state == "open"


def test_an_issue_that_another_number_of_the_register_meant_is_adopted() -> None:
    world = a_world()
    put(world, 7, "a")
    world.register = Register({"a": RegisterEntry(6, "I6")})
    assert diff(an_issue(labels=["status:ready"]), world).reason == "adopted: body, labels"


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
