"""Projects: found, made, changed, linked, copied, and by whom."""

from typing import Any

import pytest

from tests.gh_sandbox.board import Board

PROJECT = """projectV2 {
  id number title shortDescription readme public closed closedAt template url resourcePath
  owner { id ... on Organization { login } ... on User { login } } creator { login }
  viewerCanUpdate repositories(first: 10) { nodes { nameWithOwner } }
  fields(first: 50) { nodes { ... on ProjectV2FieldCommon { name dataType } } }
  views(first: 10) { nodes { name number layout } }
  items(first: 0) { totalCount }
}"""
LISTED = """query($login: String!, $filter: String) { repositoryOwner(login: $login) {
  ... on ProjectV2Owner { projectsV2(first: 10, query: $filter) { totalCount nodes { title } } }
} }"""


def owner_id(board: Board, login: str) -> str:
    query = "query($login: String!) { repositoryOwner(login: $login) { id } }"
    return str(board.ask(query, login=login)["repositoryOwner"]["id"])


def repository_id(board: Board, owner: str, name: str) -> str:
    query = "query($o: String!, $n: String!) { repository(owner: $o, name: $n) { id } }"
    return str(board.ask(query, o=owner, n=name)["repository"]["id"])


def titles(board: Board, login: str, query: str | None = None) -> list[str]:
    owner = board.ask(LISTED, login=login, filter=query)["repositoryOwner"]
    return [node["title"] for node in owner["projectsV2"]["nodes"]]


def make(board: Board, login: str = "PimpMyNines", **given: object) -> Any:
    given = {"title": "New", "ownerId": owner_id(board, login)} | given
    return board.do("createProjectV2", PROJECT, **given)["projectV2"]


def test_the_default_seed_has_no_project(local: Any) -> None:
    query = '{ organization(login: "PimpMyNines") { projectsV2(first: 5) { totalCount } } }'
    assert local.graphql(query)["data"]["organization"]["projectsV2"]["totalCount"] == 0


def test_a_new_project_has_githubs_fields_options_and_view(board: Board) -> None:
    made = make(board)
    assert (made["number"], made["public"], made["closed"]) == (10, False, False)
    assert made["url"] == "https://github.com/orgs/PimpMyNines/projects/10"
    assert made["owner"]["login"] == "PimpMyNines"
    assert [field["name"] for field in made["fields"]["nodes"]] == [
        *("Title", "Assignees", "Status", "Labels", "Linked pull requests", "Milestone"),
        *("Repository", "Type", "Reviewers", "Parent issue", "Sub-issues progress"),
    ]
    assert made["views"]["nodes"] == [{"name": "View 1", "number": 1, "layout": "TABLE_LAYOUT"}]
    new = Board(board.local, "PimpMyNines", 10)
    assert new.options("Status") == {
        "Todo": "f75ad846",
        "In Progress": "47fc9ee4",
        "Done": "98236657",
    }


def test_a_users_project_has_no_types_and_another_address(board: Board) -> None:
    made = make(board, "octocat")
    assert made["number"] == 2
    assert made["url"] == "https://github.com/users/octocat/projects/2"
    assert "ISSUE_TYPE" not in [field["dataType"] for field in made["fields"]["nodes"]]


def test_a_project_can_be_linked_when_it_is_made_and_later(board: Board) -> None:
    repository = repository_id(board, "PimpMyNines", "LLuMinary")
    made = make(board, repositoryId=repository)
    linked = [{"nameWithOwner": "PimpMyNines/LLuMinary"}]
    assert made["repositories"]["nodes"] == linked
    found = """{ repository(owner: "PimpMyNines", name: "LLuMinary") {
      projectsV2(first: 10) { nodes { number } } projectV2(number: 10) { title } } }"""
    answer = board.ask(found)["repository"]
    assert [node["number"] for node in answer["projectsV2"]["nodes"]] == [10, 9]
    assert answer["projectV2"] == {"title": "New"}
    where = {"projectId": made["id"], "repositoryId": repository}
    board.do("unlinkProjectV2FromRepository", "repository { name }", **where)
    assert (
        len(
            board.ask(found.replace("projectV2(number: 10) { title }", "name"))["repository"][
                "projectsV2"
            ]["nodes"]
        )
        == 1
    )
    for _ in range(2):
        payload = board.do("linkProjectV2ToRepository", "repository { name }", **where)
        assert payload == {"repository": {"name": "LLuMinary"}}


