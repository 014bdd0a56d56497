"""Issue types: organizations have them, most users do not."""

import pytest

from tests.gh_sandbox.conftest import REPOSITORY, Gh, Local

TYPES = "orgs/PimpMyNines/issue-types"
READ = """query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {
  id issueTypes(first: 25) { nodes { name color } } } }"""


def test_an_organization_begins_with_githubs_three_types(gh: Gh) -> None:
    assert [each["name"] for each in gh.rest("GET", TYPES).json] == ["Task", "Bug", "Feature"]


def test_a_type_is_created_with_status_200_changed_and_deleted(gh: Gh) -> None:
    made = gh.run(
        "api", "-i", TYPES, "-f", "name=Epic", "-F", "is_enabled=true", "-f", "color=purple"
    )
    assert made.out.startswith("HTTP/1.1 200")
    id = next(each["id"] for each in gh.rest("GET", TYPES).json if each["name"] == "Epic")
    changed = gh.rest("PUT", f"{TYPES}/{id}", name="Epic", is_enabled=False, description="Big")
    assert (changed.json["is_enabled"], changed.json["description"]) == (False, "Big")
    names = [each["name"] for each in gh.rest("GET", f"repos/{REPOSITORY}/issue-types").json]
    assert "Epic" not in names
    assert gh.rest("DELETE", f"{TYPES}/{id}").code == 0
    assert len(gh.rest("GET", TYPES).json) == 3


def test_graphql_creates_and_updates_a_type(gh: Gh) -> None:
    owner = gh.graphql('{ organization(login: "PimpMyNines") { id } }')["data"]["organization"][
        "id"
    ]
    made = gh.graphql(
        """mutation($owner: ID!) { createIssueType(input: {ownerId: $owner, name: "Epic",
        isEnabled: true, color: PURPLE}) { issueType { id name color isEnabled } } }""",
        owner=owner,
    )["data"]["createIssueType"]["issueType"]
    assert (made["name"], made["color"], made["isEnabled"]) == ("Epic", "PURPLE", True)
    again = gh.graphql(
        """mutation($id: ID!) { updateIssueType(input: {issueTypeId: $id, description: "Big"})
        { issueType { name description } } }""",
        id=made["id"],
    )
    assert again["data"]["updateIssueType"]["issueType"]["description"] == "Big"


def test_a_26th_type_is_refused_with_plain_texts(local: Local) -> None:
    for number in range(22):
        assert local.rest("POST", f"/{TYPES}", name=f"T{number}", is_enabled=True)["id"]
    refused = local.rest("POST", f"/{TYPES}", name="one more", is_enabled=True)
    assert refused["status"] == "422"
    assert all(isinstance(each, str) for each in refused["errors"])


def test_a_users_repository_has_no_types(gh: Gh) -> None:
    answer = gh.graphql(READ, owner="someone", name="empty")
    assert answer["data"]["repository"]["issueTypes"] is None
    assert "errors" not in answer
    assert gh.rest("GET", "repos/someone/empty/issue-types").json == []
    assert gh.rest("GET", "orgs/someone/issue-types").json["status"] == "404"


USERS = """
tokens: [{token: ghp_without, login: without, scopes: [repo, user]}]
owners:
  - login: octocat
    issue_types: [{name: Idea}]
    repositories: [{name: own, issues: [{title: x, type: Idea}]}]
  - {login: without, repositories: [{name: own}]}
  - {login: plain, type: Organization, issue_types: null, repositories: [{name: own}]}
"""


@pytest.fixture
def users(local: Local) -> Local:
    local.sow(USERS)
    return local


def test_a_user_can_have_types(users: Local) -> None:
    made = users.rest("POST", "/user/issue-types", name="Epic", is_enabled=True, color="blue")
    assert (made["name"], made["color"]) == ("Epic", "blue")
    names = ["Idea", "Epic"]
    assert [each["name"] for each in users.rest("GET", "/user/issue-types")] == names
    listed = users.rest("GET", "/repos/octocat/own/issue-types")
    assert [each["name"] for each in listed] == names
    issue = users.rest("GET", "/repos/octocat/own/issues/1")
    assert issue["type"]["name"] == "Idea"
    assert users.rest("PATCH", "/repos/octocat/own/issues/1", type=None)["type"] is None
    answer = users.graphql(READ, owner="octocat", name="own")["data"]["repository"]
    assert [each["name"] for each in answer["issueTypes"]["nodes"]] == names


def test_who_has_no_types_is_answered_404(users: Local) -> None:
    token = "ghp_without"
    assert users.rest("GET", "/user/issue-types", token=token)["status"] == "404"
    given = {"name": "Epic", "is_enabled": True}
    refused = users.rest("POST", "/user/issue-types", token=token, **given)
    assert refused["status"] == "404"
    assert "type" not in users.rest("POST", "/repos/without/own/issues", token=token, title="x")


def test_an_organization_can_be_without_types(users: Local) -> None:
    assert users.rest("GET", "/orgs/plain/issue-types")["status"] == "404"
    assert users.rest("GET", "/repos/plain/own/issue-types") == []
    answer = users.graphql(
        """{ organization(login: "plain") { issueTypes(first: 5) { nodes { name } } }
        repository(owner: "plain", name: "own") { issueTypes(first: 5) { nodes { name } } } }"""
    )
    assert answer["data"] == {
        "organization": {"issueTypes": None},
        "repository": {"issueTypes": None},
    }


def test_changing_types_needs_the_scope_admin_org(gh: Gh) -> None:
    refused = gh.rest("POST", TYPES, token="ghp_sandbox_no_org", name="Epic", is_enabled=True)
    assert refused.json["status"] == "403"
    owner = gh.graphql('{ organization(login: "PimpMyNines") { id } }')["data"]["organization"][
        "id"
    ]
    answer = gh.graphql(
        """mutation($owner: ID!) { createIssueType(input: {ownerId: $owner, name: "Epic",
        isEnabled: true}) { issueType { id } } }""",
        token="ghp_sandbox_no_org",
        owner=owner,
    )
    error = answer["errors"][0]
    assert error["type"] == "INSUFFICIENT_SCOPES"
    assert "admin:org" in error["message"]
    assert error["path"] == ["createIssueType"]


def test_the_type_of_an_issue_is_set_and_cleared(gh: Gh, node: dict[str | int, str]) -> None:
    mutation = """mutation($issue: ID!, $type: ID) { updateIssueIssueType(input: {issueId: $issue,
    issueTypeId: $type}) { issue { issueType { name } } } }"""
    answer = gh.graphql(mutation, issue=node[13], type=node["Bug"])
    assert answer["data"]["updateIssueIssueType"]["issue"]["issueType"] == {"name": "Bug"}
    answer = gh.graphql(mutation, issue=node[13], type=None)
    assert answer["data"]["updateIssueIssueType"]["issue"]["issueType"] is None
    assert (
        gh.rest("PATCH", f"repos/{REPOSITORY}/issues/13", type="task").json["type"]["name"]
        == "Task"
    )
