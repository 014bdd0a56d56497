"""Workflows of the sandbox's repositories: set off by what happens, and run by the real `gh`."""

import base64
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

import pytest

from gh_sandbox import Sandbox
from tests.gh_sandbox.conftest import REPOSITORY, Gh

FILE = ".github/workflows/try.yml"
PATIENCE = 30


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path_factory.mktemp("with actions"))
    sandbox.start(actions=True)
    yield sandbox
    sandbox.stop()


@dataclass(frozen=True)
class Repository:
    """A repository whose workflows run."""

    gh: Gh

    def put(self, text: str, path: str = FILE) -> None:
        """Put a workflow into it."""
        content = base64.b64encode(dedent(text).encode()).decode()
        put = self.gh.rest(
            "PUT", f"repos/{REPOSITORY}/contents/{path}", message="Workflow", content=content
        )
        assert put.code == 0, put

    def rest(self, path: str, method: str = "GET", **body: Any) -> Any:
        """Ask for something of it."""
        answer = self.gh.rest(method, f"repos/{REPOSITORY}/{path}", **body)
        assert answer.code == 0, answer
        return answer.json if answer.out else None

    def label(self, number: int, *names: str) -> None:
        """Add labels to an issue."""
        self.rest(f"issues/{number}/labels", "POST", labels=list(names))

    def labels(self, number: int) -> list[str]:
        """Return the labels of an issue."""
        return sorted(each["name"] for each in self.rest(f"issues/{number}")["labels"])

    def runs(self, count: int = 1) -> list[dict[str, Any]]:
        """Wait until so many runs are over, and return all, the first one first."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = self.rest("actions/runs")["workflow_runs"]
            if len(found) >= count and all(run["status"] == "completed" for run in found):
                return list(reversed(found))
            time.sleep(0.05)  # As a client that heeds the secondary limits.
        raise AssertionError([(run["display_title"], run["status"]) for run in found])

    def job(self, run: dict[str, Any]) -> dict[str, Any]:
        """Return the only job of a run."""
        (found,) = self.rest(f"actions/runs/{run['id']}/jobs")["jobs"]
        return dict(found)

    def log(self, run: dict[str, Any]) -> str:
        """Return what the only job of a run printed."""
        return self.gh("api", f"repos/{REPOSITORY}/actions/jobs/{self.job(run)['id']}/logs")


@pytest.fixture
def repository(begun: Sandbox) -> Repository:
    begun.reset()
    return Repository(Gh(begun))


LABELED = """
    name: On label
    on:
      issues:
        types: [labeled]
    permissions:
      issues: write
    jobs:
      comment:
        runs-on: ubuntu-latest
        if: github.event.label.name == 'bug'
        env:
          GH_TOKEN: ${{ github.token }}
          NUMBER: ${{ github.event.issue.number }}
        steps:
          - run: gh issue comment "$NUMBER" -R "$GITHUB_REPOSITORY" --body "By $GITHUB_ACTOR"
