"""Issues."""

import pytest

from tests.contract.github import GitHub, Issue

_LIMIT = 65_536


def test_one_mutation_creates_an_issue_whole(github: GitHub) -> None:
    """GitHub's GraphQL schema, `CreateIssueInput`: labels, milestone and parent in one call."""
    label, milestone, parent = github.label(), github.milestone(), github.issue()
    issue = github.issue(
        body="Text",
        labelIds=[label["node_id"]],
        milestoneId=milestone["node_id"],
        parentIssueId=parent.id,
    )
    fields = "body labels(first: 5) { nodes { name } } milestone { number } parent { number }"
    assert github.read(issue, fields) == {
        "body": "Text",
        "labels": {"nodes": [{"name": label["name"]}]},
        "milestone": {"number": milestone["number"]},
        "parent": {"number": parent.number},
    }


def test_updating_replaces_the_list_of_labels(github: GitHub) -> None:
    """GitHub's GraphQL schema, `UpdateIssueInput.labelIds`."""
    old, new = github.label(), github.label()
    issue = github.issue(labelIds=[old["node_id"]])
    github.data(
        "mutation($id: ID!, $labels: [ID!]) { updateIssue(input: {id: $id, labelIds: $labels}) "
        "{ issue { id } } }",
        id=issue.id,
        labels=[new["node_id"]],
    )
    found = github.read(issue, "labels(first: 5) { nodes { name } }")["labels"]["nodes"]
    assert found == [{"name": new["name"]}]


def test_what_an_update_does_not_name_stays(github: GitHub) -> None:
    """GitHub's GraphQL schema: every field of `UpdateIssueInput` but the id is optional."""
    milestone = github.milestone()
    issue = github.issue(body="Text", milestoneId=milestone["node_id"])
    github.data(
        'mutation($id: ID!) { updateIssue(input: {id: $id, title: "New"}) { issue { id } } }',
        id=issue.id,
    )
    found = github.read(issue, "title body milestone { number }")
    assert found == {
        "title": "New",
        "body": "Text",
        "milestone": {"number": milestone["number"]},
    }


def test_null_takes_an_issue_out_of_its_milestone(github: GitHub) -> None:
    """GitHub's GraphQL schema, `UpdateIssueInput.milestoneId`: null is none, absence leaves it."""
    issue = github.issue(milestoneId=github.milestone()["node_id"])
    github.data(
        "mutation($id: ID!) { updateIssue(input: {id: $id, milestoneId: null}) { issue { id } } }",
        id=issue.id,
    )
    assert github.read(issue, "milestone { number }") == {"milestone": None}


@pytest.mark.unverified
def test_taking_off_a_label_that_is_not_on_is_no_error(github: GitHub) -> None:
    """Nobody here confirmed it; the tool takes off only what it read."""
    issue, label = github.issue(), github.label()
    remove = "mutation($id: ID!, $l: [ID!]!) { removeLabelsFromLabelable(input: {labelableId: $id, "
    answer = github.graphql(
        remove + "labelIds: $l}) { clientMutationId } }", id=issue.id, l=[label["node_id"]]
    )
    assert "errors" not in answer


@pytest.mark.unverified
def test_a_body_is_kept_as_it_was_sent(github: GitHub) -> None:
    """What the tool finds its own block by; that every character comes back, nobody confirmed."""
    body = (
        '<!-- gh-playbook:begin key="a/b" digest=0f -->\n- [ ] `code` $HOME "x" \\n\n\n'
        "| a | b |\n|---|---|\n\t# ünïcode 🚀 &amp; <b>\n<!-- gh-playbook:end -->"
    )
    assert github.read(github.issue(body=body), "body") == {"body": body}


def test_a_body_has_at_most_65536_characters(github: GitHub) -> None:
    """Reported, with this message."""
    issue = github.issue(body="x" * _LIMIT)
    assert len(github.read(issue, "body")["body"]) == _LIMIT
    given = {"title": "never", "body": "x" * (_LIMIT + 1)}
    refused = github.rest("POST", "issues", given)
    assert refused.status == 422
    assert "body is too long (maximum is 65536 characters)" in str(refused.body)


@pytest.mark.unverified
def test_a_title_has_at_most_256_characters(github: GitHub) -> None:
    """Nobody here confirmed it."""
    github.issue(title="x" * 256)
    assert github.rest("POST", "issues", {"title": "x" * 257}).status == 422


def test_an_issue_is_read_by_number_right_after_it_was_made(github: GitHub) -> None:
    """Reported: reads by number and by id are current, unlike search."""
    issue = github.issue()
    assert github.rest("GET", f"issues/{issue.number}").body["node_id"] == issue.id
    owner, name = github.repository.split("/")
    found = github.data(
        "query($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, "
        "name: $name) { issue(number: $number) { id } } }",
        owner=owner,
        name=name,
        number=issue.number,
    )
    assert found["repository"]["issue"]["id"] == issue.id


def test_a_reason_is_kept_with_the_closed_state(github: GitHub) -> None:
    """GitHub's GraphQL schema, `IssueClosedStateReason`."""
    issue = github.issue()
    close = "mutation($id: ID!, $why: IssueClosedStateReason) { closeIssue(input: "
    github.data(
        close + "{issueId: $id, stateReason: $why}) { issue { id } } }",
        id=issue.id,
        why="NOT_PLANNED",
    )
    found = github.read(issue, "state stateReason")
    assert found == {"state": "CLOSED", "stateReason": "NOT_PLANNED"}


