"""`sync-board` brings issues onto the board that people opened, as the generated workflow does."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Trial
from tests.acceptance.own import Own, do, drift, unlike

_CARDS = """{ organization(login: "acme") { projectsV2(first: 1) { nodes { id
  items(first: 30, archivedStates: [ARCHIVED, NOT_ARCHIVED]) { nodes {
    content { ... on Issue { title } }
    fieldValueByName(name: "Status") { ... on ProjectV2ItemFieldSingleSelectValue { name } }
} } } } } }"""
DECLARED: dict[str, Any] = {
    "labels": ["bug"],
    "issue_types": ["Task"],
    "issues": [
        {"key": "engine", "title": "Engine"},
        {"key": "secret", "title": "Secret", "labels": ["bug"], "card": False},
    ],
    "project": {
        "title": "Rocket",
        "fields": [{"name": "Status", "value": "status", "options": ["Todo", "Triage", "Soon"]}],
        "automations": {
            "opened": [
                {"label": "Bug", "status": "Triage"},
                {"type": "task", "status": "Soon"},
            ]
        },
    },
}


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    own = Own(trial, tmp_path)
    old = {"title": "Old", "labels": ["bug"], "created_at": "2026-01-05T10:00:00Z"}
    own.seed({"labels": [{"name": "bug"}], "issues": [old]})
    assert own.run(DECLARED).code == 0
    return own


def cards(own: Own) -> dict[str, str | None]:
    """Return each card's Status, by the issues' titles."""
    project = own.board(_CARDS)
    return {
        each["content"]["title"]: (each["fieldValueByName"] or {}).get("name")
        for each in project["items"]["nodes"]
    }


def put_on_board(own: Own, issue: str) -> None:
    project = own.board(_CARDS)
    given = f'projectId: "{project["id"]}", contentId: "{issue}"'
    do(own, f"addProjectV2ItemById(input: {{{given}}})")


def opened(own: Own, title: str, *, parent: int | None = None, **given: Any) -> int:
    """Open an issue, and return its number."""
    made = own.gh.rest("POST", "repos/acme/rocket/issues", title=title, **given).json
    if parent is not None:
        path = f"repos/acme/rocket/issues/{parent}/sub_issues"
        assert own.gh.rest("POST", path, sub_issue_id=made["id"]).code == 0
    number: int = made["number"]
    return number


def test_what_people_opened_comes_onto_the_board_and_sub_issues_follow(own: Own) -> None:
    before = cards(own)
    assert before == {"Engine": None}
    leak = opened(own, "Leak", labels=["bug"])
    opened(own, "Chore", type="Task")
    opened(own, "Question")
    opened(own, "Leak at the valve", parent=leak)
    opened(own, "Bolt", parent=2)
    over = opened(own, "Over", labels=["bug"])
    own.gh("issue", "close", str(over), "-R", "acme/rocket")
    wanted = before | {
        "Leak": "Triage",
        "Chore": "Soon",
        "Leak at the valve": None,
        "Bolt": None,
    }
    dry = own.run(DECLARED, "sync-board", dry_run=True)
    assert (dry.code, dry.writes, cards(own)) == (0, [], before)
    done = own.run(DECLARED, "sync-board")
    assert done.code == 0
    assert cards(own) == wanted
    assert (
        unlike(dry)
        == unlike(done)
        == [
            "created card #4: not on the board; Status",
            "created card #5: not on the board; Status",
            "created card #7: not on the board",
            "created card #8: not on the board",
        ]
    )
    assert own.run(DECLARED, "sync-board").writes == []
    assert own.run(DECLARED).writes == []

    pruned: dict[str, Any] = {**DECLARED, "prune": ["cards"]}
    assert own.run(pruned).writes == [], "what the rules bring is nothing undeclared"
    added = "repos/acme/rocket/issues/6"
    put_on_board(own, own.gh.rest("GET", added).json["node_id"])
    (stray,) = drift(own)
    assert stray.startswith("orphan card")
    assert unlike(own.run(pruned)) == ["removed card #6: taken off Rocket"]
    assert (cards(own), drift(own)) == (wanted, [])


def test_a_card_keeps_its_status_once_it_is_there(own: Own) -> None:
    number = opened(own, "Leak", labels=["bug"])
    assert own.run(DECLARED, "sync-board").code == 0
    own.gh("issue", "edit", str(number), "-R", "acme/rocket", "--remove-label", "bug")
    own.gh("issue", "edit", str(number), "-R", "acme/rocket", "--type", "Task")
    assert own.run(DECLARED, "sync-board").writes == []
    assert cards(own)["Leak"] == "Triage"
