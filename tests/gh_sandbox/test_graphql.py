"""GraphQL itself: errors, paging, cost, nodes, introspection, scopes."""

import json
from typing import Any

import pytest

from tests.gh_sandbox.conftest import Gh, Local

ISSUES = """query($first: Int, $last: Int, $after: String, $before: String) {
  repository(owner: "PimpMyNines", name: "LLuMinary") { issues(first: $first, last: $last,
  after: $after, before: $before) { totalCount nodes { number } edges { cursor }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }"""


def issues(local: Local, **bounds: Any) -> Any:
    return local.graphql(ISSUES, **bounds)["data"]["repository"]["issues"]


def numbers(page: Any) -> list[int]:
    return [node["number"] for node in page["nodes"]]


def test_pages_follow_one_another_forward(local: Local) -> None:
    seen: list[int] = []
    after = None
    while True:
        page = issues(local, first=4, after=after)
        seen += numbers(page)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == [3, 4, 6, 9, 11, 13, 14, 15, 16, 17, 20]
    assert page["totalCount"] == 11
    assert page["pageInfo"]["hasPreviousPage"] is True


def test_pages_follow_one_another_backward(local: Local) -> None:
    page = issues(local, last=3)
    assert numbers(page) == [16, 17, 20]
    assert page["edges"][0]["cursor"] == page["pageInfo"]["startCursor"]
    page = issues(local, last=3, before=page["pageInfo"]["startCursor"])
    assert numbers(page) == [13, 14, 15]


def test_a_cursor_survives_what_it_points_to(local: Local) -> None:
    page = issues(local, first=3)
    assert numbers(page) == [3, 4, 6]
    gone = local.rest("GET", "/repos/PimpMyNines/LLuMinary/issues/6")["node_id"]
    local.graphql(
        "mutation($id: ID!) { deleteIssue(input: {issueId: $id}) { clientMutationId } }", id=gone
    )
    assert numbers(issues(local, first=2, after=page["pageInfo"]["endCursor"])) == [9, 11]


@pytest.mark.parametrize(
    ("bounds", "type"),
    [
        ({}, "MISSING_PAGINATION_BOUNDARIES"),
        ({"first": 101}, "EXCESSIVE_PAGINATION"),
        ({"last": 101}, "EXCESSIVE_PAGINATION"),
        ({"first": -1}, "INVALID_PAGINATION_BOUNDARIES"),
        ({"first": 1, "after": "nonsense"}, "INVALID_CURSOR_ARGUMENTS"),
    ],
)
def test_wrong_bounds_are_refused(local: Local, bounds: dict[str, Any], type: str) -> None:
    error = local.graphql(ISSUES, **bounds)["errors"][0]
    assert error["type"] == type
    assert error["path"] == ["repository", "issues"]


def test_first_may_be_0_to_100(local: Local) -> None:
    assert numbers(issues(local, first=0)) == []
    assert len(numbers(issues(local, first=100))) == 11


def test_totals_need_no_bounds(local: Local) -> None:
    answer = local.graphql(
        """{ repository(owner: "PimpMyNines", name: "LLuMinary") {
        issues(states: OPEN) { totalCount } } }"""
    )
    assert answer == {"data": {"repository": {"issues": {"totalCount": 8}}}}


@pytest.mark.parametrize(
    ("query", "path", "message"),
    [
        (
            '{ repository(owner: "a", name: "b") { id } }',
            ["repository"],
            "Could not resolve to a Repository with the name 'a/b'.",
        ),
        (
            '{ user(login: "PimpMyNines") { id } }',
            ["user"],
            "Could not resolve to a User with the login of 'PimpMyNines'.",
        ),
        (
            '{ organization(login: "octocat") { id } }',
            ["organization"],
            "Could not resolve to an Organization with the login of 'octocat'.",
        ),
        (
            '{ node(id: "I_x") { id } }',
            ["node"],
            "Could not resolve to a node with the global id of 'I_x'",
        ),
    ],
)
def test_what_is_not_there_is_null_with_an_error(
    local: Local, query: str, path: list[str], message: str
) -> None:
    answer = local.graphql(query)
    assert answer["data"] == {path[0]: None}
    error = answer["errors"][0]
    assert (error["type"], error["path"], error["message"]) == ("NOT_FOUND", path, message)
    assert error["locations"] == [{"line": 1, "column": 3}]


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("{ weather }", "undefinedField", "Field 'weather' doesn't exist on type 'Query'"),
        (
            "{ viewer(x: 1) { login } }",
            "argumentNotAccepted",
            "Field 'viewer' doesn't accept argument 'x'",
        ),
        (
            '{ repository(owner: "a") { id } }',
            "missingRequiredArguments",
            "Field 'repository' is missing required arguments: name",
        ),
        (
            'mutation { deleteLabel(input: {id: "a", x: 1}) { clientMutationId } }',
            "argumentNotAccepted",
            "InputObject 'DeleteLabelInput' doesn't accept argument 'x'",
        ),
        ("{ node(id: 1) { ... on Weather { id } } }", "undefinedType", None),
        ("query($x: Int) { viewer { login } }", "variableNotUsed", None),
        ("{ viewer { login { x } } }", None, None),
        ("{ viewer }", "selectionMismatch", None),
        (
            'mutation { createLabel(input: {name: "a", color: "ffffff"}) { label { id } } }',
            "missingRequiredInputObjectAttribute",
            (
                "Argument 'repositoryId' on InputObject 'CreateLabelInput' is required. "
                "Expected type ID!"
            ),
        ),
    ],
)
def test_an_invalid_document_is_refused_whole(
    local: Local, query: str, code: str | None, message: str | None
) -> None:
    answer = local.graphql(query)
    assert "data" not in answer
    error = answer["errors"][0]
    assert error.get("extensions", {}).get("code") == code
    if message:
        assert error["message"] == message


