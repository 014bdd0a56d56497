"""An issue's timeline by GraphQL: events of their types, and comments."""

from typing import Any

import pytest
from graphql import GraphQLObjectType, GraphQLSchema

from gh_sandbox.timeline_kind import KINDS
from tests.gh_sandbox.conftest import REPOSITORY, Local

ISSUES = f"/repos/{REPOSITORY}/issues"
ITEMS = """query($number: Int!, $args: [IssueTimelineItemsItemType!], $since: DateTime, $skip: Int,
  $first: Int, $after: String) { repository(owner: "PimpMyNines", name: "LLuMinary") {
  issue(number: $number) { timelineItems(itemTypes: $args, since: $since, skip: $skip,
  first: $first, after: $after) { totalCount filteredCount pageCount updatedAt
  pageInfo { endCursor hasNextPage } nodes { __typename
  ... on IssueComment { body }
  ... on ClosedEvent { actor { login } stateReason closer { __typename } url closable { closed }
    duplicateOf { ... on Issue { number } } }
  ... on ReopenedEvent { stateReason }
  ... on LabeledEvent { label { name color } labelable { __typename } }
  ... on AssignedEvent { assignee { ... on User { login } } user { login } }
  ... on MilestonedEvent { milestoneTitle subject { ... on Issue { number } } }
  ... on RenamedTitleEvent { previousTitle currentTitle }
  ... on LockedEvent { lockReason lockable { locked } }
  ... on MarkedAsDuplicateEvent { canonical { ... on Issue { number } } isCrossRepository }
  ... on IssueTypeChangedEvent { issueType { name } prevIssueType { name } }
  ... on SubIssueAddedEvent { subIssue { number } }
  ... on ParentIssueAddedEvent { parent { number } }
  ... on BlockedByAddedEvent { blockingIssue { number } }
  ... on BlockingAddedEvent { blockedIssue { number } }
  ... on CommentDeletedEvent { deletedCommentAuthor { login } }
  ... on MentionedEvent { actor { login } }
  ... on CrossReferencedEvent { source { ... on Issue { number } }
    target { ... on Issue { number } }
    isCrossRepository willCloseTarget referencedAt } } } } } }"""


def items(local: Local, number: int, *types: str, **more: object) -> Any:
    variables: dict[str, Any] = {
        "number": number,
        "args": list(types) or None,
        "first": 100,
        **more,
    }
    answer = local.graphql(ITEMS, **variables)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]["repository"]["issue"]["timelineItems"]


def one(local: Local, number: int, type: str) -> dict[str, Any]:
    """The last event of a type, as GraphQL shows it, without its type's name."""
    found: dict[str, Any] = items(local, number, type)["nodes"][-1]
    del found["__typename"]
    return found


def test_each_event_tells_what_it_was(local: Local) -> None:
    ids = {n: local.rest("GET", f"{ISSUES}/{n}")["id"] for n in (13, 14, 15)}
    title = local.rest("GET", f"{ISSUES}/13")["title"]
    local.rest("POST", f"/repos/{REPOSITORY}/milestones", title="v1")
    given: dict[str, Any] = {
        "title": "New",
        "milestone": 1,
        "assignees": ["octocat"],
        "labels": ["bug"],
    }
    local.rest("PATCH", f"{ISSUES}/13", type="Bug", body="for @dana-w, see #15", **given)
    local.rest("PATCH", f"{ISSUES}/13", type="Feature")
    local.rest("PUT", f"{ISSUES}/13/lock", lock_reason="too heated")
    local.rest("POST", f"{ISSUES}/13/sub_issues", sub_issue_id=ids[14])
    local.rest("POST", f"{ISSUES}/13/dependencies/blocked_by", issue_id=ids[15])
    comment = local.rest("POST", f"{ISSUES}/13/comments", body="gone")
    local.rest("DELETE", f"{ISSUES}/comments/{comment['id']}")
    closing = {"state": "closed", "state_reason": "duplicate", "duplicate_issue_id": ids[14]}
    local.rest("PATCH", f"{ISSUES}/13", **closing)
    renamed = one(local, 13, "RENAMED_TITLE_EVENT")
    assert renamed == {"previousTitle": title, "currentTitle": "New"}
    milestoned = {"milestoneTitle": "v1", "subject": {"number": 13}}
    assert one(local, 13, "MILESTONED_EVENT") == milestoned
    user = {"login": "octocat"}
    assert one(local, 13, "ASSIGNED_EVENT") == {"assignee": user, "user": user}
    assert one(local, 13, "LABELED_EVENT")["label"]["name"] == "bug"
    locked = {"lockReason": "TOO_HEATED", "lockable": {"locked": True}}
    assert one(local, 13, "LOCKED_EVENT") == locked
    types = {"issueType": {"name": "Feature"}, "prevIssueType": {"name": "Bug"}}
    assert one(local, 13, "ISSUE_TYPE_CHANGED_EVENT") == types
    assert one(local, 13, "SUB_ISSUE_ADDED_EVENT") == {"subIssue": {"number": 14}}
    assert one(local, 14, "PARENT_ISSUE_ADDED_EVENT") == {"parent": {"number": 13}}
    assert one(local, 13, "BLOCKED_BY_ADDED_EVENT") == {"blockingIssue": {"number": 15}}
    assert one(local, 15, "BLOCKING_ADDED_EVENT") == {"blockedIssue": {"number": 13}}
    assert one(local, 13, "COMMENT_DELETED_EVENT") == {"deletedCommentAuthor": user}
    assert one(local, 13, "MENTIONED_EVENT") == {"actor": {"login": "dana-w"}}
    duplicate = {"canonical": {"number": 14}, "isCrossRepository": False}
    assert one(local, 13, "MARKED_AS_DUPLICATE_EVENT") == duplicate
    closed = one(local, 13, "CLOSED_EVENT")
    assert (closed["stateReason"], closed["duplicateOf"]) == ("DUPLICATE", {"number": 14})
    assert closed["url"].startswith(f"https://github.com/{REPOSITORY}/issues/13#event-")
    reference = one(local, 15, "CROSS_REFERENCED_EVENT")
    assert (reference["source"], reference["target"]) == ({"number": 13}, {"number": 15})
    assert (reference["isCrossRepository"], reference["willCloseTarget"]) == (False, False)


