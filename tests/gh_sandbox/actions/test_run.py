"""Runs of workflows as people handle them: their logs, repetition, end, inputs and secrets."""

import json
import time

from tests.gh_sandbox.actions.conftest import BEGUN, DISPATCHED, FILE, LABELED, PATIENCE, Repository
from tests.gh_sandbox.conftest import REPOSITORY, Gh

FAILING = """
    name: Two jobs
    on: workflow_dispatch
    jobs:
      well:
        runs-on: ubuntu-latest
        steps:
          - run: echo all is well
      ill:
        runs-on: ubuntu-latest
        steps:
          - name: Fine
            run: echo still fine
          - name: Broken
            run: |
              echo this is broken
              exit 3
"""


def test_gh_shows_the_log_of_what_failed_alone(repository: Repository) -> None:
    gh = repository.gh
    repository.put(FAILING)
    gh("workflow", "run", "try.yml", "-R", REPOSITORY)
    (run,) = repository.runs()
    assert run["conclusion"] == "failure"
    lines = gh("run", "view", str(run["id"]), "-R", REPOSITORY, "--log-failed").splitlines()
    assert {tuple(line.split("\t")[:2]) for line in lines} == {("ill", "Broken")}
    assert any(line.endswith("this is broken") for line in lines)


def blob(repository: Repository) -> str:
    return str(repository.rest(f"contents/{FILE}")["sha"])


def test_gh_runs_a_finished_run_again(repository: Repository) -> None:
    """GitHub docs, "Re-running workflows and jobs": with the same event and commit."""
    gh = repository.gh
    repository.put(FAILING)
    gh("workflow", "run", "try.yml", "-R", REPOSITORY)
    (first,) = repository.runs()
    repository.rest(f"contents/{FILE}", "DELETE", message="x", sha=blob(repository))
    gh("run", "rerun", str(first["id"]), "-R", REPOSITORY)
    (again,) = repository.runs()
    assert (again["id"], again["run_attempt"], again["conclusion"]) == (first["id"], 2, "failure")
    assert again["triggering_actor"]["login"] == "octocat"
    path = f"actions/runs/{first['id']}/jobs"
    assert [each["run_attempt"] for each in repository.rest(path)["jobs"]] == [2, 2]
    assert repository.rest(f"{path}?filter=all")["total_count"] == 4
    some = gh.rest("POST", f"repos/{REPOSITORY}/actions/runs/{first['id']}/rerun-failed-jobs")
    assert "is not implemented by the sandbox" in some.json["message"]


def test_what_could_not_start_is_not_run_again(repository: Repository) -> None:
    repository.put("on: workflow_dispatch\njobs: {a: {runs-on: x, steps: [{uses: actions/x@v1}]}}")
    repository.gh("workflow", "run", "try.yml", "-R", REPOSITORY)
    (run,) = repository.runs()
    path = f"repos/{REPOSITORY}/actions/runs/{run['id']}"
    for which in ("rerun", "rerun-failed-jobs"):
        assert repository.gh.rest("POST", f"{path}/{which}").json["status"] == "403"


def test_gh_switches_a_workflow_off_and_on(repository: Repository) -> None:
    gh = repository.gh
    repository.put(DISPATCHED)
    gh("workflow", "disable", "try.yml", "-R", REPOSITORY)
    listed = gh("workflow", "list", "-R", REPOSITORY, "--all", "--json", "state")
    assert "disabled_manually" in listed
    path = f"repos/{REPOSITORY}/actions/workflows/try.yml"
    again = gh.rest("PUT", f"{path}/disable").json
    assert again["message"] == "Unable to disable a workflow that is not active."
    refused = gh.rest("POST", f"{path}/dispatches", ref="main", inputs={"colour": "red"}).json
    assert refused["status"] == "422"
    gh("workflow", "enable", "try.yml", "-R", REPOSITORY)
    gh("workflow", "run", "try.yml", "-R", REPOSITORY, "-f", "colour=red")
    (run,) = repository.runs()
    gh("run", "delete", str(run["id"]), "-R", REPOSITORY)
    assert repository.rest("actions/runs")["total_count"] == 0


LONG = """
    on: workflow_dispatch
    jobs:
      wait:
        runs-on: ubuntu-latest
        steps:
          - run: sleep 60
"""


def test_gh_cancels_a_run(repository: Repository) -> None:
    gh = repository.gh
    repository.put(LONG)
    gh("workflow", "run", "try.yml", "-R", REPOSITORY)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        (run,) = repository.rest("actions/runs")["workflow_runs"]
        if run["status"] == "in_progress":
            break
    gh("run", "cancel", str(run["id"]), "-R", REPOSITORY)
    assert repository.runs()[0]["conclusion"] == "cancelled"
    refused = gh.rest("POST", f"repos/{REPOSITORY}/actions/runs/{run['id']}/cancel").json
    assert refused["status"] == "409"


