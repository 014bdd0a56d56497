"""Two runs at once: one waits for the other, and there is one of each thing in the end.

`tests/reliability/test_rounds.py` lets two meet that start and ask as people's do.
"""

import json
import re
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from gh_playbook.convergence.listener import Quiet
from gh_playbook.declaration.source import InputError
from gh_playbook.github.machine import fingerprint
from gh_playbook.model import lease
from gh_playbook.model.lease import LABEL, Lease, compose_short
from gh_playbook.run.flow import run
from gh_playbook.settings import Settings
from gh_sandbox import Sandbox
from tests import tool
from tests.acceptance.conftest import BACKLOG as LLUMINARY
from tests.acceptance.conftest import ROOT, Trial
from tests.docs import quick

REPOSITORY = "PimpMyNines/LLuMinary"
BACKLOG = f"""\
repository: {REPOSITORY}
labels: [{{name: "area:new", color: d73a4a}}]
milestones: [First]
issues:
  - {{key: a, title: A new one, labels: ["area:new"], milestone: First, blocked_by: [b]}}
  - {{key: b, title: Another new one, sub_issues: [{{key: c, title: A part}}]}}
project: {{title: Board, fields: [{{name: Estimate, type: number, value: estimate}}]}}
"""


@dataclass(frozen=True)
class Forking(Trial):
    """A sandbox, and a program whose processes begin at once: see `tests/docs/quick.py`."""

    program: Path

    def command(self, *arguments: str) -> list[str]:
        """Return the command line of the program on the sandbox."""
        return [str(self.program), *arguments, *self.where]


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """A sandbox whose answers take long enough for two runs to meet."""
    folder = tmp_path_factory.mktemp("slow")
    sandbox = Sandbox(folder / "sandbox")
    sandbox.start(latency=30, limits=False)
    with quick.programs(folder / "programs", starts_sandboxes=False) as programs:
        yield Forking(sandbox, programs / "gh-playbook")
    sandbox.stop()


@pytest.fixture
def trial(slow: Trial) -> Trial:
    slow.reset()
    return slow


@pytest.fixture
def backlog(tmp_path: Path) -> Path:
    path = tmp_path / "backlog.yml"
    path.write_text(BACKLOG)
    return path


def begun(trial: Trial, backlog: Path, *more: str, playbook: str = "all") -> subprocess.Popen[str]:
    command = trial.command(playbook, "--backlog", str(backlog), *more)
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)


def later(
    trial: Trial, backlog: Path, seconds: float, *more: str, playbook: str = "all"
) -> subprocess.Popen[str]:
    """Begin a run that many seconds from now."""
    time.sleep(seconds)
    return begun(trial, backlog, *more, playbook=playbook)


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, error = process.communicate(timeout=120)
    return process.returncode, out, error


def twins(trial: Trial) -> list[str]:
    """Return the names that more than one thing has; issues closed as duplicates have theirs."""
    document = """query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {
      labels(first: 100) { nodes { name } } milestones(first: 100) { nodes { title } }
      issues(first: 100) { nodes { title stateReason(enableDuplicate: true) } }
      projectsV2(first: 100) { nodes { title fields(first: 100) {
        nodes { ... on ProjectV2FieldCommon { name } } } views(first: 100) { nodes { name } }
        items(first: 100) { nodes { content { ... on Issue { number } } } } } } } }"""
    owner, name = REPOSITORY.split("/")
    found = trial.gh.graphql(document, owner=owner, name=name)["data"]["repository"]
    return [*_repeated(found, "repository")]


def _repeated(node: dict[str, Any], where: str) -> Iterator[str]:
    for name, value in node.items():
        nodes = value["nodes"] if isinstance(value, dict) and "nodes" in value else []
        live = [each for each in nodes if each.get("stateReason") != "DUPLICATE"]
        counted = Counter(
            str(each.get("title") or each.get("name") or each.get("content")) for each in live
        )
        yield from (f"{where}: {name} {each}" for each, count in counted.items() if count > 1)
        for each in live:
            yield from _repeated(each, each.get("title", ""))


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
    raise AssertionError(said)


@pytest.mark.parametrize("apart", [0.0, 0.2], ids="{} s apart".format)
def test_without_a_lock_each_run_withdraws_what_the_other_made_first(
    trial: Trial, backlog: Path, apart: float
) -> None:
    if not apart:
        # A label or milestone that the other made makes a run look again, and see its issues.
        declared = yaml.safe_load(BACKLOG)
        del declared["labels"], declared["milestones"]
        del declared["issues"][0]["labels"], declared["issues"][0]["milestone"]
        backlog.write_text(yaml.safe_dump(declared, sort_keys=False))
    before = twins(trial)
    said = met(trial, backlog, apart)
    assert twins(trial) == before
    for number in re.findall(r"(?<!project )#(\d+) is withdrawn", said):
        issue = trial.gh.rest("GET", f"repos/{REPOSITORY}/issues/{number}").json
        assert (issue["state"], issue["state_reason"]) == ("closed", "duplicate")
        assert "gh-playbook:" not in issue["body"]
    third = trial.run(backlog=backlog)
    assert third.code == 0
    # A board that was withdrawn took cards with it, and an issue its links; nothing else lacks.
    made = {each["module"] for each in third.changes if each["outcome"] == "created"}
    assert made <= {"project_item", "dependency"}
    assert not trial.run(backlog=backlog).writes


def reference(trial: Trial, name: str) -> int:
    return trial.gh.rest("GET", f"repos/{REPOSITORY}/git/ref/gh-playbook/{name}").code