def test_aliased_mutations_run_in_order_and_fail_apart(github: GitHub) -> None:
    """The GraphQL specification (serial mutations), and reports on GitHub's partial success."""
    answer = github.graphql(
        """mutation($repo: ID!, $title: String!) {
          one: createIssue(input: {repositoryId: $repo, title: $title}) { ...made }
          two: createIssue(input: {repositoryId: $repo, title: ""}) { ...made }
          three: createIssue(input: {repositoryId: $repo, title: $title}) { ...made }
        } fragment made on CreateIssuePayload { issue { id number fullDatabaseId } }""",
        repo=github.id,
        title=github.name(),
    )
    made = [answer["data"][alias]["issue"] for alias in ("one", "three")]
    for each in made:
        github.keep(Issue(each["id"], each["number"], int(each["fullDatabaseId"])))
    assert made[0]["number"] < made[1]["number"]
    assert answer["data"]["two"] is None
    assert [error["path"] for error in answer["errors"]] == [["two"]]


def test_a_pull_request_is_no_issue_to_graphql(github: GitHub) -> None:
    """GitHub's GraphQL schema: `repository.issue` and `issues` leave pull requests out."""
    owner, name = github.repository.split("/")
    refused = github.graphql(
        "query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) "
        "{ issue(number: 987654) { id } } }",
        owner=owner,
        name=name,
    )
    assert refused["data"]["repository"]["issue"] is None
    assert refused["errors"][0]["type"] == "NOT_FOUND"


def test_issues_are_asked_for_by_numbers_beside_numbers_that_have_none(github: GitHub) -> None:
    """GraphQL's specification, "Errors": what is null has its path there, all else comes."""
    issue, (owner, name) = github.issue(), github.repository.split("/")
    answer = github.graphql(
        "query($owner: String!, $name: String!, $one: Int!, $two: Int!) { "
        "repository(owner: $owner, name: $name) { "
        "i0: issue(number: $one) { number } i1: issue(number: $two) { number } } }",
        owner=owner,
        name=name,
        one=987_654,
        two=issue.number,
    )
    assert answer["data"]["repository"] == {"i0": None, "i1": {"number": issue.number}}
    (error,) = answer["errors"]
    assert (error["type"], error["path"]) == ("NOT_FOUND", ["repository", "i0"])


def test_the_number_of_issues_comes_with_the_newest_of_them(github: GitHub) -> None:
    """GitHub's GraphQL schema, `IssueConnection.totalCount`: of all, whatever the page holds."""
    owner, name = github.repository.split("/")
    query = """query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {
      issues(last: 1, orderBy: {field: CREATED_AT, direction: ASC}) {
        totalCount nodes { number } } } }"""
    before = github.data(query, owner=owner, name=name)["repository"]["issues"]["totalCount"]
    issue = github.issue()
    found = github.data(query, owner=owner, name=name)["repository"]["issues"]
    assert found == {"totalCount": before + 1, "nodes": [{"number": issue.number}]}


def test_a_deleted_issue_is_gone(github: GitHub) -> None:
    """GitHub's REST description, "Get an issue": 410, where an unknown one is a 404."""
    issue = github.issue()
    delete = "mutation($id: ID!) { deleteIssue(input: {issueId: $id}) { clientMutationId } }"
    if "errors" in github.graphql(delete, id=issue.id):
        pytest.skip("the token may not delete issues")
    path = f"issues/{issue.number}"
    assert github.until(lambda: github.rest("GET", path).status == 410)
    assert github.rest("GET", f"issues/{issue.number + 100_000}").status == 404


def test_an_issue_closed_as_a_duplicate_names_the_other_one(github: GitHub) -> None:
    """GitHub's GraphQL schema, `CloseIssueInput.duplicateIssueId`, and REST's description."""
    issue, original = github.issue(), github.issue()
    close = """mutation($id: ID!, $of: ID!) { closeIssue(input: {issueId: $id,
      stateReason: DUPLICATE, duplicateIssueId: $of}) { clientMutationId } }"""
    github.data(close, id=issue.id, of=original.id)
    fields = "stateReason(enableDuplicate: true) duplicateOf { number }"
    found = github.read(issue, fields)
    assert found == {"stateReason": "DUPLICATE", "duplicateOf": {"number": original.number}}
    other = github.issue()
    given = {"state": "closed", "state_reason": "duplicate"}
    given_id = {**given, "duplicate_issue_id": original.database_id}
    assert (
        github.rest("PATCH", f"issues/{other.number}", given_id).body["state_reason"] == "duplicate"
    )
    assert github.read(other, fields) == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Body cannot be blank"),
        ("x" * 65_537, "Body is too long (maximum is 65536 characters)"),
    ],
)
def test_a_comment_has_a_text_of_some_length(github: GitHub, text: str, message: str) -> None:
    """Reported: keploy/keploy#1507, and by many whose reports were too long."""
    path = f"issues/{github.issue().number}/comments"
    refused = github.rest("POST", path, {"body": text})
    assert (refused.status, refused.codes) == (422, [("data", "unprocessable")])
    assert refused.errors[0]["message"] == message


def test_a_list_of_labels_is_a_list(github: GitHub) -> None:
    """Reported: vermiculus/magithub#101, and of null sociomantic-tsunami/git-hub#142."""
    path = f"issues/{github.issue().number}"
    for given, shown in (("bug", '"bug"'), (None, "nil")):
        refused = github.rest("PATCH", path, {"labels": given})
        assert refused.status == 422
        assert f"For 'properties/labels', {shown} is not a" in refused.body["message"]
