"""Two runs at once: one waits for the other, and there is one of each thing in the end.

`tests/reliability/test_rounds.py` lets two meet that start and ask as people's do: with --full in
every way.
"""

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from gh_playbook.convergence.journal import past_run
from gh_playbook.convergence.listener import Quiet
from gh_playbook.declaration.source import InputError
from gh_playbook.github.error import GitHubError
from gh_playbook.github.process import gh_version, known_program
from gh_playbook.model.target import Target
from gh_playbook.run.flow import run
from gh_playbook.settings import Settings
from tests.acceptance.conftest import BACKLOG as LLUMINARY
from tests.acceptance.conftest import ROOT, Trial
from tests.safety.two_runs import (
    BACKLOG,
    REPOSITORY,
    backlog,
    begun,
    ended,
    held,
    later,
    program,
    reference,
    shared,
    slow,
    slow_down,
    trial,
    twins,
)
from tests.support import quick_yaml

__all__ = ["backlog", "program", "shared", "slow", "trial"]


def met(trial: Trial, backlog: Path, apart: float) -> str:
    """Let two runs without a lock meet, and return what they said.

    Begun apart, the second may see all issues of the first in time. At once neither does, unless
    the machine lets one of them wait: then they begin once more.
    """
    for _ in range(5):
        first = begun(trial, backlog, "--no-lock")
        second = later(trial, backlog, apart, "--no-lock")
        said = "".join(ended(each)[1] for each in (first, second))
        if apart or "is withdrawn" in said:
            return said
        trial.reset()
        slow_down(trial)
    raise AssertionError(said)


@pytest.mark.parametrize("apart", [0.0, 0.2], ids="{} s apart".format)
def test_without_a_lock_each_run_withdraws_what_the_other_made_first(
    slow: Trial, backlog: Path, apart: float
) -> None:
    if not apart:
        # A label or milestone that the other made makes a run look again, and see its issues.
        declared = quick_yaml.load(BACKLOG)
        del declared["labels"], declared["milestones"]
        del declared["issues"][0]["labels"], declared["issues"][0]["milestone"]
        backlog.write_text(yaml.safe_dump(declared, sort_keys=False))
    before = twins(slow)
    said = met(slow, backlog, apart)
    assert twins(slow) == before
    for number in re.findall(r"(?<!project )#(\d+) is withdrawn", said):
        issue = slow.gh.rest("GET", f"repos/{REPOSITORY}/issues/{number}").json
        assert (issue["state"], issue["state_reason"]) == ("closed", "duplicate")
        assert "gh-playbook:" not in issue["body"]
    third = slow.run(backlog=backlog)
    assert third.code == 0
    # Whoever ended last has completed what both had made.
    assert third.changed == {}
    assert third.writes == []


def test_two_runs_at_once_make_one_of_each(slow: Trial, backlog: Path) -> None:
    before = twins(slow)
    both = [begun(slow, backlog) for _ in range(2)]
    assert [ended(each)[0] for each in both] == [0, 0]
    assert twins(slow) == before
    assert reference(slow, "lock") != 0
    third = begun(slow, backlog)
    code, out, _ = ended(third)
    assert (code, "created 0" in out) == (0, True)


@dataclass
class Beginning(Quiet):
    """Does what another run may do after a run has read, and before it takes the lock."""

    meanwhile: Callable[[], None]

    def begin(self, _target: Target, _settings: Settings) -> None:
        self.meanwhile()


@pytest.mark.parametrize(
    "more",
    [
        "issues: [{key: z, title: Alone}]",
        "project: {title: Board, drafts: [{title: Paint it}]}",
        "project: {title: Board, views: [{name: Plan, layout: table}]}",
        "project: {title: Board, status_updates: [{key: w1, status: on_track, body: Begun}]}",
        "milestones: [Second]",
    ],
    ids=["issue", "draft", "view", "status update", "milestone"],
)
@pytest.mark.parametrize("lock", [True, False], ids=["with a lock", "without"])
def test_what_another_run_did_after_the_reading_is_there_once(
    *, trial: Trial, tmp_path: Path, more: str, lock: bool
) -> None:
    """With a lock it is not done again; without one, what this run did again is withdrawn."""
    backlog = tmp_path / "backlog.yml"
    backlog.write_text(
        f"repository: {REPOSITORY}\nissues: [{{key: a, title: A}}]\nproject: {{title: Board}}\n"
    )
    assert trial.run(backlog=backlog).code == 0
    said = backlog.read_text().splitlines()
    kept = [line for line in said if line.partition(":")[0] != more.partition(":")[0]]
    backlog.write_text("\n".join([*kept, more, ""]))
    where = trial.sandbox.directory
    options = Settings(
        ROOT / "playbooks" / "all.yml", backlog=backlog, sandbox=True, sandbox_dir=where, lock=lock
    )
    before = twins(trial)
    report = run(options, Beginning(lambda: _run_whole(trial, backlog)))
    assert report.exit_code == 0
    assert twins(trial) == before
    # GitHub refuses a second milestone of the same title.
    is_doubled = not lock and "milestones" not in more
    assert any("is withdrawn" in each for each in report.warnings) == is_doubled
    assert not trial.run(backlog=backlog).writes
    if is_doubled:
        # What it made and withdrew is nothing to undo; the withdrawn issue stays closed.
        _, own, *_ = [each for each in past_run.runs(trial.runs) if each.changes]
        undone = trial.invoke("undo", "--run", own.id, "--yes")
        assert "issues" in more or "has changed nothing" in undone.error, undone.error


