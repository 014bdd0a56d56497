"""Teams of an organization: found by their slugs, and linked to its projects."""

from typing import Any

import pytest

from tests.gh_sandbox.conftest import Local

SEED = """
owners:
  - {login: octocat}
  - {login: acme, type: Organization, members: {octocat: ADMIN}, teams: [Web crew]}
  - {login: other, type: Organization, members: {octocat: ADMIN}, teams: [Web crew]}
"""
TEAM = """query($login: String!) { organization(login: $login) { id
  team(slug: "web-crew") { id name slug organization { login } } } }"""
LINKED = """query($id: ID!) { node(id: $id) { ... on ProjectV2 {
  teams(first: 5) { nodes { slug } } } } }"""


@pytest.fixture
def acme(local: Local) -> Local:
    local.sow(SEED)
    return local


def do(acme: Local, mutation: str, **given: Any) -> Any:
    kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
    shown = "projectV2 { id }" if mutation == "createProjectV2" else "team { slug }"
    document = f"mutation($input: {kind}) {{ {mutation}(input: $input) {{ {shown} }} }}"
    return acme.graphql(document, input=given)


def test_a_project_is_linked_to_a_team_of_its_owner(acme: Local) -> None:
    organization = acme.graphql(TEAM, login="acme")["data"]["organization"]
    team = organization["team"]
    assert (team["name"], team["slug"]) == ("Web crew", "web-crew")
    made = do(acme, "createProjectV2", ownerId=organization["id"], title="Plan")
    project = made["data"]["createProjectV2"]["projectV2"]["id"]
    for mutation, expected in (
        ("linkProjectV2ToTeam", [{"slug": "web-crew"}]),
        ("linkProjectV2ToTeam", [{"slug": "web-crew"}]),
        ("unlinkProjectV2FromTeam", []),
    ):
        assert "errors" not in do(acme, mutation, projectId=project, teamId=team["id"])
        assert acme.graphql(LINKED, id=project)["data"]["node"]["teams"]["nodes"] == expected
    others = acme.graphql(TEAM, login="other")["data"]["organization"]["team"]["id"]
    refused = do(acme, "linkProjectV2ToTeam", projectId=project, teamId=others)
    assert "must have the same owner" in refused["errors"][0]["message"]
