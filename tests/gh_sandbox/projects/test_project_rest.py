"""Projects over REST: their fields, items, drafts and views, and who may touch them."""

import json
from typing import Any

import pytest

from tests.gh_sandbox.board import Board

BASE = "/orgs/PimpMyNines/projectsV2"
ITEMS = f"{BASE}/9/items"


def ids(board: Board) -> dict[str, int]:
    return {name: field["databaseId"] for name, field in board.fields().items()}


def rest(board: Board, method: str, path: str, **body: object) -> tuple[int, Any]:
    content = json.dumps(body).encode() if body else b""
    response = board.local.send(method, path, content=content)
    text = bytes(response.body)
    return response.status_code, json.loads(text) if text else None


def titles(items: list[Any]) -> list[str]:
    return [item["content"]["title"] for item in items]


def value(item: Any, name: str) -> Any:
    return next(field["value"] for field in item["fields"] if field["name"] == name)


def test_projects_are_listed_and_found(board: Board) -> None:
    status, listed = rest(board, "GET", BASE)
    assert status == 200
    assert [project["title"] for project in listed] == ["LLuMinary"]
    status, project = rest(board, "GET", f"{BASE}/9")
    assert (status, project["number"], project["state"]) == (200, 9, "open")
    assert project["node_id"] == board.id
    assert project["owner"]["login"] == "PimpMyNines"
    for query, count in (("nothing", 0), ("is:open%20llum", 1), ("is:closed", 0)):
        assert len(rest(board, "GET", f"{BASE}?q={query}")[1]) == count
    assert rest(board, "GET", f"{BASE}/7")[0] == 404
    assert rest(board, "GET", "/users/octocat/projectsV2")[1][0]["title"] == "Chores"
    assert rest(board, "GET", "/users/octocat/projectsV2/1")[1]["title"] == "Chores"
    assert rest(board, "GET", "/users/PimpMyNines/projectsV2/9")[0] == 404


def test_fields_are_listed_and_found(board: Board) -> None:
    status, fields = rest(board, "GET", f"{BASE}/9/fields?per_page=100")
    assert status == 200
    found = {field["name"]: field for field in fields}
    assert [option["name"]["raw"] for option in found["Status"]["options"]] == [
        *("Backlog", "In Progress", "Done")
    ]
    iterations = found["Sprint"]["configuration"]["iterations"]
    assert [(each["title"]["raw"], each["completed"]) for each in iterations] == [
        ("Past", True),
        ("Current", False),
        ("Next", False),
    ]
    path = f"{BASE}/9/fields/{found['Estimate']['id']}"
    assert rest(board, "GET", path) == (200, found["Estimate"])
    assert rest(board, "GET", f"{BASE}/9/fields/1")[0] == 404


def test_fields_are_created(board: Board) -> None:
    path = f"{BASE}/9/fields"
    status, made = rest(board, "POST", path, name="Notes", data_type="text")
    assert (status, made["data_type"]) == (201, "text")
    options = [{"name": "A", "color": "RED", "description": "first"}]
    status, made = rest(
        board, "POST", path, name="Choice", data_type="single_select", single_select_options=options
    )
    assert (status, made["options"][0]["name"]["raw"]) == (201, "A")
    bare = {"data_type": "single_select", "single_select_options": ["A"]}
    status, refusal = rest(board, "POST", path, name="Other", **bare)
    told = "For 'properties/single_select_options/items', \"A\" is not an object."
    assert (status, refusal["message"]) == (422, f"Invalid request.\n\n{told}")
    iterations = [{"title": "One", "start_date": "2026-11-23", "duration": 7}]
    configuration = {"start_date": "2026-11-23", "duration": 7, "iterations": iterations}
    status, made = rest(
        board,
        "POST",
        path,
        name="Cycle",
        data_type="iteration",
        iteration_configuration=configuration,
    )
    assert (status, made["configuration"]["iterations"][0]["title"]["raw"]) == (201, "One")
    assert {"Notes", "Choice", "Cycle"} <= set(board.fields())
    for wrong in (
        {"name": "Notes", "data_type": "text"},
        {"name": "X", "data_type": "colour"},
        {"name": "X", "data_type": "single_select"},
        {"name": "X", "data_type": "iteration", "iteration_configuration": {"duration": 7}},
        {"data_type": "text"},
    ):
        assert rest(board, "POST", path, **wrong)[0] == 422