def test_inputs_of_a_workflow_are_checked(repository: Repository) -> None:
    repository.put(DISPATCHED)
    path = f"repos/{REPOSITORY}/actions/workflows/try.yml/dispatches"
    for inputs, words in (
        ({}, "Required input 'colour' not provided"),
        ({"colour": "green"}, "not in the list of allowed values"),
        ({"colour": "red", "shape": "x"}, 'Unexpected inputs provided: ["shape"]'),
    ):
        answer = repository.gh.rest("POST", path, ref="main", inputs=inputs)
        assert words in answer.json["message"]
        assert answer.json["status"] == "422"


def test_dispatching_returns_the_run_from_the_new_version_on(repository: Repository) -> None:
    """GitHub docs, "Breaking changes", 2026-03-10: "always returns `200`"."""
    repository.put(DISPATCHED)
    path = f"repos/{REPOSITORY}/actions/workflows/try.yml/dispatches"
    given = json.dumps({"ref": "main", "inputs": {"colour": "red"}})
    for version, status in (("2022-11-28", "204"), ("2026-03-10", "200")):
        asked = ("-X", "POST", path, "-H", f"X-GitHub-Api-Version: {version}", "--input", "-")
        answer = repository.gh.run("api", "-i", *asked, text=given)
        assert answer.out.split()[1] == status
    assert '"workflow_run_id"' in answer.out


def test_pull_requests_set_off_workflows_of_their_own(repository: Repository) -> None:
    text = LABELED.replace("issues:\n        types: [labeled]", "pull_request:")
    text = text.split("if:")[0] + "steps:\n          - run: echo ${{ github.ref }} $GITHUB_BASE_REF"
    repository.put(text)
    repository.gh.graphql("query { viewer { login } }")
    main = repository.rest("git/ref/heads/main")["object"]["sha"]
    repository.rest("git/refs", "POST", ref="refs/heads/new", sha=main)
    repository.rest("contents/a.txt", "PUT", message="a", content="YQ==", branch="new")
    made = repository.rest("pulls", "POST", title="New", head="new", base="main")
    (run,) = repository.runs()
    assert (run["event"], run["head_branch"]) == ("pull_request", "new")
    assert f"refs/pull/{made['number']}/merge main" in repository.log(run)


def test_of_a_group_of_runs_only_one_waits(repository: Repository) -> None:
    repository.put(
        LABELED.split("if:", maxsplit=1)[0].replace(
            "permissions:", "concurrency: one\n    permissions:"
        )
        + 'steps:\n          - run: while [ ! -e "$GO" ]; do sleep 0.05; done\n'
        + "            env: {GO: %s}\n" % (go := repository.gh.sandbox.directory.parent / "go")
    )
    go.unlink(missing_ok=True)
    repository.label(3, "one", "two", "three")
    go.touch()
    assert sorted(run["conclusion"] for run in repository.runs(3)) in (
        ["cancelled", "cancelled", "success"],
        ["cancelled", "success", "success"],
    )


def test_secrets_come_sealed_and_are_never_shown(repository: Repository) -> None:
    gh = repository.gh
    gh("secret", "set", "deep", "-R", REPOSITORY, "--body", "buried treasure")
    assert "DEEP" in gh("secret", "list", "-R", REPOSITORY)
    assert "treasure" not in str(repository.rest("actions/secrets/DEEP"))
    text = BEGUN + '- run: echo "a ${{ secrets.DEEP }} b"\n'
    repository.put(text)
    repository.label(3, "bug")
    assert "a *** b" in repository.log(repository.runs()[0])
    gh("secret", "delete", "DEEP", "-R", REPOSITORY)
    left = repository.rest("actions/secrets")["secrets"]
    assert [each["name"] for each in left] == ["PROJECT_TOKEN"]


def test_a_reset_ends_what_runs(repository: Repository) -> None:
    repository.put(BEGUN + "- run: sleep 600\n")
    repository.label(3, "bug")
    repository.gh.sandbox.reset()
    assert repository.rest("actions/runs")["total_count"] == 0
    repository.put(LABELED)
    repository.label(3, "bug")
    assert repository.runs()[0]["conclusion"] == "success"


def test_no_workflow_runs_where_nobody_asked_for_it(gh: Gh) -> None:
    repository = Repository(gh)
    repository.put(DISPATCHED)
    repository.put(LABELED, ".github/workflows/other.yml")
    repository.label(3, "bug")
    assert repository.rest("actions/runs")["total_count"] == 0
    path = f"repos/{REPOSITORY}/actions/workflows/try.yml/dispatches"
    refused = gh.rest("POST", path, ref="main", inputs={"colour": "red"})
    assert "do not run in this sandbox" in refused.json["message"]
