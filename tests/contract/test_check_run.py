"""Check runs of commits; only an app can make some, so a test of them needs an app's token."""

from tests.contract.github import GitHub


def test_a_person_makes_no_check_run(github: GitHub) -> None:
    """In many reports of actions that got a person's token: 403, and these words."""
    given = {"name": "lint", "head_sha": "0" * 40}
    refused = github.rest("POST", "check-runs", given)
    assert refused.status == 403
    assert refused.body["message"] == "You must authenticate via a GitHub App."


def test_a_commit_lists_its_check_runs_and_suites(github: GitHub) -> None:
    """GitHub's REST description, "List check runs for a Git reference" and "… check suites …"."""
    github.rest("PUT", f"contents/{github.file()}", {"message": "Try", "content": "b25l"})
    sha = github.rest("GET", "commits?per_page=1").body[0]["sha"]
    runs = github.rest("GET", f"commits/{sha}/check-runs")
    assert (runs.status, runs.body["total_count"]) == (200, len(runs.body["check_runs"]))
    suites = github.rest("GET", f"commits/{sha}/check-suites")
    assert (suites.status, suites.body["total_count"]) == (200, len(suites.body["check_suites"]))
