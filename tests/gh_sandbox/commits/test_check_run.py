"""Check runs: those that an app makes of a commit, and the jobs of workflows."""

from typing import Any

import pytest

from gh_sandbox.access.tokens import Viewer
from gh_sandbox.rules.workflows import workflow_run as runs
from gh_sandbox.seeding.seed import Seed
from gh_sandbox.session import Session
from tests.gh_sandbox.conftest import Local

PATH, APP = "/repos/acme/rocket", "ghs_app"
SEED: dict[str, Any] = {
    "owners": [
        {"login": "octocat"},
        {
            "login": "acme",
            "type": "Organization",
            "members": {"octocat": "ADMIN"},
            "repositories": [{"name": "rocket", "files": {"README.md": "Rocket"}}],
        },
    ],
    "tokens": [
        {"token": APP, "kind": "installation", "owner": "acme", "permissions": {"checks": "write"}},
        {"token": "ghs_reader", "kind": "installation", "owner": "acme", "permissions": {}},
    ],
}
_ROLLUP = """{ repository(owner: "acme", name: "rocket") { object(expression: "main") {
  ... on Commit { statusCheckRollup { state contexts(first: 9) { totalCount checkRunCount
    statusContextCount checkRunCountsByState { state count } nodes { __typename
    ... on CheckRun { name status conclusion checkSuite { workflowRun {
      event workflow { name } } } } ... on StatusContext { context state } } } } } } } }"""


def _searched(rocket: Local, state: str) -> int:
    query = f"repo:acme/rocket+is:pr+status:{state}"
    return int(rocket.rest("GET", f"/search/issues?q={query}")["total_count"])


@pytest.fixture
def rocket(stored: Local) -> Local:
    stored.sow(Seed.model_validate(SEED))
    return stored


@pytest.fixture
def sha(rocket: Local) -> str:
    return str(rocket.rest("GET", f"{PATH}/commits/main")["sha"])


def check(local: Local, sha: str, name: str = "lint", **more: Any) -> Any:
    return local.rest("POST", f"{PATH}/check-runs", token=APP, name=name, head_sha=sha, **more)


def test_an_app_reports_how_its_check_goes_on(rocket: Local, sha: str) -> None:
    made = check(rocket, sha)
    assert (made["status"], made["conclusion"], made["completed_at"]) == ("queued", None, None)
    where = f"{PATH}/check-runs/{made['id']}"
    note = {
        "path": "README.md",
        "start_line": 1,
        "end_line": 1,
        "annotation_level": "warning",
        "message": "Short",
    }
    output = {"title": "One", "summary": "One note", "annotations": [note]}
    for _ in range(2):
        rocket.rest("PATCH", where, token=APP, conclusion="neutral", output=output)
    shown = rocket.rest("GET", where)
    assert (shown["status"], shown["conclusion"]) == ("completed", "neutral")
    assert (shown["output"]["title"], shown["output"]["annotations_count"]) == ("One", 2)
    assert shown["app"]["slug"] == "github-actions"
    assert rocket.rest("GET", f"{where}/annotations")[0]["message"] == "Short"


def test_only_an_app_with_the_permission_writes_checks(rocket: Local, sha: str) -> None:
    """In many reports: what a person's token is told."""
    given = {"name": "lint", "head_sha": sha}
    refused = rocket.rest("POST", f"{PATH}/check-runs", **given)
    assert (refused["status"], refused["message"]) == (
        "403",
        "You must authenticate via a GitHub App.",
    )
    refused = rocket.rest("POST", f"{PATH}/check-runs", token="ghs_reader", **given)
    assert refused["message"] == "Resource not accessible by integration"


def test_the_latest_check_of_each_name_counts(rocket: Local, sha: str) -> None:
    for conclusion in ("failure", "success"):
        check(rocket, sha, conclusion=conclusion)
    check(rocket, sha, "test", status="in_progress")
    where = f"{PATH}/commits/{sha}/check-runs"
    found = rocket.rest("GET", where)
    assert [(each["name"], each["conclusion"]) for each in found["check_runs"]] == [
        ("lint", "success"),
        ("test", None),
    ]
    assert rocket.rest("GET", f"{where}?filter=all")["total_count"] == 3
    assert rocket.rest("GET", f"{where}?check_name=test&status=in_progress")["total_count"] == 1
    (suite,) = rocket.rest("GET", f"{PATH}/commits/main/check-suites")["check_suites"]
    assert (suite["status"], suite["latest_check_runs_count"]) == ("in_progress", 2)
    assert suite == rocket.rest("GET", f"{PATH}/check-suites/{suite['id']}")
    assert rocket.rest("GET", f"{PATH}/check-suites/{suite['id']}/check-runs")["total_count"] == 2