def test_an_operation_that_is_not_implemented_is_named_and_changes_nothing(local: Local) -> None:
    answer = local.graphql(
        'mutation { createDiscussion(input: {title: "x"}) { discussion { id } } }'
    )
    assert answer["errors"][0]["extensions"]["fieldName"] == "createDiscussion"
    assert "not implemented by the sandbox" in answer["errors"][0]["extensions"]["sandbox"]


def test_a_parse_error_says_where(local: Local) -> None:
    answer = local.graphql("{ viewer { login }")
    assert answer["errors"][0]["locations"]


def test_a_wrong_variable_is_refused(local: Local) -> None:
    answer = local.graphql(
        'query($n: Int!) { rateLimit { cost } repository(owner: "a", name: "b") '
        "{ issue(number: $n) { id } } }",
        n="x",
    )
    assert "data" not in answer
    assert "$n" in answer["errors"][0]["message"]


def test_cost_and_nodes_are_counted_as_github_documents(local: Local) -> None:
    answer = local.graphql(
        """{ viewer { organizations(first: 100) { nodes { repositories(first: 100) { nodes {
        issues(first: 50) { nodes { labels(first: 1) { nodes { id } } } } } } } } }
        rateLimit { cost nodeCount limit remaining used resetAt } }"""
    )
    assert answer["errors"][0]["type"] == "MAX_NODE_LIMIT_EXCEEDED"
    assert "1,010,100" in answer["errors"][0]["message"]
    answer = local.graphql(
        """{ viewer { repositories(first: 100) { nodes { issues(first: 50) { nodes {
        labels(first: 60) { nodes { id } } } } } } } rateLimit { cost nodeCount } }"""
    )
    # GitHub's own example: 5,101 requests make 51 points; 100 + 5,000 + 300,000 nodes.
    assert answer["data"]["rateLimit"] == {"cost": 51, "nodeCount": 305100}


def test_points_are_taken_off_and_come_back_after_an_hour(local: Local) -> None:
    local.clock.advance(3601)
    query = "{ rateLimit { cost used remaining limit } }"
    first = local.graphql(query)["data"]["rateLimit"]
    second = local.graphql(query)["data"]["rateLimit"]
    assert first == {"cost": 1, "used": 1, "remaining": 4999, "limit": 5000}
    assert second["used"] == 2
    local.clock.advance(3601)
    assert local.graphql(query)["data"]["rateLimit"]["used"] == 1


def test_nodes_come_in_the_order_asked_with_null_for_the_unknown(local: Local) -> None:
    ids = [
        local.rest("GET", f"/repos/PimpMyNines/LLuMinary/issues/{n}")["node_id"] for n in (16, 12)
    ]
    answer = local.graphql(
        "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Issue { number } } }",
        ids=[ids[0], "I_nothing", ids[1]],
    )
    assert answer["data"]["nodes"] == [{"id": ids[0], "number": 16}, None, {"id": ids[1]}]
    assert answer["errors"][0]["path"] == ["nodes", 1]


def test_node_ids_look_like_githubs(local: Local) -> None:
    rest = local.rest("GET", "/repos/PimpMyNines/LLuMinary/issues/16")
    assert rest["node_id"].startswith("I_kwDO")
    assert rest["id"] > 1_000_000
    assert local.rest("GET", "/repos/PimpMyNines/LLuMinary")["node_id"].startswith("R_kgDO")


