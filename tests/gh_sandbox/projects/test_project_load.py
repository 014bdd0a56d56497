"""A page of a hundred items with their values answers in under 200 ms."""

import pytest
import yaml

from tests.gh_sandbox.board import Board
from tests.gh_sandbox.conftest import Local

COUNT = 300
PAGE = """query($id: ID!, $after: String) { node(id: $id) { ... on ProjectV2 {
  items(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes {
    id isArchived
    content { ... on Issue { id number title state repository { nameWithOwner } } }
    fieldValues(first: 20) { nodes {
      ... on ProjectV2ItemFieldTextValue { text field { ...field } }
      ... on ProjectV2ItemFieldNumberValue { number field { ...field } }
      ... on ProjectV2ItemFieldSingleSelectValue { name optionId field { ...field } }
      ... on ProjectV2ItemFieldLabelValue { labels(first: 10) { nodes { name } } }
    } }
  } }
} } }
fragment field on ProjectV2FieldCommon { id name }
"""


@pytest.fixture
def loaded(stored: Local) -> Board:
    numbers = range(1, COUNT + 1)
    values = {"Status": "Done", "Size": "S", "Priority": "P0", "Estimate": 5, "Note": "text"}
    options = (("Size", ["S", "M"]), ("Priority", ["P0", "P1"]))
    project = {
        "title": "Full",
        "fields": [
            *({"name": name, "options": choices} for name, choices in options),
            {"name": "Estimate", "type": "number"},
            {"name": "Note", "type": "text"},
        ],
        "items": [{"repository": "big", "number": number, "values": values} for number in numbers],
    }
    issues = [{"title": f"Issue {number}", "labels": ["bug"]} for number in numbers]
    repositories = [{"name": "big", "issues": issues}]
    owner = {"login": "octocat", "repositories": repositories, "projects": [project]}
    stored.sow(yaml.safe_dump({"owners": [owner]}))
    return Board(stored, "octocat", 1)


def test_a_page_of_items_needs_few_statements(loaded: Board) -> None:
    id = loaded.id
    statements: list[str] = []
    loaded.local.store.trace(statements.append)
    page = loaded.ask(PAGE, id=id)["node"]["items"]
    loaded.local.store.trace(None)
    assert len(statements) < 40
    assert len(page["nodes"]) == 100
    assert sum("text" in value for value in page["nodes"][0]["fieldValues"]["nodes"]) == 2


def test_all_pages_show_each_item_once(loaded: Board) -> None:
    seen: list[int] = []
    after = None
    while True:
        page = loaded.ask(PAGE, id=loaded.id, after=after)["node"]["items"]
        seen += [node["content"]["number"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert seen == list(range(1, COUNT + 1))
