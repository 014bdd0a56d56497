"""Issues: creating, changing, closing, and their limits."""

from pathlib import Path

from tests.gh_sandbox.conftest import REPOSITORY, Gh

ISSUES = f"repos/{REPOSITORY}/issues"
CREATE = """mutation($input: CreateIssueInput!) { createIssue(input: $input) { issue {
  number title body state issueType { name } milestone { title } parent { number }
  labels(first: 10) { nodes { name } } } } }"""
UPDATE = """mutation($input: UpdateIssueInput!) { updateIssue(input: $input) { issue {
  title body state stateReason milestone { title } labels(first: 10) { nodes { name } } } } }"""


def test_graphql_creates_an_issue_with_everything_at_once(
    gh: Gh, node: dict[str | int, str]
) -> None:
    milestone = gh.rest("POST", f"repos/{REPOSITORY}/milestones", title="v1").json["node_id"]
    given = {
        "repositoryId": node["repo"],
        "title": "Epic one",
        "body": "With `backticks` and ünïcode",
        "labelIds": [node["bug"], node["testing"]],
        "milestoneId": milestone,
        "issueTypeId": node["Task"],
        "parentIssueId": node[13],
    }
    issue = gh.graphql(CREATE, input=given)["data"]["createIssue"]["issue"]
    assert issue == {
        "number": 21,
        "title": "Epic one",
        "body": "With `backticks` and ünïcode",
        "state": "OPEN",
        "issueType": {"name": "Task"},
        "milestone": {"title": "v1"},
        "parent": {"number": 13},
        "labels": {"nodes": [{"name": "bug"}, {"name": "testing"}]},
    }


def test_a_refused_part_leaves_no_issue_behind(gh: Gh, node: dict[str | int, str]) -> None:
    given = {"repositoryId": node["repo"], "title": "x", "labelIds": ["LA_nothing"]}
    answer = gh.graphql(CREATE, input=given)
    assert answer["data"] == {"createIssue": None}
    assert answer["errors"][0]["type"] == "NOT_FOUND"
    assert answer["errors"][0]["path"] == ["createIssue"]
    message = "Could not resolve to a node with the global id of 'LA_nothing'"
    assert answer["errors"][0]["message"] == message
    assert gh.rest("GET", f"{ISSUES}/21").json["status"] == "404"


def test_numbers_are_shared_with_pull_requests_and_never_used_again(
    gh: Gh, node: dict[str | int, str]
) -> None:
    answer = gh.graphql(
        """mutation($id: ID!) { deleteIssue(input: {issueId: $id}) { repository { name } } }""",
        id=node[20],
    )
    assert answer["data"]["deleteIssue"]["repository"]["name"] == "LLuMinary"
    assert gh.rest("POST", ISSUES, title="next").json["number"] == 21


def test_update_replaces_lists_and_keeps_what_is_not_given(
    gh: Gh, node: dict[str | int, str]
) -> None:
    before = gh.rest("GET", f"{ISSUES}/13").json
    issue = gh.graphql(UPDATE, input={"id": node[13], "labelIds": [node["bug"]]})
    issue = issue["data"]["updateIssue"]["issue"]
    assert issue["labels"]["nodes"] == [{"name": "bug"}]
    assert (issue["title"], issue["body"]) == (before["title"], before["body"])


def test_two_aliases_succeed_and_fail_apart(gh: Gh, node: dict[str | int, str]) -> None:
    answer = gh.graphql(
        """mutation($repo: ID!) {
          one: createLabel(input: {repositoryId: $repo, name: "one", color: "ffffff"}) { ...made }
          two: createLabel(input: {repositoryId: $repo, name: "bug", color: "ffffff"}) { ...made }
          three: createLabel(input: {repositoryId: $repo, name: "three", color: "fffffe"})
            { ...made }
        }
        fragment made on CreateLabelPayload { label { name } }""",
        repo=node["repo"],
    )
    assert answer["data"]["one"] == {"label": {"name": "one"}}
    assert answer["data"]["two"] is None
    assert answer["data"]["three"] == {"label": {"name": "three"}}
    assert [error["path"] for error in answer["errors"]] == [["two"]]
    assert gh.rest("GET", f"repos/{REPOSITORY}/labels/three").code == 0
    assert gh.log()[-2]["mutations"] == ["createLabel"] * 3
    assert gh.log()[-2]["write"] is True


def test_rest_makes_unknown_labels_and_graphql_does_not(gh: Gh) -> None:
    made = gh.rest("POST", ISSUES, title="typo", labels=["bugg", "BUG"]).json
    assert [each["name"] for each in made["labels"]] == ["bug", "bugg"]
    assert gh.rest("GET", f"repos/{REPOSITORY}/labels/bugg").json["color"] == "ededed"


