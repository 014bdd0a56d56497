"""Tokens that are no classic ones: fine-grained ones, a workflow's, an app's; and hidden things."""

import json
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLSchema

from gh_sandbox.access import permission
from gh_sandbox.rest.call import ROUTES
from gh_sandbox.seeding import seed_file
from gh_sandbox.seeding.seed import SeedError
from tests.gh_sandbox.conftest import Local

ISSUES, PROJECT, WORKFLOW = "github_pat_issues", "github_pat_project", "ghs_workflow"
BY_TOKEN = "Resource not accessible by personal access token"
BY_APP = "Resource not accessible by integration"
_PROJECTS = """{ repositoryOwner(login: "acme") { ... on Organization {
  projectsV2(first: 5) { totalCount nodes { id title } } } }
  repository(owner: "acme", name: "rocket") { issue(number: 1) { title id
  projectItems(first: 5) { nodes { id } } } } }"""
_CARDS = """{ organization(login: "acme") { projectV2(number: 1) { items(first: 5) { nodes { type
  content { ... on Issue { title } } fieldValues(first: 20) { nodes { __typename
  ... on ProjectV2ItemFieldSingleSelectValue { name }
  ... on ProjectV2ItemFieldTextValue { text } } } } } } } }"""


@pytest.fixture
def acme(stored: Local) -> Local:
    stored.sow(Path(__file__).with_name("grants.yml"))
    return stored


def refusal(local: Local, token: str, method: str, path: str, **body: object) -> tuple[int, str]:
    content = json.dumps(body).encode() if body else b""
    answer = local.send(method, path, token=token, content=content)
    found: dict[str, Any] = json.loads(bytes(answer.body))
    return answer.status_code, found.get("message", "")


def node_id(local: Local, path: str) -> str:
    return str(local.rest("GET", path)["node_id"])


def test_a_fine_grained_token_may_what_its_permissions_say(acme: Local) -> None:
    made = acme.rest("POST", "/repos/acme/rocket/issues", token=ISSUES, title="New", labels=["bug"])
    assert (made["user"]["login"], made["labels"][0]["name"]) == ("octocat", "bug")
    contents = ("PUT", "/repos/acme/rocket/contents/a.txt")
    assert refusal(acme, ISSUES, *contents, message="m", content="") == (403, BY_TOKEN)
    assert refusal(acme, ISSUES, "PATCH", "/repos/acme/rocket", name="x") == (403, BY_TOKEN)
    assert refusal(acme, ISSUES, "GET", "/orgs/acme/projectsV2") == (403, BY_TOKEN)
    assert acme.rest("GET", "/user", token=ISSUES)["login"] == "octocat"


def test_a_refusal_names_the_permission_and_no_scopes(acme: Local) -> None:
    answer = acme.send("DELETE", "/repos/acme/rocket", token=ISSUES)
    assert answer.headers["x-accepted-github-permissions"] == "administration=write"
    assert "x-oauth-scopes" not in answer.headers
    assert acme.send("GET", "/user").headers["x-oauth-scopes"]


def test_outside_its_reach_a_token_reads_what_is_public(acme: Local) -> None:
    other = acme.rest("POST", "/user/repos", name="other")
    assert other["full_name"] == "octocat/other"
    assert acme.rest("GET", "/repos/octocat/other/labels", token=ISSUES)
    assert refusal(acme, ISSUES, "POST", "/repos/octocat/other/issues", title="x") == (
        403,
        BY_TOKEN,
    )
    assert refusal(acme, ISSUES, "GET", "/repos/acme/secret/issues") == (404, "Not Found")
    create = """mutation($id: ID!) { createIssue(input: {repositoryId: $id, title: "x"}) {
      issue { id } } }"""
    refused = acme.graphql(create, token=ISSUES, id=other["node_id"])["errors"][0]
    assert (refused["type"], refused["message"]) == ("FORBIDDEN", BY_TOKEN)


def test_in_a_private_repository_reading_takes_a_permission_too(acme: Local) -> None:
    token = "github_pat_secret"
    assert refusal(acme, token, "GET", "/repos/acme/secret/issues") == (403, BY_TOKEN)
    assert acme.rest("GET", "/repos/acme/secret", token=token)["private"]
    query = """{ repository(owner: "acme", name: "secret") { name issue(number: 1) { title } } }"""
    answer = acme.graphql(query, token=token)
    assert answer["data"] == {"repository": {"name": "secret", "issue": None}}
    assert answer["errors"][0]["path"] == ["repository", "issue"]


