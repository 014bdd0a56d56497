"""Assignees."""

from tests.contract.github import GitHub


def login(github: GitHub) -> str:
    found: str = github.data("{ viewer { login } }")["viewer"]["login"]
    return found


def test_who_can_be_assigned_is_listed_and_checked(github: GitHub) -> None:
    """GitHub's REST description, "Check if a user can be assigned": 204 or 404."""
    viewer = login(github)
    assert viewer in [each["login"] for each in github.rest("GET", "assignees?per_page=100").body]
    assert github.rest("GET", f"assignees/{viewer}").status == 204
    assert github.rest("GET", "assignees/nobody-is-called-this-0").status == 404


def test_assignees_are_added_and_removed(github: GitHub) -> None:
    """GitHub's REST description: 201 and 200, with the issue."""
    issue, viewer = github.issue(), login(github)
    path = f"issues/{issue.number}/assignees"
    added = github.rest("POST", path, {"assignees": [viewer]})
    assert (added.status, [each["login"] for each in added.body["assignees"]]) == (201, [viewer])
    removed = github.rest("DELETE", path, {"assignees": [viewer]})
    assert (removed.status, removed.body["assignees"]) == (200, [])


def test_who_cannot_be_assigned_is_left_out_without_a_word(github: GitHub) -> None:
    """Reported: Prow compares the answer with what it asked for."""
    path = f"issues/{github.issue().number}/assignees"
    added = github.rest("POST", path, {"assignees": ["nobody-is-called-this-0"]})
    assert (added.status, added.body["assignees"]) == (201, [])


def test_an_unknown_assignee_of_a_new_issue_is_refused(github: GitHub) -> None:
    """Reported (microsoft/vscode-pull-request-github#1868), with the value."""
    given = {"title": "never", "assignees": ["nobody-is-called-this-0"]}
    refused = github.rest("POST", "issues", given)
    entry = refused.errors[0]
    assert (refused.status, refused.codes) == (422, [("assignees", "invalid")])
    assert entry["value"] == "nobody-is-called-this-0"


def test_who_can_be_assigned_is_found_by_login(github: GitHub) -> None:
    """GitHub's GraphQL schema, `Repository.assignableUsers(query:)`: by login and by name."""
    owner, name = github.repository.split("/")
    ask = """query($owner: String!, $name: String!, $login: String!) {
      repository(owner: $owner, name: $name) {
        assignableUsers(query: $login, first: 100) { nodes { id login } } } }"""

    def found(wanted: str) -> list[str]:
        data = github.data(ask, owner=owner, name=name, login=wanted)
        return [each["login"] for each in data["repository"]["assignableUsers"]["nodes"]]

    viewer = login(github)
    assert viewer in found(viewer)
    assert found("nobody-is-called-this-0") == []


def test_assigning_one_more_leaves_the_others(github: GitHub) -> None:
    """GitHub's GraphQL schema, `addAssigneesToAssignable`; the payload is the issue."""
    viewer = github.data("{ viewer { id login } }")["viewer"]
    assign = """mutation($id: ID!, $who: [ID!]!) {
      addAssigneesToAssignable(input: {assignableId: $id, assigneeIds: $who}) {
        assignable { ... on Issue { assignees(first: 10) { nodes { login } } } } } }"""
    issue = github.issue()
    for _ in range(2):
        made = github.data(assign, id=issue.id, who=[viewer["id"]])["addAssigneesToAssignable"]
        assert made["assignable"] == {"assignees": {"nodes": [{"login": viewer["login"]}]}}
