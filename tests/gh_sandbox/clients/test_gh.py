"""The commands of the real `gh`, each with its answer checked."""

from datetime import date

import pytest

from tests.gh_sandbox.conftest import REPOSITORY, Gh

pytestmark = pytest.mark.real_gh

R = ("-R", REPOSITORY)
FIELDS = (
    "assignees,author,blockedBy,blocking,body,closed,closedAt,closedByPullRequestsReferences,"
    "comments,createdAt,id,isPinned,issueType,labels,milestone,number,parent,projectCards,"
    "projectItems,reactionGroups,state,stateReason,subIssues,subIssuesSummary,title,updatedAt,url"
)


def numbers(gh: Gh, *arguments: str) -> list[int]:
    found = gh.run("issue", "list", *R, "--json", "number", *arguments)
    assert found.code == 0, found
    return [each["number"] for each in found.json]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--state", "closed"], [11, 9, 6]),
        (["--label", "technical-debt", "--label", "build"], [14]),
        (["--assignee", "dana-w"], [15]),
        (["--author", "passerby", "--state", "all"], [20, 11, 9]),
        (["--search", "CODECOV_TOKEN in:title"], [16]),
        (["--search", "sort:created-asc label:streaming"], [4, 20]),
    ],
)
def test_issue_list_filters(gh: Gh, arguments: list[str], expected: list[int]) -> None:
    assert numbers(gh, *arguments) == expected


def test_every_field_of_issue_list_and_view_is_answered(gh: Gh) -> None:
    for arguments in (["list", "--state", "all"], ["view", "3"], ["view", "14"]):
        found = gh.run("issue", *arguments, *R, "--json", FIELDS)
        assert found.code == 0, found
    view = gh.run("issue", "view", "3", *R, "--json", FIELDS).json
    assert set(view) == set(FIELDS.split(","))
    assert view["author"] == {
        "id": view["author"]["id"],
        "is_bot": False,
        "login": "dana-w",
        "name": "Dana Whitfield",
    }
    assert len(view["comments"]) == 2
    fourteen = gh.run("issue", "view", "14", *R, "--json", "closedByPullRequestsReferences").json
    assert [each["number"] for each in fourteen["closedByPullRequestsReferences"]] == [18]


def test_issue_view_renders_text_and_comments(gh: Gh) -> None:
    assert "Differences so far" in gh("issue", "view", "3", *R, "--comments")
    pull = gh.run("issue", "view", "19", *R, "--json", "title,state").json
    assert pull == {"title": "Bump anthropic from 0.45 to 0.46", "state": "OPEN"}


def test_issue_create_with_everything(gh: Gh) -> None:
    gh.rest("POST", f"repos/{REPOSITORY}/milestones", title="v1")
    made = gh(
        *("issue", "create", *R, "--title", "New", "--body", "Body", "--label", "BUG,blocked"),
        *("--milestone", "V1", "--assignee", "@me", "--type", "bug", "--parent", "13"),
        *("--blocked-by", "14,15", "--blocking", "17"),
    )
    assert made.strip() == f"https://github.com/{REPOSITORY}/issues/21"
    view = gh.run("issue", "view", "21", *R, "--json", FIELDS).json
    assert (view["title"], view["body"]) == ("New", "Body")
    assert sorted(each["name"] for each in view["labels"]) == ["blocked", "bug"]
    assert view["milestone"]["title"] == "v1"
    assert [each["login"] for each in view["assignees"]] == ["octocat"]
    assert view["issueType"]["name"] == "Bug"
    assert view["parent"]["number"] == 13
    assert sorted(each["number"] for each in view["blockedBy"]["nodes"]) == [14, 15]
    assert [each["number"] for each in view["blocking"]["nodes"]] == [17]


def test_issue_create_on_an_unknown_type_leaves_the_issue_without_its_url(gh: Gh) -> None:
    result = gh.run("issue", "create", *R, "-t", "Half", "-b", "", "--type", "Epic")
    assert (result.code, result.out) == (1, "")
    assert "type" in result.error
    view = gh.run("issue", "view", "21", *R, "--json", "title,issueType").json
    assert view == {"title": "Half", "issueType": None}


def test_issue_edit_changes_everything_and_takes_it_away_again(gh: Gh) -> None:
    edited = gh(
        *("issue", "edit", "16", *R, "--title", "T", "--body", "B", "--add-label", "bug"),
        *("--remove-label", "quick-win", "--add-assignee", "mikkel", "--type", "Task"),
        *("--parent", "13", "--add-sub-issue", "20", "--add-blocked-by", "15"),
    )
    assert edited.strip() == f"https://github.com/{REPOSITORY}/issues/16"
    view = gh.run("issue", "view", "16", *R, "--json", FIELDS).json
    assert (view["title"], view["body"]) == ("T", "B")
    names = [each["name"] for each in view["labels"]]
    assert "bug" in names
    assert "quick-win" not in names
    assert [each["login"] for each in view["assignees"]] == ["mikkel"]
    assert view["issueType"]["name"] == "Task"
    assert view["parent"]["number"] == 13
    assert [each["number"] for each in view["subIssues"]["nodes"]] == [20]
    assert [each["number"] for each in view["blockedBy"]["nodes"]] == [15]
    gh(
        *("issue", "edit", "16", *R, "--remove-parent", "--remove-sub-issue", "20"),
        *("--remove-blocked-by", "15", "--remove-type", "--remove-assignee", "mikkel"),
    )
    view = gh.run("issue", "view", "16", *R, "--json", FIELDS).json
    assert (view["parent"], view["issueType"], view["assignees"]) == (None, None, [])
    assert view["subIssues"]["totalCount"] == view["blockedBy"]["totalCount"] == 0


