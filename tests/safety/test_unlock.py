"""`unlock`: a lock that was left behind is taken away, and what is in its place is told."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.acceptance.conftest import Trial
from tests.safety.two_runs import REPOSITORY, backlog, head_of, held, reference, shared, trial
from tests.support import tool

__all__ = ["backlog", "shared", "trial"]


def test_a_lock_that_was_left_behind_can_be_taken_away(trial: Trial, backlog: Path) -> None:
    held(trial, timedelta(seconds=100))
    asked = trial.invoke("unlock", "--backlog", str(backlog))
    assert asked.code == 1
    assert "the run of ann on elsewhere, for" in asked.error
    assert "may be at work; if it has ended, its lock ends by itself at" in asked.error
    assert reference(trial, "lock") == 0
    done = trial.invoke("unlock", "--backlog", str(backlog), "--yes")
    assert (done.code, "unlocked; it was held by ann on elsewhere" in done.out) == (0, True)
    again = trial.invoke("unlock", "--backlog", str(backlog))
    assert "no run is at work" in again.out


@pytest.mark.parametrize("seconds", [-20, 1_000], ids=["over", "longer than any run's"])
def test_a_lock_that_no_run_can_hold_is_taken_away_unasked(
    seconds: int, trial: Trial, backlog: Path
) -> None:
    held(trial, timedelta(seconds=seconds))
    assert "unlocked; it was" in trial.invoke("unlock", "--backlog", str(backlog)).out


def test_unlock_needs_no_backlog_where_the_repository_is_named(
    trial: Trial, tmp_path: Path
) -> None:
    held(trial, timedelta(seconds=-20))
    where = ("--repo", REPOSITORY, "--sandbox", "--sandbox-dir", str(trial.sandbox.directory))
    done = tool.call("unlock", *where, folder=tmp_path)
    assert (done.code, "unlocked; it was held by ann" in done.out) == (0, True), done.error


def test_what_is_no_lock_in_its_place_is_reported_with_what_to_do_and_can_be_removed(
    trial: Trial, backlog: Path
) -> None:
    head = head_of(trial)
    base = f"repos/{REPOSITORY}/git/refs"
    trial.gh.rest("POST", base, ref="refs/gh-playbook/lock", sha=head)
    done = trial.invoke("setup-labels", "--backlog", str(backlog))
    assert done.code == 1
    assert "what is in the place of refs/gh-playbook/lock is no lock" in done.error
    assert "remove it with `gh-playbook unlock`" in done.error
    assert "createLabel" not in done.mutations
    unlocked = trial.invoke("unlock", "--backlog", str(backlog))
    assert (
        unlocked.code,
        f"it was no lock that this version can read ({head})" in unlocked.out,
    ) == (
        0,
        True,
    )
    assert trial.invoke("setup-labels", "--backlog", str(backlog)).code == 0
