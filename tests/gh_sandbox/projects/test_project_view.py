"""Views and workflows of projects over GraphQL."""

from typing import Any

from tests.gh_sandbox.board import Board

VIEW = """
  id name number layout filter
  configuration { visibleFields(first: 20) { nodes { ...name } } }
  fields(first: 20) { nodes { ...name } }
  visibleFields(first: 20) { nodes { name } }
  groupByFields(first: 5) { nodes { ...name } }
  verticalGroupByFields(first: 5) { nodes { ...name } }
  sortByFields(first: 5) { totalCount nodes { direction field { ...name } } }
"""
NAME = "fragment name on ProjectV2FieldCommon { name }"
VIEWS = """query($id: ID!) { node(id: $id) { ... on ProjectV2 {
  views(first: 20) { nodes { %s } } } } } %s"""
WORKFLOWS = """query($id: ID!) { node(id: $id) { ... on ProjectV2 {
  workflows(first: 20) { nodes { id number name enabled } } } } }"""


def views(board: Board) -> dict[str, Any]:
    nodes = board.ask(VIEWS % (VIEW, NAME), id=board.id)["node"]["views"]["nodes"]
    return {node["name"]: node for node in nodes}


def names(connection: Any) -> list[str]:
    return [node["name"] for node in connection["nodes"]]


def test_a_boards_columns_are_the_status_and_a_table_has_none(board: Board) -> None:
    found = views(board)
    assert names(found["Board"]["verticalGroupByFields"]) == ["Status"]
    assert found["Board"]["layout"] == "BOARD_LAYOUT"
    assert found["Board"]["filter"] == "is:issue -status:Done"
    assert names(found["View 1"]["verticalGroupByFields"]) == []
    assert names(found["View 1"]["groupByFields"]) == []
    assert found["View 1"]["filter"] is None
    assert "Title" in names(found["View 1"]["fields"])
    assert names(found["View 1"]["configuration"]["visibleFields"]) == names(
        found["View 1"]["fields"]
    )
    assert "Status" not in names(found["View 1"]["visibleFields"])


def test_a_view_is_created_changed_and_deleted(board: Board) -> None:
    fields = board.fields()
    shown = [fields[name]["id"] for name in ("Title", "Estimate")]
    made = board.do(
        "createProjectV2View",
        "projectV2View { id number name layout }",
        projectId=board.id,
        name="Plan",
        layout="ROADMAP_LAYOUT",
        configuration={"visibleFieldIds": shown},
    )["projectV2View"]
    assert (made["number"], made["layout"]) == (3, "ROADMAP_LAYOUT")
    assert names(views(board)["Plan"]["fields"]) == ["Title", "Estimate"]
    board.do(
        "updateProjectV2View",
        "projectV2View { id }",
        viewId=made["id"],
        name="Table",
        layout="TABLE_LAYOUT",
        filter="is:open",
        configuration={"visibleFieldIds": shown[:1]},
    )
    changed = views(board)["Table"]
    assert (changed["layout"], changed["filter"]) == ("TABLE_LAYOUT", "is:open")
    assert names(changed["fields"]) == ["Title"]
    board.do("deleteProjectV2View", "projectV2View { name }", viewId=made["id"])
    assert set(views(board)) == {"View 1", "Board"}


def test_the_last_view_stays(board: Board) -> None:
    found = views(board)
    board.do("deleteProjectV2View", viewId=found["Board"]["id"])
    type, _ = board.refusal("deleteProjectV2View", viewId=found["View 1"]["id"])
    assert type == "UNPROCESSABLE"


def test_a_view_made_over_rest_shows_its_grouping_and_sorting(board: Board) -> None:
    ids = {name: field["databaseId"] for name, field in board.fields().items()}
    board.local.rest(
        "POST",
        "/orgs/PimpMyNines/projectsV2/9/views",
        name="By sprint",
        layout="board",
        filter="is:issue",
        visible_fields=[ids["Title"], ids["Priority"]],
        group_by=[ids["Sprint"]],
        vertical_group_by=[ids["Priority"]],
        sort_by=[[ids["Estimate"], "desc"], [ids["Title"], "asc"]],
    )
    found = views(board)["By sprint"]
    assert names(found["groupByFields"]) == ["Sprint"]
    assert names(found["verticalGroupByFields"]) == ["Priority"]
    assert found["sortByFields"] == {
        "totalCount": 2,
        "nodes": [
            {"direction": "DESC", "field": {"name": "Estimate"}},
            {"direction": "ASC", "field": {"name": "Title"}},
        ],
    }
    board.do("deleteProjectV2Field", "clientMutationId", fieldId=board.fields()["Estimate"]["id"])
    assert views(board)["By sprint"]["sortByFields"]["totalCount"] == 1


def test_a_view_is_found_by_number(board: Board) -> None:
    query = """query($id: ID!) { node(id: $id) { ... on ProjectV2 {
      view(number: 2) { name } none: view(number: 7) { name }
      workflow(number: 1) { name project { number } } } } }"""
    assert board.ask(query, id=board.id)["node"] == {
        "view": {"name": "Board"},
        "none": None,
        "workflow": {"name": "Item closed", "project": {"number": 9}},
    }


def workflows(board: Board) -> dict[str, Any]:
    nodes = board.ask(WORKFLOWS, id=board.id)["node"]["workflows"]["nodes"]
    return {node["name"]: node for node in nodes}


def test_two_workflows_of_a_new_project_are_on(board: Board) -> None:
    found = workflows(board)
    assert len(found) == 8
    on = {name for name, workflow in found.items() if workflow["enabled"]}
    assert on == {"Item closed", "Pull request merged"}
    assert list(found) == sorted(found)


def test_a_workflow_can_only_be_deleted(board: Board) -> None:
    id = workflows(board)["Item closed"]["id"]
    payload = "deletedWorkflowId projectV2 { workflows(first: 20) { totalCount } }"
    gone = board.do("deleteProjectV2Workflow", payload, workflowId=id)
    assert gone == {"deletedWorkflowId": id, "projectV2": {"workflows": {"totalCount": 7}}}
    board.do("closeIssue", "issue { state }", issueId=board.issue(3))
    assert board.values(3)["Status"] == "Backlog"