def test_items_show_the_title_alone_unless_fields_are_asked_for(board: Board) -> None:
    status, items = rest(board, "GET", ITEMS)
    assert status == 200
    assert [[field["name"] for field in item["fields"]] for item in items] == [["Title"]] * 5
    assert [item["content_type"] for item in items] == [
        *("Issue", "Issue", "Issue", "PullRequest", "DraftIssue")
    ]
    found = ids(board)
    asked = f"{found['Estimate']},{found['Priority']}"
    for query in (f"fields={asked}", f"fields[]={asked}"):
        _, (first, *_) = rest(board, "GET", f"{ITEMS}?{query}")
        assert (value(first, "Estimate"), value(first, "Priority")["name"]["raw"]) == (5, "P0")


def test_every_field_has_a_value_of_its_form(board: Board) -> None:
    asked = ",".join(map(str, ids(board).values()))
    _, (first, second, third, *_) = rest(board, "GET", f"{ITEMS}?fields={asked}")
    assert value(first, "Title")["number"] == 3
    assert [user["login"] for user in value(first, "Assignees")] == ["dana-w"]
    assert value(first, "Status")["name"] == {"raw": "Backlog", "html": "Backlog"}
    assert "enhancement" in [label["name"] for label in value(first, "Labels")]
    assert value(first, "Milestone")["title"] == "v1"
    assert value(first, "Repository")["full_name"] == "PimpMyNines/LLuMinary"
    assert value(first, "Type")["name"] == "Feature"
    assert value(first, "Reviewers") == []
    progress = {"total": 2, "completed": 1, "percent_completed": 50}
    assert value(first, "Sub-issues progress") == progress
    assert value(first, "Dependencies") == {"raw": "#13", "html": "#13"}
    assert value(first, "Due") == "2026-12-01"
    assert value(first, "Sprint")["title"]["raw"] == "Current"
    assert value(second, "Estimate") is None
    assert value(third, "Parent issue")["number"] == 3
    assert [pull["number"] for pull in value(third, "Linked pull requests")] == [18]


def test_items_are_paged_by_cursor_both_ways(board: Board) -> None:
    path, seen = f"{ITEMS}?per_page=2", []
    while True:
        response = board.local.send("GET", path)
        seen.append(titles(json.loads(bytes(response.body))))
        links = response.headers.get("link", "")
        if 'rel="next"' not in links:
            break
        path = next(part for part in links.split(", ") if 'rel="next"' in part).split(">")[0][1:]
    assert [len(page) for page in seen] == [2, 2, 1]
    path = links.split(">")[0][1:]
    assert 'rel="prev"' in links
    _, back = rest(board, "GET", path)
    assert titles(back) == seen[1]
    assert rest(board, "GET", f"{ITEMS}?after=nonsense")[0] == 422


def test_items_are_filtered_by_query_and_by_view(board: Board) -> None:
    assert len(rest(board, "GET", f"{ITEMS}?q=status:backlog")[1]) == 1
    _, shown = rest(board, "GET", f"{BASE}/9/views/2/items")
    assert [item["content"]["number"] for item in shown] == [3, 13, 14]
    assert len(rest(board, "GET", f"{BASE}/9/views/1/items")[1]) == 5
    assert rest(board, "GET", f"{BASE}/9/views/9/items")[0] == 404


def test_items_are_added_by_id_and_by_number_once(board: Board) -> None:
    named = {"owner": "PimpMyNines", "repo": "LLuMinary", "number": 17}
    status, item = rest(board, "POST", ITEMS, type="Issue", **named)
    assert (status, item["content"]["number"]) == (201, 17)
    status, again = rest(board, "POST", ITEMS, type="Issue", id=item["content"]["id"])
    assert (status, again["id"]) == (201, item["id"])
    assert rest(board, "POST", ITEMS, type="PullRequest", **named)[0] == 404
    assert rest(board, "POST", ITEMS, type="Label", **named)[0] == 422
    assert rest(board, "GET", f"{ITEMS}/{item['id']}")[1]["node_id"] == item["node_id"]
    assert rest(board, "DELETE", f"{ITEMS}/{item['id']}") == (204, None)
    assert rest(board, "GET", f"{ITEMS}/{item['id']}")[0] == 404


