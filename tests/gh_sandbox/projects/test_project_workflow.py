"""What a project's built-in workflows do when they are on."""

import pytest

from gh_sandbox.access.tokens import Viewer
from gh_sandbox.errors import ApiError
from gh_sandbox.rules.projects import project_workflow as workflows
from gh_sandbox.session import Session
from gh_sandbox.state.store import Value
from tests.gh_sandbox.board import Board


def turn(board: Board, name: str, *, on: bool = True) -> None:
    """Turn a workflow on or off, which GitHub leaves to its web pages."""
    changed = board.local.store.execute(
        "UPDATE project_workflow SET enabled = ? WHERE name = ? AND project_id = "
        "(SELECT id FROM project WHERE number = 9)",
        int(on),
        name,
    )
    assert changed == 1


def test_a_closed_issue_is_done_and_stays_so_when_it_is_opened_again(board: Board) -> None:
    board.do("closeIssue", "issue { state }", issueId=board.issue(3))
    assert board.values(3)["Status"] == "Done"
    board.do("reopenIssue", "issue { state }", issueId=board.issue(3))
    assert board.values(3)["Status"] == "Done"


def test_closing_over_rest_does_the_same(board: Board) -> None:
    board.local.rest("PATCH", "/repos/PimpMyNines/LLuMinary/issues/14", state="closed")
    assert board.values(14)["Status"] == "Done"


def test_closing_does_nothing_when_the_workflow_is_off(board: Board) -> None:
    turn(board, workflows.ITEM_CLOSED, on=False)
    board.do("closeIssue", "issue { state }", issueId=board.issue(3))
    assert board.values(3)["Status"] == "Backlog"


def test_closing_does_nothing_without_an_option_done(board: Board) -> None:
    option = {"name": "Backlog", "color": "GRAY", "description": ""}
    option |= {"id": board.options("Status")["Backlog"]}
    field = board.fields()["Status"]["id"]
    board.do("updateProjectV2Field", fieldId=field, singleSelectOptions=[option])
    board.do("closeIssue", "issue { state }", issueId=board.issue(3))
    assert board.values(3)["Status"] == "Backlog"


def test_a_merged_pull_request_is_done_and_so_is_the_issue_it_closes(board: Board) -> None:
    given = {"projectId": board.id, "contentId": board.issue(18)}
    board.do("addProjectV2ItemById", "item { id }", **given)
    merged = board.local.rest("PUT", "/repos/PimpMyNines/LLuMinary/pulls/18/merge")
    assert merged["merged"] is True, merged
    assert board.values(18) == {"Status": "Done"}
    assert board.values(14) == {"Status": "Done"}


def test_an_issue_whose_pull_request_is_linked_is_in_progress_when_that_is_on(
    board: Board,
) -> None:
    path = "/repos/PimpMyNines/LLuMinary/pulls/12"
    board.local.rest("PATCH", path, body="Fixes #3")
    assert board.values(3)["Status"] == "Backlog"
    turn(board, workflows.PULL_REQUEST_LINKED)
    board.local.rest("PATCH", path, body="Fixes #3 and fixes #14")
    assert board.values(14)["Status"] == "In Progress"


def test_items_get_their_first_status_when_that_is_on(board: Board) -> None:
    turn(board, workflows.ITEM_ADDED)
    chores = Board(board.local, "octocat", 1)
    given = {"projectId": board.id, "contentId": board.issue(17)}
    board.do("addProjectV2ItemById", "item { id }", **given)
    assert board.values(17) == {}  # this board has no option Todo
    board.local.store.execute("UPDATE project_workflow SET enabled = 1")
    board.do("addProjectV2ItemById", "item { id }", **given | {"projectId": chores.id})
    assert chores.values(17) == {"Status": "Todo"}


def test_done_closes_the_issue_when_that_is_on(board: Board) -> None:
    query = '{ repository(owner: "PimpMyNines", name: "LLuMinary") { issue(number: 3) { state } } }'
    done = board.options("Status")["Done"]
    board.put(3, "Status", singleSelectOptionId=done)
    assert board.ask(query)["repository"]["issue"] == {"state": "OPEN"}
    turn(board, workflows.AUTO_CLOSE)
    board.put(3, "Status", singleSelectOptionId=done)
    assert board.ask(query)["repository"]["issue"] == {"state": "CLOSED"}


def test_sub_issues_follow_their_parent_when_that_is_on(board: Board) -> None:
    add = {"issueId": board.issue(3), "subIssueId": board.issue(17)}
    board.do("addSubIssue", "issue { id }", **add)
    assert 17 not in board.shown()
    board.do("removeSubIssue", "issue { id }", **add)
    turn(board, workflows.AUTO_ADD_SUB_ISSUES)
    board.do("addSubIssue", "issue { id }", **add)
    assert board.shown() == [3, 13, 14, 12, "A draft", 17]
    given = {"projectId": board.id, "contentId": board.issue(17)}
    board.do("addProjectV2ItemById", "item { id }", **given)
    assert board.shown().count(17) == 1


