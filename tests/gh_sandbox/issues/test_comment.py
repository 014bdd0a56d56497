"""Comments that are pinned or hidden."""

from typing import Any

import pytest

from tests.gh_sandbox.conftest import REPOSITORY, Local

ISSUE = f"/repos/{REPOSITORY}/issues/13"
COMMENTS = f"/repos/{REPOSITORY}/issues/comments"
READER = "ghp_sandbox_reader"
FIELDS = "isMinimized minimizedReason viewerCanMinimize isPinned pinnedAt pinnedBy { login }"


@pytest.fixture
def comment(local: Local) -> Any:
    return local.rest("POST", f"{ISSUE}/comments", body="First")


def read(local: Local, comment: Any) -> Any:
    query = f"query($id: ID!) {{ node(id: $id) {{ ... on IssueComment {{ {FIELDS} }} }} }}"
    return local.graphql(query, id=comment["node_id"])["data"]["node"]


def test_a_comment_is_pinned_and_another_takes_its_place(local: Local, comment: Any) -> None:
    assert local.rest("GET", ISSUE)["pinned_comment"] is None
    pinned = local.rest("PUT", f"{COMMENTS}/{comment['id']}/pin")
    assert pinned["pin"]["pinned_by"]["login"] == "octocat"
    assert local.rest("GET", ISSUE)["pinned_comment"] == pinned
    second = local.rest("POST", f"{ISSUE}/comments", body="Second")
    pin = "mutation($id: ID!) { %sIssueComment(input: {issueCommentId: $id}) { issueComment {"
    local.graphql(pin % "pin" + " id } } }", id=second["node_id"])
    assert local.rest("GET", ISSUE)["pinned_comment"]["id"] == second["id"]
    assert (read(local, comment)["isPinned"], read(local, second)["isPinned"]) == (False, True)
    local.graphql(pin % "unpin" + " id } } }", id=second["node_id"])
    local.rest("PUT", f"{COMMENTS}/{comment['id']}/pin")
    assert local.send("DELETE", f"{COMMENTS}/{comment['id']}/pin").status_code == 204
    assert local.rest("GET", ISSUE)["pinned_comment"] is None


def test_a_comment_is_hidden_with_a_reason_and_shown_again(local: Local, comment: Any) -> None:
    hide = """mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: OFF_TOPIC}) {
      minimizedComment { isMinimized minimizedReason } } }"""
    hidden = local.graphql(hide, id=comment["node_id"])["data"]["minimizeComment"]
    assert hidden["minimizedComment"] == {"isMinimized": True, "minimizedReason": "off-topic"}
    shown = local.rest("GET", f"{COMMENTS}/{comment['id']}")
    assert (shown["minimized"], shown["updated_at"]) == (
        {"reason": "off-topic"},
        comment["updated_at"],
    )
    show = "mutation($id: ID!) { unminimizeComment(input: {subjectId: $id}) { clientMutationId } }"
    local.graphql(show, id=comment["node_id"])
    assert read(local, comment)["isMinimized"] is False


def test_without_triage_rights_nothing_is_pinned_or_hidden(local: Local, comment: Any) -> None:
    path = f"{COMMENTS}/{comment['id']}/pin"
    assert local.send("PUT", path, token=READER).status_code == 403
    assert local.send("DELETE", path, token=READER).status_code == 403
    query = "query($id: ID!) { node(id: $id) { ... on IssueComment { viewerCanMinimize } } }"
    found = local.graphql(query, token=READER, id=comment["node_id"])["data"]["node"]
    assert found == {"viewerCanMinimize": False}


def test_comments_of_pull_requests_are_not_pinned(local: Local) -> None:
    made = local.rest("POST", f"/repos/{REPOSITORY}/issues/18/comments", body="Here")
    assert local.send("PUT", f"{COMMENTS}/{made['id']}/pin").status_code == 404
