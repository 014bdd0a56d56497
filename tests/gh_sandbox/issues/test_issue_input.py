"""What REST takes for an issue's properties, and what it refuses."""

from typing import Any

import pytest

from tests.gh_sandbox.conftest import REPOSITORY, Local

ISSUES = f"/repos/{REPOSITORY}/issues"
READER = "ghp_sandbox_reader"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"labels": "bug"}, "For 'properties/labels', \"bug\" is not an array."),
        ({"assignees": "octocat"}, "For 'properties/assignees', \"octocat\" is not an array"),
        ({"title": ["x"]}, "For 'properties/title', [\"x\"] is not a string or an integer"),
        ({"body": 7}, "For 'properties/body', 7 is not a string"),
        ({"milestone": [1]}, "For 'properties/milestone', [1] is not a string"),
        ({"labels": [7]}, "For 'properties/labels/items', 7 is not a string."),
        ({"labels": [{"color": "ffffff"}]}, "is not a string."),
        ({"state": None}, "For 'properties/state', nil is not a string."),
    ],
)
def test_a_property_of_a_wrong_type_changes_nothing(
    local: Local, given: dict[str, Any], message: str
) -> None:
    before = local.rest("GET", f"{ISSUES}/13")
    answer = local.rest("PATCH", f"{ISSUES}/13", **given)
    assert answer["status"] == "422"
    assert answer["message"].startswith("Invalid request.\n\n")
    assert message in answer["message"]
    assert local.rest("GET", f"{ISSUES}/13") == before


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_labels_of_an_issue_are_a_list(local: Local, method: str) -> None:
    assert local.rest(method, f"{ISSUES}/13/labels", labels="bug")["status"] == "422"
    found = local.rest(method, f"{ISSUES}/13/labels", labels=[{"name": "bug"}, {"name": "build"}])
    assert {"bug", "build"} <= {each["name"] for each in found}


def test_a_suggestion_is_named_as_missing(local: Local) -> None:
    given: list[Any] = [{"name": "bug", "suggest": True}]
    answer = local.rest("PATCH", f"{ISSUES}/13", labels=given)
    assert "not implemented by the sandbox" in answer["message"]
    type = {"value": "Bug", "suggest": True}
    assert "not implemented" in local.rest("PATCH", f"{ISSUES}/13", type=type)["message"]
    type = {"value": "bug", "rationale": "It fails"}
    assert local.rest("PATCH", f"{ISSUES}/13", type=type)["type"]["name"] == "Bug"


def test_an_unknown_assignee_is_refused_with_its_login(local: Local) -> None:
    answer = local.rest("POST", ISSUES, title="x", assignees=["OctoCat", "nobody-x"])
    entry = {"resource": "Issue", "field": "assignees", "code": "invalid", "value": "nobody-x"}
    assert (answer["message"], answer["errors"]) == ("Validation Failed", [entry])
    answer = local.rest("PATCH", f"{ISSUES}/13", assignee="nobody-x")
    assert answer["errors"][0]["field"] == "assignee"


def test_one_assignee_may_be_given_alone(local: Local) -> None:
    logins = [["octocat"], []]
    for assignee, expected in zip(("OCTOCAT", ""), logins, strict=True):
        found = local.rest("PATCH", f"{ISSUES}/13", assignee=assignee)
        assert [each["login"] for each in found["assignees"]] == expected


def test_without_push_access_nobody_is_assigned_and_nothing_is_said(local: Local) -> None:
    path = f"{ISSUES}/13/assignees"
    found = local.rest("POST", path, token=READER, assignees=["octocat"])
    assert found["assignees"] == []
    local.rest("POST", path, assignees=["octocat", "nobody-x"])
    found = local.rest("DELETE", path, token=READER, assignees=["octocat"])
    assert [each["login"] for each in found["assignees"]] == ["octocat"]
    assert local.send("GET", f"{path}/octocat").status_code == 204
    assert local.send("GET", f"{path}/nobody-x").status_code == 404


