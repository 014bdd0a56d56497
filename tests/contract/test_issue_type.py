"""Issue types."""

import pytest

from tests.contract.github import GitHub

_TYPES = """query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {
  issueTypes(first: 50) { nodes { id name isEnabled } } } }"""


@pytest.fixture
def types(github: GitHub) -> dict[str, str]:
    owner, name = github.repository.split("/")
    found = github.data(_TYPES, owner=owner, name=name)["repository"]["issueTypes"]
    if not found or not found["nodes"]:
        pytest.skip(f"{owner} has no issue types")
    return {each["name"]: each["id"] for each in found["nodes"] if each["isEnabled"]}


def test_an_issue_is_created_with_its_type(github: GitHub, types: dict[str, str]) -> None:
    """GitHub's GraphQL schema, `CreateIssueInput.issueTypeId`."""
    name, id = next(iter(types.items()))
    issue = github.issue(issueTypeId=id)
    assert github.read(issue, "issueType { name }") == {"issueType": {"name": name}}


def test_null_takes_the_type_off(github: GitHub, types: dict[str, str]) -> None:
    """GitHub's GraphQL schema, `updateIssueIssueType`."""
    issue = github.issue(issueTypeId=next(iter(types.values())))
    github.data(
        "mutation($id: ID!) { updateIssueIssueType(input: {issueId: $id, issueTypeId: null}) "
        "{ issue { id } } }",
        id=issue.id,
    )
    assert github.read(issue, "issueType { name }") == {"issueType": None}


def test_rest_takes_the_name(github: GitHub, types: dict[str, str]) -> None:
    """GitHub's REST description, `type` of an issue."""
    name = next(iter(types))
    issue = github.issue()
    changed = github.rest("PATCH", f"issues/{issue.number}", {"type": name})
    assert changed.body["type"]["name"] == name


@pytest.mark.unverified
def test_a_users_repository_has_no_types(github: GitHub) -> None:
    """What exactly is answered is not known to us: null, nothing and 404 are treated alike."""
    if github.is_organization and github.is_live:
        pytest.skip("the repository is an organization's")
    repository = github.repository if github.is_live else "someone/empty"
    owner, name = repository.split("/")
    found = github.data(_TYPES, owner=owner, name=name)["repository"]["issueTypes"]
    assert not found or not found["nodes"]
    listed = github.rest("GET", f"/repos/{repository}/issue-types")
    assert listed.status == 404 or listed.body == []


@pytest.mark.unverified
def test_types_of_a_user_are_listed_or_are_none(github: GitHub) -> None:
    """GitHub docs, "REST API endpoints for issue types" of users: 200 or 404."""
    listed = github.rest("GET", "/user/issue-types")
    if listed.status == 403:
        pytest.skip("the token has not the scope read:user")
    assert listed.status in (200, 404)
