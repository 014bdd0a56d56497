"""Dependencies and relations."""

from pathlib import Path

from tests.gh_sandbox.conftest import REPOSITORY, Gh
from tests.gh_sandbox.issues.test_sub_issue import seeded

ISSUES = f"repos/{REPOSITORY}/issues"
ADD = """mutation($blocked: ID!, $blocking: ID!) { addBlockedBy(input: {issueId: $blocked,
  blockingIssueId: $blocking}) { issue { number blockedBy(first: 50) { totalCount nodes { number } }
  issueDependenciesSummary { blockedBy totalBlockedBy blocking totalBlocking } }
  blockingIssue { number blocking(first: 5) { nodes { number } } } } }"""
RELATE = """mutation($one: ID!, $other: ID!) { addRelatesTo(input: {issueId: $one,
  relatedIssueId: $other}) { issue { relatesTo(first: 5) { nodes { number } } }
  relatedIssue { relatesTo(first: 5) { nodes { number } } } } }"""


def test_graphql_adds_a_dependency_seen_from_both_sides(gh: Gh, node: dict[str | int, str]) -> None:
    gh.graphql(ADD, blocked=node[15], blocking=node[11])
    payload = gh.graphql(ADD, blocked=node[15], blocking=node[13])["data"]["addBlockedBy"]
    assert payload["issue"]["blockedBy"] == {
        "totalCount": 2,
        "nodes": [{"number": 13}, {"number": 11}],
    }
    counts = {"blockedBy": 1, "totalBlockedBy": 2, "blocking": 0, "totalBlocking": 0}
    assert payload["issue"]["issueDependenciesSummary"] == counts
    assert payload["blockingIssue"]["blocking"]["nodes"] == [{"number": 15}]


def test_a_second_adding_is_refused_in_githubs_words(gh: Gh, node: dict[str | int, str]) -> None:
    gh.graphql(ADD, blocked=node[15], blocking=node[13])
    answer = gh.graphql(ADD, blocked=node[15], blocking=node[13])
    text = (
        "An error occurred while adding the blocking issue to the issue. "
        "Validation failed: Target issue has already been taken"
    )
    assert answer["errors"][0]["message"] == text
    id = gh.rest("GET", f"{ISSUES}/13").json["id"]
    rest = gh.rest("POST", f"{ISSUES}/15/dependencies/blocked_by", issue_id=id).json
    assert (rest["status"], rest["message"]) == ("422", text)


def test_an_issue_does_not_block_itself_nor_its_blocker(gh: Gh, node: dict[str | int, str]) -> None:
    gh.graphql(ADD, blocked=node[15], blocking=node[13])
    assert gh.graphql(ADD, blocked=node[13], blocking=node[15])["errors"]
    assert gh.graphql(ADD, blocked=node[13], blocking=node[13])["errors"]


def test_rest_adds_lists_and_removes_and_removing_twice_is_no_error(gh: Gh) -> None:
    path = f"{ISSUES}/15/dependencies/blocked_by"
    id = gh.rest("GET", f"{ISSUES}/13").json["id"]
    made = gh.run("api", "-i", path, "-F", f"issue_id={id}")
    assert made.out.startswith("HTTP/1.1 201")
    assert [each["number"] for each in gh.rest("GET", path).json] == [13]
    blocking = gh.rest("GET", f"{ISSUES}/13/dependencies/blocking").json
    assert [each["number"] for each in blocking] == [15]
    assert gh.rest("GET", f"{ISSUES}/15").json["issue_dependencies_summary"]["blocked_by"] == 1
    for _ in range(2):
        assert gh.rest("DELETE", f"{path}/{id}").code == 0
    assert gh.rest("GET", path).json == []


def test_a_node_id_for_a_database_id_is_refused(gh: Gh, node: dict[str | int, str]) -> None:
    refused = gh.rest("POST", f"{ISSUES}/15/dependencies/blocked_by", issue_id=node[13]).json
    assert refused["message"].startswith("Invalid property /issue_id:")
    assert refused["message"].endswith("is not of type `integer`.")


def test_an_issue_is_blocked_by_at_most_50(gh: Gh, tmp_path: Path) -> None:
    blockers = ", ".join(str(number) for number in range(1, 51))
    issues = [*["title: blocker"] * 50, f"title: x, blocked_by: [{blockers}]", "title: more"]
    node = seeded(gh, tmp_path, issues)
    assert gh.graphql(ADD, blocked=node[51], blocking=node[52])["errors"]
    assert "errors" not in gh.graphql(ADD, blocked=node[52], blocking=node[51])


def test_relations_are_symmetric(gh: Gh, node: dict[str | int, str]) -> None:
    payload = gh.graphql(RELATE, one=node[3], other=node[16])["data"]["addRelatesTo"]
    assert payload["issue"]["relatesTo"]["nodes"] == [{"number": 16}]
    assert payload["relatedIssue"]["relatesTo"]["nodes"] == [{"number": 3}]
    assert gh.graphql(RELATE, one=node[16], other=node[3])["errors"]
    gh.graphql(RELATE.replace("addRelatesTo(", "removeRelatesTo("), one=node[16], other=node[3])
    assert "errors" not in gh.graphql(RELATE, one=node[3], other=node[16])


def test_relations_are_found_by_introspection(gh: Gh) -> None:
    fields = gh.graphql('{ __type(name: "Mutation") { fields { name } } }')["data"]["__type"]
    assert {"name": "addRelatesTo"} in fields["fields"]


def test_a_pull_request_has_no_relations(gh: Gh, node: dict[str | int, str]) -> None:
    pull = gh.rest("GET", f"{ISSUES}/12").json["node_id"]
    assert gh.graphql(RELATE, one=node[3], other=pull)["errors"][0]["type"] == "NOT_FOUND"
