"""Undo of links, of cards of others, of the order of cards, and of what was put away."""

from pathlib import Path
from typing import Any

import pytest

from gh_playbook.declaration.source import InputError
from tests.acceptance.conftest import Trial
from tests.acceptance.own import Own, unlike
from tests.acceptance.test_undo import undone

_BOARD = """{ organization(login: "acme") { projectsV2(first: 1) { nodes { closed
  repositories(first: 5) { nodes { name } } teams(first: 5) { nodes { slug } }
  items(first: 9, archivedStates: [ARCHIVED, NOT_ARCHIVED]) { nodes { isArchived
    content { ... on Issue { title } ... on PullRequest { title } }
    fieldValueByName(name: "Note") { ... on ProjectV2ItemFieldTextValue { text } }
} } } } } }"""
DECLARED: dict[str, Any] = {
    "project": {
        "title": "Plan",
        "closed": True,
        "repositories": ["acme/base"],
        "teams": ["crew"],
        "fields": [{"name": "Note", "type": "text"}],
        "card_order": ["b", "a"],
        "cards": [
            {"content": "acme/base#1", "fields": {"Note": "Hm"}},
            {"content": "acme/base#2", "state": "absent"},
        ],
    },
    "issues": [
        {"key": "a", "title": "A", "number": 1, "blocked_by": ["acme/base#1"]},
        {"key": "b", "title": "B", "number": 2},
        {"key": "c", "title": "C", "number": 3, "archived": True, "fields": {"Note": "New"}},
    ],
}


def test_all_of_it_is_as_it_was(trial: Trial, tmp_path: Path) -> None:
    own = Own(trial, tmp_path)
    pipe = {"title": "Pipe", "pull_request": {}}
    base = {"name": "base", "issues": [{"title": "Fuel"}, pipe]}
    rocket = {"name": "rocket", "issues": [{"title": title} for title in "ABC"]}
    cards: list[dict[str, Any]] = [
        {"repository": "rocket", "number": number} for number in (1, 2, 3)
    ]
    cards[2]["values"] = {"Note": "Old"}
    project = {
        "title": "Plan",
        "repositories": ["rocket"],
        "fields": [{"name": "Note", "type": "text"}],
        "items": [*cards, {"repository": "base", "number": 2}],
    }
    own.seed(repositories=[rocket, base], projects=[project], teams=["Crew"])
    before = own.board(_BOARD)
    done = own.run(DECLARED)
    assert done.code == 0, unlike(done)
    between = own.board(_BOARD)
    assert between["closed"]
    titles = [each["content"]["title"] for each in between["items"]["nodes"]]
    assert titles == ["B", "A", "C", "Fuel"]
    assert [each["isArchived"] for each in between["items"]["nodes"]] == [False, False, True, False]
    assert own.run(DECLARED).writes == []
    taken_back = undone(trial)
    assert taken_back.code == 0, unlike(taken_back)
    after = own.board(_BOARD)
    # The pull request is on the board again, with a new card.
    assert after == before
    waits = "issues/1/dependencies/blocked_by"
    assert own.rest(waits) == []
    again = undone(trial)
    assert again.code == 0, unlike(again)
    assert [each["title"] for each in own.rest(waits)] == ["Fuel"]


def test_undo_of_much_is_asked_about(trial: Trial, tmp_path: Path) -> None:
    own = Own(trial, tmp_path)
    own.seed({"labels": [{"name": f"l{n}", "color": "222222"} for n in range(12)]})
    declared = [{"name": f"l{n}", "color": "d73a4a"} for n in range(12)]
    assert own.run({"labels": declared}, yes=True).code == 0
    with pytest.raises(InputError, match="12 of 12 labels"):
        undone(trial, yes=False)
    assert undone(trial).outcomes == {"updated": 12}
