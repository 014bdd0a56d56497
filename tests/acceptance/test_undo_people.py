"""Undo of what people have used since: it stays, and undo names what they did with it."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Done, Trial
from tests.acceptance.own import REPOSITORY, Own, do, forget, unlike
from tests.acceptance.test_undo import undone
from tests.acceptance.whole import unlike as differences
from tests.acceptance.whole import whole

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
    board = own.board(query)
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
    # What is left keeps its card, and so the board stays.
    cards = own.board(query)["items"]["nodes"]
    assert {each["content"]["id"] for each in cards} == {ids[key] for key in left(done)}
    reasons = {each["key"]: each["reason"] for each in done.changes if each["module"] == "project"}
    assert reasons == {"Plan": "5 cards are still on it: left as it is"}


def test_what_people_renamed_since_is_no_edit_of_the_issues_that_have_it(
    trial: Trial, tmp_path: Path
) -> None:
    own = Own(trial, tmp_path)
    own.seed({"issues": [{"title": "People's"}]})
    label, milestone = {"name": "area:core", "color": "0366d6"}, {"title": "v1"}
    issues = [
        {"key": "theirs", "title": "People's", "number": 1, "labels": ["area:core"]},
        {"key": "ours", "title": "Ours", "labels": ["area:core"], "milestone": "v1"},
    ]
    done = own.run({"labels": [label], "milestones": [milestone], "issues": issues})
    assert done.code == 0, unlike(done)
    own.gh.rest("PATCH", f"repos/{REPOSITORY}/labels/area:core", new_name="core")
    own.gh.rest("PATCH", f"repos/{REPOSITORY}/milestones/1", title="First")
    done = undone(trial)
    assert {each["key"]: each["reason"] for each in done.changes} == {
        "theirs": "as before the run: body, labels",
        "ours": "closed as not planned",
        "v1": "edited since, and left: title",
        "area:core": "edited since, and left: name",
    }
    assert own.rest("issues/1")["labels"] == []


def test_what_people_deleted_or_transferred_is_named_and_all_else_is_undone(own: Own) -> None:
    titles = {each["title"]: each["node_id"] for each in own.rest("issues?per_page=100")}
    assert own.gh.rest("POST", "orgs/acme/repos", name="other").code == 0
    other = own.gh.rest("GET", "repos/acme/other").json["node_id"]
    moved = f'issueId: "{titles["The moved one"]}", repositoryId: "{other}"'
    do(own, f"transferIssue(input: {{{moved}}})")
    do(own, f'deleteIssue(input: {{issueId: "{titles["The free one"]}"}})')
    done = undone(own.trial)
    found = {each["key"]: each["reason"] for each in done.changes if each["module"] == "issue"}
    gone = dict.fromkeys(("moved", "free"), "is not in this repository any more")
    assert found == {**dict.fromkeys(KEYS, "closed as not planned"), **gone}
    assert [each["title"] for each in own.rest("issues")] == ["People's"]


def test_it_is_undone_where_only_the_journal_is_and_the_repository_has_another_name(
    own: Own,
) -> None:
    before = whole(own.gh, REPOSITORY)
    journal = max(own.trial.runs.glob("*.jsonl"))
    text = journal.read_bytes()
    forget(own)
    journal.parent.mkdir(exist_ok=True)
    journal.write_bytes(text)
    journal.chmod(0o600)
    assert own.gh.rest("PATCH", f"repos/{REPOSITORY}", name="missile").code == 0
    done = undone(own.trial)
    assert (done.code, set(done.outcomes)) == (0, {"removed"})
    again = undone(own.trial)
    assert again.code == 0, unlike(again)
    # The board shows the name of the repository.
    assert own.gh.rest("PATCH", "repos/acme/missile", name="rocket").code == 0
    assert differences(whole(own.gh, REPOSITORY), before) == []