def test_a_commit_without_the_check_s_sha_and_a_check_without_an_end_are_refused(
    rocket: Local, sha: str
) -> None:
    assert check(rocket, "0" * 40)["message"] == f"No commit found for SHA: {'0' * 40}"
    assert check(rocket, sha, status="completed")["status"] == "422"


def test_jobs_of_workflows_are_checks_and_count_with_statuses(rocket: Local, sha: str) -> None:
    session = Session(rocket.store, rocket.clock, Viewer(0, "", ()))
    place = rocket.store.all("SELECT * FROM repository")[0]
    workflow = runs.known(session, place["id"], ".github/workflows/ci.yml", "CI")
    start = runs.Start(workflow, "push", "Push", place["owner_id"], "main", sha)
    with rocket.store.transaction():
        runs.add_job(session, runs.create(session, start), "build", "skipped", [], "")
    rocket.rest("POST", f"{PATH}/statuses/{sha}", state="success", context="site")
    (job,) = rocket.rest("GET", f"{PATH}/commits/main/check-runs")["check_runs"]
    assert (job["name"], job["conclusion"]) == ("build", "skipped")
    assert rocket.rest("GET", f"{PATH}/check-runs/{job['id']}")["id"] == job["id"]
    rollup = rocket.graphql(_ROLLUP)["data"]["repository"]["object"]["statusCheckRollup"]
    assert rollup["state"] == "SUCCESS"
    workflow_run = {"event": "push", "workflow": {"name": "CI"}}
    assert rollup["contexts"] == {
        "totalCount": 2,
        "checkRunCount": 1,
        "statusContextCount": 1,
        "checkRunCountsByState": [{"state": "SKIPPED", "count": 1}],
        "nodes": [
            {
                "__typename": "CheckRun",
                "name": "build",
                "status": "COMPLETED",
                "conclusion": "SKIPPED",
                "checkSuite": {"workflowRun": workflow_run},
            },
            {"__typename": "StatusContext", "context": "site", "state": "SUCCESS"},
        ],
    }
    check(rocket, sha, "test")
    rollup = rocket.graphql(_ROLLUP)["data"]["repository"]["object"]["statusCheckRollup"]
    assert rollup["state"] == "PENDING"


@pytest.mark.parametrize(
    ("conclusion", "status"),
    [(None, "pending"), ("success", "success"), ("neutral", "success"), ("timed_out", "failure")],
)
def test_a_search_for_a_status_knows_check_runs(
    rocket: Local, conclusion: str | None, status: str
) -> None:
    """GitHub docs, "Search by commit status"; the latest run of a name counts."""
    base = rocket.rest("GET", f"{PATH}/git/ref/heads/main")["object"]["sha"]
    rocket.rest("POST", f"{PATH}/git/refs", ref="refs/heads/fix", sha=base)
    file = {"message": "Fix", "content": "b25l", "branch": "fix"}
    sha = rocket.rest("PUT", f"{PATH}/contents/a.txt", **file)["commit"]["sha"]
    rocket.rest("POST", f"{PATH}/pulls", title="Fix", head="fix", base="main")
    assert [_searched(rocket, each) for each in ("pending", "success", "failure")] == [0, 0, 0]
    given = {"name": "lint", "head_sha": sha}
    rocket.rest("POST", f"{PATH}/check-runs", token=APP, **given, conclusion="failure")
    last = {} if conclusion is None else {"conclusion": conclusion}
    rocket.rest("POST", f"{PATH}/check-runs", token=APP, **given, **last)
    found = [each for each in ("pending", "success", "failure") if _searched(rocket, each)]
    assert found == [status]
    rocket.rest("POST", f"{PATH}/statuses/{sha}", context="x", state="error")
    assert (_searched(rocket, "failure"), _searched(rocket, "success")) == (1, 0)