def test_items_come_in_order_by_pages_and_from_a_moment_on(local: Local) -> None:
    local.rest("PATCH", f"{ISSUES}/14", title="A")
    local.clock.advance(60)
    local.rest("POST", f"{ISSUES}/14/comments", body="between")
    moment = local.rest("GET", f"{ISSUES}/14")["updated_at"]
    local.clock.advance(60)
    local.rest("PATCH", f"{ISSUES}/14", state="closed")
    wanted = ("RENAMED_TITLE_EVENT", "ISSUE_COMMENT", "CLOSED_EVENT")
    found = items(local, 14, *wanted)
    names = ["RenamedTitleEvent", "IssueComment", "ClosedEvent"]
    assert [each["__typename"] for each in found["nodes"]] == names
    since = items(local, 14, *wanted, since=moment)
    assert [each["__typename"] for each in since["nodes"]] == names[1:]
    skipped = items(local, 14, *wanted, skip=2)
    assert [each["__typename"] for each in skipped["nodes"]] == names[2:]
    first = items(local, 14, *wanted, first=1)
    assert (first["totalCount"], first["filteredCount"], first["pageCount"]) == (3, 3, 1)
    assert first["pageInfo"]["hasNextPage"]
    rest = items(local, 14, *wanted, after=first["pageInfo"]["endCursor"])
    assert [each["__typename"] for each in rest["nodes"]] == names[1:]
    assert (rest["totalCount"], rest["filteredCount"], rest["pageCount"]) == (3, 2, 2)


def test_the_event_of_a_label_that_is_gone_is_gone_too(local: Local) -> None:
    local.rest("PATCH", f"{ISSUES}/14", labels=["brand-new"])
    assert one(local, 14, "LABELED_EVENT")["label"]["name"] == "brand-new"
    local.rest("DELETE", f"/repos/{REPOSITORY}/labels/brand-new")
    assert items(local, 14, "LABELED_EVENT")["nodes"] == []


def test_an_event_is_a_node(local: Local) -> None:
    local.rest("PATCH", f"{ISSUES}/14", state="closed")
    found = local.rest("GET", f"{ISSUES}/14/events?per_page=100")[-1]
    query = "query($id: ID!) { node(id: $id) { __typename ... on ClosedEvent { createdAt } } }"
    node = local.graphql(query, id=found["node_id"])["data"]["node"]
    assert node == {"__typename": "ClosedEvent", "createdAt": found["created_at"]}


def test_merging_closes_an_issue_by_the_pull_request(local: Local) -> None:
    local.rest("PATCH", f"{ISSUES}/18", body="Fixes #14")
    local.rest("PUT", f"/repos/{REPOSITORY}/pulls/18/merge")
    assert one(local, 14, "CLOSED_EVENT")["closer"] == {"__typename": "PullRequest"}
    query = """{ repository(owner: "PimpMyNines", name: "LLuMinary") { pullRequest(number: 18) {
      timelineItems(last: 5, itemTypes: [MERGED_EVENT]) { nodes { ... on MergedEvent {
      mergeRefName commit { oid } pullRequest { number } } } } } } }"""
    merged = local.graphql(query)["data"]["repository"]["pullRequest"]["timelineItems"]["nodes"][0]
    assert (merged["mergeRefName"], merged["pullRequest"]) == ("main", {"number": 18})
    assert len(merged["commit"]["oid"]) == 40


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.event)
def test_each_kind_that_is_kept_is_in_the_schema(kind: Any, schema: GraphQLSchema) -> None:
    assert isinstance(schema.type_map.get(kind.type), GraphQLObjectType)


def test_texts_come_as_html(local: Local) -> None:
    local.rest("PATCH", f"{ISSUES}/14", title="Use `a<b>`", body="**bold** <script>x</script>")
    query = """{ repository(owner: "PimpMyNines", name: "LLuMinary") { issue(number: 14) {
      titleHTML bodyHTML } } }"""
    found = local.graphql(query)["data"]["repository"]["issue"]
    assert found["titleHTML"] == "Use <code>a&lt;b&gt;</code>"
    assert "<strong>bold</strong>" in found["bodyHTML"]
    assert "script" not in found["bodyHTML"]
