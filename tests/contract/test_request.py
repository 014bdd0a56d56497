"""Requests, their limits, and how errors are told."""

import re

import pytest

from tests.contract.github import GitHub


def test_an_answer_tells_the_rate_limit(github: GitHub) -> None:
    """GitHub docs, "Rate limits for the REST API"."""
    headers = github.rest("GET", "labels").headers
    for name in ("limit", "remaining", "used", "reset", "resource"):
        assert f"x-ratelimit-{name}" in headers


def test_a_query_tells_what_it_cost(github: GitHub) -> None:
    """GitHub docs, "Rate limits and query limits for the GraphQL API"."""
    found = github.data("{ viewer { login } rateLimit { cost remaining nodeCount } }")
    assert found["rateLimit"]["cost"] == 1


def test_an_empty_query_is_refused_as_a_whole(github: GitHub) -> None:
    """GitHub docs, "Troubleshooting the REST API"; reported of GraphQL: f/graphql.js#21."""
    refused = github.rest("POST", "/graphql")
    assert (refused.status, refused.body["message"]) == (400, "Problems parsing JSON")


def test_a_page_has_at_most_100_entries(github: GitHub) -> None:
    """GitHub docs, "Rate limits and query limits for the GraphQL API"."""
    refused = github.errors(
        "query($id: ID!) { node(id: $id) { ... on Repository { labels(first: 101) "
        "{ nodes { id } } } } }",
        id=github.id,
    )
    assert refused[0]["type"] == "EXCESSIVE_PAGINATION"


def test_a_connection_needs_its_bounds(github: GitHub) -> None:
    """GitHub docs, "Using pagination in the GraphQL API"."""
    refused = github.errors(
        "query($id: ID!) { node(id: $id) { ... on Repository { labels { nodes { id } } } } }",
        id=github.id,
    )
    assert refused[0]["type"] == "MISSING_PAGINATION_BOUNDARIES"


def test_a_document_shows_at_most_500000_nodes(github: GitHub) -> None:
    """GitHub docs, "Rate limits and query limits for the GraphQL API"."""
    refused = github.errors(
        "query($id: ID!) { node(id: $id) { ... on Repository { issues(first: 100) { nodes { "
        "comments(first: 100) { nodes { reactionGroups { content } } } subIssues(first: 100) "
        "{ nodes { labels(first: 100) { nodes { id } } } } } } } } }",
        id=github.id,
    )
    assert refused[0]["type"] == "MAX_NODE_LIMIT_EXCEEDED"


def test_fields_of_two_types_may_differ(github: GitHub) -> None:
    """Measured with gh 2.102: it selects `state` of issues and of pull requests side by side."""
    issue = github.issue()
    found = github.data(
        "query($id: ID!) { node(id: $id) { ... on Issue { state } ... on PullRequest { state } } }",
        id=issue.id,
    )
    assert found == {"node": {"state": "OPEN"}}


def test_a_login_is_a_user_or_an_organization(github: GitHub) -> None:
    """Measured with gh 2.102: the other one is null, with an error `NOT_FOUND`."""
    answer = github.graphql(
        "query($login: String!) { user(login: $login) { id } organization(login: $login) { id } }",
        login=github.owner,
    )
    missing = "user" if github.is_organization else "organization"
    assert answer["data"][missing] is None
    assert [(each["path"], each["type"]) for each in answer["errors"]] == [([missing], "NOT_FOUND")]


def test_a_thing_that_is_not_there_is_404(github: GitHub) -> None:
    """GitHub's REST description, `basic-error`."""
    missing = github.rest("GET", f"labels/{github.name()}")
    assert (missing.status, missing.body["message"]) == (404, "Not Found")


def test_a_node_that_is_not_there_is_not_found(github: GitHub) -> None:
    """GitHub docs, "Using global node IDs"; the wording as reported."""
    refused = github.errors('{ node(id: "I_kwDOAAAAAM8AAAABAAAAAQ") { id } }')
    assert refused[0]["type"] == "NOT_FOUND"
    assert "Could not resolve to a node with the global id of" in refused[0]["message"]


def test_a_field_that_is_not_there_refuses_the_whole_document(github: GitHub) -> None:
    """graphql-ruby's codes, as reported: how the tool finds what a server lacks."""
    answer = github.graphql("{ viewer { login shoeSize } }")
    assert "data" not in answer
    assert answer["errors"][0]["extensions"]["code"] == "undefinedField"
    assert answer["errors"][0]["extensions"]["fieldName"] == "shoeSize"


def test_lists_are_paged_by_link(github: GitHub) -> None:
    """GitHub docs, "Using pagination in the REST API"."""
    for _ in range(2):
        github.label()
    headers = github.rest("GET", "labels?per_page=1").headers
    assert 'rel="next"' in headers["link"]