def test_two_runs_at_once_make_one_of_each(trial: Trial, backlog: Path) -> None:
    before = twins(trial)
    both = [begun(trial, backlog) for _ in range(2)]
    assert [ended(each)[0] for each in both] == [0, 0]
    assert twins(trial) == before
    assert reference(trial, "lock") != 0
    third = begun(trial, backlog)
    code, out, _ = ended(third)
    assert (code, "created 0" in out) == (0, True)


def held(trial: Trial, until: timedelta, host: str = "elsewhere") -> None:
    """Let somebody else hold the lock until then."""
    now = datetime.now(UTC)
    machine = fingerprint() if host == socket.gethostname() else host
    text = lease.compose(Lease("ann", host, machine, 4_000_000, "run-1", now, now + until))
    base = f"repos/{REPOSITORY}/git"
    tree = trial.gh.rest("GET", f"{base}/commits/{_head(trial)}").json["tree"]["sha"]
    made = trial.gh.rest("POST", f"{base}/commits", message=text, tree=tree).json["sha"]
    trial.gh.rest("POST", f"{base}/refs", ref="refs/gh-playbook/lock", sha=made)


def _head(trial: Trial) -> str:
    heads = trial.gh.rest("GET", f"repos/{REPOSITORY}/git/matching-refs/heads").json
    found: str = heads[0]["object"]["sha"]
    return found


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
    with pytest.raises(InputError, match="label planned: no longer as it was reviewed"):
        run(options, Waiting(meanwhile))
    found = trial.gh.rest("GET", f"repos/{REPOSITORY}/labels/planned").json
    assert found["color"] == "222222"
    assert reference(trial, "lock") != 0


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


def test_unlock_needs_no_backlog_where_the_repository_is_named(
    trial: Trial, tmp_path: Path
) -> None:
    held(trial, timedelta(seconds=-20))
    where = ("--repo", REPOSITORY, "--sandbox", "--sandbox-dir", str(trial.sandbox.directory))
    done = tool.call("unlock", *where, folder=tmp_path)
    assert (done.code, "unlocked; it was held by ann" in done.out) == (0, True), done.error


def test_what_is_no_lock_in_its_place_is_told_with_what_to_do_and_can_be_removed(
    trial: Trial, backlog: Path
) -> None:
    head = _head(trial)
    base = f"repos/{REPOSITORY}/git/refs"
    trial.gh.rest("POST", base, ref="refs/gh-playbook/lock", sha=head)
    done = trial.invoke("setup-labels", "--backlog", str(backlog))
    assert done.code == 1
    assert "refs/gh-playbook/lock is there, but it is no lock" in done.error
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
    declared = yaml.safe_load(LLUMINARY.read_text())
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


EMPTY = "PimpMyNines/empty"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A backlog of a repository without a commit, where there can be no reference."""
    path = tmp_path / "empty.yml"
    path.write_text(f"repository: {EMPTY}\nlabels: [one]\nissues: [{{key: a, title: A}}]\n")
    return path


def label_names(trial: Trial) -> list[str]:
    return [each["name"] for each in trial.gh.rest("GET", f"repos/{EMPTY}/labels").json]


def test_where_there_is_no_commit_a_label_is_the_lock(trial: Trial, empty: Path) -> None:
    both = [begun(trial, empty) for _ in range(2)]
    assert [ended(each)[0] for each in both] == [0, 0]
    listed = trial.gh.rest("GET", f"repos/{EMPTY}/issues?state=all").json
    assert [each["title"] for each in listed] == ["A"]
    assert LABEL not in label_names(trial)
    done = trial.run(backlog=empty)
    assert (done.writes, done.document["run"]["warnings"]) == ([], [])


def test_what_a_file_kept_is_on_github_once_there_is_a_commit(trial: Trial, empty: Path) -> None:
    assert trial.run(backlog=empty).code == 0
    base = f"repos/{EMPTY}"
    trial.gh.rest("PUT", f"{base}/contents/x.md", message="Begin", content="eA==")
    empty.write_text(empty.read_text().replace("labels: [one]", "labels: [one, two]"))
    assert trial.run(backlog=empty).code == 0
    found = trial.gh.rest("GET", f"{base}/git/ref/gh-playbook/state").json["object"]["sha"]
    text = trial.gh.rest("GET", f"{base}/git/commits/{found}").json["message"]
    assert [*json.loads(text)["issues"]] == ["a"]


def test_a_label_that_somebody_holds_keeps_a_run_away_until_it_is_unlocked(
    trial: Trial, empty: Path
) -> None:
    now = datetime.now(UTC)
    lease = Lease("ann", "elsewhere", "m1", 4_000_000, "run-1", now, now + timedelta(seconds=100))
    fields = {"name": LABEL, "color": "ededed", "description": compose_short(lease)}
    trial.gh.rest("POST", f"repos/{EMPTY}/labels", **fields)
    done = trial.invoke("all", "--backlog", str(empty), "--lock-timeout", "0")
    assert done.code == 1
    assert "another run is writing here: ann on elsewhere, for" in done.error
    assert LABEL in label_names(trial)
    assert "one" not in label_names(trial)
    unlocked = trial.invoke("unlock", "--backlog", str(empty), "--yes")
    assert (unlocked.code, "it was held by ann on elsewhere" in unlocked.out) == (0, True)
    assert LABEL not in label_names(trial)
    assert trial.run(backlog=empty).code == 0
