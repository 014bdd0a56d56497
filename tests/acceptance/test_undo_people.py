"""Undo of what people have used since: it stays, and undo names what they did with it."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Done, Trial
from tests.acceptance.own import Own, unlike
from tests.acceptance.test_undo import undone

KEYS = ("linked", "awaited", "moved", "liked", "parent", "free")
DECLARED: dict[str, Any] = {
    "project": {
        "title": "Plan",
        "fields": [{"name": "Priority", "value": "priority", "options": ["High", "Low"]}],
    },
    "issues": [
        *({"key": key, "title": f"The {key} one", "priority": "High"} for key in KEYS),
        {"key": "below", "title": "Below", "parent": "parent", "blocked_by": ["free"]},
    ],
}


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    """A repository with an issue of people's, #1, and all that is declared."""
    own = Own(trial, tmp_path)
    own.seed({"issues": [{"title": "People's"}]})
    done = own.run(DECLARED)
    assert done.code == 0, unlike(done)
    return own


def left(done: Done) -> dict[str, str]:
    """Return what undo has left of issues, with the reasons."""
    return {
        each["key"]: each["reason"]
        for each in done.changes
        if each["outcome"] == "conflict" and each["module"] in {"issue", "sub_issue"}
    }


def test_what_people_tied_to_an_issue_keeps_it_open_and_is_named(own: Own) -> None:
    titles = {each["title"]: each for each in own.rest("issues?per_page=100")}
    found = {key: titles[f"The {key} one"] for key in KEYS}
    ids = {key: each["node_id"] for key, each in found.items()}
    people = titles["People's"]["node_id"]
    query = """{ organization(login: "acme") { projectsV2(first: 1) { nodes { id
      field(name: "Priority") { ... on ProjectV2SingleSelectField { id options { id name } } }
      items(first: 20) { nodes { id content { ... on Issue { id } } } } } } } }"""
    (board,) = own.gh.graphql(query)["data"]["organization"]["projectsV2"]["nodes"]
    cards = {each["content"]["id"]: each["id"] for each in board["items"]["nodes"]}
    low = board["field"]["options"][1]["id"]
    value = f'fieldId: "{board["field"]["id"]}", value: {{singleSelectOptionId: "{low}"}}'
    of_card = f'projectId: "{board["id"]}", itemId: "{cards[ids["moved"]]}"'
    for each in (
        f'addBlockedBy(input: {{issueId: "{ids["linked"]}", blockingIssueId: "{people}"}})',
        f'addBlockedBy(input: {{issueId: "{people}", blockingIssueId: "{ids["awaited"]}"}})',
        f'addReaction(input: {{subjectId: "{ids["liked"]}", content: HEART}})',
        f'addSubIssue(input: {{issueId: "{ids["parent"]}", subIssueId: "{people}"}})',
        f"updateProjectV2ItemFieldValue(input: {{{of_card}, {value}}})",
    ):
        answer = own.gh.graphql(f"mutation {{ {each} {{ clientMutationId }} }}")
        assert "errors" not in answer, answer
    dry = undone(own.trial, dry_run=True)
    done = undone(own.trial)
    used = "used since, and left: "
    assert left(done) == left(dry)
    assert left(done) == {
        "linked": f"{used}blocked by #1",
        "awaited": f"{used}blocking #1",
        "moved": f"{used}another Priority on its card",
        "liked": f"{used}1 reaction",
        "parent": f"{used}1 sub-issue: #1",
    }
    after = {each["title"]: each["state"] for each in own.rest("issues?state=all&per_page=100")}
    assert {title for title, state in after.items() if state == "closed"} == {
        "The free one",
        "Below",
    }
