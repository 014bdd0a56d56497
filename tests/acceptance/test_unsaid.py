"""What the backlog does not say of a board's options and iterations stays as people made it."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Trial
from tests.acceptance.own import Own, drift

STATUS = [
    {"name": "Todo", "color": "green", "description": "Not begun"},
    {"name": "Doing", "color": "yellow", "description": "Being worked on"},
    {"name": "Done", "color": "purple", "description": "Over"},
]
SPRINTS = [{"title": "Sprint 1", "start_date": "2026-11-23", "duration": 7}]
ASK = """{ organization(login: "acme") { projectsV2(first: 1) { nodes {
  status: field(name: "Status") {
    ... on ProjectV2SingleSelectField { options { id name color description } } }
  sprint: field(name: "Sprint") { ... on ProjectV2IterationField {
    configuration { iterations { title startDate duration } } } }
} } } }"""


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    return Own(trial, tmp_path)


def declared(*options: Any) -> dict[str, Any]:
    fields = [
        {"name": "Status", "type": "single_select", "value": "status", "options": list(options)},
        {
            "name": "Sprint",
            "type": "iteration",
            "value": "sprint",
            "iterations": [{"title": "Sprint 1", "start": "2026-11-23"}],
        },
    ]
    issue = {"key": "a", "title": "A", "status": "Todo"}
    return {"issues": [issue], "project": {"title": "Plan", "fields": fields}}


def test_options_of_which_only_the_name_is_said_keep_the_rest(own: Own) -> None:
    issues = [{"title": "A", "body": "hello"}]
    fields = [
        {"name": "Status", "options": STATUS},
        {"name": "Sprint", "type": "iteration", "iterations": SPRINTS},
    ]
    items = [{"repository": "rocket", "number": 1, "values": {"Status": "Doing"}}]
    project = {"title": "Plan", "repositories": ["rocket"], "fields": fields, "items": items}
    own.seed({"issues": issues}, projects=[project])
    before = own.board(ASK)
    assert own.run(declared("Todo", "Doing", "Done")).changed == {"a": "updated"}
    assert own.board(ASK) == before
    blue = {"name": "Doing", "color": "blue"}
    wanted = declared("Todo", blue, {"name": "Done", "description": "No more to do"}, "New")
    assert own.run(wanted).changed == {"Status": "updated"}
    now = [
        (each["name"], each["color"], each["description"])
        for each in own.board(ASK)["status"]["options"]
    ]
    assert now == [
        ("Todo", "GREEN", "Not begun"),
        ("Doing", "BLUE", "Being worked on"),
        ("Done", "PURPLE", "No more to do"),
        ("New", "GRAY", ""),
    ]
    assert own.run(wanted).writes == []


def test_a_dry_run_shows_a_new_board_s_own_options_as_they_come_out(own: Own) -> None:
    own.seed({})
    wanted = declared("Todo", "In Progress", "Blocked", "Done")
    dry, real = own.run(wanted, dry_run=True), own.run(wanted)
    assert dry.change("Status")["desired"] == real.change("Status")["desired"]
    options = {each["name"]: each["color"] for each in own.board(ASK)["status"]["options"]}
    assert options == {
        "Todo": "GREEN",
        "In Progress": "YELLOW",
        "Blocked": "GRAY",
        "Done": "PURPLE",
    }
    assert own.run(wanted).writes == []


def test_a_board_and_its_views_keep_what_is_not_said_and_lose_what_is_said_to_be_empty(
    own: Own,
) -> None:
    view = {"name": "Plan", "layout": "board", "filter": "is:open"}
    project = {"title": "Plan", "repositories": ["rocket"], "views": [view]}
    own.seed({}, projects=[{**project, "short_description": "Ours", "readme": "Read me\n"}])
    found = """{ organization(login: "acme") { projectsV2(first: 1) { nodes {
      shortDescription readme views(first: 5) { nodes { name layout filter } } } } } }"""

    def words() -> list[str]:
        now = own.board(found)
        (shown,) = [each for each in now["views"]["nodes"] if each["name"] == "Plan"]
        told = (now["shortDescription"], now["readme"], shown["layout"], shown["filter"])
        return [each or "" for each in told]

    wanted: dict[str, Any] = {"project": {"title": "Plan", "views": [{"name": "Plan"}]}}
    assert own.run(wanted).writes == []
    assert words() == ["Ours", "Read me\n", "BOARD_LAYOUT", "is:open"]
    wanted["project"] |= {"description": "", "readme": ""}
    wanted["project"]["views"] = [{"name": "Plan", "layout": "table", "filter": ""}]
    assert own.run(wanted).changed == {"Plan": "updated"}
    assert words() == ["", "", "TABLE_LAYOUT", ""]
    assert drift(own) == []
    assert own.run(wanted).writes == []


def test_what_people_changed_is_written_once_and_then_left(own: Own) -> None:
    text = "> Quoted\n> * [ ] in a quote\n\n1. [ ] first\n   - [ ] below\n\n```\n- [ ] code\n```\n"
    wanted: dict[str, Any] = {
        "labels": [{"name": "Bug", "color": "D73A4A", "description": " Broken \n"}],
        "milestones": [{"title": "v1", "description": "First\nof all\n\n"}],
        "issues": [
            {
                "key": "a",
                "title": "A",
                "labels": ["bug"],
                "milestone": "V1",
                "description": text,
                "acceptance_criteria": ["One\ntwo\n", "three"],
            }
        ],
    }
    own.seed({})
    assert own.run(wanted).code == 0
    assert own.run(wanted).writes == []
    body = own.rest("issues/1")["body"]
    for item in ("in a quote", "first", "below", "One", "three"):
        body = body.replace(f"[ ] {item}", f"[X] {item}")
    own.gh("issue", "edit", "1", "-R", "acme/rocket", "--body", body.replace("\n", "\r\n"))
    own.gh("label", "edit", "Bug", "-R", "acme/rocket", "--name", "BUG", "--color", "FFFFFF")
    assert own.run(wanted).changed == {"Bug": "updated"}
    assert own.run(wanted).writes == []
    wanted["issues"][0]["acceptance_criteria"].append("four")
    assert own.run(wanted).changed == {"a": "updated"}
    assert own.rest("issues/1")["body"].count("[X]") == 5
    assert "- [ ] four" in own.rest("issues/1")["body"]
    assert own.run(wanted).writes == []
