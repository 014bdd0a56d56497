"""A sandbox on which two runs meet, runs that begin at the same moment, and a lock that is held."""

import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.github.lock.machine import fingerprint
from gh_playbook.model import lease
from gh_playbook.model.lease import Lease
from gh_sandbox import Sandbox
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
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    sandbox = Sandbox(tmp_path_factory.mktemp("two-runs"))
    sandbox.start(limits=False)
    yield Trial(sandbox)
    sandbox.stop()


@pytest.fixture
def trial(shared: Trial) -> Trial:
    shared.reset()
    return shared


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("quick") / "programs"
    with quick.programs(folder, starts_sandboxes=False) as programs:
        yield programs / "gh-playbook"


@pytest.fixture
def slow(trial: Trial, program: Path) -> Forking:
    """A sandbox whose answers take long enough for two runs to meet."""
    slow_down(trial)
    return Forking(trial.sandbox, program)


def slow_down(trial: Trial) -> None:
    """Let all answers take a while, until the next reset."""
    trial.sandbox.set_faults([{"fault": {"latency": 30}}])


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
      projectsV2(first: 100) { nodes { title statusUpdates(first: 100) { nodes { name: body } }
        fields(first: 100) {
        nodes { ... on ProjectV2FieldCommon { name } } } views(first: 100) { nodes { name } }
        items(first: 100) { nodes { content {
          ... on Issue { number } ... on DraftIssue { title } } } } } } } }"""
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


def reference(trial: Trial, name: str) -> int:
    return trial.gh.rest("GET", f"repos/{REPOSITORY}/git/ref/gh-playbook/{name}").code


def held(trial: Trial, until: timedelta, host: str = "elsewhere") -> None:
    """Let somebody else hold the lock until then."""
    now = datetime.now(UTC)
    machine = fingerprint() if host == socket.gethostname() else host
    text = lease.compose(Lease("ann", host, machine, 4_000_000, "run-1", now, now + until))
    base = f"repos/{REPOSITORY}/git"
    tree = trial.gh.rest("GET", f"{base}/commits/{head_of(trial)}").json["tree"]["sha"]
    made = trial.gh.rest("POST", f"{base}/commits", message=text, tree=tree).json["sha"]
    trial.gh.rest("POST", f"{base}/refs", ref="refs/gh-playbook/lock", sha=made)


def head_of(trial: Trial) -> str:
    """Return the latest commit of the repository."""
    heads = trial.gh.rest("GET", f"repos/{REPOSITORY}/git/matching-refs/heads").json
    found: str = heads[0]["object"]["sha"]
    return found
