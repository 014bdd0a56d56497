"""Which issue is which: whose issues count, and whose are only named."""

from dataclasses import replace

import pytest

from gh_playbook.model import managed_block
from gh_playbook.model.author import Author
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.identity import identify
from gh_playbook.model.identity_advice import named
from gh_playbook.model.marker import Marker
from gh_playbook.model.register import Register
from tests.model.identified import (
    A3,
    APP,
    BROKEN,
    COMPLETED,
    OUTSIDER,
    A,
    existing,
    identified,
    marked,
)
from tests.support.github_in_memory import REPOSITORY


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
    assert world.imitations == {"a": (theirs,)}
    beside = identified([A], theirs, existing(9), sees_members=True)
    assert (beside.bound, beside.surplus) == ({"a": "I9"}, {})
    assert beside.imitations == {"a": (theirs,)}


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
        assert (world.bound, world.imitations) == ({}, {"a": (issue,)})


def test_an_apps_copy_of_an_outsiders_words_does_not_come_before_the_real_one() -> None:
    real, copied = existing(4, "X", key="a"), existing(9, "X", key="a", by=APP)
    world = identified([A], copied, real)
    assert (world.bound, named(world.surplus["a"])) == ({"a": "I4"}, "#9")


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
