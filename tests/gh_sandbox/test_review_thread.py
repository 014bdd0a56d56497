"""Threads of reviews."""

from typing import Any

import pytest

from tests.gh_sandbox.conftest import REPOSITORY, Local
from tests.gh_sandbox.pull_requests.test_pull_request import open_one

PULLS = f"/repos/{REPOSITORY}/pulls"
_THREADS = """query($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) {
  reviewThreads(first: 10) { totalCount nodes { id isResolved isOutdated path line diffSide
  resolvedBy { login } viewerCanResolve viewerCanUnresolve
  comments(first: 10) { totalCount nodes { body author { login } replyTo { body }
  path url fullDatabaseId } } } } } } }"""
_RESOLVE = "mutation($id: ID!) { resolveReviewThread(input: {threadId: $id}) {"
_UNRESOLVE = "mutation($id: ID!) { unresolveReviewThread(input: {threadId: $id}) {"
_STATE = "thread { isResolved resolvedBy { login } } } }"


@pytest.fixture
def number(local: Local) -> int:
    """A pull request with a comment on a line, and an answer to it."""
    found = open_one(local)
    path = f"{PULLS}/{found['number']}"
    place = {"path": "a.txt", "line": 1, "commit_id": found["head"]["sha"]}
    made = local.rest("POST", f"{path}/comments", body="Why?", **place)
    local.rest("POST", f"{path}/comments/{made['id']}/replies", body="Because")
    return int(found["number"])


def threads(local: Local, number: int, *, token: str = "ghp_sandbox") -> Any:
    owner, _, name = REPOSITORY.partition("/")
    answer = local.graphql(_THREADS, token=token, owner=owner, name=name, number=number)
    return answer["data"]["repository"]["pullRequest"]["reviewThreads"]


def test_a_thread_is_a_comment_with_its_answers(local: Local, number: int) -> None:
    """GitHub's GraphQL schema, `PullRequestReviewThread`."""
    found = threads(local, number)
    [thread] = found["nodes"]
    assert (found["totalCount"], thread["comments"]["totalCount"]) == (1, 2)
    assert (thread["line"], thread["diffSide"], thread["isOutdated"]) == (1, "RIGHT", False)
    first, second = thread["comments"]["nodes"]
    assert (first["replyTo"], second["replyTo"]) == (None, {"body": "Why?"})
    assert first["url"].endswith(f"/pull/{number}#discussion_r{first['fullDatabaseId']}")


def test_a_thread_is_resolved_and_opened_again(local: Local, number: int) -> None:
    [thread] = threads(local, number)["nodes"]
    assert (thread["isResolved"], thread["viewerCanResolve"]) == (False, True)
    done = local.graphql(f"{_RESOLVE} {_STATE}", id=thread["id"])["data"]["resolveReviewThread"]
    assert done["thread"] == {"isResolved": True, "resolvedBy": {"login": "octocat"}}
    again = local.graphql(f"{_RESOLVE} {_STATE}", id=thread["id"])["data"]["resolveReviewThread"]
    assert again == done
    [thread] = threads(local, number)["nodes"]
    assert (thread["viewerCanResolve"], thread["viewerCanUnresolve"]) == (False, True)
    undone = local.graphql(f"{_UNRESOLVE} {_STATE}", id=thread["id"])["data"]
    assert undone["unresolveReviewThread"]["thread"]["isResolved"] is False


def test_a_reader_may_not_resolve_a_thread(local: Local, number: int) -> None:
    """GitHub docs, "Resolving conversations": the author, and who has write access."""
    [thread] = threads(local, number, token="ghp_sandbox_reader")["nodes"]
    assert thread["viewerCanResolve"] is False
    answer = local.graphql(f"{_RESOLVE} {_STATE}", token="ghp_sandbox_reader", id=thread["id"])
    assert answer["errors"][0]["type"] == "FORBIDDEN"


def test_a_thread_is_answered_over_graphql(local: Local, number: int) -> None:
    [thread] = threads(local, number)["nodes"]
    query = """mutation($id: ID!) { addPullRequestReviewThreadReply(
      input: {pullRequestReviewThreadId: $id, body: "I see"}) {
      comment { body replyTo { body } pullRequest { number } } } }"""
    made = local.graphql(query, id=thread["id"])["data"]["addPullRequestReviewThreadReply"]
    assert made["comment"]["replyTo"] == {"body": "Why?"}
    assert made["comment"]["pullRequest"] == {"number": number}
    assert threads(local, number)["nodes"][0]["comments"]["totalCount"] == 3
