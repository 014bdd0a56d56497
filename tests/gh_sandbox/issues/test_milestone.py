"""Milestones, written over REST and read by GraphQL too."""

from tests.gh_sandbox.conftest import REPOSITORY, Gh

MILESTONES = f"repos/{REPOSITORY}/milestones"


def test_a_milestone_is_created_changed_closed_and_deleted(gh: Gh) -> None:
    made = gh.rest(
        "POST", MILESTONES, title="v1", description="First", due_on="2026-12-24T08:00:00Z"
    )
    assert made.json["number"] == 1
    assert made.json["state"] == "open"
    assert made.json["due_on"].startswith("2026-12-24")
    changed = gh.rest("PATCH", f"{MILESTONES}/1", title="v1.0", state="closed").json
    assert (changed["title"], changed["state"], changed["description"]) == (
        "v1.0",
        "closed",
        "First",
    )
    assert gh.rest("GET", MILESTONES).json == []
    assert [each["title"] for each in gh.rest("GET", f"{MILESTONES}?state=all").json] == ["v1.0"]
    gh.rest("PATCH", f"repos/{REPOSITORY}/issues/13", milestone=1)
    gh.rest("DELETE", f"{MILESTONES}/1")
    assert gh.rest("GET", f"repos/{REPOSITORY}/issues/13").json["milestone"] is None


def test_a_duplicate_title_is_refused_on_creating_and_on_renaming(gh: Gh) -> None:
    gh.rest("POST", MILESTONES, title="v1")
    gh.rest("POST", MILESTONES, title="v2")
    entry = {"resource": "Milestone", "code": "already_exists", "field": "title"}
    assert gh.rest("POST", MILESTONES, title="v1").json["errors"] == [entry]
    assert gh.rest("PATCH", f"{MILESTONES}/2", title="v1").json["errors"] == [entry]
    assert gh.rest("PATCH", f"{MILESTONES}/2", title="v2", description="same").code == 0


def test_titles_are_distinguished_by_their_case(gh: Gh) -> None:
    gh.rest("POST", MILESTONES, title="v1")
    assert gh.rest("POST", MILESTONES, title="V1").code == 0


def test_a_milestone_without_a_title_is_refused(gh: Gh) -> None:
    error = gh.rest("POST", MILESTONES, title="").json["errors"][0]
    assert (error["field"], error["code"]) == ("title", "missing_field")


def test_counts_include_pull_requests(gh: Gh) -> None:
    gh.rest("POST", MILESTONES, title="v1")
    for number in (13, 11, 18):
        gh.rest("PATCH", f"repos/{REPOSITORY}/issues/{number}", milestone=1)
    made = gh.rest("GET", f"{MILESTONES}/1").json
    assert (made["open_issues"], made["closed_issues"]) == (2, 1)
    answer = gh.graphql(
        """{ repository(owner: "PimpMyNines", name: "LLuMinary") { milestones(first: 5, query: "V1")
        { nodes { openIssueCount closedIssueCount issues(first: 5) { totalCount } } } } }"""
    )
    node = answer["data"]["repository"]["milestones"]["nodes"][0]
    assert node == {"openIssueCount": 2, "closedIssueCount": 1, "issues": {"totalCount": 2}}


def test_an_issue_takes_a_milestones_number_and_no_title(gh: Gh) -> None:
    gh.rest("POST", MILESTONES, title="v1")
    entry = {"resource": "Issue", "field": "milestone", "code": "invalid"}
    for wrong in ("v1", 7):
        result = gh.rest("POST", f"repos/{REPOSITORY}/issues", title="x", milestone=wrong)
        assert result.json["errors"] == [entry]
