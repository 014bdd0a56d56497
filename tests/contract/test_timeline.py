"""What GitHub tells of an issue's past."""

from typing import Any

from tests.contract.github import GitHub, Issue


def events(github: GitHub, issue: Issue) -> dict[str, Any]:
    found = github.rest("GET", f"issues/{issue.number}/events?per_page=100").body
    return {each["event"]: each for each in found}


def test_the_event_of_a_changed_title_has_both_titles(github: GitHub) -> None:
    """Recorded (PyGithub's IssueEvent, 2025-01): `rename` has `from` and `to`."""
    before, after = github.name(), github.name()
    issue = github.issue(title=before)
    github.rest("PATCH", f"issues/{issue.number}", {"title": after})
    assert github.until(lambda: "renamed" in events(github, issue))
    assert events(github, issue)["renamed"]["rename"] == {"from": before, "to": after}


def test_the_event_of_a_milestone_has_the_title_it_had_then(github: GitHub) -> None:
    """Recorded (PyGithub's IssueEvent, 2025-01): the title alone; GitHub docs, "milestoned"."""
    milestone = github.milestone()
    issue = github.issue(milestoneId=milestone["node_id"])
    github.rest("PATCH", f"milestones/{milestone['number']}", {"title": github.name()})
    assert github.until(lambda: "milestoned" in events(github, issue))
    assert events(github, issue)["milestoned"]["milestone"] == {"title": milestone["title"]}


def test_the_event_of_closing_has_the_reason(github: GitHub) -> None:
    """Recorded (PyGithub's IssueEvent, 2025-01): `state_reason`."""
    issue = github.issue()
    given = {"state": "closed", "state_reason": "not_planned"}
    github.rest("PATCH", f"issues/{issue.number}", given)
    assert github.until(lambda: "closed" in events(github, issue))
    assert events(github, issue)["closed"]["state_reason"] == "not_planned"


def test_the_event_of_a_lock_has_the_reason(github: GitHub) -> None:
    """Recorded (PyGithub's IssueEvent, 2025-01): `lock_reason` in REST's words."""
    issue = github.issue()
    path = f"issues/{issue.number}/lock"
    assert github.rest("PUT", path, {"lock_reason": "too heated"}).status == 204
    assert github.rest("DELETE", path).status == 204
    assert github.until(lambda: "unlocked" in events(github, issue))
    assert events(github, issue)["locked"]["lock_reason"] == "too heated"


def test_a_sub_issue_is_an_event_of_both_issues(github: GitHub) -> None:
    """GitHub's REST description, `sub-issue-added-issue-event` and its neighbours."""
    parent = github.issue()
    child = github.issue(parentIssueId=parent.id)
    assert github.until(lambda: "parent_issue_added" in events(github, child))
    assert events(github, parent)["sub_issue_added"]["sub_issue"]["number"] == child.number
    above = events(github, child)["parent_issue_added"]["parent_issue"]
    assert (above["number"], above["repository"]["full_name"]) == (
        parent.number,
        github.repository,
    )


def test_a_dependency_is_an_event_of_both_issues(github: GitHub) -> None:
    """GitHub's REST description, `blocked-by-added-issue-event` and its neighbours."""
    blocked, blocking = github.issue(), github.issue()
    path = f"issues/{blocked.number}/dependencies/blocked_by"
    github.rest("POST", path, {"issue_id": blocking.database_id})
    assert github.until(lambda: "blocking_added" in events(github, blocking))
    by = events(github, blocked)["blocked_by_added"]["blocked_by"]
    assert by["number"] == blocking.number
    assert events(github, blocking)["blocking_added"]["blocking"]["number"] == blocked.number