def test_a_project_cannot_be_linked_to_anothers_repository(board: Board) -> None:
    repository = repository_id(board, "octocat", "notes")
    type, message = board.refusal(
        "linkProjectV2ToRepository", projectId=board.id, repositoryId=repository
    )
    assert type == "UNPROCESSABLE"
    assert "same owner" in message


def test_a_project_is_changed_closed_and_deleted(board: Board) -> None:
    changed = board.do(
        "updateProjectV2",
        PROJECT,
        projectId=board.id,
        title="Renamed",
        shortDescription="Short",
        readme="# Long",
        public=True,
        closed=True,
    )["projectV2"]
    assert changed["title"] == "Renamed"
    assert (changed["shortDescription"], changed["readme"]) == ("Short", "# Long")
    assert (changed["public"], changed["closed"]) == (True, True)
    assert titles(board, "PimpMyNines", "is:open") == []
    assert titles(board, "PimpMyNines", "is:closed ren") == ["Renamed"]
    reopened = board.do("updateProjectV2", PROJECT, projectId=board.id, closed=False)["projectV2"]
    assert (reopened["closed"], reopened["closedAt"], reopened["title"]) == (False, None, "Renamed")
    board.do("deleteProjectV2", "projectV2 { id title }", projectId=board.id)
    assert titles(board, "PimpMyNines") == []
    assert make(board)["number"] == 10


def test_a_title_must_not_be_blank(board: Board) -> None:
    refusal = board.refusal("updateProjectV2", projectId=board.id, title=" ")
    assert refusal == ("UNPROCESSABLE", "Title can't be blank")


def test_an_unknown_number_is_not_found(board: Board) -> None:
    query = '{ organization(login: "PimpMyNines") { projectV2(number: 77) { id } } }'
    (error,) = board.local.graphql(query)["errors"]
    assert error["type"] == "NOT_FOUND"
    assert error["message"] == "Could not resolve to a ProjectV2 with the number 77."


def test_a_copy_has_fields_views_and_drafts_but_no_issues(board: Board) -> None:
    where = {"projectId": board.id, "ownerId": owner_id(board, "octocat"), "title": "Copy"}
    made = board.do("copyProjectV2", PROJECT, **where, includeDraftIssues=True)["projectV2"]
    copy = Board(board.local, "octocat", made["number"])
    assert set(board.fields()) == set(copy.fields())
    assert list(copy.options("Status")) == ["Backlog", "In Progress", "Done"]
    assert [view["name"] for view in made["views"]["nodes"]] == ["View 1", "Board"]
    assert copy.shown() == ["A draft"]
    assert made["repositories"]["nodes"] == []


def test_projects_are_templates_when_marked(board: Board) -> None:
    for name, expected in (("mark", True), ("unmark", False)):
        payload = board.do(
            f"{name}ProjectV2AsTemplate", "projectV2 { template }", projectId=board.id
        )
        assert payload == {"projectV2": {"template": expected}}


@pytest.mark.parametrize("token", ["ghp_outsider", "ghp_sandbox_no_project"])
def test_a_private_project_is_hidden_from_outsiders_and_tokens_without_scope(
    board: Board, token: str
) -> None:
    query = '{ organization(login: "PimpMyNines") { projectV2(number: 9) { title } } }'
    answer = board.local.graphql(query, token=token)
    (error,) = answer["errors"]
    if token == "ghp_outsider":
        assert error["type"] == "NOT_FOUND"
    else:
        assert error["type"] == "INSUFFICIENT_SCOPES"
        assert "field requires one of the following scopes: ['read:project']" in error["message"]
        assert "data" not in answer


def test_a_reading_token_reads_and_does_not_write(board: Board) -> None:
    token = "ghp_reads_projects"
    query = '{ organization(login: "PimpMyNines") { projectV2(number: 9) { title } } }'
    assert "errors" not in board.local.graphql(query, token=token)
    mutation = """mutation($input: DeleteProjectV2Input!) {
      deleteProjectV2(input: $input) { projectV2 { id } } }"""
    answer = board.local.graphql(mutation, token=token, input={"projectId": board.id})
    assert answer["data"] == {"deleteProjectV2": None}
    (error,) = answer["errors"]
    assert error["type"] == "INSUFFICIENT_SCOPES"
    assert (
        "'deleteProjectV2' field requires one of the following scopes: ['project']"
        in (error["message"])
    )


def test_an_issue_of_a_token_without_scope_is_read_but_for_its_projects(board: Board) -> None:
    query = """{ repository(owner: "PimpMyNines", name: "LLuMinary") { issue(number: 3) {
      title %s } } }"""
    token = "ghp_sandbox_no_project"
    assert "errors" not in board.local.graphql(query % "", token=token)
    answer = board.local.graphql(query % "projectItems(first: 5) { nodes { id } }", token=token)
    assert {error["type"] for error in answer["errors"]} == {"INSUFFICIENT_SCOPES"}