def test_what_a_run_did_whose_register_github_refused_is_not_done_again(
    slow: Trial, backlog: Path
) -> None:
    """Its lock stays for a while: so the run that had read before it knows that it must look."""
    backlog.write_text(f"repository: {REPOSITORY}\nissues: [{{key: a, title: A}}]\n")
    assert slow.run(backlog=backlog).code == 0
    backlog.write_text(f"repository: {REPOSITORY}\nissues: [{{key: z, title: Alone}}]\n")
    said = []

    def meanwhile() -> None:
        refused = {"operation": "POST /repos/*/*/git/commits", "fault": "unauthorized"}
        slow.sandbox.set_faults([refused])
        said.append(ended(begun(slow, backlog)))
        slow.sandbox.set_faults(None)

    where = slow.sandbox.directory
    options = Settings(
        ROOT / "playbooks" / "all.yml", backlog=backlog, sandbox=True, sandbox_dir=where
    )
    before = twins(slow)
    assert run(options, Beginning(meanwhile)).exit_code == 0
    ((code, out, _),) = said
    assert (code, "GitHub refused the register: the lock stays" in out) == (0, True)
    assert twins(slow) == before


def _run_whole(trial: Trial, backlog: Path) -> None:
    assert trial.run(backlog=backlog).code == 0


def test_a_run_that_waits_in_vain_says_who_is_at_work(trial: Trial, backlog: Path) -> None:
    held(trial, timedelta(seconds=100))
    done = trial.invoke("all", "--backlog", str(backlog), "--lock-timeout", "0")
    assert done.code == 1
    assert "another run is writing here: ann on elsewhere, for" in done.error
    assert "`gh-playbook unlock`" in done.error
    assert "createLabel" not in done.mutations


@dataclass
class Waiting(Quiet):
    """Hears of a run's waiting for the lock, and then does what another run may have done."""

    meanwhile: Callable[[], None]

    def wait(self, _seconds: float, _why: str) -> None:
        self.meanwhile()


def test_a_reviewed_plan_is_held_against_what_was_written_while_it_waited(
    trial: Trial, tmp_path: Path
) -> None:
    backlog, plan = tmp_path / "labels.yml", tmp_path / "plan.json"
    backlog.write_text(f"repository: {REPOSITORY}\nlabels: [{{name: planned, color: d73a4a}}]\n")
    assert trial.run("setup-labels", backlog=backlog, dry_run=True, plan=plan).code == 0
    held(trial, timedelta(seconds=100))

    def meanwhile() -> None:
        trial.gh.rest("POST", f"repos/{REPOSITORY}/labels", name="planned", color="222222")
        trial.gh.rest("DELETE", f"repos/{REPOSITORY}/git/refs/gh-playbook/lock")

    options = Settings(
        ROOT / "playbooks" / "setup-labels.yml",
        backlog=backlog,
        sandbox=True,
        sandbox_dir=trial.sandbox.directory,
        plan=plan,
    )
    with pytest.raises(InputError, match="label planned: was to be created, and is there by now"):
        run(options, Waiting(meanwhile))
    found = trial.gh.rest("GET", f"repos/{REPOSITORY}/labels/planned").json
    assert found["color"] == "222222"
    assert reference(trial, "lock") != 0


@pytest.mark.parametrize("is_file", [True, False], ids=["plan", "checksum"])
def test_a_reviewed_plan_that_another_run_is_applying_is_waited_for(
    trial: Trial, tmp_path: Path, *, is_file: bool
) -> None:
    """Read half-way, it would be said to be no longer what would be done."""
    backlog, plan = tmp_path / "labels.yml", tmp_path / "plan.json"
    names = ("planned", "too")
    declared = "".join(f"  - {{name: {each}, color: d73a4a}}\n" for each in names)
    backlog.write_text(f"repository: {REPOSITORY}\nlabels:\n{declared}")
    dry = trial.run("setup-labels", backlog=backlog, dry_run=True, plan=plan)
    held(trial, timedelta(seconds=100))
    half, rest = (
        partial(trial.gh.rest, "POST", f"repos/{REPOSITORY}/labels", name=each, color="d73a4a")
        for each in names
    )
    half()

    def meanwhile() -> None:
        rest()
        trial.gh.rest("DELETE", f"repos/{REPOSITORY}/git/refs/gh-playbook/lock")

    options = Settings(
        ROOT / "playbooks" / "setup-labels.yml",
        backlog=backlog,
        sandbox=True,
        sandbox_dir=trial.sandbox.directory,
        plan=plan if is_file else None,
        checksum=None if is_file else dry.document["run"]["checksum"],
    )
    report = run(options, Waiting(meanwhile))
    assert report.exit_code == 0
    assert "nothing is left to do" in str(report.warnings)
    assert reference(trial, "lock") != 0