def test_issue_status(gh: Gh) -> None:
    gh("issue", "edit", "13", *R, "--add-assignee", "@me")
    status = gh("issue", "status", *R)
    assert "Fix Dockerfile.matrix" in status.split("Issues opened by you")[0]
    assert "Ensure consistency in Docker-based testing setup" in status


def test_label_list_answers_every_field_and_sorts(gh: Gh) -> None:
    fields = "color,createdAt,description,id,isDefault,name,updatedAt,url"
    listed = gh.run("label", "list", *R, "--json", fields, "--sort", "name", "--limit", "3").json
    assert [each["name"] for each in listed] == ["blocked", "bug", "build"]
    assert set(listed[0]) == set(fields.split(","))
    assert listed[1]["isDefault"] is True


def test_pull_requests_are_listed(gh: Gh) -> None:
    fields = "number,title,state,isDraft,headRefName,mergedAt,closingIssuesReferences"
    listed = gh.run("pr", "list", *R, "--state", "all", "--json", fields).json
    states = {each["number"]: each["state"] for each in listed}
    assert states[5] == "MERGED"
    assert states[10] == "CLOSED"
    assert states[12] == "OPEN"
    eighteen = next(each for each in listed if each["number"] == 18)
    assert [each["number"] for each in eighteen["closingIssuesReferences"]] == [14]
    merged = gh.run("pr", "list", *R, "--state", "merged", "--json", "number").json
    assert sorted(each["number"] for each in merged) == [1, 2, 5, 7, 8]


def test_repo_view_and_list(gh: Gh) -> None:
    fields = (
        "name,nameWithOwner,owner,viewerPermission,isInOrganization,isPrivate,defaultBranchRef,"
        "url,isEmpty"
    )
    view = gh.run("repo", "view", REPOSITORY, "--json", fields).json
    assert view["nameWithOwner"] == REPOSITORY
    assert (view["viewerPermission"], view["isInOrganization"]) == ("ADMIN", True)
    assert view["isPrivate"] is False
    assert view["defaultBranchRef"] == {"name": "main"}
    assert gh.run("repo", "view", "someone/empty", "--json", "isEmpty").json == {"isEmpty": True}
    assert "PimpMyNines/empty" in gh("repo", "list", "PimpMyNines")


def test_auth_status(gh: Gh) -> None:
    status = gh("auth", "status")
    assert "account octocat" in status
    assert "Token scopes: 'repo'" in status
    assert "'project'" in status
    assert gh.run("auth", "status", token="ghp_wrong").code == 1


def test_api_paginates_graphql(gh: Gh) -> None:
    query = """query($endCursor: String) { repository(owner: "PimpMyNines", name: "LLuMinary") {
      issues(first: 3, after: $endCursor) {
        nodes { number } pageInfo { hasNextPage endCursor } } } }"""
    jq = ".data.repository.issues.nodes[].number"
    out = gh("api", "graphql", "--paginate", "-f", f"query={query}", "--jq", jq)
    assert [int(line) for line in out.split()] == [3, 4, 6, 9, 11, 13, 14, 15, 16, 17, 20]


def test_a_graphql_error_is_an_exit_code_of_1_with_the_data_on_stdout(gh: Gh) -> None:
    result = gh.run("api", "graphql", "-f", 'query={ repository(owner: "a", name: "b") { id } }')
    assert result.code == 1
    assert result.json["errors"][0]["type"] == "NOT_FOUND"
    assert result.error.strip() == "gh: Could not resolve to a Repository with the name 'a/b'."


def test_an_enterprise_host_reaches_the_sandbox_too(gh: Gh) -> None:
    env = {"GH_HOST": "ghe.test", "GH_ENTERPRISE_TOKEN": "ghp_sandbox"}
    assert gh.run("api", "user", "--jq", ".login", **env).out.strip() == "octocat"
    query = "query={ viewer { login } }"
    assert '"octocat"' in gh.run("api", "graphql", "-f", query, **env).out


def test_the_due_date_of_a_milestone_reaches_gh(gh: Gh) -> None:
    day = date(2026, 12, 24)
    gh.rest("POST", f"repos/{REPOSITORY}/milestones", title="v1", due_on=f"{day}T12:00:00Z")
    gh("issue", "edit", "13", *R, "--milestone", "v1")
    view = gh.run("issue", "view", "13", *R, "--json", "milestone").json
    assert view["milestone"]["dueOn"].startswith(str(day))
