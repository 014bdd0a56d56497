"""Strays: what nobody declared, and what is there twice."""

from dataclasses import replace
from pathlib import Path

from gh_playbook.convergence.preparation import prepare
from gh_playbook.model import managed_block
from gh_playbook.model.author import Author
from gh_playbook.model.marker import Marker
from gh_playbook.model.project import status_update_marker
from gh_playbook.model.target import Target
from gh_playbook.settings import Settings
from gh_playbook.verification.desired import Desired
from gh_playbook.verification.existing import Existing, Issue, KnownFeatures
from gh_playbook.verification.existing_board import Board, Draft, Update, View
from gh_playbook.verification.unexpected import compare
from gh_playbook.verification.verification import CheckState

BACKLOG = "repository: octo/demo\nissues: [{key: a, title: A}, {key: b, title: B}]\n"


def an_issue(number: int, key: str | None, *blocked_by: str) -> Issue:
    body = managed_block.compose(Marker(key), "text") if key else ""
    title = (key or "other").upper()
    owner = Author("octo", "OWNER")
    return Issue(
        f"I{number}", number, title, body, "", is_open=True, blocked_by=blocked_by, author=owner
    )


def a_desired(folder: Path, backlog: str = BACKLOG) -> Desired:
    (folder / "backlog.yml").write_text(backlog)
    (folder / "all.yml").write_text("[]")
    return Desired.of(prepare(Settings(folder / "all.yml", backlog=folder / "backlog.yml")))


def told(folder: Path, *issues: Issue) -> list[tuple[str, str, str]]:
    found = Existing(Target("octo/demo"), KnownFeatures(), issues=issues)
    checks = compare(a_desired(folder), found)
    return [(each.state.value, each.key, each.actual or "") for each in checks]


def test_a_circle_of_dependencies_is_reported_once_from_its_lowest_number_on(
    tmp_path: Path,
) -> None:
    issues = an_issue(3, "a", "I2"), an_issue(2, None, "I1", "I9"), an_issue(1, "b", "I3")
    assert told(tmp_path, *issues) == [(CheckState.CYCLE.value, "b", "b ← a ← #2 ← b")]


def test_a_circle_of_people_s_own_issues_is_theirs(tmp_path: Path) -> None:
    issues = an_issue(1, None, "I2"), an_issue(2, None, "I1"), an_issue(3, "a", "I1")
    assert told(tmp_path, *issues) == []


def test_another_issue_of_a_declared_title_is_named_whatever_its_case(tmp_path: Path) -> None:
    twin = replace(an_issue(4, None), title="a")
    assert told(tmp_path, an_issue(1, "a"), an_issue(2, None), twin) == [
        (CheckState.DUPLICATE.value, "a", "#1, #4")
    ]


def test_a_closed_issue_of_a_title_whose_number_is_declared_is_an_earlier_one(
    tmp_path: Path,
) -> None:
    closed = replace(an_issue(4, None), title="A", is_open=False)
    issues = an_issue(1, "a"), an_issue(2, "b"), closed
    assert told(tmp_path, *issues) == [(CheckState.DUPLICATE.value, "a", "#1, #4 (closed)")]
    (tmp_path / "backlog.yml").write_text(BACKLOG.replace("title: A", "title: A, number: 1"))
    desired = Desired.of(prepare(Settings(tmp_path / "all.yml", backlog=tmp_path / "backlog.yml")))
    assert (
        list(compare(desired, Existing(Target("octo/demo"), KnownFeatures(), issues=issues))) == []
    )


def test_the_advice_for_two_issues_says_what_to_do(tmp_path: Path) -> None:
    issues = an_issue(1, "a"), replace(an_issue(4, "a"), is_open=False), an_issue(5, None)
    issues = *issues[:2], replace(issues[2], title="A")
    found = Existing(Target("octo/demo"), KnownFeatures(), issues=issues)
    checks = compare(a_desired(tmp_path), found)
    assert {each.property: each.advice for each in checks} == {
        "key": "delete the marker in #4 (closed)",
        "title": "give #5 another title, or close it as not planned or as a duplicate",
    }


OF_BOARD = """repository: octo/demo
project:
  title: Board
  views: [{name: Plan}]
  drafts: [{title: Paint}]
  status_updates: [{key: w1, status: on_track, body: Begun}]
"""


def test_what_the_board_has_twice_is_named(tmp_path: Path) -> None:
    desired = a_desired(tmp_path, OF_BOARD)

    def told(*updates: str, drafts: tuple[str, ...], views: tuple[str, ...]) -> list[str]:
        board = Board(
            *("Board", "", "", True, (), ()),
            views=tuple(View(each, "table", "", (), (), (), ()) for each in views),
            cards={},
            drafts=tuple(Draft(each, "", {}) for each in drafts),
            updates=tuple(
                Update("on_track", None, None, f"{each}\n\n{status_update_marker('w1')}")
                for each in updates
            ),
        )
        found = Existing(Target("octo/demo"), KnownFeatures(), issues=(), board=board)
        return [f"{each.key}: {each.actual}" for each in compare(desired, found)]

    twice = told("Begun", "Begun", "Hm", drafts=("Paint", "Sand", "paint"), views=("plan", "Plan"))
    assert twice == [
        "Plan: 2 views of that name",
        "Paint: 2 drafts of that title",
        "w1: 2 status updates of that content",
    ]
    # The backlog said the same at an earlier time, and something else in between.
    assert told("Begun", "Hm", "Begun", drafts=("Paint",), views=("Plan",)) == []
    assert told(drafts=(), views=()) == []
