"""Items of projects: added, valued, moved, archived, and what they inherit."""

from typing import Any

import pytest

from gh_sandbox.rules.projects import project_item as rules
from tests.gh_sandbox.board import Board

INHERITED = """query($id: ID!) { node(id: $id) { ... on ProjectV2Item {
  fieldValues(first: 20) { totalCount nodes { __typename
    ... on ProjectV2ItemFieldLabelValue { labels(first: 5) { nodes { name } } field { ...name } }
    ... on ProjectV2ItemFieldUserValue { users(first: 5) { nodes { login } } field { ...name } }
    ... on ProjectV2ItemFieldMilestoneValue { milestone { title } field { ...name } }
    ... on ProjectV2ItemFieldRepositoryValue { repository { name } field { ...name } }
    ... on ProjectV2ItemFieldPullRequestValue {
      pullRequests(first: 5) { nodes { number } } field { ...name }
    }
    ... on ProjectV2ItemFieldTextValue { text field { ...name } item { id } creator { login } }
  } }
} } }
fragment name on ProjectV2FieldCommon { name }
"""


def test_adding_an_issue_twice_gives_the_same_item(board: Board) -> None:
    given = {"projectId": board.id, "contentId": board.issue(17)}
    first = board.do("addProjectV2ItemById", "item { id type }", **given)["item"]
    again = board.do("addProjectV2ItemById", "item { id type }", **given)["item"]
    assert first == again
    assert first["type"] == "ISSUE"
    assert board.shown() == [3, 13, 14, 12, "A draft", 17]


def test_a_full_project_takes_no_more_items_archived_ones_counted(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rules.LIMIT == 50_000
    monkeypatch.setattr(rules, "LIMIT", 6)
    given = {"projectId": board.id, "contentId": board.issue(17)}
    type, message = board.refusal("addProjectV2ItemById", **given)
    assert (type, message) == ("UNPROCESSABLE", "A project cannot have more than 6 items")


def test_an_issue_is_put_on_projects_while_it_is_created(board: Board) -> None:
    query = """{ repository(owner: "PimpMyNines", name: "LLuMinary") { id } }"""
    repository = board.ask(query)["repository"]["id"]
    payload = "issue { number projectItems(first: 5) { nodes { project { title } } } }"
    given = {"repositoryId": repository, "title": "New", "projectV2Ids": [board.id]}
    issue = board.do("createIssue", payload, **given)["issue"]
    assert issue["projectItems"]["nodes"] == [{"project": {"title": "LLuMinary"}}]
    assert board.shown()[-1] == issue["number"]


def test_an_issue_knows_its_items_and_projects(board: Board) -> None:
    query = """query($archived: Boolean) { repository(owner: "PimpMyNines", name: "LLuMinary") {
      issue(number: 16) {
        projectsV2(first: 5) { nodes { number } }
        projectItems(first: 5, includeArchived: $archived) { nodes { isArchived } } } } }"""
    issue = board.ask(query, archived=True)["repository"]["issue"]
    assert issue["projectsV2"]["nodes"] == [{"number": 9}]
    assert issue["projectItems"]["nodes"] == [{"isArchived": True}]
    hidden = board.ask(query, archived=False)["repository"]["issue"]
    assert hidden["projectItems"]["nodes"] == []


def test_each_type_of_value_is_set_and_cleared(board: Board) -> None:
    sprint = board.fields()["Sprint"]["configuration"]["iterations"][1]["id"]
    board.put(14, "Status", singleSelectOptionId=board.options("Status")["In Progress"])
    board.put(14, "Sprint", iterationId=sprint)
    board.put(14, "Estimate", number=2.5)
    board.put(14, "Dependencies", text="#13")
    board.put(14, "Due", date="2026-12-24")
    expected = {"Status": "In Progress", "Sprint": "Next", "Estimate": 2.5}
    expected |= {"Dependencies": "#13", "Due": "2026-12-24"}
    assert board.values(14) == expected
    board.put(14, "Estimate", number=3)
    assert board.values(14)["Estimate"] == 3
    for name in ("Status", "Sprint", "Estimate", "Dependencies", "Due", "Priority"):
        where = {"projectId": board.id, "itemId": board.item(14)["id"]}
        field = board.fields()[name]["id"]
        board.do("clearProjectV2ItemFieldValue", "projectV2Item { id }", **where, fieldId=field)
    assert board.values(14) == {}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("Title", {"text": "x"}, "The field of type title is currently not supported."),
        ("Labels", {"text": "x"}, "The field of type labels is currently not supported."),
        ("Milestone", {"text": "x"}, "The field of type milestone is currently not supported."),
        (
            "Status",
            {"singleSelectOptionId": "none"},
            "The single select option Id does not belong to the field",
        ),
        ("Sprint", {"iterationId": "none"}, "The iteration Id does not belong to the field"),
        (
            "Estimate",
            {"text": "5"},
            "Did not receive a number value to update a field of type number",
        ),
        ("Due", {"date": "soon"}, "Date is invalid"),
        ("Estimate", {"number": 1, "text": "1"}, "Only one value can be given for a field"),
    ],
)
def test_what_does_not_fit_a_field_is_refused(
    board: Board, field: str, value: dict[str, Any], message: str
) -> None:
    before = board.values(3)
    refusal = board.refusal(
        "updateProjectV2ItemFieldValue",
        projectId=board.id,
        itemId=board.item(3)["id"],
        fieldId=board.fields()[field]["id"],
        value=value,
    )
    assert refusal == ("VALIDATION", message)
    assert board.values(3) == before


