"""Defining issue fields: what an organization's administrators can."""

from typing import Any

import pytest

from tests.gh_sandbox.conftest import REPOSITORY, Local

FIELDS = "/orgs/PimpMyNines/issue-fields"
VALUES = f"/repos/{REPOSITORY}/issues/13/issue-field-values"
CREATE = """mutation($owner: ID!) { createIssueField(input: {ownerId: $owner, name: "Risk",
  dataType: SINGLE_SELECT, visibility: ALL, options: [{name: "Low", color: GREEN, priority: 1},
  {name: "High", color: RED, priority: 2}]}) { issueField { ... on IssueFieldSingleSelect {
  id name visibility options { name color } } } } }"""


def option(name: str, **more: object) -> dict[str, object]:
    return {"name": name, "color": "gray", "priority": 1, **more}


def size(local: Local) -> Any:
    options = [option("Small"), option("Large", priority=2)]
    return local.rest("POST", FIELDS, name="Size", data_type="single_select", options=options)


def test_a_field_is_made_changed_and_deleted(local: Local) -> None:
    made = size(local)
    assert [each["name"] for each in made["options"]] == ["Small", "Large"]
    assert made["visibility"] == "organization_members_only"
    path = f"{FIELDS}/{made['id']}"
    changed = local.rest("PATCH", path, name="Extent", description="How much", visibility="all")
    assert (changed["name"], changed["description"]) == ("Extent", "How much")
    assert changed["options"] == made["options"]
    assert local.rest("DELETE", path) is None
    assert local.rest("GET", FIELDS) == []
    assert local.rest("DELETE", path)["status"] == "404"


def test_an_option_that_is_left_out_goes_with_its_values(local: Local) -> None:
    made = size(local)
    value = {"field_id": made["id"], "value": "Large"}
    local.rest("POST", VALUES, issue_field_values=[value])
    path = f"{FIELDS}/{made['id']}"
    wanted = [option("Huge", priority=2), option("Large", color="red")]
    changed = local.rest("PATCH", path, options=wanted)
    assert [each["name"] for each in changed["options"]] == ["Large", "Huge"]
    assert changed["options"][0]["id"] == made["options"][1]["id"]
    shown = local.rest("GET", VALUES)[0]["single_select_option"]
    assert (shown["name"], shown["color"]) == ("Large", "red")
    local.rest("PATCH", path, options=[option("Huge")])
    assert local.rest("GET", VALUES) == []


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"name": " ", "data_type": "text"}, "blank"),
        ({"name": "size", "data_type": "text"}, "already been taken"),
        ({"name": "x", "data_type": "shape"}, "Data type"),
        ({"name": "x", "data_type": "text", "visibility": "none"}, "Visibility"),
        ({"name": "x", "data_type": "text", "options": [option("a")]}, "select"),
        ({"name": "x", "data_type": "single_select"}, "select"),
        ({"name": "x", "data_type": "multi_select", "options": [option(" ")]}, "blank"),
        ({"name": "x", "data_type": "multi_select", "options": [option("a", color="x")]}, "color"),
    ],
)
@pytest.mark.usefixtures("unrecorded")
def test_a_wrong_field_is_refused(local: Local, given: dict[str, Any], reason: str) -> None:
    size(local)
    refused = local.rest("POST", FIELDS, **given)
    assert refused["status"] == "422"
    assert reason in refused["errors"][0]
    assert len(local.rest("GET", FIELDS)) == 1


@pytest.mark.usefixtures("unrecorded")
def test_name_and_type_are_needed_and_options_are_objects(local: Local) -> None:
    select = {"name": "x", "data_type": "single_select"}
    for given in ({"name": "x"}, {"data_type": "text"}, {**select, "options": ["High"]}):
        assert local.rest("POST", FIELDS, **given)["status"] == "422"


def test_a_text_field_takes_no_options_later(local: Local) -> None:
    made = local.rest("POST", FIELDS, name="Note", data_type="text")
    refused = local.rest("PATCH", f"{FIELDS}/{made['id']}", options=[option("a")])
    assert refused["status"] == "422"


def test_a_26th_field_is_refused(local: Local) -> None:
    for number in range(25):
        assert local.rest("POST", FIELDS, name=f"F{number}", data_type="text")["id"]
    assert local.rest("POST", FIELDS, name="F25", data_type="text")["status"] == "422"


def test_graphql_makes_changes_and_deletes_a_field(local: Local) -> None:
    owner = local.rest("GET", "/orgs/PimpMyNines")["node_id"]
    made = local.graphql(CREATE, owner=owner)["data"]["createIssueField"]["issueField"]
    assert (made["name"], made["visibility"]) == ("Risk", "ALL")
    assert made["options"][1] == {"name": "High", "color": "RED"}
    changed = local.graphql(
        """mutation($id: ID!) { updateIssueField(input: {id: $id, description: "How bad"}) {
        issueField { ... on IssueFieldCommon { name description } } } }""",
        id=made["id"],
    )["data"]["updateIssueField"]["issueField"]
    assert changed == {"name": "Risk", "description": "How bad"}
    listed = """{ organization(login: "PimpMyNines") { issueFields(first: 5) { nodes {
        __typename ... on Node { id } } } } }"""
    nodes = local.graphql(listed)["data"]["organization"]["issueFields"]["nodes"]
    assert nodes == [{"__typename": "IssueFieldSingleSelect", "id": made["id"]}]
    deleted = local.graphql(
        """mutation($id: ID!) { deleteIssueField(input: {fieldId: $id}) { issueField {
        ... on IssueFieldSingleSelect { name } } } }""",
        id=made["id"],
    )["data"]["deleteIssueField"]["issueField"]
    assert deleted == {"name": "Risk"}
    assert local.rest("GET", FIELDS) == []


def test_only_administrators_define_fields(local: Local) -> None:
    given = {"name": "x", "data_type": "text"}
    scope = local.rest("POST", FIELDS, token="ghp_sandbox_no_org", **given)
    assert scope["status"] == "403"
    local.store.execute("UPDATE member SET role = 'MEMBER'")
    refused = local.rest("POST", FIELDS, **given)
    assert (refused["status"], refused["message"]) == (
        "403",
        "Must have admin rights to Organization.",
    )
    owner = local.rest("GET", "/orgs/PimpMyNines")["node_id"]
    answer = local.graphql(CREATE, owner=owner)["errors"][0]
    assert "createissuefield" in answer["message"].lower()


def test_a_users_repository_has_no_fields(local: Local) -> None:
    answer = local.graphql(
        '{ repository(owner: "someone", name: "empty") { issueFields(first: 5) { nodes '
        "{ __typename } } } }"
    )
    assert answer["data"]["repository"]["issueFields"] is None
