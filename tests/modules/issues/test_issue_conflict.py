"""Issues that a run leaves: conflicts, what is missing, and what GitHub would not take."""

from gh_playbook.model import managed_block
from gh_playbook.model.author import Author
from gh_playbook.model.change import Action
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.marker import Marker
from tests.modules.issue import TEXT, an_issue, diff, wire
from tests.modules.worlds import a_context, a_world, put


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


def test_an_undecidable_issue_is_a_conflict_and_no_new_issue() -> None:
    world = a_world()
    world.conflicts["a"] = "#7 has its marker, but"
    change = diff(an_issue(), world)
    assert (change.action, change.reason) == (Action.CONFLICT, "#7 has its marker, but")
    assert not change.operations


def test_outsiders_look_alikes_are_named_with_who_made_them() -> None:
    world = a_world()
    outsider = ExistingIssue("I9", 9, "A", "", author=Author("mallory"))
    gone = ExistingIssue("I10", 10, "A", "")
    world.imitations["a"] = (outsider, gone)
    (warning,) = diff(an_issue(), world).warnings
    told = "looks like it and is left alone, because its author has no rights here: "
    assert warning == f"{told}#9 by mallory, #10 by nobody"


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


def test_more_than_github_takes_is_reported_and_not_sent() -> None:
    world = a_world()
    names = tuple(f"theirs-{index}" for index in range(100))
    put(world, 7, "a", TEXT, labels=names)
    change = diff(an_issue(labels=["bug"]), world)
    told = "it would have 101 labels; GitHub allows 100"
    assert (change.action, change.reason) == (Action.FAIL, told)
    put(world, 7, "a", body="x" * 65_500)
    change = diff(an_issue(), world)
    assert (change.action, change.reason[-19:]) == (Action.FAIL, "GitHub allows 65536")


def test_an_edit_inside_the_block_of_a_renamed_key_is_a_conflict() -> None:
    world = a_world()
    body = managed_block.compose(Marker("old", 7), "Other.").replace("Other", "Edited")
    put(world, 7, "a", body=body)
    change = diff(an_issue(previously=["old"]), world)
    assert (change.action, change.writes) == (Action.CONFLICT, False)