@pytest.mark.parametrize(("token", "words"), [(ISSUES, BY_TOKEN), (WORKFLOW, BY_APP)])
def test_projects_out_of_reach_are_null_and_the_rest_is_answered(
    acme: Local, token: str, words: str
) -> None:
    answer = acme.graphql(_PROJECTS, token=token)
    assert answer["data"]["repositoryOwner"] == {"projectsV2": {"totalCount": 1, "nodes": [None]}}
    issue = answer["data"]["repository"]["issue"]
    assert (issue["title"], issue["projectItems"]) == ("Build it", {"nodes": [None]})
    places = [["repositoryOwner", "projectsV2", "nodes", 0]]
    places.append(["repository", "issue", "projectItems", "nodes", 0])
    assert [each["path"] for each in answer["errors"]] == places
    for error in answer["errors"]:
        assert (error["type"], error["message"]) == ("FORBIDDEN", words)
        assert error["extensions"] == {"saml_failure": False}


def test_no_such_token_reaches_the_project_of_a_user(acme: Local) -> None:
    query = """{ user(login: "octocat") { login projectV2(number: 1) { title } } }"""
    for token in (PROJECT, "ghs_app"):
        answer = acme.graphql(query, token=token)
        assert answer["data"] == {"user": {"login": "octocat", "projectV2": None}}
        assert answer["errors"][0]["type"] == "FORBIDDEN"
        path = "/users/octocat/projectsV2"
        assert refusal(acme, token, "GET", path)[0] == 403
    project = acme.graphql(query.replace("title", "id"))["data"]["user"]["projectV2"]["id"]
    mutation = """mutation($id: ID!) { updateProjectV2(input: {projectId: $id, title: "x"}) {
      projectV2 { id } } }"""
    refused = acme.graphql(mutation, token=PROJECT, id=project)
    assert (refused["data"]["updateProjectV2"], refused["errors"][0]["message"]) == (None, BY_TOKEN)


def test_a_card_of_a_hidden_repository_has_no_content(acme: Local) -> None:
    """It shows what the project holds of it, and nothing of the issue."""
    for token, words in ((PROJECT, BY_TOKEN), ("ghp_guest", None)):
        answer = acme.graphql(_CARDS, token=token)
        shown, hidden = answer["data"]["organization"]["projectV2"]["items"]["nodes"]
        assert shown["content"] == {"title": "Build it"}
        assert (hidden["type"], hidden["content"]) == ("REDACTED", None)
        status = {"__typename": "ProjectV2ItemFieldSingleSelectValue", "name": "Done"}
        assert hidden["fieldValues"]["nodes"] == [status]
        place = ["organization", "projectV2", "items", "nodes", 1, "content"]
        errors = [(each["path"], each["message"]) for each in answer.get("errors", [])]
        assert errors == ([] if words is None else [(place, words)])


def test_what_is_in_a_hidden_repository_is_behind_no_id(acme: Local) -> None:
    path = "/repos/acme/secret"
    comment = acme.rest("POST", f"{path}/issues/1/comments", body="Hush")["node_id"]
    label, query = node_id(acme, f"{path}/labels/bug"), "query($id: ID!) { node(id: $id) { id } }"
    for id in (comment, label):
        assert acme.graphql(query, id=id)["data"]["node"] == {"id": id}
        answer = acme.graphql(query, token="ghp_guest", id=id)
        assert answer["errors"][0]["type"] == "NOT_FOUND"


def test_what_is_hidden_is_in_no_list_and_behind_no_id(acme: Local) -> None:
    one, hidden = ("/repos/acme/rocket/issues/1", "/repos/acme/secret/issues/1")
    ids = acme.rest("GET", one)["node_id"], acme.rest("GET", hidden)["node_id"]
    link = """mutation($a: ID!, $b: ID!) { addBlockedBy(input: {issueId: $a, blockingIssueId: $b}) {
      issue { id } } }"""
    assert "errors" not in acme.graphql(link, a=ids[0], b=ids[1])
    query = """query($id: ID!) { node(id: $id) { id } repository(owner: "acme", name: "rocket") {
      issue(number: 1) { blockedBy(first: 5) { totalCount nodes { title } } } } }"""
    for token in ("ghp_guest", ISSUES):
        answer = acme.graphql(query, token=token, id=ids[1])
        assert answer["errors"][0]["type"] == "NOT_FOUND"
        blocked_by = answer["data"]["repository"]["issue"]["blockedBy"]
        assert blocked_by == {"totalCount": 0, "nodes": []}
    assert acme.graphql(query, id=ids[1])["data"]["node"] == {"id": ids[1]}


