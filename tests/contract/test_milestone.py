"""Milestones."""

import pytest

from tests.contract.github import GitHub


def test_a_second_milestone_of_a_title_is_an_error_known_by_its_code(github: GitHub) -> None:
    """Probed on the live service in July 2026, reported."""
    title = github.milestone()["title"]
    refused = github.rest("POST", "milestones", {"title": title})
    assert (refused.status, refused.codes) == (422, [("title", "already_exists")])


def test_renaming_to_a_taken_title_is_refused_alike(github: GitHub) -> None:
    """Probed on the live service in July 2026, reported."""
    title, other = github.milestone()["title"], github.milestone()
    refused = github.rest("PATCH", f"milestones/{other['number']}", {"title": title})
    assert refused.codes == [("title", "already_exists")]


@pytest.mark.unverified
def test_a_closed_milestone_keeps_its_title_taken(github: GitHub) -> None:
    """It follows from titles being unique; of closed ones nobody said so."""
    title = github.milestone(state="closed")["title"]
    assert github.rest("POST", "milestones", {"title": title}).status == 422


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2026-12-31T00:00:00Z", "2026-12-30T08:00:00Z"),
        ("2026-12-31T12:00:00Z", "2026-12-31T08:00:00Z"),
        ("2027-06-30T06:59:59Z", "2027-06-29T07:00:00Z"),
        ("2027-06-30T07:00:00Z", "2027-06-30T07:00:00Z"),
    ],
)
def test_a_due_date_is_kept_as_the_pacific_day_of_its_moment(
    github: GitHub, sent: str, kept: str
) -> None:
    """Reported (microsoft/PowerShellForGitHub#133, valeriobelli/gh-milestone#19), and recorded."""
    assert github.milestone(due_on=sent)["due_on"] == kept


def test_a_due_date_is_a_moment(github: GitHub) -> None:
    """Reported (PyGithub/PyGithub#396): a day alone is a 422 that says "date-time"."""
    refused = github.rest("POST", "milestones", {"title": github.name(), "due_on": "2026-12-31"})
    assert refused.status == 422
    assert "date-time" in refused.body["message"]


def test_a_milestone_keeps_a_title(github: GitHub) -> None:
    """GitHub docs, "Client errors": a field that is missing, empty ones included (reported)."""
    path = f"milestones/{github.milestone()['number']}"
    for title in ("", " "):
        refused = github.rest("PATCH", path, {"title": title})
        assert (refused.status, refused.codes) == (422, [("title", "missing_field")])


def test_an_empty_description_is_no_missing_one(github: GitHub) -> None:
    """Recorded: null of a milestone that was made without one, "" of one that was emptied."""
    made = github.milestone()
    path = f"milestones/{made['number']}"
    emptied = github.rest("PATCH", path, {"description": ""})
    assert (made["description"], emptied.body["description"]) == (None, "")


def test_an_issue_can_be_put_in_a_closed_milestone(github: GitHub) -> None:
    """Probed on the live service in July 2026, reported."""
    milestone = github.milestone(state="closed")
    issue = github.issue(milestoneId=milestone["node_id"])
    assert github.read(issue, "milestone { number }")["milestone"] == {
        "number": milestone["number"]
    }


def test_closing_a_milestone_closes_no_issue(github: GitHub) -> None:
    """Probed on the live service in July 2026, reported."""
    milestone = github.milestone()
    issue = github.issue(milestoneId=milestone["node_id"])
    github.rest("PATCH", f"milestones/{milestone['number']}", {"state": "closed"})
    assert github.read(issue, "state") == {"state": "OPEN"}


def test_issues_outlive_their_milestone(github: GitHub) -> None:
    """Probed on the live service in July 2026, reported."""
    milestone = github.milestone()
    issue = github.issue(milestoneId=milestone["node_id"])
    github.rest("DELETE", f"milestones/{milestone['number']}")
    assert github.until(lambda: github.read(issue, "milestone { id }") == {"milestone": None})


def test_rest_takes_the_number_and_nothing_else(github: GitHub) -> None:
    """Reported: a title or an unknown number is `invalid`."""
    issue = github.issue()
    refused = github.rest("PATCH", f"issues/{issue.number}", {"milestone": 987_654})
    assert (refused.status, refused.codes) == (422, [("milestone", "invalid")])


def test_no_mutation_writes_milestones(github: GitHub) -> None:
    """GitHub's GraphQL schema: milestones are written over REST alone."""
    found = github.data('{ __type(name: "Mutation") { fields { name } } }')["__type"]["fields"]
    names = {each["name"] for each in found}
    assert "createIssue" in names
    assert not {each for each in names if each.endswith("Milestone")}


@pytest.mark.unverified
def test_null_takes_a_due_date_away(github: GitHub) -> None:
    """Reported (octokit/octokit.js#1404, harvester/harvester#11739); undo sends it."""
    path = f"milestones/{github.milestone(due_on='2026-12-31T12:00:00Z')['number']}"
    cleared = github.rest("PATCH", path, {"due_on": None})
    assert (cleared.status, cleared.body["due_on"]) == (200, None)
