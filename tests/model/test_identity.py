"""Which existing issue a declared one is."""

import pytest

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.identity import identify
from gh_playbook.model.identity_advice import named
from gh_playbook.modules.issues.issue_warning import warnings
from tests.model.identified import (
    A3,
    A3_CLOSED,
    BROKEN,
    COMPLETED,
    DUPLICATE,
    NOT_PLANNED,
    A,
    bound,
    existing,
    identified,
    marked,
)


@pytest.mark.parametrize(
    ("declared", "issues", "number"),
    [
        pytest.param(A, [], None, id="nothing there"),
        pytest.param(A, [existing(1, "other")], None, id="another title"),
        pytest.param(A, [existing(5, "  t ")], 5, id="the same title, in another case"),
        pytest.param(A, [existing(9, "X", key="a"), existing(1)], 9, id="the marker before all"),
        pytest.param(A3, [existing(3, "X", key="b"), existing(9, key="a")], 9, id="its own marker"),
        pytest.param(A3, [existing(3), existing(1)], 3, id="the number before the title"),
        pytest.param(A3, [existing(1)], 1, id="a number that is nobody's is a hint"),
        pytest.param(A3, [existing(3, "X", key="b")], None, id="the number is another's by marker"),
        pytest.param(A, [existing(7), existing(4)], 4, id="of several the lowest number"),
        pytest.param(A, [existing(2, **COMPLETED), existing(7)], 7, id="open before closed"),
        pytest.param(A, [existing(2, **COMPLETED)], 2, id="closed as done is adopted"),
        pytest.param(A, [existing(2, **NOT_PLANNED)], None, id="not planned is not"),
        pytest.param(A, [existing(2, **DUPLICATE)], None, id="a duplicate is not"),
        pytest.param(A3, [existing(3, **NOT_PLANNED)], None, id="not by its number either"),
        pytest.param(
            A3_CLOSED, [existing(3, **NOT_PLANNED)], 3, id="but where it is declared closed"
        ),
        pytest.param(A, [existing(2, key="a", **NOT_PLANNED)], 2, id="but by its marker"),
        pytest.param(A, [existing(2, key="b")], None, id="a title with another's marker"),
        pytest.param(A, [existing(2, parent="I9"), existing(8)], 8, id="no sub-issue of others"),
        pytest.param(A, [existing(2, parent="I9")], 2, id="unless there is no other"),
        pytest.param(
            A, [existing(6, key="a", **COMPLETED), existing(8, key="a")], 6, id="oldest of marked"
        ),
        pytest.param(A, [marked(4, says=6), marked(6, says=6)], 6, id="no copy"),
        pytest.param(A, [marked(4, says=40)], 4, id="but a copy without an original"),
        pytest.param(
            A, [existing(4, body=BROKEN), existing(6, key="a")], 6, id="whole before damaged"
        ),
        pytest.param(A, [existing(4, body=BROKEN)], 4, id="but damaged where there is no whole"),
        pytest.param(A, [existing(4, "X", body=f"> {BROKEN}")], None, id="a quoted marker is none"),
    ],
)
def test_who_it_is(declared: Issue, issues: list[ExistingIssue], number: int | None) -> None:
    assert bound(declared, *issues) == number
    assert bound(declared, *reversed(issues)) == number


def test_a_number_with_another_title_is_trouble_and_never_overwritten() -> None:
    world = identified([A3], existing(3, "Something else"), existing(1))
    assert world.issue("a") is None
    assert world.trouble["a"].startswith("#3 has another title, 'Something else': write that title")


def test_a_sub_issue_is_looked_for_under_its_parent_first() -> None:
    parent, other = Issue(key="p", title="P"), Issue(key="q", title="Q")
    child = Issue(key="c", title="T", parent="p")
    issues = [
        existing(1, "P"),
        existing(2, "Q"),
        existing(3),
        existing(4, parent="I2"),
        existing(5, parent="I1"),
    ]
    declared = [parent, other, child]
    assert identified(declared, *issues).bound["c"] == "I5"
    assert identified(declared, *issues[:4]).bound["c"] == "I3"
    assert "c" not in identified(declared, issues[0], issues[1], issues[3]).bound


def test_two_of_one_title_under_two_parents_get_an_issue_each() -> None:
    declared = [
        Issue(key="p", title="P"),
        Issue(key="q", title="Q"),
        Issue(key="pc", title="T", parent="p"),
        Issue(key="qc", title="T", parent="q"),
    ]
    issues = [existing(1, "P"), existing(2, "Q"), existing(3, parent="I2"), existing(4)]
    world = identified(declared, *issues)
    assert (world.bound["pc"], world.bound["qc"]) == ("I4", "I3")


def test_the_others_that_look_alike_are_named() -> None:
    world = identified(
        [A], existing(7), existing(4), existing(9, **COMPLETED), existing(8, key="b")
    )
    assert world.bound == {"a": "I4"}
    assert named(world.surplus["a"]) == "#7, #9 (closed)"
    assert identified([A], existing(4), existing(5, **NOT_PLANNED)).surplus == {}


def test_a_second_issue_with_the_marker_is_named() -> None:
    world = identified([A], existing(4, key="a"), existing(6, key="a"))
    assert (world.bound, named(world.surplus["a"])) == ({"a": "I4"}, "#6")


def test_one_of_the_title_whose_key_is_no_longer_declared_is_named() -> None:
    world = identified([A], existing(4, key="old"))
    assert (world.bound, named(world.surplus["a"])) == ({}, "#4")
    other = Issue(key="b", title="T", parent="a")
    assert identified([A, other], existing(4, key="b")).surplus == {}


def test_a_number_whose_issue_bears_an_undeclared_key_is_trouble_and_no_second_issue() -> None:
    world = identified([A3], existing(3, key="old"))
    assert world.issue("a") is None
    assert "write `previously: [old]`" in world.trouble["a"]
    assert warnings(A3, world) == (), "no new one is created, and the trouble names the issue"
    assert not identified([A3, Issue(key="old", title="U")], existing(3, key="old")).trouble
    assert not identified([A3], existing(3, "X", key="old")).trouble


def test_a_warning_says_how_to_keep_an_issue_whose_key_was_renamed() -> None:
    world = identified([A], existing(3, key="old"))
    assert warnings(A, world) == (
        "looks like it too and is left alone: #3",
        "#3 has the key 'old': if its key was renamed, write `previously: [old]`",
    )
    twice = identified([A], existing(3, key="a"), existing(4, key="a"))
    assert warnings(A, twice) == ("looks like it too and is left alone: #4",)


def test_a_renamed_key_of_a_discarded_issue_that_is_declared_closed_is_reported() -> None:
    closed = Issue(key="a", title="T", state="closed", state_reason="not_planned")
    discarded = existing(3, key="old", state="closed", reason="not_planned")
    assert warnings(closed, identified([closed], discarded)) == (
        "looks like it too and is left alone: #3 (closed)",
        "#3 has the key 'old': if its key was renamed, write `previously: [old]`",
    )
    assert warnings(A, identified([A], discarded)) == ()


def test_no_issue_is_two_declared_ones() -> None:
    world = identified([A, Issue(key="b", title="T")], existing(4))
    assert world.bound == {"a": "I4"}


def test_identifying_again_forgets_what_is_no_more() -> None:
    world = identified([A], existing(4), existing(5))
    world.issues.clear()
    identify([A], world)
    assert (world.bound, world.surplus, world.trouble) == ({}, {}, {})
