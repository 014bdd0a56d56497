"""Undo where two backlogs share a repository or a board: each run takes back what is its own."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Done, Trial
from tests.acceptance.own import REPOSITORY, Own, unlike
from tests.acceptance.test_undo import runs_of, undone
from tests.acceptance.whole import as_before, whole
from tests.acceptance.whole import unlike as differences

BOARD = {"title": "Plan", "fields": [{"name": "Size", "options": ["S", "L"]}]}


def backlog(key: str, *labels: str) -> dict[str, Any]:
    """Return a backlog of one issue with these labels, and a card on the board."""
    issue = {"key": key, "title": key.upper(), "labels": [*labels], "fields": {"Size": "L"}}
    declared = [{"name": name, "color": "0366d6"} for name in labels]
    return {"labels": declared, "project": BOARD, "issues": [issue]}


def left(done: Done) -> dict[str, str]:
    return {each["key"]: each["reason"] for each in done.changes if each["outcome"] == "conflict"}


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    own = Own(trial, tmp_path)
    own.seed(repositories=[{"name": name, "default_labels": False} for name in ("rocket", "base")])
    return own


def test_of_two_backlogs_the_first_is_undone_beside_the_second(own: Own) -> None:
    before = whole(own.gh, REPOSITORY)
    first = own.run(backlog("a", "shared"))
    assert first.code == 0, unlike(first)
    between = whole(own.gh, REPOSITORY)
    assert own.run(backlog("b", "shared", "own")).code == 0
    second, one = runs_of(own.trial)[:2]
    assert left(undone(own.trial, undoes=one)) == {
        "shared": "used by #2",
        "Size": "1 card has a value in it: left as it is",
        "Plan": "1 card is still on it: left as it is",
    }
    assert undone(own.trial).code == 0
    assert left(undone(own.trial, undoes=second)) == {}
    assert differences(as_before(between, whole(own.gh, REPOSITORY)), between) == []
    assert left(undone(own.trial, undoes=one)) == {}
    assert differences(as_before(before, whole(own.gh, REPOSITORY)), before) == []


def test_of_two_repositories_on_one_board_each_keeps_its_cards(own: Own) -> None:
    assert own.run(backlog("a")).code == 0
    assert own.run({**backlog("b"), "repository": "acme/base"}).code == 0
    second, one = runs_of(own.trial)[:2]
    between = whole(own.gh, "acme/base")
    assert {*left(undone(own.trial, undoes=one))} == {"Size", "Plan"}
    assert undone(own.trial).code == 0
    assert differences(whole(own.gh, "acme/base"), between) == []
    assert left(undone(own.trial, undoes=second)) == {}
    cards = whole(own.gh, REPOSITORY)["projects"][0]["items"]
    assert [each["content"]["repository"]["name"] for each in cards] == ["rocket"]