def test_items_and_fields_of_another_project_are_not_found(board: Board) -> None:
    chores = Board(board.local, "octocat", 1)
    given = {"itemId": board.item(3)["id"], "fieldId": board.fields()["Estimate"]["id"]}
    value = {"value": {"number": 1}}
    for wrong in (
        {**given, "projectId": chores.id},
        {**given, "projectId": board.id, "fieldId": chores.fields()["Status"]["id"]},
        {**given, "projectId": board.id, "itemId": chores.item(1)["id"]},
    ):
        type, message = board.refusal("updateProjectV2ItemFieldValue", **wrong, **value)
        assert type == "NOT_FOUND"
        assert message.endswith("does not exist in the project.")


def test_an_item_inherits_what_its_issue_has(board: Board) -> None:
    item = board.item(3)["id"]
    nodes = board.ask(INHERITED, id=item)["node"]["fieldValues"]["nodes"]
    found = {node["field"]["name"]: node for node in nodes if "field" in node}
    assert found["Title"]["text"] == "Implement unified type definitions across providers"
    assert found["Title"]["item"] == {"id": item}
    assert found["Title"]["creator"] == {"login": "octocat"}
    assert len(found["Labels"]["labels"]["nodes"]) == 5
    assert found["Assignees"]["users"]["nodes"] == [{"login": "dana-w"}]
    assert found["Milestone"]["milestone"] == {"title": "v1"}
    assert found["Repository"]["repository"] == {"name": "LLuMinary"}
    assert "Linked pull requests" not in found
    fourteen = board.ask(INHERITED, id=board.item(14)["id"])["node"]["fieldValues"]["nodes"]
    kinds = {node["__typename"]: node for node in fourteen}
    linked = kinds["ProjectV2ItemFieldPullRequestValue"]["pullRequests"]["nodes"]
    assert linked == [{"number": 18}]
    assert "ProjectV2ItemFieldUserValue" not in kinds
    assert "ProjectV2ItemFieldMilestoneValue" not in kinds


def test_a_draft_inherits_its_assignees_and_title(board: Board) -> None:
    nodes = board.ask(INHERITED, id=board.item("A draft")["id"])["node"]["fieldValues"]["nodes"]
    found = {node["field"]["name"]: node for node in nodes if "field" in node}
    assert found["Title"]["text"] == "A draft"
    assert found["Assignees"]["users"]["nodes"] == [{"login": "octocat"}]
    assert set(found) == {"Title", "Assignees"}