def test_a_parent_brings_its_sub_issues_when_that_is_on(board: Board) -> None:
    turn(board, workflows.AUTO_ADD_SUB_ISSUES)
    item = {"projectId": board.id, "itemId": board.item(3)["id"]}
    board.do("deleteProjectV2Item", "deletedItemId", **item)
    given = {"projectId": board.id, "contentId": board.issue(3)}
    board.do("addProjectV2ItemById", "item { id }", **given)
    assert board.shown() == [13, 14, 12, "A draft", 3, 15]


def test_the_values_that_workflows_set_are_the_boards_own_app_s(board: Board) -> None:
    board.local.store.execute("UPDATE project_workflow SET enabled = 1")
    chores = Board(board.local, "octocat", 1)
    given = {"projectId": chores.id, "contentId": board.issue(17)}
    item = board.do("addProjectV2ItemById", "item { id }", **given)["item"]["id"]
    value = """query($id: ID!) { node(id: $id) { ... on ProjectV2Item { createdAt
      fieldValueByName(name: "Status") { ... on ProjectV2ItemFieldSingleSelectValue {
        name createdAt updatedAt creator { __typename login } } } } } }"""
    found = board.local.graphql(value, id=item)["data"]["node"]
    assert found["fieldValueByName"] == {
        "name": "Todo",
        "createdAt": found["createdAt"],
        "updatedAt": found["createdAt"],
        "creator": {"__typename": "Bot", "login": "github-project-automation"},
    }


def configure(board: Board, name: str, **values: Value) -> None:
    row = board.local.store.one(
        "SELECT * FROM project_workflow WHERE name = ? AND project_id = "
        "(SELECT id FROM project WHERE number = 9)",
        name,
    )
    assert row is not None
    session = Session(board.local.store, board.local.clock, Viewer(0, "", ()))
    workflows.change(session, row, {"enabled": 1, **values})


def on_board(board: Board) -> list[int]:
    return sorted(
        each["content"]["number"] for each in board.items() if "number" in each["content"]
    )


def test_what_a_filter_takes_is_added_when_it_is_made_or_changed(board: Board) -> None:
    repository = board.local.rest("GET", "/repos/PimpMyNines/LLuMinary")["node_id"]
    board.do("linkProjectV2ToRepository", projectId=board.id, repositoryId=repository)
    configure(board, workflows.AUTO_ADD, filter="is:issue is:open label:bug")
    before = on_board(board)
    issues = "/repos/PimpMyNines/LLuMinary/issues"
    one = board.local.rest("POST", issues, title="One", labels=["bug"])["number"]
    other = board.local.rest("POST", issues, title="Other")["number"]
    assert on_board(board) == sorted([*before, one])
    board.local.rest("POST", f"{issues}/{other}/labels", labels=["bug"])
    assert on_board(board) == sorted([*before, one, other])


def test_what_is_of_a_repository_that_is_not_linked_is_not_added(board: Board) -> None:
    configure(board, workflows.AUTO_ADD)
    before = on_board(board)
    board.local.rest("POST", "/repos/PimpMyNines/empty/issues", title="Elsewhere")
    assert on_board(board) == before


def test_items_are_archived_when_the_clock_says_so(board: Board) -> None:
    configure(board, workflows.AUTO_ARCHIVE, filter="is:closed updated:<@today-2w")
    board.do("closeIssue", issueId=board.issue(3))
    assert not board.item(3)["isArchived"]
    before = board.local.clock.now()
    board.local.clock.advance(16 * 86_400)
    try:
        assert 3 not in on_board(board)
        assert board.item(3)["isArchived"]
    finally:
        board.local.clock.advance((before - board.local.clock.now()).total_seconds())


def test_a_workflow_sets_the_status_that_it_is_set_up_for(board: Board) -> None:
    configure(board, workflows.ITEM_CLOSED, status="Backlog")
    board.do("closeIssue", issueId=board.issue(14))
    assert board.values(14)["Status"] == "Backlog"


def test_a_setting_that_a_workflow_has_not_and_a_wrong_filter_are_refused(board: Board) -> None:
    with pytest.raises(ApiError, match="Validation Failed"):
        configure(board, workflows.AUTO_ADD, status="Done")
    with pytest.raises(ApiError, match="is not implemented by the sandbox"):
        configure(board, workflows.AUTO_ADD, filter="colour:red")
