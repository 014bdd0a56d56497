"""Which issue is which: what the register vouches for, and keys that were renamed."""

from dataclasses import replace

import pytest

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.model import managed_block
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.marker import Marker
from gh_playbook.model.register import Register, RegisterEntry
from tests.model.identified import (
    APP,
    BROKEN,
    NOT_PLANNED,
    OUTSIDER,
    A,
    bound,
    existing,
    identified,
    marked,
)


def registered(number: int, id: str) -> Register:
    return Register({"a": RegisterEntry(number, id)}, is_found=True)


def test_the_register_vouches_for_an_issue_that_bears_the_marker() -> None:
    for issue in (existing(4, "X", key="a", by=OUTSIDER), marked(4, says=4, by=OUTSIDER)):
        assert identified([A], issue, register=registered(4, "I4")).bound == {"a": "I4"}
    damaged = existing(4, body=BROKEN, by=OUTSIDER)
    assert identified([A], damaged, register=registered(4, "I4")).bound == {"a": "I4"}
    older, newer = existing(4, key="a"), existing(9, key="a", by=OUTSIDER)
    assert identified([A], older, newer, register=registered(9, "I9")).bound == {"a": "I9"}


@pytest.fixture(params=["<!-- gh-playbook:issue key=b -->", marked(9, says=9, key="b").body])
def pasted(request: pytest.FixtureRequest) -> str:
    """The marker of another issue, that people can paste."""
    return str(request.param)


@pytest.mark.parametrize("number", [None, 4])
def test_an_issue_with_a_pasted_marker_is_still_the_same_and_not_made_again(
    pasted: str, number: int | None
) -> None:
    own = managed_block.compose(Marker("a", number=number), "text")
    register = registered(4, "I4") if number is None else Register()
    b = Issue(key="b", title="B")
    for body in (f"{pasted}\n\n{own}", f"{own}\n\n{pasted}"):
        for declared in ([A], [b, A]):
            world = identified(declared, existing(4, "X", body=body), register=register)
            assert world.bound == {"a": "I4"}


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
    assert "write `number: 4`" in said
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
    assert [each.number for each in world.imitations["new"]] == [1]


def test_the_register_vouches_for_a_key_under_its_old_name() -> None:
    register = Register({"a": RegisterEntry(1, "I1")}, is_found=True)
    issue = existing(1, "X", key="a", by=OUTSIDER)
    assert identified([RENAMED], issue, register=register).bound == {"new": "I1"}