def test_behind_the_last_page_links_lead_back_to_it(github: GitHub) -> None:
    """Measured by brekkylab/backlot#126 in September 2026, of branches and pull requests."""
    github.label()
    answer = github.rest("GET", "labels?per_page=100&page=99")
    assert answer.body == []
    pages = re.findall(r'[?&]page=(\d+)[^>]*>; rel="(\w+)"', answer.headers["link"])
    assert sorted(pages) == [("1", "first"), ("1", "last"), ("1", "prev")]


@pytest.mark.parametrize(("asked", "size"), [("0", 30), ("500", 100)])
def test_no_page_is_empty_and_none_has_more_than_100(github: GitHub, asked: str, size: int) -> None:
    """Measured by brekkylab/backlot#131 and #145 in September 2026; `Link` repeats the number."""
    answer = github.rest("GET", f"/search/issues?q=is:issue&per_page={asked}")
    assert len(answer.body["items"]) == min(size, answer.body["total_count"])


@pytest.mark.unverified
def test_a_title_of_nothing_is_refused_with_a_field(github: GitHub) -> None:
    """GitHub's REST description has the code; that a blank title gives it, nobody confirmed."""
    refused = github.rest("POST", "issues", {"title": ""})
    assert refused.status == 422
    assert refused.codes == [("title", "missing_field")]


def test_a_body_is_an_object(github: GitHub) -> None:
    """GitHub docs, "Troubleshooting the REST API", and REST description: labels also as a list."""
    issue = github.issue()
    refused = github.rest("PATCH", f"issues/{issue.number}", ["bug"])
    assert (refused.status, refused.body["message"]) == (400, "Body should be a JSON object")
    name = github.label()["name"]
    added = github.rest("POST", f"issues/{issue.number}/labels", [name])
    assert [each["name"] for each in added.body] == [name]


def test_what_a_body_lacks_is_named(github: GitHub) -> None:
    """Reported of issues, pull requests and files: `"sha" wasn't supplied.`, `"base" wasn't …`."""
    for path, name in (("issues", "title"), ("labels", "name"), ("milestones", "title")):
        refused = github.rest("POST", path, {"description": "x"} if path == "labels" else {})
        assert refused.status == 422
        assert refused.body["message"] == f'Invalid request.\n\n"{name}" wasn\'t supplied.'


def test_a_request_without_a_body_is_refused_with_the_reason(github: GitHub) -> None:
    """Reported: github/maven-plugins#137."""
    refused = github.rest("POST", "git/refs")
    assert refused.status == 422
    assert refused.body["message"] == (
        "Invalid request.\n\nFor 'links/0/schema', nil is not an object."
    )


def test_a_milestone_takes_no_other_properties(github: GitHub) -> None:
    """Reported: emilyriederer/projmgr#43."""
    refused = github.rest("POST", "milestones", {"title": github.name(), "per_page": 5})
    assert refused.status == 422
    assert refused.body["message"] == 'Invalid request.\n\n"per_page" is not a permitted key.'


def test_labels_are_put_on_by_their_key_alone(github: GitHub) -> None:
    """Reported: OP5dev/TF-via-PR#432; the whole of GitHub's text has more lines."""
    issue = github.issue()
    refused = github.rest("POST", f"issues/{issue.number}/labels", {"labels[]": "bug"})
    assert refused.status == 422
    lines = refused.body["message"].splitlines()
    assert lines[-2:] == ['"labels[]" is not a permitted key.', '"labels" wasn\'t supplied.']


@pytest.mark.unverified
def test_a_body_with_several_faults_names_them_all(github: GitHub) -> None:
    """Reported of the labels of an issue (OP5dev/TF-via-PR#432); of others nobody confirmed it."""
    refused = github.rest("POST", "labels", {"color": 7})
    assert refused.body["message"] == (
        "Invalid request.\n\nFor 'properties/color', 7 is not a string.\n\"name\" wasn't supplied."
    )


def test_an_error_names_the_page_of_its_operation(github: GitHub) -> None:
    """`externalDocs` of GitHub's REST description; cli/cli's own test of a label that exists."""
    answer = github.rest("POST", "labels", {"name": ""})
    assert answer.body["documentation_url"].endswith("/rest/issues/labels#create-a-label")


def test_a_property_of_a_wrong_type_is_refused_by_its_name(github: GitHub) -> None:
    """GitHub's REST description; the words as in vermiculus/magithub#101."""
    for path, given in (("labels", {"name": 5}), ("milestones", {"title": "x", "due_on": 5})):
        answer = github.rest("POST", path, given)
        (name,) = [name for name, value in given.items() if value == 5]
        assert answer.status == 422
        assert f"properties/{name}'" in answer.body["message"]