def test_no_link_leads_to_a_hidden_issue(acme: Local) -> None:
    id = acme.rest("GET", "/repos/acme/secret/issues/1")["id"]
    issues, one = "/repos/acme/rocket/issues", "/repos/acme/rocket/issues/1"
    links: list[tuple[str, str, dict[str, object]]] = [
        ("POST", f"{one}/sub_issues", {"sub_issue_id": id}),
        ("POST", f"{one}/dependencies/blocked_by", {"issue_id": id}),
        ("POST", f"{one}/relates_to", {"issue_id": id}),
        ("POST", issues, {"title": "Below it", "parent_issue_id": id}),
        ("PATCH", one, {"state": "closed", "state_reason": "duplicate", "duplicate_issue_id": id}),
    ]
    for method, path, body in links:
        assert refusal(acme, ISSUES, method, path, **body) == (404, "Not Found"), path


def test_rest_shows_nothing_of_a_hidden_issue_that_is_linked(acme: Local) -> None:
    """GraphQL shows null, and leaves out the references from it."""
    hidden, one = "/repos/acme/secret/issues/1", "/repos/acme/rocket/issues/1"
    acme.rest("POST", f"{hidden}/sub_issues", sub_issue_id=acme.rest("GET", one)["id"])
    acme.rest("POST", f"{hidden}/comments", body="See acme/rocket#1")
    timeline = acme.rest("GET", f"{one}/timeline")
    assert [each["event"] for each in timeline][-2:] == ["parent_issue_added", "cross-referenced"]
    assert acme.rest("GET", f"{one}/parent")["title"] == "Hidden"
    assert "parent_issue_url" in acme.rest("GET", one)
    for token in ("ghp_guest", ISSUES):
        *_, last = acme.rest("GET", f"{one}/timeline", token=token)
        assert (last["event"], last["parent_issue"]) == ("parent_issue_added", None)
        assert refusal(acme, token, "GET", f"{one}/parent") == (404, "Not Found")
        assert "parent_issue_url" not in acme.rest("GET", one, token=token)


def test_a_classic_token_sees_null_where_an_issue_is_on_a_project_of_others(acme: Local) -> None:
    acme.store.execute(
        "DELETE FROM member WHERE user_id = (SELECT id FROM owner WHERE login = 'guest')"
    )
    answer = acme.graphql(
        _PROJECTS.partition("repository(")[2].join(["{ repository(", ""]), token="ghp_guest"
    )
    assert answer["data"]["repository"]["issue"]["projectItems"] == {"nodes": [None]}
    assert "errors" not in answer


def test_a_workflows_token_acts_as_the_app(acme: Local) -> None:
    made = acme.rest("POST", "/repos/acme/rocket/issues", token=WORKFLOW, title="By the workflow")
    assert (made["user"]["login"], made["user"]["type"]) == ("github-actions[bot]", "Bot")
    assert made["user"]["html_url"] == "https://github.com/apps/github-actions"
    query = """{ viewer { login } repository(owner: "acme", name: "rocket") { issue(number: 3) {
      author { __typename login url } } } }"""
    answer = acme.graphql(query, token=WORKFLOW)
    assert answer["data"]["viewer"] == {"login": "github-actions[bot]"}
    author = answer["data"]["repository"]["issue"]["author"]
    assert (author["__typename"], author["login"]) == ("Bot", "github-actions")
    assert refusal(acme, WORKFLOW, "GET", "/user") == (403, BY_APP)
    assert refusal(acme, WORKFLOW, "GET", "/repos/acme/secret") == (404, "Not Found")


def test_an_apps_token_writes_the_projects_of_its_organization(acme: Local) -> None:
    query = """{ organization(login: "acme") { id projectV2(number: 1) { id title } } }"""
    found = acme.graphql(query, token="ghs_app")["data"]["organization"]
    assert found["projectV2"]["title"] == "Rocket"
    mutation = """mutation($owner: ID!) { createProjectV2(input: {ownerId: $owner, title: "New"}) {
      projectV2 { title } } }"""
    made = acme.graphql(mutation, token="ghs_app", owner=found["id"])
    assert made["data"]["createProjectV2"] == {"projectV2": {"title": "New"}}


def test_every_route_and_every_mutation_says_what_it_takes(schema: GraphQLSchema) -> None:
    for route in ROUTES:
        permission.of_route(route.method, route.path)
    mutations = schema.mutation_type
    assert mutations is not None
    for name in mutations.fields:
        assert permission.of_mutation(name), name


def test_a_permission_that_there_is_not_is_named(tmp_path: Path) -> None:
    path = tmp_path / "seed.yml"
    path.write_text(
        "owners: []\ntokens: [{token: t, kind: fine-grained, permissions: {isues: read}}]"
    )
    with pytest.raises(SeedError, match="there is no permission isues: there are actions, "):
        seed_file.read(path)
