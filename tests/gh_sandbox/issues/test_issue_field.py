"""Issue fields: an organization defines them, issues have values of them."""

from typing import Any

import pytest

from gh_sandbox.seeding.seed import SeedError
from tests.gh_sandbox.conftest import Local

SEED = """
tokens:
  - {token: ghp_guest, login: guest, scopes: [repo, "read:org", "read:user"]}
  - {token: ghp_member, login: member, scopes: [repo, "admin:org"]}
owners:
  - {login: octocat, issue_fields: [{name: Mood, type: text}], repositories: [{name: own}]}
  - {login: guest, repositories: [{name: own}]}
  - {login: member}
  - login: acme
    type: Organization
    members: {octocat: ADMIN, member: MEMBER}
    issue_fields:
      - name: Priority
        type: single_select
        visibility: all
        options: [High, {name: Low, color: red}]
      - {name: Areas, type: multi_select, options: [Docs, Code, Tests]}
      - {name: Effort, type: number}
      - {name: Due, type: date}
      - {name: Note, type: text, description: What else}
    repositories:
      - name: rocket
        collaborators: {guest: READ}
        issues:
          - title: Build it
            fields: {Priority: High, Areas: [Docs, Tests], Effort: 2.5, Due: 2026-12-24, Note: Hm}
          - {title: Fly it}
      - {name: empty}
"""
FIELDS = "/orgs/acme/issue-fields"
ISSUE = "/repos/acme/rocket/issues/2"
VALUES = f"{ISSUE}/issue-field-values"
READ = """query($number: Int!) { repository(owner: "acme", name: "rocket") {
  issueFields(first: 9, orderBy: {field: NAME, direction: DESC}) { nodes {
    ... on IssueFieldCommon { name } } }
  issue(number: $number) { id issueFieldValues(first: 9) { nodes { __typename
    ... on IssueFieldSingleSelectValue { value name color optionId
      field { ... on IssueFieldSingleSelect { fullDatabaseId options { id name priority } } } }
    ... on IssueFieldMultiSelectValue { options { name } }
    ... on IssueFieldNumberValue { value }
    ... on IssueFieldDateValue { value }
    ... on IssueFieldTextValue { value } } } } } }"""
SET = """mutation($issue: ID!, $fields: [IssueFieldCreateOrUpdateInput!]!) {
  setIssueFieldValue(input: {issueId: $issue, issueFields: $fields}) {
    issueFieldValues { __typename ... on IssueFieldNumberValue { value }
      ... on IssueFieldSingleSelectValue { name }
      ... on IssueFieldMultiSelectValue { options { name } } } } }"""


@pytest.fixture
def acme(local: Local) -> Local:
    local.sow(SEED)
    return local


def ids(acme: Local, part: str = "id") -> dict[str, Any]:
    return {each["name"]: each[part] for each in acme.rest("GET", FIELDS)}


def shown(acme: Local, path: str = VALUES) -> dict[str, Any]:
    return {each["issue_field_name"]: each["value"] for each in acme.rest("GET", path)}


def give(acme: Local, method: str, path: str, **values: Any) -> Any:
    known = ids(acme)
    given = [{"field_id": known[name], "value": value} for name, value in values.items()]
    return acme.rest(method, path, issue_field_values=given)


def history(acme: Local) -> list[str]:
    found = acme.rest("GET", f"{ISSUE}/timeline")
    return [each["event"] for each in found if each["event"].startswith("issue_field")]


def test_rest_shows_the_fields_and_their_options(acme: Local) -> None:
    found = {each["name"]: each for each in acme.rest("GET", FIELDS)}
    assert list(found) == ["Priority", "Areas", "Effort", "Due", "Note"]
    options = [(each["name"], each["color"]) for each in found["Priority"]["options"]]
    assert options == [("High", "gray"), ("Low", "red")]
    assert (found["Note"]["data_type"], found["Note"]["description"]) == ("text", "What else")
    assert found["Note"]["options"] is None
    assert found["Priority"]["visibility"] == "all"
    assert found["Effort"]["visibility"] == "organization_members_only"