def test_members_write_an_organizations_project_and_only_administrators_delete_it(
    board: Board,
) -> None:
    def send(mutation: str, **given: object) -> Any:
        kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
        document = f"mutation($i: {kind}) {{ {mutation}(input: $i) {{ projectV2 {{ title }} }} }}"
        given = {"projectId": board.id} | given
        return board.local.graphql(document, token="ghp_member", i=given)

    assert "errors" not in send("updateProjectV2", title="Ours")
    for answer in (send("deleteProjectV2"), send("updateProjectV2", public=True)):
        (error,) = answer["errors"]
        assert error["type"] == "FORBIDDEN"
        assert error["message"].startswith("dana-w does not have the correct permissions")


def test_a_project_is_made_for_oneself_or_ones_organization_alone(board: Board) -> None:
    mutation = """mutation($i: CreateProjectV2Input!) {
      createProjectV2(input: $i) { projectV2 { title } } }"""
    given = {"ownerId": owner_id(board, "PimpMyNines"), "title": "Mine"}
    (error,) = board.local.graphql(mutation, token="ghp_outsider", i=given)["errors"]
    assert error["type"] == "FORBIDDEN"
    given["ownerId"] = owner_id(board, "passerby")
    assert "errors" not in board.local.graphql(mutation, token="ghp_outsider", i=given)


def test_a_public_project_is_read_by_all_and_written_by_few(board: Board) -> None:
    board.do("updateProjectV2", projectId=board.id, public=True)
    query = """{ organization(login: "PimpMyNines") { projectV2(number: 9) {
      title viewerCanUpdate } } }"""
    shown = board.local.graphql(query, token="ghp_outsider")["data"]["organization"]["projectV2"]
    assert shown == {"title": "LLuMinary", "viewerCanUpdate": False}


def test_every_project_thing_is_found_by_its_node_id(board: Board) -> None:
    query = """query($id: ID!) { node(id: $id) { ... on ProjectV2 {
      id fields(first: 20) { nodes { ... on Node { id } } } views(first: 5) { nodes { id } }
      workflows(first: 20) { nodes { id } } items(first: 20) { nodes {
        id content { ... on Node { id } } fieldValues(first: 20) { nodes { ... on Node { id } } }
      } }
    } } }"""
    project = board.ask(query, id=board.id)["node"]
    ids = {project["id"]}
    for name in ("fields", "views", "workflows", "items"):
        ids |= {node["id"] for node in project[name]["nodes"]}
    for item in project["items"]["nodes"]:
        ids.add(item["content"]["id"])
        ids |= {node["id"] for node in item["fieldValues"]["nodes"] if node}
    wanted = sorted(ids)
    found = board.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", ids=wanted)
    assert [node["id"] for node in found["nodes"]] == wanted
    assert {node["__typename"] for node in found["nodes"]} >= {
        *("ProjectV2", "ProjectV2Field", "ProjectV2SingleSelectField", "ProjectV2IterationField"),
        *("ProjectV2View", "ProjectV2Workflow", "ProjectV2Item", "DraftIssue"),
        *("ProjectV2ItemFieldTextValue", "ProjectV2ItemFieldNumberValue"),
        *("ProjectV2ItemFieldDateValue", "ProjectV2ItemFieldIterationValue"),
        "ProjectV2ItemFieldSingleSelectValue",
    }


def test_nothing_of_a_private_project_is_found_by_an_outsiders_node_ids(board: Board) -> None:
    ids = [board.id, board.fields()["Status"]["id"], board.item(3)["id"], board.issue(3)]
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    answer = board.local.graphql(query, token="ghp_outsider", ids=ids)
    assert [node is None for node in answer["data"]["nodes"]] == [True, True, True, False]
    assert {error["type"] for error in answer["errors"]} == {"NOT_FOUND"}
    query = "query($id: ID!) { node(id: $id) { id } }"
    (error,) = board.local.graphql(query, token="ghp_outsider", id=board.id)["errors"]
    assert error["type"] == "NOT_FOUND"
    mutation = """mutation($i: AddProjectV2ItemByIdInput!) {
      addProjectV2ItemById(input: $i) { item { id } } }"""
    given = {"projectId": board.id, "contentId": board.issue(3)}
    (error,) = board.local.graphql(mutation, token="ghp_outsider", i=given)["errors"]
    assert error["type"] == "NOT_FOUND"
