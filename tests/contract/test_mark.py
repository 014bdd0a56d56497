"""Marks on issues: pinned, locked."""

import pytest

from tests.contract.github import GitHub

_PIN = "mutation($id: ID!) { pinIssue(input: {issueId: $id}) { issue { isPinned } } }"
_UNPIN = "mutation($id: ID!) { unpinIssue(input: {issueId: $id}) { issue { isPinned } } }"
_PINNED = """query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {
  pinnedIssues(first: 5) { nodes { id issue { number } pinnedBy { login } } } } }"""
_LOCK = """mutation($id: ID!, $reason: LockReason) {
  lockLockable(input: {lockableId: $id, lockReason: $reason}) {
    lockedRecord { locked activeLockReason } } }"""
_UNLOCK = """mutation($id: ID!) {
  unlockLockable(input: {lockableId: $id}) { unlockedRecord { locked activeLockReason } } }"""


def test_an_issue_is_pinned_and_unpinned(github: GitHub) -> None:
    """GitHub's GraphQL schema, `pinIssue` and `unpinIssue`; the payload is the issue."""
    issue = github.issue()
    assert github.data(_PIN, id=issue.id)["pinIssue"] == {"issue": {"isPinned": True}}
    owner, name = github.repository.split("/")
    pinned = github.data(_PINNED, owner=owner, name=name)["repository"]["pinnedIssues"]["nodes"]
    assert issue.number in [each["issue"]["number"] for each in pinned]
    assert github.data(_UNPIN, id=issue.id)["unpinIssue"] == {"issue": {"isPinned": False}}


def test_a_repository_has_at_most_three_pinned_issues(github: GitHub) -> None:
    """GitHub's documentation, "Pinning an issue to your repository"."""
    made = [github.issue() for _ in range(4)]
    for issue in made[:3]:
        github.data(_PIN, id=issue.id)
    refused = github.graphql(_PIN, id=made[3].id)
    for issue in made[:3]:
        github.data(_UNPIN, id=issue.id)
    assert refused["errors"]
    assert refused["data"] == {"pinIssue": None}


@pytest.mark.unverified
def test_a_locked_issue_takes_another_reason(github: GitHub) -> None:
    """What the tool relies on where the declared reason changes; nobody has confirmed it."""
    issue = github.issue()
    locked = {"locked": True, "activeLockReason": None}
    assert github.data(_LOCK, id=issue.id)["lockLockable"] == {"lockedRecord": locked}
    resolved = {"locked": True, "activeLockReason": "RESOLVED"}
    again = github.data(_LOCK, id=issue.id, reason="RESOLVED")["lockLockable"]
    assert again == {"lockedRecord": resolved}
    unlocked = {"unlockedRecord": {"locked": False, "activeLockReason": None}}
    assert github.data(_UNLOCK, id=issue.id)["unlockLockable"] == unlocked


@pytest.mark.unverified
def test_a_closed_issue_takes_another_reason(github: GitHub) -> None:
    """REST's description says that a reason can be set; of one that is closed nobody says."""
    issue = github.issue()
    close = """mutation($id: ID!, $reason: IssueClosedStateReason) {
      closeIssue(input: {issueId: $id, stateReason: $reason}) { issue { state stateReason } } }"""
    for reason in ("COMPLETED", "NOT_PLANNED"):
        made = github.data(close, id=issue.id, reason=reason)["closeIssue"]["issue"]
        assert made == {"state": "CLOSED", "stateReason": reason}