def test_an_issue_shows_its_values(acme: Local) -> None:
    found = acme.rest("GET", "/repos/acme/rocket/issues/1")["issue_field_values"]
    values = {each["issue_field_name"]: each["value"] for each in found}
    assert values["Effort"] == 2.5
    assert (values["Due"], values["Note"]) == ("2026-12-24", "Hm")
    assert found[0]["single_select_option"]["name"] == "High"
    assert [each["name"] for each in found[1]["multi_select_options"]] == ["Docs", "Tests"]
    assert acme.rest("GET", ISSUE)["issue_field_values"] == []
    assert "issue_field_values" not in acme.rest("POST", "/repos/guest/own/issues", title="x")
    answer = acme.graphql(READ, number=1)["data"]["repository"]
    names = [each["name"] for each in answer["issueFields"]["nodes"]]
    assert names == ["Priority", "Note", "Effort", "Due", "Areas"]
    priority, areas, effort, due, note = answer["issue"]["issueFieldValues"]["nodes"]
    assert (priority["value"], priority["name"], priority["color"]) == ("High", "High", "GRAY")
    options = priority["field"]["options"]
    assert [each["priority"] for each in options] == [1, 2]
    assert priority["optionId"] == options[0]["id"]
    assert areas["options"] == [{"name": "Docs"}, {"name": "Tests"}]
    assert (effort["value"], due["value"], note["value"]) == (2.5, "2026-12-24", "Hm")


def test_values_are_added_replaced_and_removed(acme: Local) -> None:
    give(acme, "POST", VALUES, Priority="Low", Effort=3)
    assert shown(acme)["Effort"] == 3
    give(acme, "POST", VALUES, Areas=["Code", "Docs"], Note="later")
    assert list(shown(acme)) == ["Priority", "Areas", "Effort", "Note"]
    give(acme, "PUT", VALUES, Effort=5)
    assert shown(acme) == {"Effort": 5}
    assert acme.rest("DELETE", f"{VALUES}/{ids(acme)['Effort']}") is None
    assert shown(acme) == {}
    assert acme.rest("DELETE", f"{VALUES}/{ids(acme)['Effort']}")["status"] == "404"
    assert history(acme) == [
        *["issue_field_added"] * 4,
        *["issue_field_removed"] * 2,
        "issue_field_changed",
        *["issue_field_removed"] * 2,
    ]


def test_an_issues_own_list_replaces_all_values(acme: Local) -> None:
    made = give(acme, "POST", "/repos/acme/rocket/issues", Note="no title")
    assert made["status"] == "422"
    path = "/repos/acme/rocket/issues/1"
    changed = give(acme, "PATCH", path, Effort=1)
    assert [each["issue_field_name"] for each in changed["issue_field_values"]] == ["Effort"]
    assert acme.rest("PATCH", path, title="Other")["issue_field_values"] != []
    given = [{"field_id": ids(acme)["Note"], "value": "x"}]
    body: dict[str, Any] = {"title": "New", "issue_field_values": given}
    made = acme.rest("POST", "/repos/acme/rocket/issues", **body)
    assert made["issue_field_values"][0]["value"] == "x"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Priority", "Middling"),
        ("Priority", "high"),
        ("Priority", ["High", "Low"]),
        ("Areas", ["Docs", "Nowhere"]),
        ("Effort", "3"),
        ("Effort", True),
        ("Due", "tomorrow"),
        ("Due", "20261224"),
        ("Note", 3),
    ],
)
@pytest.mark.usefixtures("unrecorded")
def test_a_value_of_the_wrong_kind_is_refused(acme: Local, field: str, value: object) -> None:
    assert give(acme, "POST", VALUES, **{field: value})["status"] == "422"
    assert shown(acme) == {}


@pytest.mark.usefixtures("unrecorded")
def test_what_cannot_be_read_is_refused(acme: Local) -> None:
    unknown = acme.rest("POST", VALUES, issue_field_values=[{"field_id": 1, "value": "x"}])
    assert unknown["status"] == "404"
    assert acme.rest("POST", VALUES, issue_field_values=["x"])["status"] == "422"
    suggested = {"field_id": ids(acme)["Note"], "value": "x", "suggest": True}
    refused = acme.rest("POST", VALUES, issue_field_values=[suggested])
    assert "not implemented by the sandbox" in refused["message"]


