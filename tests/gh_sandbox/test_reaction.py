"""Reactions, over REST and GraphQL."""

from typing import Any

import pytest

from tests.gh_sandbox.conftest import REPOSITORY, Local

ISSUE = f"/repos/{REPOSITORY}/issues/13"
READER = "ghp_sandbox_reader"
GROUPS = """query($id: ID!) { node(id: $id) { ... on Reactable { viewerCanReact
  reactionGroups { content createdAt viewerHasReacted reactors(first: 5) { totalCount
  nodes { ... on User { login } } } subject { id } } } } }"""
REACT = """mutation($id: ID!) { %sReaction(input: {subjectId: $id, content: HEART}) {
  reaction { content user { login } reactable { id } }
  subject { reactions(first: 5) { totalCount viewerHasReacted nodes { content } } }
  reactionGroups { content viewerHasReacted } } }"""


@pytest.fixture(params=["an issue", "a pull request", "a comment"])
def subject(local: Local, request: pytest.FixtureRequest) -> Any:
    if request.param == "a comment":
        return local.rest("POST", f"{ISSUE}/comments", body="Nice")
    number = 13 if request.param == "an issue" else 18
    return local.rest("GET", f"/repos/{REPOSITORY}/issues/{number}")


def path(subject: Any) -> str:
    found: str = subject["url"].removeprefix("https://api.github.com")
    return found


def test_reactions_are_added_listed_counted_and_removed(local: Local, subject: Any) -> None:
    made = local.send("POST", f"{path(subject)}/reactions", content=b'{"content": "+1"}')
    again = local.send("POST", f"{path(subject)}/reactions", content=b'{"content": "+1"}')
    assert (made.status_code, again.status_code, made.body) == (201, 200, again.body)
    local.rest("POST", f"{path(subject)}/reactions", token=READER, content="+1")
    local.rest("POST", f"{path(subject)}/reactions", content="rocket")
    rollup = local.rest("GET", path(subject))["reactions"]
    assert (rollup["+1"], rollup["rocket"], rollup["total_count"]) == (2, 1, 3)
    assert rollup["url"] == f"{subject['url']}/reactions"
    found = local.rest("GET", f"{path(subject)}/reactions")
    assert [each["content"] for each in found] == ["+1", "+1", "rocket"]
    for query in ("content=%2B1", "content=+1"):
        assert len(local.rest("GET", f"{path(subject)}/reactions?{query}")) == 2
    own = f"{path(subject)}/reactions/{found[0]['id']}"
    assert local.send("DELETE", own, token=READER).status_code == 403
    assert local.send("DELETE", own).status_code == 204
    assert local.send("DELETE", own).status_code == 404
    assert local.rest("GET", path(subject))["reactions"]["+1"] == 1


def test_graphql_reacts_and_shows_who_did(local: Local, subject: Any) -> None:
    local.rest("POST", f"{path(subject)}/reactions", token=READER, content="heart")
    added = local.graphql(REACT % "add", id=subject["node_id"])["data"]["addReaction"]
    assert added["reaction"] == {
        "content": "HEART",
        "user": {"login": "octocat"},
        "reactable": {"id": subject["node_id"]},
    }
    assert added["subject"]["reactions"]["totalCount"] == 2
    groups = local.graphql(GROUPS, id=subject["node_id"])["data"]["node"]["reactionGroups"]
    assert [each["content"] for each in groups][:2] == ["THUMBS_UP", "THUMBS_DOWN"]
    heart = next(each for each in groups if each["content"] == "HEART")
    logins = [each["login"] for each in heart["reactors"]["nodes"]]
    assert (sorted(logins), heart["viewerHasReacted"]) == (["octocat", "passerby"], True)
    removed = local.graphql(REACT % "remove", id=subject["node_id"])["data"]["removeReaction"]
    assert removed["subject"]["reactions"] == {
        "totalCount": 1,
        "viewerHasReacted": False,
        "nodes": [{"content": "HEART"}],
    }
    gone = local.graphql(REACT % "remove", id=subject["node_id"])["data"]["removeReaction"]
    assert gone["reaction"] is None


def test_the_viewer_has_reacted_whatever_the_page_shows(local: Local, subject: Any) -> None:
    """GitHub's GraphQL schema: whether the viewer "has left a reaction on the subject"."""
    query = """query($id: ID!) { node(id: $id) { ... on Reactable {
      first: reactions(first: 1) { viewerHasReacted } none: reactions { viewerHasReacted }
      other: reactions(first: 5, content: EYES) { totalCount viewerHasReacted } } } }"""
    local.rest("POST", f"{path(subject)}/reactions", token=READER, content="heart")
    before = local.graphql(query, id=subject["node_id"])["data"]["node"]
    assert {each["viewerHasReacted"] for each in before.values()} == {False}
    local.rest("POST", f"{path(subject)}/reactions", content="heart")
    after = local.graphql(query, id=subject["node_id"])["data"]["node"]
    assert {each["viewerHasReacted"] for each in after.values()} == {True}
    assert after["other"]["totalCount"] == 0


def test_an_unknown_content_is_refused(local: Local) -> None:
    answer = local.rest("POST", f"{ISSUE}/reactions", content="tada")
    assert answer["errors"][0]["field"] == "content"
    assert local.send("GET", f"{ISSUE}/reactions?content=tada").status_code == 422
    assert local.rest("POST", f"{ISSUE}/reactions", content=1)["status"] == "422"


def test_a_locked_conversation_is_for_those_with_write_access(local: Local) -> None:
    local.rest("PUT", f"{ISSUE}/lock")
    for where, given in (("reactions", {"content": "heart"}), ("comments", {"body": "x"})):
        refused = local.rest("POST", f"{ISSUE}/{where}", token=READER, **given)
        assert refused["status"] == "403"
        assert "locked" in refused["message"]
        assert "status" not in local.rest("POST", f"{ISSUE}/{where}", **given)
    id = local.rest("GET", ISSUE)["node_id"]
    for token, can in ((READER, False), ("ghp_sandbox", True)):
        found = local.graphql(GROUPS, token=token, id=id)["data"]["node"]
        assert found["viewerCanReact"] is can


def test_reactions_of_a_hundred_issues_are_asked_for_at_once(local: Local) -> None:
    for number in (13, 14):
        local.rest("POST", f"/repos/{REPOSITORY}/issues/{number}/reactions", content="eyes")
    query = """{ repository(owner: "PimpMyNines", name: "LLuMinary") { issues(first: %d) {
      nodes { number reactionGroups { content viewerHasReacted } } } } }"""
    # The list of all is made once, whatever the page.
    local.graphql(query % 1)
    counts = []
    for size in (2, 10):
        seen: list[str] = []
        local.store.trace(seen.append)
        local.graphql(query % size)
        local.store.trace(None)
        counts.append(len(seen))
    assert counts[0] == counts[1]