def test_drafts_are_added(board: Board) -> None:
    status, item = rest(board, "POST", f"{BASE}/9/drafts", title="Idea", body="Text")
    assert (status, item["content_type"], item["content"]["title"]) == (201, "DraftIssue", "Idea")
    user = rest(board, "GET", "/users/octocat")[1]["id"]
    status, item = rest(board, "POST", f"/user/{user}/projectsV2/1/drafts", title="Mine")
    assert (status, item["content"]["body"]) == (201, None)


def test_values_are_set_and_cleared(board: Board) -> None:
    found = ids(board)
    item = rest(board, "GET", ITEMS)[1][0]["id"]
    done = board.options("Status")["Done"]
    status, changed = rest(
        board,
        "PATCH",
        f"{ITEMS}/{item}",
        fields=[
            {"id": found["Status"], "value": done},
            {"id": found["Estimate"], "value": 8},
            {"id": found["Due"], "value": "2026-12-31"},
            {"id": found["Priority"], "value": None},
        ],
    )
    assert status == 200
    assert value(changed, "Status")["id"] == done
    assert (value(changed, "Estimate"), value(changed, "Priority")) == (8, None)
    assert board.values(3)["Due"] == "2026-12-31"
    labels = [{"id": found["Labels"], "value": "bug"}]
    number = [{"id": found["Estimate"], "value": "eight"}]
    values = ([{"id": found["Status"], "value": "none"}], [{"id": "x", "value": 1}], number)
    for wrong in (labels, *values, [{"id": 5}], [5], "all"):
        assert rest(board, "PATCH", f"{ITEMS}/{item}", fields=wrong)[0] == 422
    assert rest(board, "PATCH", f"{ITEMS}/{item}", fields=[{"id": 1, "value": 1}])[0] == 404


def test_views_are_created(board: Board) -> None:
    found = ids(board)
    given: dict[str, Any] = {"name": "Plan", "layout": "table", "filter": "is:issue"}
    given |= {"visible_fields": [found["Title"]], "sort_by": [[found["Estimate"], "desc"]]}
    status, view = rest(board, "POST", f"{BASE}/9/views", **given, group_by=[found["Sprint"]])
    assert status == 201
    assert {key: view[key] for key in given} == given
    assert (view["number"], view["group_by"]) == (3, [found["Sprint"]])
    assert view["html_url"] == "https://github.com/orgs/PimpMyNines/projects/9/views/3"
    status, view = rest(board, "POST", f"{BASE}/9/views", name="Board", layout="board")
    assert (status, view["vertical_group_by"]) == (201, [found["Status"]])
    for wrong in (
        {"layout": "kanban"},
        {"name": ""},
        {"group_by": [found["Title"]]},
        {"group_by": [found["Sprint"], found["Status"]]},
        {"visible_fields": [1]},
        {"sort_by": [[found["Estimate"], "down"]]},
    ):
        assert rest(board, "POST", f"{BASE}/9/views", **given | wrong)[0] == 422


def test_a_users_view_is_created_by_the_users_number_and_not_by_login(board: Board) -> None:
    user = rest(board, "GET", "/users/octocat")[1]["id"]
    path = "/users/{}/projectsV2/1/views"
    assert rest(board, "POST", path.format(user), name="V", layout="roadmap")[0] == 201
    assert rest(board, "POST", path.format("octocat"), name="V", layout="roadmap")[0] == 404


@pytest.mark.parametrize(
    ("token", "read", "write"),
    [
        ("ghp_sandbox", 200, 201),
        ("ghp_member", 200, 201),
        ("ghp_reads_projects", 200, 403),
        ("ghp_sandbox_no_project", 403, 403),
        ("ghp_outsider", 404, 404),
    ],
)
def test_who_may_read_and_write(board: Board, token: str, read: int, write: int) -> None:
    content = json.dumps({"title": "Idea"}).encode()
    send = board.local.send
    assert send("GET", f"{BASE}/9", token=token).status_code == read
    path = f"{BASE}/9/drafts"
    assert send("POST", path, token=token, content=content).status_code == write
