"""Sub-issues: one parent, an order, and how many and how deep."""

from pathlib import Path
from typing import Any

from tests.gh_sandbox.conftest import REPOSITORY, Gh

ISSUES = f"repos/{REPOSITORY}/issues"
ADD = """mutation($parent: ID!, $child: ID!, $replace: Boolean) { addSubIssue(input: {
  issueId: $parent, subIssueId: $child, replaceParent: $replace}) { issue { number
  subIssues(first: 9) { nodes { number } } subIssuesSummary { total completed percentCompleted } }
  subIssue { number parent { number } } } }"""
PREFIX = "An error occured while adding the sub-issue to the parent issue. "


def children(gh: Gh, number: int) -> list[int]:
    return [each["number"] for each in gh.rest("GET", f"{ISSUES}/{number}/sub_issues").json]


def add(gh: Gh, parent: int, child: int) -> Any:
    id = gh.rest("GET", f"{ISSUES}/{child}").json["id"]
    return gh.rest("POST", f"{ISSUES}/{parent}/sub_issues", sub_issue_id=id).json


def test_graphql_adds_a_sub_issue_and_counts(gh: Gh, node: dict[str | int, str]) -> None:
    gh.graphql(ADD, parent=node[13], child=node[14])
    payload = gh.graphql(ADD, parent=node[13], child=node[11])["data"]["addSubIssue"]
    assert payload["issue"]["subIssues"]["nodes"] == [{"number": 14}, {"number": 11}]
    summary = {"total": 2, "completed": 1, "percentCompleted": 50}
    assert payload["issue"]["subIssuesSummary"] == summary
    assert payload["subIssue"]["parent"] == {"number": 13}
    rest = gh.rest("GET", f"{ISSUES}/11").json
    assert rest["parent_issue_url"].endswith("/issues/13")
    assert gh.rest("GET", f"{ISSUES}/11/parent").json["number"] == 13


def test_a_second_adding_and_a_second_parent_are_refused(
    gh: Gh, node: dict[str | int, str]
) -> None:
    gh.graphql(ADD, parent=node[13], child=node[14])
    again = gh.graphql(ADD, parent=node[13], child=node[14])["errors"][0]["message"]
    duplicate = "Issue may not contain duplicate sub-issues and Sub issue may only have one parent"
    assert again == PREFIX + duplicate
    other = gh.graphql(ADD, parent=node[15], child=node[14])["errors"][0]["message"]
    assert other == PREFIX + "Sub issue may only have one parent"
    assert children(gh, 13) == [14]


def test_replace_parent_moves_a_sub_issue(gh: Gh, node: dict[str | int, str]) -> None:
    gh.graphql(ADD, parent=node[13], child=node[14])
    gh.graphql(ADD, parent=node[15], child=node[14], replace=True)
    assert (children(gh, 13), children(gh, 15)) == ([], [14])


def test_a_cycle_is_refused(gh: Gh, node: dict[str | int, str]) -> None:
    gh.graphql(ADD, parent=node[13], child=node[14])
    gh.graphql(ADD, parent=node[14], child=node[15])
    assert gh.graphql(ADD, parent=node[15], child=node[13])["errors"]
    assert gh.graphql(ADD, parent=node[13], child=node[13])["errors"]


def test_sub_issues_are_reordered_and_removed(gh: Gh) -> None:
    for number in (14, 15, 16):
        add(gh, 13, number)
    ids = {number: gh.rest("GET", f"{ISSUES}/{number}").json["id"] for number in (14, 15, 16)}
    priority = f"{ISSUES}/13/sub_issues/priority"
    gh.rest("PATCH", priority, sub_issue_id=ids[16], before_id=ids[14])
    assert children(gh, 13) == [16, 14, 15]
    gh.rest("PATCH", priority, sub_issue_id=ids[16], after_id=ids[14])
    assert children(gh, 13) == [14, 16, 15]
    gh.rest("DELETE", f"{ISSUES}/13/sub_issue", sub_issue_id=ids[16])
    assert children(gh, 13) == [14, 15]
    gone = gh.rest("DELETE", f"{ISSUES}/13/sub_issue", sub_issue_id=ids[16]).json
    assert gone["status"] == "422"


def test_graphql_reorders(gh: Gh, node: dict[str | int, str]) -> None:
    for number in (14, 15, 16):
        add(gh, 13, number)
    gh.graphql(
        """mutation($parent: ID!, $child: ID!, $before: ID!) { reprioritizeSubIssue(input: {
        issueId: $parent, subIssueId: $child, beforeId: $before}) { issue { number } } }""",
        parent=node[13],
        child=node[16],
        before=node[14],
    )
    assert children(gh, 13) == [16, 14, 15]


def test_a_number_for_a_database_id_does_not_find_the_issue(gh: Gh) -> None:
    refused = gh.rest("POST", f"{ISSUES}/13/sub_issues", sub_issue_id=14).json
    assert refused["status"] == "404"


def test_a_sub_issue_without_a_milestone_takes_its_parents(
    gh: Gh, node: dict[str | int, str]
) -> None:
    gh.rest("POST", f"repos/{REPOSITORY}/milestones", title="v1")
    gh.rest("PATCH", f"{ISSUES}/13", milestone=1)
    answer = gh.graphql(
        """mutation($repo: ID!, $parent: ID!) { createIssue(input: {repositoryId: $repo,
        title: "x", parentIssueId: $parent}) { issue { milestone { title } } } }""",
        repo=node["repo"],
        parent=node[13],
    )
    assert answer["data"]["createIssue"]["issue"]["milestone"] == {"title": "v1"}


def seeded(gh: Gh, tmp_path: Path, issues: list[str]) -> dict[int, str]:
    """Reset to a repository o/r with these issues; return their node ids."""
    seed = tmp_path / "seed.yml"
    lines = "\n".join(f"          - {{{issue}}}" for issue in issues)
    seed.write_text(
        "owners:\n  - login: octocat\n    repositories:\n      - name: r\n"
        f"        issues:\n{lines}\n"
    )
    gh.sandbox.reset(seed=seed)
    nodes = gh.run(
        "issue", "list", "-R", "octocat/r", "--limit", "200", "--json", "number,id", "-s", "all"
    ).json
    return {each["number"]: each["id"] for each in nodes}


def test_a_parent_has_at_most_100_sub_issues(gh: Gh, tmp_path: Path) -> None:
    issues = ["title: parent", *["title: child, parent: 1"] * 100, "title: one more"]
    node = seeded(gh, tmp_path, issues)
    refused = gh.graphql(ADD, parent=node[1], child=node[102])["errors"][0]["message"]
    assert refused == PREFIX + "Parent cannot have more than 100 sub-issues"


def test_sub_issues_nest_eight_levels(gh: Gh, tmp_path: Path) -> None:
    chain = ["title: root", *[f"title: level {n}, parent: {n}" for n in range(1, 8)]]
    node = seeded(gh, tmp_path, [*chain, "title: eighth", "title: ninth"])
    assert "errors" not in gh.graphql(ADD, parent=node[8], child=node[9])
    assert "errors" in gh.graphql(ADD, parent=node[9], child=node[10])