"""
# The same, but for its last step.
BEGUN = LABELED.rpartition("- run:")[0]


def test_a_label_sets_off_a_workflow_that_comments_by_the_real_gh(repository: Repository) -> None:
    repository.put(LABELED)
    repository.label(3, "bug")
    (run,) = repository.runs()
    assert (run["name"], run["event"], run["conclusion"]) == ("On label", "issues", "success")
    comments = repository.rest("issues/3/comments")
    assert comments[-1]["body"].startswith("By ")
    assert comments[-1]["user"]["login"] == "github-actions[bot]"


def test_what_a_step_asks_is_marked_in_the_request_log(repository: Repository) -> None:
    repository.put(LABELED)
    repository.label(3, "bug")
    repository.runs()
    asked = [entry for entry in repository.gh.log() if entry.get("workflow")]
    assert [entry["path"] for entry in asked if entry["write"]]
    assert len(asked) < len(repository.gh.log())


def test_a_job_whose_condition_fails_is_skipped(repository: Repository) -> None:
    repository.put(LABELED)
    repository.label(3, "documentation")
    (run,) = repository.runs()
    assert run["conclusion"] == "skipped"
    assert repository.job(run)["steps"] == []


def test_what_the_sandbox_does_not_run_fails_in_words_and_no_step_runs(
    repository: Repository,
) -> None:
    repository.put(LABELED.replace("- run", "- uses: actions/checkout@v6\n          - run"))
    before = len(repository.rest("issues/3/comments"))
    repository.label(3, "bug")
    (run,) = repository.runs()
    assert run["conclusion"] == "startup_failure"
    named = "jobs.comment.steps[0].uses: actions/checkout@v6 is not implemented by the sandbox"
    assert run["display_title"] == named
    assert repository.rest(f"actions/runs/{run['id']}/jobs")["jobs"] == []
    assert len(repository.rest("issues/3/comments")) == before


def test_a_workflow_s_own_token_sets_nothing_off(repository: Repository) -> None:
    """GitHub docs, "Triggering a workflow from a workflow"."""
    text = LABELED.replace('comment "$NUMBER"', 'edit "$NUMBER" --add-label documentation')
    repository.put(text.split(" --body")[0])
    repository.label(3, "bug")
    repository.runs()
    assert {"bug", "documentation"} <= set(repository.labels(3))
    assert len(repository.runs()) == 1


def test_somebody_s_token_does_set_workflows_off_again(repository: Repository) -> None:
    text = LABELED.replace('comment "$NUMBER"', 'edit "$NUMBER" --add-label documentation')
    text = text.replace("${{ github.token }}", "${{ secrets.PROJECT_TOKEN }}")
    repository.put(text.split(" --body")[0])
    repository.gh("secret", "set", "PROJECT_TOKEN", "-R", REPOSITORY, "--body", "ghp_sandbox")
    repository.label(3, "bug")
    assert [run["conclusion"] for run in repository.runs(2)] == ["success", "skipped"]


def test_a_token_has_the_permissions_of_its_job_and_no_others(repository: Repository) -> None:
    repository.put(LABELED.replace("issues: write", "contents: read"))
    repository.label(3, "bug")
    (run,) = repository.runs()
    assert run["conclusion"] == "failure"
    assert "Resource not accessible by integration" in repository.log(run)


def test_a_token_of_a_run_is_nobody_s_once_it_is_over(repository: Repository) -> None:
    text = BEGUN + '- run: printf "%s" "$GH_TOKEN" | base64 > "$KEPT"\n'
    kept = repository.gh.sandbox.directory / "requests.jsonl.token"
    repository.put(text.replace("NUMBER:", f"KEPT: {kept}\n          NUMBER:"))
    repository.label(3, "bug")
    (run,) = repository.runs()
    assert run["conclusion"] == "success", repository.log(run)
    token = base64.b64decode(kept.read_text()).decode()
    kept.unlink()
    assert token.startswith("ghs_")
    assert repository.gh.rest("GET", f"repos/{REPOSITORY}", token=token).json["status"] == "401"


SCHEDULED = """
    on:
      schedule:
        - cron: "0 * * * *"
    jobs:
      tell:
        runs-on: ubuntu-latest
        steps:
          - run: echo "due by ${{ github.event.schedule }}"
"""


def test_schedules_are_due_by_the_sandbox_s_clock(repository: Repository) -> None:
    repository.put(SCHEDULED)
    repository.gh.sandbox.advance(2 * 60 * 60)
    found = repository.runs(2)
    assert {run["event"] for run in found} == {"schedule"}
    assert "due by 0 * * * *" in repository.log(found[0])


DISPATCHED = """
    name: By hand
    on:
      workflow_dispatch:
        inputs:
          colour: {type: choice, options: [red, blue], required: true}
          size: {default: small}
    jobs:
      tell:
        runs-on: ubuntu-latest
        steps:
          - run: echo "${{ inputs.size }} and ${{ github.event.inputs.colour }}"
"""


def test_gh_starts_a_workflow_by_hand_and_sees_what_becomes_of_it(repository: Repository) -> None:
    gh = repository.gh
    repository.put(DISPATCHED)
    assert "By hand" in gh("workflow", "list", "-R", REPOSITORY)
    gh("workflow", "run", "try.yml", "-R", REPOSITORY, "-f", "colour=blue")
    (run,) = repository.runs()
    assert "small and blue" in repository.log(run)
    listed = gh("run", "list", "-R", REPOSITORY, "--workflow", "By hand", "--json", "conclusion")
    assert "success" in listed
    assert "tell" in gh("run", "view", str(run["id"]), "-R", REPOSITORY)
    lines = gh("run", "view", str(run["id"]), "-R", REPOSITORY, "--log").splitlines()
    assert [line.split("\t")[0] for line in lines if line.endswith("small and blue")] == ["tell"]
    assert not any("UNKNOWN STEP" in line for line in lines)


BY_OTHERS = """
    on: {repository_dispatch: {types: [deploy]}}
    jobs:
      tell:
        runs-on: ubuntu-latest
        steps:
          - run: echo "${{ github.event.action }} to ${{ github.event.client_payload.place }}"
"""


def test_an_event_of_the_caller_s_own_starts_the_workflows_for_it(repository: Repository) -> None:
    """GitHub docs, "Create a repository dispatch event"."""
    repository.put(BY_OTHERS)
    path = f"repos/{REPOSITORY}/dispatches"
    for name in ("release", "deploy"):
        given = {"place": "moon"}
        sent = repository.gh.rest("POST", path, event_type=name, client_payload=given)
        assert sent.code == 0
    (run,) = repository.runs()
    assert run["event"] == "repository_dispatch"
    assert "deploy to moon" in repository.log(run)
    many = {str(number): 1 for number in range(11)}
    refused = repository.gh.rest("POST", path, event_type="deploy", client_payload=many)
    assert "No more than 10 properties" in refused.json["message"]


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


def test_a_run_is_told_from_the_new_version_on(repository: Repository) -> None:
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
