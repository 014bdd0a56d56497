"""`scripts/live`, rehearsed: against the sandbox, through HTTP, as a stranger's `gh` comes."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from gh_sandbox import Sandbox
from gh_sandbox.folder import request_log
from tests.docs import quick
from tests.live.record import Record
from tests.support.seeded import seeded

ROOT = Path(__file__).parents[2]
REPOSITORY = "acme/throwaway"
# The login is no administrator of the sandbox's, and what is there is people's.
SEED = """
owners:
  - {login: octocat}
  - {login: stranger}
  - login: acme
    type: Organization
    members: {stranger: ADMIN}
    repositories:
      - name: throwaway
        milestones: [{title: Theirs}]
        issues: [{title: contract, milestone: Theirs}]
tokens:
  - {token: ghp_stranger, login: stranger, scopes: [repo, project, "admin:org", workflow]}
"""


@dataclass(frozen=True)
class Stage:
    """A sandbox behind a port, and where runs on it keep things."""

    sandbox: Sandbox
    folder: Path
    # What is on the PATH before all else.
    programs: Path = Path(sys.executable).parent

    @property
    def record(self) -> Record:
        """The record of the repository's run."""
        return Record(self.folder / "record" / "acme+throwaway")

    @property
    def page(self) -> Path:
        """The page that runs write."""
        return self.folder / "page.md"

    def start(self, *arguments: str, page: bool = True) -> "subprocess.Popen[str]":
        """Start the command with nothing of the sandbox's but its address."""
        given = [*arguments, "--pause", "0", "--record", str(self.folder / "record")]
        given += ["--page", str(self.page)] if page else []
        own = {name: value for name, value in os.environ.items() if not name.startswith("GH_")}
        return subprocess.Popen(
            [sys.executable, "-m", "tests.live.command", REPOSITORY, *given],
            cwd=ROOT,
            env={
                **own,
                "GH_CONFIG_DIR": str(self.folder),
                "GH_HOST": "github.localhost",
                "GH_TOKEN": "ghp_stranger",
                "HTTP_PROXY": str(self.sandbox.status().api),
                "PATH": f"{self.programs}:{Path(sys.executable).parent}:{own['PATH']}",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, typed: str = "", page: bool = True) -> tuple[int, str]:
        """Run the command to its end."""
        process = self.start(*arguments, page=page)
        printed, _ = process.communicate(typed, timeout=240)
        return process.returncode, printed

    def held(self) -> dict[str, Any]:
        """What the repository and its owner hold."""
        environment = {**os.environ, **self.sandbox.environment()}
        query = """{ repository(owner: "acme", name: "throwaway") {
          issues(first: 9) { nodes { title } } milestones(first: 9) { nodes { title } }
          labels { totalCount } refs: object(expression: "refs/gh-playbook/state") { id } }
          organization(login: "acme") { projectsV2(first: 1) { totalCount } } }"""
        done = subprocess.run(
            ["gh", "api", "graphql", "-f", f"query={query}"],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        found: dict[str, Any] = json.loads(done.stdout)["data"]
        return found


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with seeded(tmp_path, SEED, port=0, limits=False) as sandbox:
        yield Stage(sandbox, tmp_path)


def test_nothing_is_written_before_it_is_agreed_to(stage: Stage) -> None:
    code, printed = stage.run(typed="yes\n")
    assert code == 1
    asked = "As stranger on github.localhost, into acme/throwaway, which holds 1 issues, 9 labels"
    assert asked in printed
    assert printed.endswith("Nothing was written.\n")
    assert not any(each["write"] for each in request_log.read(stage.sandbox.requests_log))
    assert not stage.record.is_begun


def test_a_sandbox_confirms_nothing_on_the_page_of_the_docs(stage: Stage) -> None:
    code, printed = stage.run("--yes", page=False)
    assert (code, "this is a sandbox" in printed) == (1, True)


def test_a_run_that_was_killed_goes_on_and_leaves_nothing(stage: Stage) -> None:
    before = stage.held()
    select = "test_label and (case or color)"
    process = stage.start("--yes", "--select", select)
    while len(stage.record.outcomes()) < 2:
        assert process.poll() is None
        time.sleep(0.05)
    os.killpg(process.pid, 9)
    process.communicate()
    tried = {each.rule for each in stage.record.outcomes()}
    with quick.programs(stage.folder / "programs", starts_sandboxes=False) as programs:
        code, printed = replace(stage, programs=programs).run("--yes", "--select", select)
    assert code == 0, printed
    assert "differs 0" in printed
    assert "goes on" not in printed
    found = stage.page.with_suffix(".jsonl").read_text().splitlines()
    rules = [json.loads(line)["rule"] for line in found]
    assert tried < set(rules)
    steps = [each.rpartition("::")[2] for each in rules if "job.py" in each]
    assert {"a_second_run_writes_nothing", "a_run_is_undone"} <= set(steps)
    assert stage.held() == before
    assert not stage.record.is_begun
