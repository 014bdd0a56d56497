"""Links that would form a circle with those of people: foretold, and resolved where possible."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Trial
from tests.acceptance.own import Own, unlike

# One is above Two, Two above Three; Four is blocked by Five.
ISSUES: list[dict[str, Any]] = [
    {"title": "One"},
    {"title": "Two", "parent": 1},
    {"title": "Three", "parent": 2},
    {"title": "Five"},
    {"title": "Four", "blocked_by": [4]},
]


def issue(title: str, **more: Any) -> dict[str, Any]:
    return {"key": title.casefold(), "title": title, "template": "text.md.j2", **more}


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    own = Own(trial, tmp_path)
    own.seed({"issues": ISSUES})
    return own


def changed(own: Own, *issues: dict[str, Any]) -> list[str]:
    """Carry issues out; return what was changed or not, after holding that it was foretold."""
    dry = own.run({"issues": [*issues]}, dry_run=True)
    done = own.run({"issues": [*issues]})
    assert (done.code, unlike(dry)) == (0, unlike(done))
    assert own.run({"issues": [*issues]}).writes == []
    said = [each.replace("adopted: body; ", "") for each in unlike(done)]
    return [each for each in said if not each.endswith("adopted: body")]


@pytest.mark.parametrize("below", ["Two", "Three"])
def test_a_parent_that_would_go_below_its_own_sub_issue_stays_and_is_named(
    own: Own, below: str
) -> None:
    (said,) = changed(own, issue(below, sub_issues=[issue("One")]))
    assert said == (
        "conflict sub_issue one: #2 is a sub-issue of #1 on GitHub, and this would go below it: "
        "take #2 from #1, or declare another parent for it"
    )


def test_a_parent_goes_below_its_sub_issue_once_that_is_elsewhere(own: Own) -> None:
    both = issue("Two", number=2, sub_issues=[issue("One")])
    assert changed(own, issue("Five", sub_issues=[both])) == [
        "updated sub_issue two: moved from #1 to five",
        "updated sub_issue one: put under two",
    ]


def test_an_issue_that_blocks_another_is_not_blocked_by_it(own: Own) -> None:
    assert changed(own, issue("Five", blocked_by=["four"]), issue("Four")) == [
        "conflict dependency five ← four: #5 has the same link to #4 on GitHub: remove that one"
    ]
