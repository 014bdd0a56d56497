"""Which existing issue a declared one is."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import pytest

from gh_playbook.declaration.issue import Issue
from gh_playbook.model import managed_block
from gh_playbook.model.author import Author
from gh_playbook.model.existing import ExistingIssue, Features
from gh_playbook.model.identity import identify, named
from gh_playbook.model.marker import Marker
from gh_playbook.model.register import Entry, Register
from gh_playbook.model.world import World
from gh_playbook.modules.issue_warning import warnings
from tests.github_in_memory import REPOSITORY

MEMBER = Author("octocat", "MEMBER")
OUTSIDER = Author("mallory")
APP = Author("github-actions[bot]")


def existing(
    number: int, title: str = "T", *, key: str | None = None, by: object = MEMBER, **more: Any
) -> ExistingIssue:
    """Return an issue; with a key, one whose marker is as it is in a new issue."""
    body = managed_block.compose(Marker(key), "text") if key else "by hand"
    return ExistingIssue(f"I{number}", number, title, **{"body": body, "author": by, **more})


def marked(number: int, *, says: int, by: Author = MEMBER, key: str = "a") -> ExistingIssue:
    """Return an issue whose marker says a number, and whose text was edited since."""
    body = managed_block.compose(Marker(key, number=says), "text").replace("text", "other text")
    return existing(number, "X", body=body, by=by)


def identified(
    declared: list[Issue], *issues: ExistingIssue, trusted: Collection[str] = (), **more: Any
) -> World:
    world = World(REPOSITORY, Features(), issues={each.id: each for each in issues}, **more)
    identify(declared, world, trusted)
    return world


def bound(declared: Issue, *issues: ExistingIssue) -> int | None:
    found = identified([declared], *issues).issue(declared.key)
    return found.number if found else None


BROKEN = "<!-- gh-playbook:begin key=a -->"
A = Issue(key="a", title="T")
A3 = Issue(key="a", title="T", number=3)
A3_CLOSED = Issue(key="a", title="T", number=3, state="closed")
NOT_PLANNED = {"state": "closed", "reason": "not_planned"}
DUPLICATE = {"state": "closed", "reason": "duplicate"}
COMPLETED = {"state": "closed", "reason": "completed"}


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
        "#3 bears the key 'old': if its key was renamed, write `previously: [old]`",
    )
    twice = identified([A], existing(3, key="a"), existing(4, key="a"))
    assert warnings(A, twice) == ("looks like it too and is left alone: #4",)


def test_a_renamed_key_is_told_of_a_discarded_issue_that_is_declared_closed() -> None:
    closed = Issue(key="a", title="T", state="closed", state_reason="not_planned")
    discarded = existing(3, key="old", state="closed", reason="not_planned")
    assert warnings(closed, identified([closed], discarded)) == (
        "looks like it too and is left alone: #3 (closed)",
        "#3 bears the key 'old': if its key was renamed, write `previously: [old]`",
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


@pytest.mark.parametrize(
    "by",
    [
        pytest.param(Author("x", "OWNER"), id="the owner"),
        pytest.param(Author("x", "MEMBER"), id="a member"),
        pytest.param(Author("x", "COLLABORATOR"), id="a collaborator"),
        pytest.param(Author("x", is_viewer=True), id="the login itself"),
        pytest.param(Author("Trusted"), id="whom the backlog trusts"),
        pytest.param(Author("renovate[bot]"), id="an app that the backlog trusts"),
    ],
)
def test_who_has_rights_makes_issues_that_count(by: Author) -> None:
    trusted = {"trusted", "renovate[bot]"}
    for issue in (existing(4, by=by), existing(4, "X", key="a", by=by), marked(4, says=9, by=by)):
        assert identified([A], issue, trusted=trusted).bound == {"a": "I4"}


@pytest.mark.parametrize("association", ["NONE", "CONTRIBUTOR", "FIRST_TIMER", "MANNEQUIN"])
@pytest.mark.parametrize(
    "issue",
    [
        pytest.param(existing(4), id="a title"),
        pytest.param(existing(4, "X", key="a"), id="a marker as it was written"),
        pytest.param(marked(4, says=4), id="a marker with its own number"),
        pytest.param(existing(4, body=BROKEN), id="damaged markers"),
        pytest.param(existing(4, key="a", **COMPLETED), id="a closed one"),
    ],
)
def test_what_an_outsider_makes_is_named_and_left(issue: ExistingIssue, association: str) -> None:
    theirs = replace(issue, author=Author("mallory", association))
    world = identified([A], theirs, sees_members=True)
    assert (world.bound, world.trouble, world.conflicts) == ({}, {}, {})
    assert world.strangers == {"a": (theirs,)}
    beside = identified([A], theirs, existing(9), sees_members=True)
    assert (beside.bound, beside.surplus) == ({"a": "I9"}, {})
    assert beside.strangers == {"a": (theirs,)}


def test_an_outsiders_marker_of_another_key_does_not_keep_a_declared_number_from_being_bound() -> (
    None
):
    assert identified([A3], existing(3, key="b", by=OUTSIDER)).bound == {"a": "I3"}


def test_a_declared_number_vouches_for_the_issue_whoever_made_it() -> None:
    assert identified([A3], existing(3, by=OUTSIDER)).bound == {"a": "I3"}
    assert identified([A3], marked(3, says=3, by=OUTSIDER)).bound == {"a": "I3"}
    assert identified([A3], existing(4, by=OUTSIDER), existing(3)).bound == {"a": "I3"}


def test_what_an_app_makes_counts_by_a_right_marker_alone() -> None:
    assert identified([A], existing(4, "X", key="a", by=APP)).bound == {"a": "I4"}
    assert identified([A], marked(4, says=4, by=APP)).bound == {"a": "I4"}
    for issue in (
        existing(4, by=APP),
        existing(4, by=replace(APP, is_viewer=True)),
        marked(4, says=9, by=APP),
        existing(4, "X", body=managed_block.compose(Marker("a"), "x").replace("x", "y"), by=APP),
        existing(4, body=BROKEN, by=APP),
    ):
        world = identified([A], issue)
        assert (world.bound, world.strangers) == ({}, {"a": (issue,)})


def test_an_apps_copy_of_an_outsiders_words_does_not_come_before_the_real_one() -> None:
    real, copied = existing(4, "X", key="a"), existing(9, "X", key="a", by=APP)
    world = identified([A], copied, real)
    assert (world.bound, named(world.surplus["a"])) == ({"a": "I4"}, "#9")


def registered(number: int, id: str) -> Register:
    return Register({"a": Entry(number, id)}, is_found=True)


def test_the_register_vouches_for_an_issue_that_bears_the_marker() -> None:
    for issue in (existing(4, "X", key="a", by=OUTSIDER), marked(4, says=4, by=OUTSIDER)):
        assert identified([A], issue, register=registered(4, "I4")).bound == {"a": "I4"}
    damaged = existing(4, body=BROKEN, by=OUTSIDER)
    assert identified([A], damaged, register=registered(4, "I4")).bound == {"a": "I4"}
    older, newer = existing(4, key="a"), existing(9, key="a", by=OUTSIDER)
    assert identified([A], older, newer, register=registered(9, "I9")).bound == {"a": "I9"}


@pytest.mark.parametrize(
    "issue",
    [
        pytest.param(existing(4, "X", by=OUTSIDER), id="no marker"),
        pytest.param(existing(4, "X", key="b", by=OUTSIDER), id="another marker"),
        pytest.param(marked(4, says=9, by=OUTSIDER), id="a copy of a marker"),
    ],
)
def test_a_register_that_does_not_fit_the_issue_says_nothing(issue: ExistingIssue) -> None:
    assert identified([A], issue, register=registered(4, "I4")).bound == {}


def test_one_that_lost_its_marker_and_its_title_is_a_conflict_and_not_made_again() -> None:
    lost = existing(4, "X")
    for issue in (lost, replace(lost, author=APP), replace(lost, state="closed")):
        world = identified([A], issue, register=registered(4, "I4"))
        assert (world.bound, world.trouble) == ({}, {})
        assert world.conflicts["a"].startswith("#4 was this issue, but its marker is gone")
    renamed = Issue(key="b", title="T", previously=("a",))
    assert "b" in identified([renamed], lost, register=registered(4, "I4")).conflicts


@pytest.mark.parametrize(
    "issue",
    [
        pytest.param(existing(4, "X"), id="of a person"),
        pytest.param(existing(4, "X", by=APP), id="of an app"),
        pytest.param(existing(4, by=APP), id="of an app, with its title"),
        pytest.param(existing(4, parent="I9"), id="with its title, under a parent that is another"),
    ],
)
def test_what_a_conflict_about_a_lost_marker_advises_binds_the_issue(issue: ExistingIssue) -> None:
    entry = Issue(key="a", title="T", parent="p")
    said = identified([entry], issue, register=registered(4, "I4")).conflicts["a"]
    assert "say `number: 4`" in said
    assert ("give the two the same title" in said) == (issue.title != "T")
    numbered = Issue(key="a", title="T", parent="p", number=4)
    world = identified([numbered], replace(issue, title="T"))
    assert (world.bound, world.conflicts) == ({"a": "I4"}, {})


@pytest.mark.parametrize(
    "issue",
    [
        pytest.param(existing(4, "X", key="b"), id="another's by now"),
        pytest.param(existing(4, "X", **NOT_PLANNED), id="given up"),
        pytest.param(existing(5, "X"), id="deleted"),
    ],
)
def test_one_that_cannot_be_meant_is_made_again(issue: ExistingIssue) -> None:
    world = identified([A], issue, register=registered(4, "I4"))
    assert (world.bound, world.conflicts) == ({}, {})


def test_before_all_issues_are_read_nothing_is_said_to_be_lost() -> None:
    lost = existing(4, "X")
    world = identified([A], lost, register=registered(4, "I4"), is_whole=False)
    assert (world.bound, world.conflicts) == ({}, {})


def test_a_register_of_another_repository_says_nothing() -> None:
    issue = existing(4, "X", key="a", by=OUTSIDER)
    for wrong in (registered(4, "I9"), registered(9, "I4")):
        assert identified([A], issue, register=wrong).bound == {}


def test_an_unknown_author_may_be_a_member_where_this_login_cannot_tell() -> None:
    issue = existing(4, "X", key="a", by=OUTSIDER)
    for sees_members in (None, False):
        world = identified([A], issue, existing(9), sees_members=sees_members)
        assert world.bound == {}
        assert named(world.surplus["a"]) == "#9"
        assert "cannot tell whether mallory belongs to the organization" in world.conflicts["a"]
        assert "`number: 4`" in world.conflicts["a"]
        assert "`trusted_authors`" in world.conflicts["a"]


def test_nobody_is_in_doubt_where_something_tells_or_there_are_no_members() -> None:
    issue = existing(4, "X", key="a", by=OUTSIDER)
    assert identified([A], issue, sees_members=True).conflicts == {}
    assert identified([A], issue, register=Register(is_found=True)).conflicts == {}
    world = identified([A], issue)
    world.repository = replace(REPOSITORY, owner_is_organization=False)
    identify([A], world)
    assert (world.bound, world.conflicts) == ({}, {})


def test_only_a_right_marker_raises_the_doubt() -> None:
    for issue in (
        existing(4, by=OUTSIDER),
        existing(4, body=BROKEN, by=OUTSIDER),
        marked(4, says=9, by=OUTSIDER),
        existing(4, body=f"{BROKEN}\n<!-- gh-playbook:end -->", by=OUTSIDER),
    ):
        assert identified([A], issue).conflicts == {}


RENAMED = Issue(key="new", title="T", previously=("older", "a"))


def test_one_whose_key_was_renamed_is_found_by_the_old_one() -> None:
    assert bound(RENAMED, existing(1, "Else", key="a"), existing(2)) == 1


def test_the_key_of_now_comes_before_that_of_before_and_the_other_is_named() -> None:
    world = identified([RENAMED], existing(1, "X", key="a"), existing(2, "Y", key="new"))
    assert world.bound == {"new": "I2"}
    assert [each.number for each in world.surplus["new"]] == [1]


def test_an_outsider_cannot_take_a_key_over_that_was_renamed() -> None:
    world = identified([RENAMED], existing(1, "X", key="a", by=OUTSIDER))
    assert world.bound == {}
    assert [each.number for each in world.strangers["new"]] == [1]


def test_the_register_vouches_for_a_key_under_its_old_name() -> None:
    register = Register({"a": Entry(1, "I1")}, is_found=True)
    issue = existing(1, "X", key="a", by=OUTSIDER)
    assert identified([RENAMED], issue, register=register).bound == {"new": "I1"}
