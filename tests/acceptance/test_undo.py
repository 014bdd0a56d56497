"""Undo: after it, all is as it was before the run, but for closed issues and used numbers."""

import os
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.convergence.journal import past_run
from gh_playbook.convergence.listener import Quiet
from gh_playbook.convergence.undo_input import PLAYBOOK
from gh_playbook.declaration.source import InputError
from gh_playbook.report import json_document
from gh_playbook.run.undo import undo
from gh_playbook.settings import Settings
from tests.acceptance.conftest import REPORT, REPOSITORY, ROOT, SMALL, Done, Trial, Twice
from tests.acceptance.whole import as_before, whole
from tests.support import forked_tool

# Nobody waits for a pause that GitHub asks for.
pytestmark = pytest.mark.usefixtures("naps")


@pytest.fixture(scope="module")
def found(trial: Trial) -> dict[str, Any]:
    """The repository with a history, as the tool first met it."""
    trial.reset()
    return whole(trial.gh, REPOSITORY)


def undone(trial: Trial, **options: Any) -> Done:
    """Undo a run, the latest unless another is named, without questions."""
    before = len(trial.gh.log())
    settings = Settings(
        Path(f"{PLAYBOOK}.yml"),
        sandbox=True,
        sandbox_dir=trial.sandbox.directory,
        yes=True,
    )
    report = undo(replace(settings, **options), Quiet())
    return Done(report.exit_code, json_document.text(report), "", trial.gh.log()[before:])


def runs_of(trial: Trial) -> list[str]:
    return [each.id for each in past_run.runs(trial.runs)]


def test_after_all_and_undo_everything_is_as_it_was_and_undone_again_as_it_became(
    found: dict[str, Any], twice: Twice, converged: Trial
) -> None:
    [first] = runs_of(converged)
    between = whole(converged.gh, REPOSITORY)
    done = undone(converged, undoes=first)
    assert (done.code, set(done.outcomes)) == (0, {"removed", "updated"})
    assert as_before(found, whole(converged.gh, REPOSITORY)) == found
    again = undone(converged)
    assert (again.code, set(again.outcomes)) == (0, {"created", "updated"})
    assert whole(converged.gh, REPOSITORY) == between
    assert not converged.run().writes


@pytest.mark.parametrize("repository", ["PimpMyNines/empty", "someone/empty"])
def test_of_an_empty_repository_closed_issues_are_left(fresh: Trial, repository: str) -> None:
    before = whole(fresh.gh, repository)
    assert fresh.run(backlog=SMALL, repo=repository, yes=True).code == 0
    assert whole(fresh.gh, repository) != before
    assert undone(fresh).code == 0
    assert as_before(before, whole(fresh.gh, repository)) == before


def test_a_run_after_undo_makes_all_again_with_the_issues_that_were_closed(
    begun: Trial,
) -> None:
    between = whole(begun.gh, REPOSITORY)
    assert undone(begun).code == 0
    again = begun.run(backlog=SMALL, yes=True)
    assert (again.code, again.mutations.get("createIssue")) == (0, None)
    assert _without_markers(whole(begun.gh, REPOSITORY)) == _without_markers(between)


def _without_markers(state: dict[str, Any]) -> dict[str, Any]:
    """Return a state without what markers say of the moment in which they were written."""
    issues = {
        number: {
            **each,
            "body": "\n".join(line for line in each["body"].splitlines() if "<!--" not in line),
        }
        for number, each in state["issues"].items()
    }
    return {**state, "issues": issues}


