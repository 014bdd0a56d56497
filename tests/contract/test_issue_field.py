"""Issue fields, of an organization that has some."""

from typing import Any

import pytest

from tests.contract.github import GitHub


@pytest.fixture
def text_field(github: GitHub) -> int:
    """The id of a text field; in the sandbox it is made."""
    path = f"/orgs/{github.owner}/issue-fields"
    if not github.is_live:
        given = {"name": github.name(), "data_type": "text"}
        return int(github.rest("POST", path, given).body["id"])
    listed = github.rest("GET", path)
    found: list[Any] = listed.body if listed.status == 200 else []
    for each in found:
        if each["data_type"] == "text":
            return int(each["id"])
    pytest.skip(f"{github.owner} has no text field")


def test_values_are_added_and_replaced(github: GitHub, text_field: int) -> None:
    """GitHub's REST description: add to, set, and remove from an issue."""
    path = f"issues/{github.issue().number}/issue-field-values"
    given = {"issue_field_values": [{"field_id": text_field, "value": "a text"}]}
    added = github.rest("POST", path, given)
    assert added.status == 200
    assert [each["value"] for each in github.rest("GET", path).body] == ["a text"]
    assert github.rest("PUT", path, {"issue_field_values": []}).status == 200
    assert github.rest("GET", path).body == []


def test_an_issue_shows_its_values(github: GitHub, text_field: int) -> None:
    """GitHub's REST description and GraphQL schema, `issue_field_values` of an issue."""
    issue = github.issue()
    given = {"issue_field_values": [{"field_id": text_field, "value": "a text"}]}
    changed = github.rest("PATCH", f"issues/{issue.number}", given)
    assert [each["value"] for each in changed.body["issue_field_values"]] == ["a text"]
    fields = "issueFieldValues(first: 9) { nodes { ... on IssueFieldTextValue { value } } }"
    assert github.read(issue, fields) == {"issueFieldValues": {"nodes": [{"value": "a text"}]}}


def test_the_list_of_an_issue_replaces_all_values(github: GitHub, text_field: int) -> None:
    """github/github-mcp-server#2551: values that are not given are gone."""
    issue = github.issue()
    given = {"issue_field_values": [{"field_id": text_field, "value": "a text"}]}
    github.rest("PATCH", f"issues/{issue.number}", given)
    changed = github.rest("PATCH", f"issues/{issue.number}", {"issue_field_values": []})
    assert changed.body["issue_field_values"] == []
