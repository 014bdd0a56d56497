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


def test_a_value_is_set_by_graphql_and_taken_away(github: GitHub, text_field: int) -> None:
    """GitHub's GraphQL schema, `setIssueFieldValue`; others stay as they are."""
    issue = github.issue()
    field = _node_id(github, text_field)
    document = (
        "mutation($i: SetIssueFieldValueInput!) { setIssueFieldValue(input: $i) { issue { "
        "issueFieldValues(first: 9) { nodes { ... on IssueFieldTextValue { value } } } } } }"
    )
    for given, expected in (({"textValue": "a text"}, ["a text"]), ({"delete": True}, [])):
        wanted = {"issueId": issue.id, "issueFields": [{"fieldId": field, **given}]}
        made = github.data(document, i=wanted)["setIssueFieldValue"]["issue"]
        assert [each["value"] for each in made["issueFieldValues"]["nodes"]] == expected


def test_a_new_issue_has_values(github: GitHub, text_field: int) -> None:
    """GitHub's GraphQL schema, `CreateIssueInput.issueFields`."""
    given = {"fieldId": _node_id(github, text_field), "textValue": "a text"}
    issue = github.issue(issueFields=[given])
    fields = "issueFieldValues(first: 9) { nodes { ... on IssueFieldTextValue { value } } }"
    assert github.read(issue, fields) == {"issueFieldValues": {"nodes": [{"value": "a text"}]}}


def test_an_option_that_is_sent_with_its_id_keeps_the_values(github: GitHub) -> None:
    """GitHub's REST description: the options of an update have an `id`."""
    if github.is_live:
        pytest.skip("an organization's fields are not the test's to change")
    path = f"/orgs/{github.owner}/issue-fields"
    options = [{"name": "High", "color": "red", "priority": 1}]
    given = {"name": github.name(), "data_type": "single_select", "options": options}
    field = github.rest("POST", path, given).body
    values = f"issues/{github.issue().number}/issue-field-values"
    value = {"field_id": field["id"], "value": "High"}
    github.rest("POST", values, {"issue_field_values": [value]})
    option = {**options[0], "id": field["options"][0]["id"], "name": "Highest"}
    more = {"name": "Low", "color": "gray", "priority": 2}
    changed = github.rest("PATCH", f"{path}/{field['id']}", {"options": [option, more]})
    assert [each["name"] for each in changed.body["options"]] == ["Highest", "Low"]
    (found,) = github.rest("GET", values).body
    assert found["single_select_option"]["name"] == "Highest"


def test_a_project_shows_an_issue_field_and_cannot_change_it(
    github: GitHub, text_field: int
) -> None:
    """GitHub's schema, `createProjectV2IssueField`; hoonsubin/github-projects-mcp-server#248."""
    made = github.data(
        "mutation($owner: ID!, $title: String!) { createProjectV2(input: {ownerId: $owner, "
        "title: $title}) { projectV2 { id } } }",
        owner=github.owner_id,
        title=github.name(),
    )["createProjectV2"]["projectV2"]
    project = str(made["id"])
    try:
        field = github.data(
            "mutation($i: CreateProjectV2IssueFieldInput!) { createProjectV2IssueField(input: $i) "
            "{ projectV2Field { ... on ProjectV2Field { id isIssueField dataType } } } }",
            i={"projectId": project, "issueFieldId": _node_id(github, text_field)},
        )["createProjectV2IssueField"]["projectV2Field"]
        assert (field["isIssueField"], field["dataType"]) == (True, "TEXT")
        item = github.data(
            "mutation($p: ID!, $c: ID!) { addProjectV2ItemById(input: {projectId: $p, "
            "contentId: $c}) { item { id } } }",
            p=project,
            c=github.issue().id,
        )["addProjectV2ItemById"]["item"]["id"]
        refused = github.graphql(
            "mutation($i: UpdateProjectV2ItemFieldValueInput!) { "
            "updateProjectV2ItemFieldValue(input: $i) { clientMutationId } }",
            i={
                "projectId": project,
                "itemId": item,
                "fieldId": field["id"],
                "value": {"text": "a text"},
            },
        )
        assert "cannot be mutated in the current project" in refused["errors"][0]["message"]
    finally:
        github.data(
            "mutation($id: ID!) { deleteProjectV2(input: {projectId: $id}) { clientMutationId } }",
            id=project,
        )


def _node_id(github: GitHub, field: int) -> str:
    listed = github.rest("GET", f"/orgs/{github.owner}/issue-fields").body
    return next(str(each["node_id"]) for each in listed if each["id"] == field)