def test_graphql_sets_and_deletes_values(acme: Local) -> None:
    issue = acme.graphql(READ, number=2)["data"]["repository"]["issue"]["id"]
    field = ids(acme, "node_id")
    options = acme.graphql(READ, number=1)["data"]["repository"]["issue"]["issueFieldValues"]
    low = options["nodes"][0]["field"]["options"][1]["id"]
    given: list[dict[str, Any]] = [
        {"fieldId": field["Effort"], "numberValue": 8},
        {"fieldId": field["Priority"], "singleSelectOptionId": low},
    ]
    answer = acme.graphql(SET, issue=issue, fields=given)["data"]["setIssueFieldValue"]
    assert [each.get("name") or each["value"] for each in answer["issueFieldValues"]] == ["Low", 8]
    given = [{"fieldId": field["Effort"], "delete": True}]
    answer = acme.graphql(SET, issue=issue, fields=given)["data"]["setIssueFieldValue"]
    assert len(answer["issueFieldValues"]) == 1
    given = [{"fieldId": field["Areas"], "multiSelectOptionIds": [low]}]
    assert "own" in acme.graphql(SET, issue=issue, fields=given)["errors"][0]["message"]
    given = [{"fieldId": field["Note"], "textValue": "x", "suggest": True}]
    refused = acme.graphql(SET, issue=issue, fields=given)["errors"][0]
    assert refused["type"] == "NOT_IMPLEMENTED"


def test_graphql_sets_one_value_and_tells_whether_it_deleted_one(acme: Local) -> None:
    issue = acme.graphql(READ, number=2)["data"]["repository"]["issue"]["id"]
    field = ids(acme, "node_id")["Due"]
    for name in ("create", "update"):
        answer = acme.graphql(
            f"""mutation($issue: ID!, $field: ID!) {{ {name}IssueFieldValue(input: {{
            issueId: $issue, issueField: {{fieldId: $field, dateValue: "2026-12-31"}}}}) {{
            issue {{ number }}
            issueFieldValue {{ ... on IssueFieldDateValue {{ value }} }} }} }}""",
            issue=issue,
            field=field,
        )["data"][f"{name}IssueFieldValue"]
        assert answer == {"issue": {"number": 2}, "issueFieldValue": {"value": "2026-12-31"}}
    delete = """mutation($issue: ID!, $field: ID!) { deleteIssueFieldValue(input: {
        issueId: $issue, fieldId: $field}) { success } }"""
    for had in (True, False):
        answer = acme.graphql(delete, issue=issue, field=field)["data"]["deleteIssueFieldValue"]
        assert answer == {"success": had}


def test_an_issue_is_created_with_its_values(acme: Local) -> None:
    answer = acme.graphql(
        """mutation($repo: ID!, $field: ID!) { createIssue(input: {repositoryId: $repo, title: "x",
        issueFields: [{fieldId: $field, numberValue: 4}]}) { issue { issueFieldValues(first: 5) {
        nodes { ... on IssueFieldNumberValue { value field {
        ... on IssueFieldNumber { name dataType visibility } } } } } } } }""",
        repo=acme.rest("GET", "/repos/acme/rocket")["node_id"],
        field=ids(acme, "node_id")["Effort"],
    )["data"]["createIssue"]["issue"]
    value = answer["issueFieldValues"]["nodes"][0]
    assert value["value"] == 4
    assert value["field"] == {"name": "Effort", "dataType": "NUMBER", "visibility": "ORG_ONLY"}


