"""Projects in seeds: what they may name, and what is wrong with them."""

from typing import Any

import pytest
import yaml

from gh_sandbox.seeding.seed import SeedError
from tests.gh_sandbox.board import Board
from tests.gh_sandbox.conftest import Local


def sow(local: Local, *projects: dict[str, Any]) -> None:
    """Write a seed with these projects of a user with one repository and issue, and sow it."""
    repositories = [{"name": "r", "issues": [{"title": "One"}]}]
    owner = {"login": "octocat", "repositories": repositories, "projects": list(projects)}
    local.sow(yaml.safe_dump({"owners": [owner]}))


def test_numbers_are_kept_and_go_on_from_the_highest(local: Local) -> None:
    sow(local, {"title": "Next"}, {"title": "Nine", "number": 9}, {"title": "Last"})
    query = """{ viewer { projectsV2(first: 5, orderBy: {field: NUMBER, direction: ASC}) {
      nodes { number title } } } }"""
    nodes = local.graphql(query)["data"]["viewer"]["projectsV2"]["nodes"]
    assert [(node["number"], node["title"]) for node in nodes] == [
        (9, "Nine"),
        (10, "Next"),
        (11, "Last"),
    ]


def test_a_workflow_is_turned_on(local: Local) -> None:
    workflows = {"Auto-close issue": True, "Item closed": False}
    sow(local, {"title": "P", "workflows": workflows})
    query = """query($id: ID!) { node(id: $id) { ... on ProjectV2 {
      workflows(first: 20) { nodes { name enabled } } } } }"""
    board = Board(local, "octocat", 1)
    nodes = board.ask(query, id=board.id)["node"]["workflows"]["nodes"]
    assert {node["name"] for node in nodes if node["enabled"]} == {
        "Auto-close issue",
        "Pull request merged",
    }


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"repositories": ["none"]}, "no such repository: none"),
        ({"items": [{"repository": "r", "number": 7}]}, "no such issue: r#7"),
        ({"items": [{"title": "D", "assignees": ["none"]}]}, "no such user: none"),
        ({"items": [{"title": "D", "values": {"None": 1}}]}, "no such field: None"),
        (
            {"items": [{"title": "D", "values": {"Status": "None"}}]},
            "no such option of Status: None",
        ),
        ({"items": [{"title": "D", "values": {"Labels": "bug"}}]}, "labels is currently not"),
        ({"workflows": {"None": True}}, "no such workflow: None"),
        ({"fields": [{"name": "Empty"}]}, "type single_select has options"),
        ({"items": [{"title": "D", "repository": "r", "number": 1}]}, "or a title"),
        ({"fields": [{"name": "X", "type": "colour"}]}, "projects.0.fields.0.type"),
    ],
)
def test_a_fault_is_named(local: Local, wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(SeedError, match=message):
        sow(local, {"title": "P", **wrong})