@pytest.mark.parametrize(
    ("playbook", "oldest", "told"),
    [
        ("setup-milestones", (2, 20), "this plan is of `setup-labels`"),
        ("setup-labels", (99, 0), "is too old"),
    ],
    ids=["of another playbook", "with an old gh"],
)
def test_a_reviewed_plan_that_waiting_cannot_help_is_refused_at_once(
    trial: Trial,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    playbook: str,
    oldest: tuple[int, int],
    told: str,
) -> None:
    """Nothing is written with a gh that is too old, not even the lock."""
    backlog, plan = tmp_path / "labels.yml", tmp_path / "plan.json"
    backlog.write_text(f"repository: {REPOSITORY}\nlabels: [{{name: new, color: d73a4a}}, more]\n")
    trial.run("setup-labels", backlog=backlog, dry_run=True, plan=plan)
    held(trial, timedelta(seconds=100))
    trial.gh.rest("POST", f"repos/{REPOSITORY}/labels", name="new", color="d73a4a")
    for module in (known_program, gh_version):
        monkeypatch.setattr(module, "OLDEST_VERSION", oldest)
    options = Settings(
        ROOT / "playbooks" / f"{playbook}.yml",
        backlog=backlog,
        sandbox=True,
        sandbox_dir=trial.sandbox.directory,
        plan=plan,
    )
    with pytest.raises((InputError, GitHubError), match=told):
        run(options, Waiting(lambda: pytest.fail("it waited for the lock")))


def test_a_dry_run_needs_no_lock(trial: Trial, backlog: Path) -> None:
    held(trial, timedelta(seconds=100))
    assert trial.run(backlog=backlog, dry_run=True).code == 0


@pytest.mark.parametrize(
    ("until", "host"),
    [
        pytest.param(timedelta(seconds=-60), "elsewhere", id="its term is over"),
        pytest.param(timedelta(seconds=100), None, id="its process on this machine has ended"),
    ],
)
def test_a_lock_whose_holder_has_gone_is_taken_over(
    until: timedelta, host: str | None, trial: Trial, backlog: Path
) -> None:
    held(trial, until, host or socket.gethostname())
    done = trial.run(backlog=backlog, lock_timeout=0.0)
    assert (done.code, done.outcomes["created"] > 5) == (0, True)
    assert reference(trial, "lock") != 0


@pytest.mark.parametrize("ahead", [-3600, 3600], ids=["slow", "fast"])
def test_whose_clock_is_an_hour_wrong_waits_for_a_lock_and_takes_over_one_that_is_over(
    ahead: int, trial: Trial, backlog: Path
) -> None:
    """GitHub's clock is moved against this machine's, which comes to the same."""
    trial.sandbox.hold_clock(datetime.now(UTC) - timedelta(seconds=ahead))
    held(trial, timedelta(seconds=100 - ahead))
    done = trial.invoke("setup-labels", "--backlog", str(backlog), "--lock-timeout", "0")
    assert (done.code, "another run is writing here: ann on" in done.error) == (1, True)
    trial.gh.rest("DELETE", f"repos/{REPOSITORY}/git/refs/gh-playbook/lock")
    held(trial, timedelta(seconds=-30 - ahead))
    done = trial.invoke("setup-labels", "--backlog", str(backlog), "--lock-timeout", "0")
    trial.sandbox.hold_clock(None)
    assert done.code == 0, done.error


def test_the_lock_costs_three_requests_and_nothing_where_nothing_is_written(
    trial: Trial, backlog: Path
) -> None:
    first = trial.run(backlog=backlog)
    free = trial.run(backlog=backlog)
    assert free.writes == []
    trial.reset()
    without = trial.run(backlog=backlog, lock=False)
    assert len(first.requests) - len(without.requests) <= 3


@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "drop-after"},
        {"fault": "drop-before"},
        {"fault": "something-went-wrong", "committed": True},
        # All changes are carried out, and GitHub stops before the lock is given back.
        {"fault": {"resource-limits": 17}},
        {"fault": {"resource-limits": 5}},
    ],
)
def test_whatever_becomes_of_a_lock_that_goes_with_the_last_changes(
    trial: Trial, tmp_path: Path, fault: dict[str, Any]
) -> None:
    declared = quick_yaml.load(LLUMINARY.read_text())
    declared["labels"][0]["previously"] = ["infrastructure"]  # To rename one takes the lock.
    backlog = tmp_path / "renaming.yml"
    backlog.write_text(yaml.safe_dump(declared, sort_keys=False))
    trial.sandbox.set_faults([{**fault, "nth": 4}])
    done = trial.run("setup-labels", backlog=backlog, yes=True)
    trial.sandbox.set_faults(None)
    last = done.requests[3]["mutations"]
    assert (last[-1], len(last)) == ("updateRefs", 18)
    assert done.code == 0
    assert reference(trial, "lock") != 0
    assert trial.run("setup-labels", backlog=backlog).requests[1:] == []