def test_without_push_access_rest_drops_labels_silently(gh: Gh) -> None:
    made = gh.rest(
        "POST", ISSUES, token="ghp_sandbox_reader", title="x", labels=["bug"], type="Bug"
    )
    assert made.json["labels"] == []
    assert made.json["type"] is None
    refused = gh.rest("POST", f"repos/{REPOSITORY}/labels", token="ghp_sandbox_reader", name="mine")
    assert refused.json["status"] == "403"


def test_a_body_may_have_65536_characters_and_no_more(gh: Gh, node: dict[str | int, str]) -> None:
    assert gh.rest("POST", ISSUES, title="x", body="b" * 65_536).code == 0
    error = gh.rest("POST", ISSUES, title="x", body="b" * 65_537).json["errors"][0]
    assert (error["field"], error["code"]) == ("body", "custom")
    assert error["message"] == "body is too long (maximum is 65536 characters)"
    given = {"repositoryId": node["repo"], "title": "x", "body": "b" * 65_537}
    answer = gh.graphql(CREATE, input=given)
    assert answer["errors"][0]["message"] == "Body is too long (maximum is 65536 characters)"


def test_an_issue_has_at_most_100_labels(gh: Gh) -> None:
    names = [f"n{number}" for number in range(101)]
    assert gh.rest("POST", ISSUES, title="x", labels=names[:100]).code == 0
    refused = gh.rest("POST", ISSUES, title="x", labels=names).json
    assert refused["message"] == "Issues cannot have more than 100 labels"


def test_an_empty_title_is_refused(gh: Gh) -> None:
    error = gh.rest("POST", ISSUES, title="").json["errors"][0]
    assert (error["field"], error["code"]) == ("title", "missing_field")


def test_gh_closes_and_reopens_with_reasons(gh: Gh) -> None:
    gh("issue", "close", "13", "-R", REPOSITORY, "--reason", "not planned", "-c", "No time")
    fields = "state,stateReason,closedAt,comments"
    closed = gh.run("issue", "view", "13", "-R", REPOSITORY, "--json", fields).json
    assert (closed["state"], closed["stateReason"]) == ("CLOSED", "NOT_PLANNED")
    assert closed["closedAt"]
    assert [each["body"] for each in closed["comments"]] == ["No time"]
    gh("issue", "reopen", "13", "-R", REPOSITORY)
    opened = gh.run("issue", "view", "13", "-R", REPOSITORY, "--json", fields).json
    assert (opened["state"], opened["stateReason"], opened["closedAt"]) == (
        "OPEN",
        "REOPENED",
        None,
    )


def test_update_closes_with_a_reason(gh: Gh, node: dict[str | int, str]) -> None:
    state = {"value": "CLOSED", "stateReason": "NOT_PLANNED"}
    issue = gh.graphql(UPDATE, input={"id": node[13], "stateInput": state})
    issue = issue["data"]["updateIssue"]["issue"]
    assert (issue["state"], issue["stateReason"]) == ("CLOSED", "NOT_PLANNED")
    rest = gh.rest("GET", f"{ISSUES}/13").json
    assert (rest["state"], rest["state_reason"]) == ("closed", "not_planned")


def test_a_pull_request_is_no_issue_to_graphql_and_one_to_rest(gh: Gh) -> None:
    answer = gh.graphql(
        """{ repository(owner: "PimpMyNines", name: "LLuMinary") {
        issue(number: 12) { title } } }"""
    )
    assert answer["errors"][0]["message"] == "Could not resolve to an Issue with the number of 12."
    assert answer["errors"][0]["path"] == ["repository", "issue"]
    assert gh.rest("GET", f"{ISSUES}/12").json["pull_request"]["merged_at"] is None
    listed = gh.rest("GET", f"{ISSUES}?per_page=100").json
    assert {each["number"] for each in listed if "pull_request" in each} == {12, 18, 19}
    assert 12 not in [
        each["number"]
        for each in gh.run("issue", "list", "-R", REPOSITORY, "--json", "number").json
    ]


def test_issues_disabled_is_a_410(gh: Gh, tmp_path: Path) -> None:
    seed = tmp_path / "off.yml"
    seed.write_text("owners: [{login: octocat, repositories: [{name: quiet, has_issues: false}]}]")
    gh.sandbox.reset(seed=seed)
    refused = gh.rest("POST", "repos/octocat/quiet/issues", title="x").json
    assert (refused["status"], refused["message"]) == ("410", "Issues are disabled for this repo")


def test_rest_filters_issues(gh: Gh) -> None:
    def numbers(query: str) -> list[int]:
        return [each["number"] for each in gh.rest("GET", f"{ISSUES}?{query}").json]

    assert numbers("labels=technical-debt,build&state=all") == [14]
    assert numbers("creator=passerby&state=closed&direction=asc") == [7, 9, 11]
    assert numbers("assignee=dana-w") == [15]
    gh.rest("POST", f"repos/{REPOSITORY}/milestones", title="v1")
    gh.rest("PATCH", f"{ISSUES}/13", milestone=1, type="Bug")
    assert numbers("milestone=1") == numbers("milestone=*") == numbers("type=Bug") == [13]
    assert 13 not in numbers("milestone=none")