def test_a_new_issue_can_have_its_parent_at_once(local: Local) -> None:
    parent = local.rest("GET", f"{ISSUES}/13")
    made = local.rest("POST", ISSUES, title="Child", parent_issue_id=parent["id"])
    assert made["parent_issue_url"] == parent["url"]
    answer = local.send("POST", ISSUES, content=b'{"title": "x", "parent_issue_id": 13}')
    assert answer.status_code == 404


def test_a_duplicate_names_its_original(local: Local) -> None:
    original = local.rest("GET", f"{ISSUES}/13")
    given = {"state": "closed", "state_reason": "duplicate", "duplicate_issue_id": original["id"]}
    assert local.rest("PATCH", f"{ISSUES}/14", **given)["state_reason"] == "duplicate"
    query = """{ repository(owner: "PimpMyNines", name: "LLuMinary") { issue(number: 14) {
      stateReason(enableDuplicate: true) duplicateOf { number } } } }"""
    found = local.graphql(query)["data"]["repository"]["issue"]
    assert found == {"stateReason": "DUPLICATE", "duplicateOf": {"number": 13}}


def test_links_do_not_change_when_an_issue_was_updated(local: Local) -> None:
    ids = {n: local.rest("GET", f"{ISSUES}/{n}")["id"] for n in (13, 14)}
    before = [local.rest("GET", f"{ISSUES}/{n}")["updated_at"] for n in (13, 14)]
    local.clock.advance(60)
    blocked_by, relates_to = f"{ISSUES}/13/dependencies/blocked_by", f"{ISSUES}/13/relates_to"
    local.rest("POST", blocked_by, issue_id=ids[14])
    local.rest("POST", relates_to, issue_id=ids[14])
    local.rest("POST", f"{ISSUES}/13/sub_issues", sub_issue_id=ids[14])
    local.rest("DELETE", f"{blocked_by}/{ids[14]}")
    local.rest("DELETE", f"{relates_to}/{ids[14]}")
    local.rest("DELETE", f"{ISSUES}/13/sub_issue", sub_issue_id=ids[14])
    assert [local.rest("GET", f"{ISSUES}/{n}")["updated_at"] for n in (13, 14)] == before


def test_links_are_between_issues_only(local: Local) -> None:
    id = local.rest("GET", f"{ISSUES}/13")["id"]
    for path in ("dependencies/blocked_by", "relates_to"):
        content = f'{{"issue_id": {id}}}'.encode()
        assert local.send("POST", f"{ISSUES}/18/{path}", content=content).status_code == 404


@pytest.mark.parametrize("mutation", ["createIssue", "updateIssue"])
@pytest.mark.parametrize("what", ["assigneeIds", "milestoneId"])
def test_graphql_refuses_what_is_not_of_the_repository(
    local: Local, mutation: str, what: str
) -> None:
    """As it refuses labels of another repository; unverified: the words."""
    repository = local.rest("GET", f"/repos/{REPOSITORY}")["node_id"]
    subject = {"createIssue": {"repositoryId": repository, "title": "x"}}.get(
        mutation, {"id": local.rest("GET", f"/repos/{REPOSITORY}/issues/3")["node_id"]}
    )
    outsider = local.rest("GET", "/users/passerby")["node_id"]
    elsewhere = local.rest("POST", "/repos/PimpMyNines/empty/milestones", title="M")["node_id"]
    given = {"assigneeIds": [outsider], "milestoneId": elsewhere}[what]
    text = f"""mutation($i: {mutation[0].upper()}{mutation[1:]}Input!) {{
      {mutation}(input: $i) {{ issue {{ number }} }} }}"""
    answer = local.graphql(text, i={**subject, what: given})
    assert answer["data"] == {mutation: None}
    assert answer["errors"][0]["type"] == "NOT_FOUND"
