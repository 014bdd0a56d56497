"""Projects: what they are, who sees them, what they are linked to."""

import pytest

from tests.contract.github import GitHub
from tests.contract.project import Project


def test_a_new_project_has_three_statuses_and_one_view(project: Project) -> None:
    """Reported."""
    assert [each["name"] for each in project.status()["options"]] == ["Todo", "In Progress", "Done"]
    assert project.read("views(first: 5) { nodes { name } }") == {
        "views": {"nodes": [{"name": "View 1"}]}
    }


def test_a_project_is_linked_to_the_repository(project: Project) -> None:
    """GitHub's GraphQL schema, `linkProjectV2ToRepository`."""
    link = "mutation($p: ID!, $r: ID!) { linkProjectV2ToRepository(input: {projectId: $p, "
    github = project.github
    github.data(link + "repositoryId: $r}) { repository { id } } }", p=project.id, r=github.id)
    linked = project.read("repositories(first: 5) { nodes { id } }")
    assert linked == {"repositories": {"nodes": [{"id": github.id}]}}


def test_no_mutation_creates_or_enables_a_workflow(github: GitHub) -> None:
    """GitHub's GraphQL schema: built-in workflows can only be deleted."""
    found = github.data('{ __type(name: "Mutation") { fields { name } } }')["__type"]["fields"]
    names = {each["name"] for each in found if "ProjectV2Workflow" in each["name"]}
    assert names == {"deleteProjectV2Workflow"}


def test_a_project_tells_how_it_stands(github: GitHub, project: Project) -> None:
    """GitHub's GraphQL schema, `createProjectV2StatusUpdate`; the latest comes first."""
    for status in ("ON_TRACK", "AT_RISK"):
        github.data(
            "mutation($i: CreateProjectV2StatusUpdateInput!) { "
            "createProjectV2StatusUpdate(input: $i) { statusUpdate { id } } }",
            i={"projectId": project.id, "status": status},
        )
    found = github.data(
        "query($id: ID!) { node(id: $id) { ... on ProjectV2 { statusUpdates(first: 5) { nodes { "
        "status } } } } }",
        id=project.id,
    )["node"]["statusUpdates"]["nodes"]
    assert [each["status"] for each in found] == ["AT_RISK", "ON_TRACK"]


def test_a_project_becomes_public_and_private_again(project: Project) -> None:
    """GitHub's GraphQL schema, `updateProjectV2(public:)`."""
    change = (
        "mutation($id: ID!, $public: Boolean!) { updateProjectV2(input: {projectId: $id, "
        "public: $public}) { projectV2 { public } } }"
    )
    for public in (True, False):
        made = project.github.data(change, id=project.id, public=public)["updateProjectV2"]
        assert made == {"projectV2": {"public": public}}


@pytest.mark.unverified
def test_a_closed_project_takes_cards_and_values(github: GitHub, project: Project) -> None:
    """GitHub's GraphQL schema has `closed` in `updateProjectV2`, and no rule about the cards.

    Against it: one report that GitHub's page adds no issue to a closed project
    (Expensify/App#50841).
    """
    change = "mutation($id: ID!) { updateProjectV2(input: {projectId: $id, closed: true}) "
    made = github.data(change + "{ projectV2 { closed } } }", id=project.id)["updateProjectV2"]
    assert made == {"projectV2": {"closed": True}}
    item = project.add(github.issue())
    project.set(item, "Done")
    assert project.value(item) == "Done"


def test_a_project_is_linked_to_a_team(github: GitHub, project: Project) -> None:
    """GitHub's GraphQL schema, `linkProjectV2ToTeam`, `ProjectV2.teams`."""
    if not github.is_organization:
        pytest.skip("teams belong to organizations")
    found = github.data(
        'query($login: String!) { organization(login: $login) { team(slug: "crew") { id } } }',
        login=github.owner,
    )["organization"]["team"]
    if found is None:
        pytest.skip(f"{github.owner} has no team crew")
    for name, expected in (("linkProjectV2ToTeam", ["crew"]), ("unlinkProjectV2FromTeam", [])):
        document = f"mutation($i: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $i) "
        given = {"projectId": project.id, "teamId": found["id"]}
        github.data(document + "{ team { slug } } }", i=given)
        teams = project.read("teams(first: 5) { nodes { slug } }")["teams"]["nodes"]
        assert [each["slug"] for each in teams] == expected