def test_the_timeline_tells_both_values(acme: Local) -> None:
    for value in ("High", "Low"):
        give(acme, "POST", VALUES, Priority=value)
    answer = acme.graphql(
        """{ repository(owner: "acme", name: "rocket") { issue(number: 2) {
        timelineItems(first: 9) { nodes {
        ... on IssueFieldAddedEvent { value }
        ... on IssueFieldChangedEvent { previousValue newValue issueField {
        ... on IssueFieldSingleSelect { name } } } } } } } }"""
    )["data"]["repository"]["issue"]["timelineItems"]["nodes"]
    changed = {"previousValue": "High", "newValue": "Low", "issueField": {"name": "Priority"}}
    assert answer == [{"value": "High"}, changed]


def test_only_members_see_a_field_that_is_theirs(acme: Local) -> None:
    seen = acme.rest("GET", FIELDS, token="ghp_guest")
    assert [each["name"] for each in seen] == ["Priority"]
    values = acme.rest("GET", "/repos/acme/rocket/issues/1", token="ghp_guest")
    assert [each["issue_field_name"] for each in values["issue_field_values"]] == ["Priority"]
    assert acme.rest("GET", "/user/issue-fields", token="ghp_guest")["status"] == "404"
    assert [each["name"] for each in acme.rest("GET", "/user/issue-fields")] == ["Mood"]


def test_who_cannot_push_changes_no_value(acme: Local) -> None:
    given = [{"field_id": ids(acme)["Priority"], "value": "Low"}]
    refused = acme.rest("POST", VALUES, token="ghp_guest", issue_field_values=given)
    assert refused["status"] == "403"
    body: dict[str, Any] = {"title": "New", "issue_field_values": given}
    made = acme.rest("POST", "/repos/acme/rocket/issues", token="ghp_guest", **body)
    assert made["issue_field_values"] == []


def test_an_issue_keeps_its_values_within_the_organization(acme: Local) -> None:
    acme.graphql(
        """mutation($issue: ID!, $target: ID!) { transferIssue(input: {issueId: $issue,
        repositoryId: $target}) { issue { number } } }""",
        issue=acme.rest("GET", "/repos/acme/rocket/issues/1")["node_id"],
        target=acme.rest("GET", "/repos/acme/empty")["node_id"],
    )
    assert shown(acme, "/repos/acme/empty/issues/1/issue-field-values")["Effort"] == 2.5
    acme.rest("POST", "/repos/acme/empty/transfer", new_owner="octocat")
    assert shown(acme, "/repos/octocat/empty/issues/1/issue-field-values") == {}


@pytest.mark.parametrize(
    ("values", "unknown"),
    [("{Nope: 1}", "issue field: Nope"), ("{Size: Big}", "option of Size: Big")],
)
def test_a_seed_says_which_field_or_option_it_lacks(
    local: Local, values: str, unknown: str
) -> None:
    field = "{name: Size, type: single_select, options: [Small]}"
    issues = f"[{{title: x, fields: {values}}}]"
    text = "{login: a, type: Organization, issue_fields: [%s], repositories: [%s]}"
    with pytest.raises(SeedError, match=f"seed.yml:1:.*no such {unknown}"):
        local.sow(f"owners: [{text % (field, f'{{name: r, issues: {issues}}}')}]")


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ("priority:High", [1]),
        ("priority:low", []),
        ("areas:Tests,effort:2.5", [1]),
        ("areas:Tests,effort:3", []),
        ("due:2026-12-24", [1]),
        ("note:hm", [1]),
    ],
)
def test_issues_are_found_by_their_values(acme: Local, wanted: str, numbers: list[int]) -> None:
    listed = acme.rest("GET", f"/repos/acme/rocket/issues?issue_field_values={wanted}")
    assert [each["number"] for each in listed] == numbers
    terms = "+".join(f"field.{each}" for each in wanted.split(","))
    found = acme.rest("GET", f"/search/issues?q=repo:acme/rocket+{terms}")
    assert [each["number"] for each in found["items"]] == numbers


def test_who_cannot_see_a_field_finds_nothing_by_it(acme: Local) -> None:
    path, token = "/repos/acme/rocket/issues?issue_field_values=", "ghp_guest"
    assert acme.rest("GET", f"{path}note:hm", token=token)["status"] == "422"
    assert len(acme.rest("GET", f"{path}priority:High", token=token)) == 1
    found = acme.rest("GET", "/search/issues?q=repo:acme/rocket+field.note:hm", token=token)
    assert found["total_count"] == 0


