"""Dependencies and relations."""

import pytest

from tests.contract.github import GitHub, Issue

_ADD = """mutation($blocked: ID!, $blocking: ID!) { addBlockedBy(input: {
  issueId: $blocked, blockingIssueId: $blocking}) { issue { id } blockingIssue { id } } }"""
_RELATE = """mutation($one: ID!, $other: ID!) { addRelatesTo(input: {
  issueId: $one, relatedIssueId: $other}) { clientMutationId } }"""


def pair(github: GitHub) -> tuple[Issue, Issue]:
    blocked, blocking = github.issue(), github.issue()
    github.data(_ADD, blocked=blocked.id, blocking=blocking.id)
    return blocked, blocking


def test_a_dependency_is_read_from_both_ends(github: GitHub) -> None:
    """GitHub's GraphQL schema, `Issue.blockedBy` and `Issue.blocking`."""
    blocked, blocking = pair(github)
    by = github.read(blocked, "blockedBy(first: 5) { nodes { number } }")["blockedBy"]["nodes"]
    of = github.read(blocking, "blocking(first: 5) { nodes { number } }")["blocking"]["nodes"]
    assert (by, of) == ([{"number": blocking.number}], [{"number": blocked.number}])


def test_adding_twice_is_an_error_known_by_its_message(github: GitHub) -> None:
    """Reported: there is no code for it."""
    blocked, blocking = pair(github)
    refused = github.errors(_ADD, blocked=blocked.id, blocking=blocking.id)
    assert "Target issue has already been taken" in refused[0]["message"]


def test_rest_refuses_a_second_adding_alike(github: GitHub) -> None:
    """Reported."""
    blocked, blocking = pair(github)
    path = f"issues/{blocked.number}/dependencies/blocked_by"
    refused = github.rest("POST", path, {"issue_id": blocking.database_id})
    assert refused.status == 422
    assert "Target issue has already been taken" in refused.body["message"]


def test_rest_wants_the_database_id(github: GitHub) -> None:
    """Reported: a node id is `not of type integer`."""
    blocked, blocking = github.issue(), github.issue()
    path = f"issues/{blocked.number}/dependencies/blocked_by"
    refused = github.rest("POST", path, {"issue_id": blocking.id})
    assert refused.status == 422
    assert "is not of type" in refused.body["message"]


def test_removing_what_is_not_there_over_rest_is_no_error(github: GitHub) -> None:
    """Reported."""
    blocked, other = github.issue(), github.issue()
    path = f"issues/{blocked.number}/dependencies/blocked_by/{other.database_id}"
    assert github.rest("DELETE", path).status == 200


def test_the_summary_counts_open_ones_and_all(github: GitHub) -> None:
    """GitHub's GraphQL schema; reported to lag by seconds."""
    blocked, blocking = pair(github)
    github.rest("PATCH", f"issues/{blocking.number}", {"state": "closed"})
    fields = "issueDependenciesSummary { blockedBy totalBlockedBy }"
    wanted = {"issueDependenciesSummary": {"blockedBy": 0, "totalBlockedBy": 1}}
    assert github.until(lambda: github.read(blocked, fields) == wanted)


def test_a_blocked_issue_can_be_closed(github: GitHub) -> None:
    """Reported."""
    blocked, _ = pair(github)
    github.rest("PATCH", f"issues/{blocked.number}", {"state": "closed"})
    assert github.read(blocked, "state") == {"state": "CLOSED"}


@pytest.mark.unverified
def test_an_issue_does_not_block_itself(github: GitHub) -> None:
    """Its wording is not known to us."""
    issue = github.issue()
    assert github.errors(_ADD, blocked=issue.id, blocking=issue.id)


@pytest.mark.unverified
def test_two_issues_do_not_block_each_other(github: GitHub) -> None:
    """Its wording is not known to us, nor whether longer circles are refused."""
    blocked, blocking = pair(github)
    assert github.errors(_ADD, blocked=blocking.id, blocking=blocked.id)


@pytest.fixture
def _relations(github: GitHub) -> None:
    found = github.data('{ __type(name: "Mutation") { fields { name } } }')["__type"]["fields"]
    if "addRelatesTo" not in {each["name"] for each in found}:
        pytest.skip("this GitHub has no relations between issues")


@pytest.mark.unverified
@pytest.mark.usefixtures("_relations")
def test_a_relation_is_the_same_from_both_ends(github: GitHub) -> None:
    """Reported from the live service in September 2026; not in the published schema then."""
    one, other = github.issue(), github.issue()
    github.data(_RELATE, one=one.id, other=other.id)
    for issue, related in ((one, other), (other, one)):
        found = github.read(issue, "relatesTo(first: 5) { nodes { number } }")["relatesTo"]
        assert found["nodes"] == [{"number": related.number}]


@pytest.mark.unverified
@pytest.mark.usefixtures("_relations")
def test_relating_twice_is_an_error(github: GitHub) -> None:
    """One emulator does so; nobody here confirmed it."""
    one, other = github.issue(), github.issue()
    github.data(_RELATE, one=one.id, other=other.id)
    assert github.errors(_RELATE, one=one.id, other=other.id)


def test_rest_answers_with_the_blocked_issue(github: GitHub) -> None:
    """Recorded (PyGithub's IssueDependencies, 2026-06), for adding and for removing."""
    blocked, blocking = github.issue(), github.issue()
    path = f"issues/{blocked.number}/dependencies/blocked_by"
    added = github.rest("POST", path, {"issue_id": blocking.database_id})
    removed = github.rest("DELETE", f"{path}/{blocking.database_id}")
    assert (added.status, added.body["number"]) == (201, blocked.number)
    assert (removed.status, removed.body["number"]) == (200, blocked.number)
    assert added.body["repository"]["full_name"] == github.repository


def test_a_dependency_does_not_change_when_an_issue_was_updated(github: GitHub) -> None:
    """Recorded (PyGithub's IssueDependencies, 2026-06): `updated_at` stays as it was."""
    blocked, blocking = github.issue(), github.issue()
    before = github.rest("GET", f"issues/{blocked.number}").body["updated_at"]
    github.until(lambda: False, 1.0)
    path = f"issues/{blocked.number}/dependencies/blocked_by"
    after = github.rest("POST", path, {"issue_id": blocking.database_id}).body["updated_at"]
    assert after == before


@pytest.mark.unverified
def test_rest_relates_and_answers_with_the_issue(github: GitHub) -> None:
    """GitHub's REST description has the three operations; which issue they answer, nobody saw."""
    one, other = github.issue(), github.issue()
    path = f"issues/{one.number}/relates_to"
    added = github.rest("POST", path, {"issue_id": other.database_id})
    listed = github.rest("GET", f"issues/{other.number}/relates_to")
    removed = github.rest("DELETE", f"{path}/{other.database_id}")
    assert (added.status, added.body["number"]) == (201, one.number)
    assert [each["number"] for each in listed.body] == [one.number]
    assert (removed.status, removed.body["number"]) == (200, one.number)
    assert github.rest("GET", path).body == []
