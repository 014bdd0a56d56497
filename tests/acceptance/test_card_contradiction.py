"""A card that the backlog declares twice, each time otherwise, is named and not fought over."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Trial
from tests.acceptance.own import Own, unlike

FIELDS = [{"name": "Team", "options": ["Web", "App"]}, {"name": "Notes", "type": "text"}]


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    own = Own(trial, tmp_path)
    own.seed({"issues": [{"title": "One"}]})
    return own


@pytest.mark.parametrize(
    ("issue", "card", "what"),
    [
        ({}, {"state": "absent"}, "card"),
        ({"card": False}, {}, "card"),
        ({"archived": False}, {"archived": True}, "archived"),
        ({"fields": {"Team": "Web"}}, {"fields": {"Team": "App", "Notes": "Calm"}}, "Team"),
    ],
)
def test_what_two_entries_say_otherwise_of_one_card_is_a_conflict(
    own: Own, issue: dict[str, Any], card: dict[str, Any], what: str
) -> None:
    """Until now, each run wrote what the one entry says, and then what the other one says."""
    declared = {
        "issues": [{"key": "one", "title": "One", **issue}],
        "project": {"title": "Board", "fields": FIELDS, "cards": [{"content": "#1", **card}]},
    }
    first = own.run(declared)
    conflict = (
        "conflict card #1: it is the card of the issue 'one' of the backlog, whose entry says "
        f"otherwise: {what}; declare it there, and remove this entry"
    )
    assert (first.code, unlike(first)[-1]) == (0, conflict)
    again = own.run(declared)
    assert (again.writes, unlike(again)) == ([], [conflict])


def test_two_entries_that_agree_about_a_card_are_no_conflict(own: Own) -> None:
    issue = {"key": "one", "title": "One", "fields": {"Team": "Web"}}
    cards = [{"content": "#1", "fields": {"Notes": "Calm"}}]
    board = {"title": "Board", "fields": FIELDS, "cards": cards}
    assert own.run({"issues": [issue], "project": board}).outcomes.get("conflict") is None
    assert own.run({"issues": [issue], "project": board}).writes == []