def test_values_are_found_by_name_and_paged(board: Board) -> None:
    query = """query($id: ID!, $after: String) { node(id: $id) { ... on ProjectV2Item {
      status: fieldValueByName(name: "status") {
        ... on ProjectV2ItemFieldSingleSelectValue { name optionId color } }
      labels: fieldValueByName(name: "Labels") { __typename }
      none: fieldValueByName(name: "Reviewers") { __typename }
      fieldValues(first: 4, after: $after) {
        totalCount nodes { __typename } pageInfo { hasNextPage endCursor } }
    } } }"""
    item = board.item(3)["id"]
    seen: list[str] = []
    after = None
    while True:
        found = board.ask(query, id=item, after=after)["node"]
        page = found["fieldValues"]
        seen += [node["__typename"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert len(seen) == page["totalCount"] == 11
    option = board.options("Status")["Backlog"]
    assert found["status"] == {"name": "Backlog", "optionId": option, "color": "GRAY"}
    assert found["labels"] == {"__typename": "ProjectV2ItemFieldLabelValue"}
    assert found["none"] is None


def test_the_value_of_a_changed_issue_changes_with_it(board: Board) -> None:
    board.do("updateIssue", "issue { id }", id=board.issue(13), title="Another title")
    assert board.item("Another title")["content"]["number"] == 13
    assert board.shown('"another title"') == [13]


def test_items_are_moved(board: Board) -> None:
    where = {"projectId": board.id, "itemId": board.item(14)["id"]}
    payload = "items(first: 2) { totalCount nodes { id } }"
    moved = board.do("updateProjectV2ItemPosition", payload, **where)["items"]
    assert moved == {
        "totalCount": 5,
        "nodes": [{"id": board.item(14)["id"]}, {"id": board.item(3)["id"]}],
    }
    after = board.item(12)["id"]
    board.do("updateProjectV2ItemPosition", payload, **where, afterId=after)
    assert board.shown() == [3, 13, 12, 14, "A draft"]


def test_archived_items_are_shown_when_asked_for_and_come_back(board: Board) -> None:
    assert 16 not in board.shown()
    where = {"projectId": board.id, "itemId": board.item(16)["id"]}
    board.do("unarchiveProjectV2Item", "item { isArchived }", **where)
    assert 16 in board.shown()
    payload = board.do("archiveProjectV2Item", "item { isArchived }", **where)
    assert payload == {"item": {"isArchived": True}}
    assert [item["content"]["number"] for item in board.items(states=("ARCHIVED",))] == [16]


def test_an_item_is_deleted_and_its_issue_stays(board: Board) -> None:
    item = board.item(3)["id"]
    payload = board.do("deleteProjectV2Item", "deletedItemId", projectId=board.id, itemId=item)
    assert payload == {"deletedItemId": item}
    assert 3 not in board.shown()
    assert board.issue(3)


def test_drafts_are_made_changed_and_made_issues(board: Board) -> None:
    payload = "projectItem { id type content { ... on DraftIssue { id title body bodyText } } }"
    given = {"projectId": board.id, "title": "Idea", "body": "**Bold**"}
    item = board.do("addProjectV2DraftIssue", payload, **given)["projectItem"]
    draft = item["content"]
    assert (item["type"], draft["body"], draft["bodyText"]) == ("DRAFT_ISSUE", "**Bold**", "Bold")
    changed = board.do(
        "updateProjectV2DraftIssue",
        "draftIssue { title body projectV2Items(first: 2) { totalCount } }",
        draftIssueId=draft["id"],
        title="Better idea",
    )["draftIssue"]
    assert changed == {
        "title": "Better idea",
        "body": "**Bold**",
        "projectV2Items": {"totalCount": 1},
    }
    repository = board.ask('{ repository(owner: "PimpMyNines", name: "empty") { id } }')
    converted = board.do(
        "convertProjectV2DraftIssueItemToIssue",
        "item { id type content { ... on Issue { number title body } } }",
        itemId=item["id"],
        repositoryId=repository["repository"]["id"],
    )["item"]
    assert (converted["id"], converted["type"]) == (item["id"], "ISSUE")
    assert converted["content"] == {"number": 1, "title": "Better idea", "body": "**Bold**"}


def test_a_draft_whose_title_is_an_address_is_the_issue(board: Board) -> None:
    address = "https://github.com/PimpMyNines/LLuMinary/issues/17"
    payload = "projectItem { content { ... on Issue { number } } }"
    item = board.do("addProjectV2DraftIssue", payload, projectId=board.id, title=address)
    assert item == {"projectItem": {"content": {"number": 17}}}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status:Backlog", [3]),
        ('status:"In Progress",Backlog', [3, 13, 12]),
        ("-status:Done", [3, 13, 14, 12]),
        ("no:status", [14]),
        ("has:priority -priority:P0", [13]),
        ("is:pr", [12]),
        ("is:draft", ["A draft"]),
        ("is:issue label:blocked", [3, 14]),
        ("estimate:>4", [3]),
        ("estimate:1..4", []),
        ("due:<=2026-12-01", [3]),
        ("sprint:@current", [3]),
        ("sprint:@next", []),
        ("assignee:dana-w", [3]),
        ("assignee:@me", ["A draft"]),
        ("milestone:v1", [3]),
        ("type:Feature", [3]),
        ("repo:PimpMyNines/LLuMinary is:pr", [12]),
        ("parent-issue:PimpMyNines/LLuMinary#3", [14]),
        ("title:*draft*", ["A draft"]),
        ("dockerfile", [13]),
    ],
)
def test_items_are_filtered(board: Board, query: str, expected: list[int | str]) -> None:
    assert board.shown(query) == expected


def test_an_unknown_filter_is_named(board: Board) -> None:
    query = """query($id: ID!) { node(id: $id) { ... on ProjectV2 {
      items(first: 5, query: "colour:red") { totalCount } } } }"""
    (error,) = board.local.graphql(query, id=board.id)["errors"]
    assert "colour:" in error["message"]


def test_closing_and_reading_with_no_items_asked_for_is_allowed(board: Board) -> None:
    query = """query($id: ID!) { node(id: $id) { ... on ProjectV2 {
      items(first: 0) { totalCount nodes { id } } fields(first: 0) { totalCount } } } }"""
    project = board.ask(query, id=board.id)["node"]
    assert project["items"] == {"totalCount": 5, "nodes": []}
    assert project["fields"]["totalCount"] == 16


def test_a_document_that_could_show_too_many_nodes_is_refused(board: Board) -> None:
    query = """{ organization(login: "PimpMyNines") { projectsV2(first: 100) { nodes {
      items(first: 100) { nodes { fieldValues(first: 100) { totalCount } } } } } } }"""
    (error,) = board.local.graphql(query)["errors"]
    assert error["type"] == "MAX_NODE_LIMIT_EXCEEDED"