@pytest.mark.parametrize("wanted", ["nothing:x", "priority"])
def test_a_field_that_is_not_there_is_refused(acme: Local, wanted: str) -> None:
    found = acme.rest("GET", f"/repos/acme/rocket/issues?issue_field_values={wanted}")
    assert found["status"] == "422"


BOARD = """{ organization(login: "acme") { id projectsV2(first: 1) { nodes { id
  fields(first: 20) { nodes { ... on ProjectV2FieldCommon { id name dataType isIssueField }
    ... on ProjectV2SingleSelectField { options { name } } } }
  items(first: 5) { nodes { id fieldValues(first: 20) { nodes {
    ... on ProjectV2ItemIssueFieldValue { field { ... on ProjectV2FieldCommon { name } }
      issueFieldValue { ... on IssueFieldSingleSelectValue { name } } } } } } } } } } }"""


def do(acme: Local, mutation: str, payload: str = "clientMutationId", **given: Any) -> Any:
    kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
    document = f"mutation($input: {kind}) {{ {mutation}(input: $input) {{ {payload} }} }}"
    return acme.graphql(document, input=given)


def board(acme: Local) -> Any:
    """Return the organization's project, which is made if there is none."""
    found = acme.graphql(BOARD)["data"]["organization"]
    if not found["projectsV2"]["nodes"]:
        do(acme, "createProjectV2", ownerId=found["id"], title="Plan")
        found = acme.graphql(BOARD)["data"]["organization"]
    return found["projectsV2"]["nodes"][0]


def test_a_project_shows_issue_fields_which_are_changed_on_issues_alone(acme: Local) -> None:
    project = board(acme)["id"]
    priority = ids(acme, "node_id")["Priority"]
    made = do(acme, "createProjectV2IssueField", projectId=project, issueFieldId=priority)
    assert "errors" not in made
    again = do(acme, "createProjectV2IssueField", projectId=project, issueFieldId=priority)
    assert again["errors"][0]["message"] == "Name has already been taken"
    issue = acme.rest("GET", "/repos/acme/rocket/issues/1")["node_id"]
    do(acme, "addProjectV2ItemById", projectId=project, contentId=issue)
    found = board(acme)
    (field,) = [each for each in found["fields"]["nodes"] if each["isIssueField"]]
    assert (field["name"], field["dataType"]) == ("Priority", "SINGLE_SELECT")
    assert [each["name"] for each in field["options"]] == ["High", "Low"]
    (item,) = found["items"]["nodes"]
    (value,) = [each for each in item["fieldValues"]["nodes"] if each]
    assert value == {"field": {"name": "Priority"}, "issueFieldValue": {"name": "High"}}
    given = {"projectId": project, "itemId": item["id"], "fieldId": field["id"]}
    for refused in (
        do(acme, "clearProjectV2ItemFieldValue", **given),
        do(acme, "updateProjectV2ItemFieldValue", **given, value={"singleSelectOptionId": "1"}),
    ):
        assert "cannot be mutated in the current project" in refused["errors"][0]["message"]
    refused = do(acme, "updateProjectV2Field", fieldId=field["id"], name="Rank")
    assert refused["errors"][0]["message"].endswith("is an issue field of the organization")
    acme.rest("PATCH", f"{FIELDS}/{ids(acme)['Priority']}", name="Rank")
    assert "Rank" in [each["name"] for each in board(acme)["fields"]["nodes"]]
    acme.rest("DELETE", f"{FIELDS}/{ids(acme)['Rank']}")
    assert not [each for each in board(acme)["fields"]["nodes"] if each["isIssueField"]]


def test_rest_puts_an_issue_field_on_a_project(acme: Local) -> None:
    board(acme)
    made = acme.rest("POST", "/orgs/acme/projectsV2/1/fields", issue_field_id=ids(acme)["Due"])
    assert (made["name"], made["data_type"]) == ("Due", "date")
