"""Sub-issues."""

import pytest

from tests.contract.github import GitHub, Issue

_ADD = """mutation($parent: ID!, $child: ID!, $replace: Boolean) { addSubIssue(input: {
  issueId: $parent, subIssueId: $child, replaceParent: $replace}) { issue { id } } }"""
_PREFIX = "An error occured while adding the sub-issue to the parent issue. "


def children(github: GitHub, parent: Issue) -> list[int]:
    found = github.read(parent, "subIssues(first: 50) { nodes { number } }")["subIssues"]["nodes"]
    return [each["number"] for each in found]


def family(github: GitHub, size: int) -> tuple[Issue, list[Issue]]:
    parent = github.issue()
    return parent, [github.issue(parentIssueId=parent.id) for _ in range(size)]


@pytest.mark.unverified
def test_sub_issues_come_in_the_order_in_which_they_were_added(github: GitHub) -> None:
    """GitHub's GraphQL schema lets them be moved; that a new one is last, nobody confirmed."""
    parent, made = family(github, 3)
    assert children(github, parent) == [each.number for each in made]


def test_adding_twice_is_an_error(github: GitHub) -> None:
    """Reported, with this message, spelled so."""
    parent, (child,) = family(github, 1)
    refused = github.errors(_ADD, parent=parent.id, child=child.id)
    assert "duplicate sub-issues" in refused[0]["message"]
    assert "Sub issue may only have one parent" in refused[0]["message"]
    assert refused[0]["message"].startswith(_PREFIX)


def test_a_second_parent_is_an_error_unless_it_replaces_the_first(github: GitHub) -> None:
    """Reported message; `replaceParent` of GitHub's GraphQL schema."""
    parent, (child,) = family(github, 1)
    other = github.issue()
    refused = github.errors(_ADD, parent=other.id, child=child.id)
    assert "Sub issue may only have one parent" in refused[0]["message"]
    github.data(_ADD, parent=other.id, child=child.id, replace=True)
    assert (children(github, parent), children(github, other)) == ([], [child.number])


def test_a_sub_issue_is_moved_behind_another(github: GitHub) -> None:
    """GitHub's GraphQL schema, `reprioritizeSubIssue`."""
    parent, (one, two, three) = family(github, 3)
    github.data(
        "mutation($parent: ID!, $child: ID!, $after: ID!) { reprioritizeSubIssue(input: "
        "{issueId: $parent, subIssueId: $child, afterId: $after}) { issue { id } } }",
        parent=parent.id,
        child=one.id,
        after=two.id,
    )
    assert children(github, parent) == [two.number, one.number, three.number]


def test_the_summary_counts_closed_children(github: GitHub) -> None:
    """GitHub's GraphQL schema, `SubIssuesSummary`."""
    parent, (one, _) = family(github, 2)
    github.rest("PATCH", f"issues/{one.number}", {"state": "closed"})
    wanted = {"total": 2, "completed": 1, "percentCompleted": 50}
    fields = "subIssuesSummary { total completed percentCompleted }"
    assert github.until(lambda: github.read(parent, fields)["subIssuesSummary"] == wanted)


def test_closing_a_parent_leaves_its_children_open(github: GitHub) -> None:
    """Reported."""
    parent, (child,) = family(github, 1)
    github.rest("PATCH", f"issues/{parent.number}", {"state": "closed"})
    assert github.read(child, "state") == {"state": "OPEN"}


def test_rest_wants_the_database_id(github: GitHub) -> None:
    """GitHub's REST description; what is no number is reported to be a 422."""
    parent, child = github.issue(), github.issue()
    path = f"issues/{parent.number}/sub_issues"
    assert github.rest("POST", path, {"sub_issue_id": child.id}).status == 422
    assert github.rest("POST", path, {"sub_issue_id": child.database_id}).status == 201
    assert github.rest("GET", f"issues/{child.number}/parent").body["number"] == parent.number


@pytest.mark.unverified
def test_a_circle_is_refused(github: GitHub) -> None:
    """Its wording is not known to us."""
    parent, (child,) = family(github, 1)
    assert github.errors(_ADD, parent=child.id, child=parent.id)


@pytest.mark.unverified
def test_an_issue_is_not_its_own_sub_issue(github: GitHub) -> None:
    """Its wording is not known to us."""
    issue = github.issue()
    assert github.errors(_ADD, parent=issue.id, child=issue.id)


@pytest.mark.unverified
def test_levels_nest_eight_deep(github: GitHub) -> None:
    """GitHub docs, "Adding sub-issues", say eight; from where they count is not known to us."""
    above = github.issue()
    for _ in range(8):
        above = github.issue(parentIssueId=above.id)
    assert github.errors(_ADD, parent=above.id, child=github.issue().id)


@pytest.mark.unverified
def test_removing_what_is_no_child_is_an_error(github: GitHub) -> None:
    """Not known to us."""
    remove = "mutation($p: ID!, $c: ID!) { removeSubIssue(input: {issueId: $p, subIssueId: $c}) "
    refused = github.errors(
        f"{remove} {{ issue {{ id }} }} }}", p=github.issue().id, c=github.issue().id
    )
    assert refused