def test_resource_finds_what_has_an_address(local: Local) -> None:
    query = "query($url: URI!) { resource(url: $url) { __typename url } }"
    base = "https://github.com/PimpMyNines"
    for path, type in (
        ("/LLuMinary/issues/13", "Issue"),
        ("/LLuMinary/pull/12", "PullRequest"),
        ("/LLuMinary", "Repository"),
        ("", "Organization"),
    ):
        found = local.graphql(query, url=base + path)["data"]["resource"]
        assert found == {"__typename": type, "url": base + path}


def test_introspection_names_types_and_enum_values(local: Local) -> None:
    answer = local.graphql(
        '{ __type(name: "SearchType") { enumValues(includeDeprecated: true) { name } } }'
    )
    assert {"name": "ISSUE_ADVANCED"} in answer["data"]["__type"]["enumValues"]
    assert local.graphql("{ __schema { mutationType { name } } }")["data"]["__schema"]


def test_a_selection_with_the_same_name_on_issue_and_pull_request_is_valid(local: Local) -> None:
    answer = local.graphql(
        """{ repository(owner: "PimpMyNines", name: "LLuMinary") { issueOrPullRequest(number: 12) {
        ... on Issue { state } ... on PullRequest { state } } } }"""
    )
    assert answer["data"]["repository"]["issueOrPullRequest"] == {"state": "OPEN"}


def test_a_label_is_read_for_the_whole_page_at_once(local: Local) -> None:
    statements: list[str] = []
    local.store.trace(statements.append)
    local.graphql(
        """{ repository(owner: "PimpMyNines", name: "LLuMinary") {
        issues(first: 50) { nodes { number
        labels(first: 20) { nodes { name } } milestone { title } parent { number }
        blockedBy(first: 10) { nodes { number } }
        subIssues(first: 10) { nodes { number } } } } } }"""
    )
    local.store.trace(None)
    assert len([each for each in statements if each.startswith("SELECT")]) < 15


def test_the_request_log_names_root_fields_one_for_each_alias(gh: Gh) -> None:
    gh.graphql(
        'fragment f on Query { b: user(login: "octocat") { id } } { a: viewer { login } ...f }'
    )
    gh.rest("GET", "user")
    gh.rest("POST", "repos/someone/empty/labels", name="bug")
    graphql, get, post = gh.log()
    assert graphql["operations"] == ["viewer", "user"]
    assert (graphql["mutations"], graphql["write"], graphql["status"]) == ([], False, 200)
    assert (get["method"], get["path"], get["write"], get["operations"]) == (
        "GET",
        "/user",
        False,
        [],
    )
    assert (post["write"], post["status"]) == (True, 422)
    assert set(post) == {
        "time",
        "method",
        "path",
        "operations",
        "mutations",
        "write",
        "status",
        "ms",
    }


def test_a_refused_mutation_is_logged_as_a_write(local: Local) -> None:
    local.graphql("mutation { createLabel { label { id } } }")
    entry = json.loads(local.log.read_text().splitlines()[-1])
    assert (entry["mutations"], entry["write"]) == (["createLabel"], True)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "for repositoryId (Expected value to not be null)"),
        ({"repositoryId": None}, "for repositoryId (Expected value to not be null)"),
        (
            {"repositoryId": "x", "colour": 1},
            "for colour (Field is not defined on CreateIssueInput)",
        ),
        ({"repositoryId": "x", "labelIds": ["a", None]}, "for labelIds.1 (Expected value to"),
        ({"repositoryId": "x", "title": 7}, "for title (Could not coerce value 7 to String)"),
    ],
)
def test_a_variable_that_does_not_fit_is_refused_in_githubs_words(
    local: Local, given: dict[str, object], message: str
) -> None:
    mutation = "mutation($i: CreateIssueInput!) { createIssue(input: $i) { issue { id } } }"
    answer = local.graphql(mutation, i={"title": "x", **given})
    assert "data" not in answer
    start = "Variable $i of type CreateIssueInput! was provided invalid value "
    found = [each["message"] for each in answer["errors"]]
    assert any(each.startswith(start + message) for each in found), found
    assert answer["errors"][0]["extensions"]["problems"]


def test_a_choice_that_there_is_not_is_named_with_those_that_there_are(local: Local) -> None:
    query = """query($s: [IssueState!]) { repository(owner: "a", name: "b") {
      issues(states: $s) { totalCount } } }"""
    refused = local.graphql(query, s=["SHUT"])["errors"][0]
    assert refused["message"].endswith('for 0 (Expected "SHUT" to be one of: CLOSED, OPEN)')
