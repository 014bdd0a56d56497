"""Issues whose entries have left the backlog: closed where nobody has worked on them."""

from dataclasses import replace
from typing import Any

import pytest

from gh_playbook.declaration.backlog.orphan import Orphan
from gh_playbook.model import managed_block
from gh_playbook.model.author import Author
from gh_playbook.model.change import Action, Change, Mutation
from gh_playbook.model.existing import Activity, Edit, ExistingIssue, Login
from gh_playbook.model.marker import Marker, title_digest
from gh_playbook.model.orphan import orphans
from gh_playbook.model.register import Register, RegisterEntry
from gh_playbook.model.world import World
from gh_playbook.modules.history import History
from gh_playbook.modules.issues.orphan import OrphanModule
from tests.modules.worlds import a_context, a_world

TEXT = "Say it.\n\n- [ ] One"
MEMBER = Author("octocat", "MEMBER")


def a_left_one(*, around: str = "", text: str = TEXT, key: str = "left", **more: Any) -> World:
    """Return a world with an issue of a key that nothing declares."""
    block = managed_block.compose(Marker(key, 7, title_digest("Left")), TEXT).replace(TEXT, text)
    fields = {"title": "Left", "body": f"{around}{block}", "author": MEMBER, **more}
    world = a_world()
    world.put_issue(ExistingIssue("I7", 7, **fields))
    world.activities["I7"] = Activity(0, 0)
    return world


def diff(world: World) -> Change[ExistingIssue]:
    return OrphanModule().diff(Orphan(key="left", number=7), world, a_context())


def test_one_that_nobody_worked_on_is_closed_with_a_comment_last_of_all() -> None:
    change = diff(a_left_one())
    assert (change.action, change.reason) == (
        Action.REMOVE,
        "its entry was removed from the backlog: closed as not planned",
    )
    names = [each.name for each in change.operations if isinstance(each, Mutation)]
    assert names == ["updateIssue", "closeIssue", "addComment"]
    assert (change.made.state, change.made.reason) == ("closed", "not_planned")
    assert "pending=open" in change.made.body


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"text": TEXT.replace("it", "that")}, "it was edited"),
        ({"text": TEXT.replace("[ ]", "[x]")}, "it was edited"),
        ({"around": "A word of mine.\n\n"}, "it was edited"),
        ({"title": "Another"}, "it was edited"),
        ({"assignees": ("mona",)}, "assigned to mona"),
    ],
)
def test_one_that_somebody_worked_on_is_left_open(more: dict[str, Any], told: str) -> None:
    change = diff(a_left_one(**more))
    assert (change.action, change.writes) == (Action.SKIP, False)
    assert change.warnings == (f"its entry was removed from the backlog; left open: {told}",)


@pytest.mark.parametrize(
    ("activity", "told"),
    [
        (Activity(1, 0), "1 comment"),
        (Activity(2, 1), "2 comments, 1 linked pull request"),
        (
            Activity(0, 0, edits=frozenset({Edit("alice", "bug"), Edit("bob")})),
            "changed by alice, bob",
        ),
        (Activity(0, 0, edits=frozenset({Edit("octocat", "")})), "changed by octocat"),
        (None, "its comments are not known"),
    ],
)
def test_so_is_one_that_was_talked_about(activity: Activity | None, told: str) -> None:
    world = a_left_one()
    world.activities = {"I7": activity} if activity else {}
    assert diff(world).reason == f"its entry was removed from the backlog; left open: {told}"


@pytest.mark.parametrize(
    ("edit", "known", "is_work"),
    [
        (Edit("octocat", "bug"), frozenset(), False),
        (Edit("octocat", "bug"), frozenset({"bug"}), True),
        (Edit("octocat", ""), frozenset({"bug"}), False),
        (Edit("octocat", ""), frozenset({""}), True),
        (Edit("octocat", "bug"), None, True),
        (Edit("octocat", "bug", is_of_creation=True), None, False),
        (Edit("octocat", "gone"), None, False),
        (Edit("octocat"), None, False),
    ],
)
def test_what_its_author_changed_is_work_unless_a_run_did_it(
    edit: Edit, known: frozenset[str] | None, *, is_work: bool
) -> None:
    world = a_left_one()
    world.activities["I7"] = Activity(0, 0, edits=frozenset({edit}))
    context = replace(a_context(), history=History(changed_by_hand=lambda _key, _issue: known))
    change = OrphanModule().diff(Orphan(key="left", number=7), world, context)
    assert (change.action is Action.SKIP) is is_work


def test_changes_by_its_author_and_by_the_login_of_the_run_may_be_the_tools() -> None:
    world = a_left_one(author=Author("mona", "MEMBER"))
    world.login = Login("hubot")
    world.activities["I7"] = Activity(
        0,
        0,
        reactions=2,
        edits=frozenset({Edit("mona", "bug", is_of_creation=True), Edit("hubot")}),
    )
    assert diff(world).action is Action.REMOVE


def test_one_that_people_s_issues_hang_on_is_left_open() -> None:
    world = a_left_one(sub_issues=("I8", "I9", "elsewhere"))
    world.put_issue(ExistingIssue("I8", 8, "Theirs", "", blocked_by=("I7",)))
    ours = managed_block.compose(Marker("ours", 9, title_digest("Ours")), TEXT)
    world.put_issue(ExistingIssue("I9", 9, "Ours", ours, author=MEMBER, blocked_by=("I7",)))
    told = "2 sub-issues: #8, 1 issue of another repository, blocking #8"
    assert diff(world).reason == f"its entry was removed from the backlog; left open: {told}"


@pytest.mark.parametrize(
    ("named", "is_left"),
    [
        ("#8", False),
        ("octo/demo#8", False),
        ("GH-8", False),
        ("https://github.com/octo/demo/issues/8", False),
        ("other/demo#8", True),
        ("https://github.com/other/demo/issues/8", True),
        ("https://example.com/octo/demo/issues/8", True),
        ("#80", True),
    ],
)
def test_without_a_journal_a_link_is_a_run_s_if_the_text_names_this_very_issue(
    named: str, is_left: bool
) -> None:
    body = managed_block.compose(Marker("left", 7, title_digest("Left")), f"Blocked by {named}")
    world = a_left_one(body=body, blocked_by=("I8",))
    world.put_issue(
        ExistingIssue("I8", 8, "Theirs", "", url="https://github.com/octo/demo/issues/8")
    )
    assert ("left open" in diff(world).reason) is is_left


def test_one_that_is_closed_already_stays() -> None:
    assert diff(a_left_one(state="closed")).reason == "closed"


def found(world: World, *declared: str) -> list[str]:
    return [each.key for each in orphans(world, declared)]


def test_what_bears_an_undeclared_key_is_one() -> None:
    assert found(a_left_one()) == ["left"]
    assert found(a_left_one(), "left") == []
    assert found(a_left_one(state="closed")) == []


def test_what_outsiders_marked_is_none_unless_the_register_names_it() -> None:
    world = a_left_one(author=Author("mallory"))
    assert found(world) == []
    world.register = Register({"left": RegisterEntry(7, "I7")}, is_found=True)
    assert found(world) == ["left"]


def test_a_copy_is_none() -> None:
    copied = managed_block.compose(Marker("left", 3), TEXT)
    assert found(a_left_one(body=copied)) == []
