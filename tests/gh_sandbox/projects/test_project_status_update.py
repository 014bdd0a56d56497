"""The status updates of projects, and the grouping of views."""

from typing import Any

from tests.gh_sandbox.board import Board
from tests.gh_sandbox.conftest import Local

_UPDATES = """query($id: ID!) { node(id: $id) { ... on ProjectV2 { statusUpdates(first: 5) {
  totalCount nodes { body bodyHTML status startDate targetDate creator { login } } } } } }"""
_SHOWN = "statusUpdate { id status body }"


def updates(board: Board) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = board.ask(_UPDATES, id=board.id)["node"]["statusUpdates"]["nodes"]
    return found


def test_status_updates_are_posted_changed_and_deleted(board: Board) -> None:
    create = "createProjectV2StatusUpdate"
    given = {"projectId": board.id, "status": "ON_TRACK", "body": "Going **well**"}
    made = board.do(create, _SHOWN, **given, startDate="2026-11-01")["statusUpdate"]
    board.do(create, _SHOWN, projectId=board.id, status="AT_RISK")
    assert [each["status"] for each in updates(board)] == ["AT_RISK", "ON_TRACK"]
    first = updates(board)[1]
    assert first["bodyHTML"] == '<p dir="auto">Going <strong>well</strong></p>'
    assert (first["startDate"], first["creator"]) == ("2026-11-01", {"login": "octocat"})
    change = {"statusUpdateId": made["id"], "status": "COMPLETE", "targetDate": "2026-12-01"}
    changed = board.do("updateProjectV2StatusUpdate", _SHOWN, **change)["statusUpdate"]
    assert changed == {**made, "status": "COMPLETE"}
    wrong = {"statusUpdateId": made["id"], "targetDate": "2026-10-01"}
    assert board.refusal("updateProjectV2StatusUpdate", **wrong)[0] == "UNPROCESSABLE"
    gone = {"statusUpdateId": made["id"]}
    assert board.do("deleteProjectV2StatusUpdate", "deletedStatusUpdateId", **gone)
    assert [each["status"] for each in updates(board)] == ["AT_RISK"]


def test_rest_shows_the_latest(board: Board) -> None:
    path = "/orgs/PimpMyNines/projectsV2/9"
    assert board.local.rest("GET", path)["latest_status_update"] is None
    board.do("createProjectV2StatusUpdate", _SHOWN, projectId=board.id, status="OFF_TRACK")
    latest = board.local.rest("GET", path)["latest_status_update"]
    assert (latest["status"], latest["body"]) == ("OFF_TRACK", None)
    assert latest["creator"]["login"] == "octocat"


def test_a_seed_has_updates_selections_groupings_and_set_up_workflows(stored: Local) -> None:
    stored.sow(_SEED)
    board = Board(stored, "acme", 1)
    assert [each["status"] for each in updates(board)] == ["ON_TRACK"]
    query = """query($id: ID!) { node(id: $id) { ... on ProjectV2 {
      items(first: 1) { nodes { fieldValueByName(name: "Teams") {
        ... on ProjectV2ItemFieldMultiSelectValue { value } } } }
      view(number: 2) { fields(first: 9) { nodes { ...name } } groupByFields(first: 9) { nodes {
        ...name } } groupBy(first: 9) { totalCount } verticalGroupByFields(first: 9) { nodes {
        ...name } } sortBy(first: 9) { nodes { direction field { name } } } } } } }
      fragment name on ProjectV2FieldCommon { name }"""
    found = board.ask(query, id=board.id)["node"]
    assert found["items"]["nodes"][0]["fieldValueByName"] == {"value": "Web, API"}
    view = found["view"]
    assert view["fields"]["nodes"] == [{"name": "Title"}, {"name": "Teams"}]
    assert view["groupByFields"]["nodes"] == [{"name": "Status"}]
    # The older connection cannot show fields with options.
    assert view["groupBy"]["totalCount"] == 0
    assert view["verticalGroupByFields"]["nodes"] == [{"name": "Teams"}]
    assert view["sortBy"]["nodes"] == [{"direction": "DESC", "field": {"name": "Estimate"}}]
    stored.rest("POST", "/repos/acme/rocket/issues", title="New", labels=["bug"])
    assert board.shown() == [1, 2]


_SEED = """
owners:
  - login: acme
    type: Organization
    members: {octocat: ADMIN}
    repositories: [{name: rocket, issues: [{title: One}]}]
    projects:
      - title: Rocket
        fields:
          - {name: Teams, type: multi_select, options: [Web, API]}
          - {name: Estimate, type: number}
        views:
          - name: Board
            layout: board
            fields: [Title, Teams]
            group_by: Status
            vertical_group_by: Teams
            sort_by: {Estimate: desc}
        items: [{repository: rocket, number: 1, values: {Teams: [API, Web]}}]
        status_updates: [{status: on_track, target_date: 2026-12-24}]
        workflows:
          Auto-add to project: {repository: rocket, filter: "label:bug"}
"""
