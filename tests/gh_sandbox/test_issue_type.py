"""Issue types: organizations have them, users do not."""

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
