"""What sets off the workflows of a repository, and with which token; run by the real `gh`."""

import base64

from tests.gh_sandbox.actions.conftest import BEGUN, DISPATCHED, LABELED, Repository
from tests.gh_sandbox.conftest import REPOSITORY


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