def test_a_dry_run_and_a_plan_say_what_undo_does(begun: Trial, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    dry = undone(begun, dry_run=True, plan=plan)
    assert (dry.code, dry.writes) == (0, [])
    assert len(runs_of(begun)) == len({*runs_of(begun)})
    done = undone(begun, plan=plan)
    assert done.code == 0
    (warning,) = done.document["run"]["warnings"]
    assert warning.startswith(str(begun.sandbox.directory / REPORT[0]))
    assert dry.document["run"]["warnings"] == []
    assert [(each["module"], each["key"], each["outcome"]) for each in done.changes] == [
        (each["module"], each["key"], each["outcome"]) for each in dry.changes
    ]
    again = undone(begun, plan=plan, undoes=runs_of(begun)[1])
    assert (again.code, again.writes) == (0, [])
    assert "everything is as the plan wants it" in str(again.document["run"]["warnings"])


def test_what_people_changed_since_is_left_and_said(found: dict[str, Any], begun: Trial) -> None:
    issues = whole(begun.gh, REPOSITORY)["issues"]
    made = next(number for number, each in issues.items() if each["title"] == "Design it")
    begun.gh.rest("PATCH", f"repos/{REPOSITORY}/issues/{made}", title="Design it well")
    begun.gh.rest("PATCH", f"repos/{REPOSITORY}/labels/streaming", color="222222")
    # A label that a run made, on an issue of people's.
    theirs = next(number for number, each in found["issues"].items() if each["state"] == "OPEN")
    begun.gh.rest("POST", f"repos/{REPOSITORY}/issues/{theirs}/labels", labels=["area:streaming"])
    commented = next(number for number, each in issues.items() if each["title"] == "Do it")
    comments = f"repos/{REPOSITORY}/issues/{commented}/comments"
    begun.gh.rest("POST", comments, body="I have begun.")
    above = next(number for number, each in issues.items() if each["title"].startswith("Batch"))
    under = begun.gh.rest("POST", f"repos/{REPOSITORY}/issues", title="Under it").json
    subs = f"repos/{REPOSITORY}/issues/{above}/sub_issues"
    assert begun.gh.rest("POST", subs, sub_issue_id=under["id"]).code == 0
    done = undone(begun)
    left = {each["key"]: each["reason"] for each in done.changes if each["outcome"] == "conflict"}
    assert left["batching"] == f"used since, and left: 1 sub-issue: #{under['number']}"
    assert left["streaming-doing"] == "used since, and left: 1 comment"
    assert left["streaming-design"] == "edited since, and left: title"
    assert left["streaming"].endswith("edited since, and left: color")
    assert left["area:streaming"].startswith(f"used by #{theirs}, ")
    after = whole(begun.gh, REPOSITORY)
    assert after["issues"][made]["state"] == "OPEN"
    # It stays where the run put it; all else of its parent is as before.
    stayed = [{"number": made}, {"number": commented}]
    assert after["issues"][4] == {**found["issues"][4], "subIssues": stayed}
    assert undone(begun, undoes=runs_of(begun)[1], deletes=True).mutations.get("deleteIssue") == 1
    kept = {made, commented, above, under["number"]}
    assert whole(begun.gh, REPOSITORY)["issues"].keys() == {*found["issues"], *kept}


def test_issues_are_deleted_where_that_is_meant(found: dict[str, Any], begun: Trial) -> None:
    with pytest.raises(InputError, match=r"4 issues .* would be deleted, which cannot be undone"):
        undone(begun, deletes=True, yes=False)
    assert undone(begun, deletes=True).code == 0
    assert whole(begun.gh, REPOSITORY) == found


def breaking_off(write: int, moment: str) -> list[dict[str, Any]]:
    """Return the faults of a network that ends with a write, before or after that is done."""
    return [
        {"fault": moment, "writes": True, "nth": write},
        {"fault": "drop-before", "writes": True, "from": write + 1},
    ]


@pytest.mark.parametrize("moment", ["drop-before", "drop-after"])
@pytest.mark.parametrize("write", [1, 2, 3, 4])
def test_a_run_that_broke_off_is_undone(
    found: dict[str, Any], fresh: Trial, write: int, moment: str
) -> None:
    """What was sent and not answered is looked at: it may have been done or not."""
    fresh.sandbox.set_faults(breaking_off(write, moment))
    assert fresh.run(backlog=SMALL, yes=True, lock=False).code == 1
    fresh.sandbox.set_faults(None)
    assert undone(fresh).code == 0
    assert as_before(found, whole(fresh.gh, REPOSITORY)) == found


@pytest.mark.parametrize("write", [1, 3])
def test_undo_that_broke_off_is_done_again(found: dict[str, Any], begun: Trial, write: int) -> None:
    run = runs_of(begun)[0]
    begun.sandbox.set_faults(breaking_off(write, "drop-after"))
    assert undone(begun, lock=False).code == 1
    begun.sandbox.set_faults(None)
    assert undone(begun, undoes=run).code == 0
    assert as_before(found, whole(begun.gh, REPOSITORY)) == found


@pytest.fixture
def killed(fresh: Trial) -> Trial:
    """A sandbox on which a run was killed while GitHub carried out a request of its."""
    fresh.sandbox.set_faults([{"operation": "createIssue", "fault": {"hang": 5}, "nth": 1}])
    words = ("all", "--backlog", str(SMALL), "--yes", *fresh.where)
    process = forked_tool.started(*words, folder=ROOT)
    deadline = time.monotonic() + 30
    while not any("createIssue" in each["mutations"] for each in fresh.gh.log()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.kill(process, signal.SIGKILL)
    assert forked_tool.code_of(process) == -signal.SIGKILL
    fresh.sandbox.set_faults(None)
    return fresh


def test_a_run_that_was_killed_is_undone(found: dict[str, Any], killed: Trial) -> None:
    assert past_run.find(killed.runs, None).end is None
    assert undone(killed).code == 0
    assert as_before(found, whole(killed.gh, REPOSITORY)) == found


def test_undo_of_nothing_says_so(fresh: Trial, tmp_path: Path) -> None:
    settings = Settings(Path("undo.yml"), sandbox=True, sandbox_dir=tmp_path)
    with pytest.raises(InputError, match="no journal tells of a change"):
        undo(settings, Quiet())


def test_the_command_undoes_the_latest_run(fresh: Trial) -> None:
    assert fresh.run("setup-labels", backlog=SMALL, yes=True).code == 0
    done = fresh.invoke("undo", "--output", "json", "--yes")
    assert (done.code, done.document["run"]["playbook"]) == (0, "undo")
    assert done.changed == {"streaming": "updated", "area:streaming": "removed"}
