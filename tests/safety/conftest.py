"""A small repository in a sandbox, an outsider who writes there, and the tool as it is called."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.command_line import CommandLine
from gh_sandbox import Sandbox
from gh_sandbox.folder import request_log
from tests.gh_sandbox.conftest import Gh
from tests.safety.calling import Called, noted
from tests.support import tool
from tests.support.seeded import reseed, seeded
from tests.support.tool import Done

ROOT = Path(__file__).parents[2]
REPOSITORY = "acme/rocket"
OWNER, OUTSIDER, MEMBER = "ghp_sandbox", "ghp_sandbox_mallory", "ghp_sandbox_alice"
SEED = """
tokens:
  - {token: ghp_sandbox_mallory, login: mallory, scopes: [public_repo]}
  - {token: ghp_sandbox_alice, login: alice, scopes: [repo, project]}
owners:
  - {login: octocat}
  - {login: mallory}
  - {login: alice}
  - login: acme
    type: Organization
    members: {octocat: ADMIN}
    issue_types: [{name: Task, color: yellow}]
    repositories:
      - {name: rocket, collaborators: {alice: WRITE}}
      - {name: rockets}
"""
BACKLOG = """
repository: acme/rocket
labels: [{name: "area:core", color: 0366d6, description: Core}]
issues:
  - {key: tank, title: Build the tank, labels: ["area:core"], description: Holds fuel.}
"""


@dataclass(frozen=True)
class Place:
    """A folder to work in, and a sandbox beside it."""

    folder: Path
    sandbox: Sandbox

    @property
    def gh(self) -> Gh:
        """The real `gh`, on the sandbox."""
        return Gh(self.sandbox)

    def write(self, name: str, text: str) -> Path:
        """Write a file of the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def issue(self, number: int) -> dict[str, Any]:
        """Return an issue as GitHub's REST API shows it."""
        found: dict[str, Any] = self.gh.rest("GET", f"repos/{REPOSITORY}/issues/{number}").json
        return found

    @property
    def on_sandbox(self) -> tuple[str, ...]:
        """The options that lead to the sandbox."""
        return ("--sandbox", "--sandbox-dir", str(self.sandbox.directory))

    def run(self, *words: str, text: str = "", **environment: str) -> Done:
        """Run the tool in the folder."""
        return tool.call(*words, folder=self.folder, text=text, environment=environment)

    def process(self, *words: str, **environment: str) -> Done:
        """Run the tool in the folder, as a process of its own."""
        return tool.process(*words, folder=self.folder, environment=environment)

    def playbook(self, *words: str, **environment: str) -> Done:
        """Run the tool on the sandbox."""
        return self.run(*words, *self.on_sandbox, **environment)

    def carry_out(self, *words: str) -> tuple[int, list[dict[str, Any]], int]:
        """Run `all`; return its exit code, its changes, and how many requests it took."""
        before = len(request_log.read(self.sandbox.requests_log))
        done = self.playbook("all", "--backlog", "backlog.yml", "--output", "json", *words)
        asked = len(request_log.read(self.sandbox.requests_log)) - before
        return done.code, json.loads(done.out)["changes"], asked


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with seeded(tmp_path_factory.mktemp("safety"), SEED) as sandbox:
        yield sandbox


@pytest.fixture
def place(started: Sandbox, tmp_path: Path) -> Place:
    """The sandbox with its seed, and a folder with only the backlog."""
    reseed(started)
    here = Place(tmp_path, started)
    here.write("backlog.yml", BACKLOG)
    return here


@pytest.fixture
def called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Called:
    """Calls the tool in a folder with a backlog; a false `gh` notes each call and answers none.

    This `gh` ends as if nobody was logged in, or with the code in the variable GH_ENDS.

    Returns the exit code, the output, and the noted calls.
    """
    (tmp_path / "gh").write_text(
        '#!/bin/sh\n[ "$1" = --version ] && { echo "gh version 2.102.0"; exit; }\n'
        'echo "SENT $@" >>"$0.calls"\nexit "${GH_ENDS:-4}"\n'
    )
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "backlog.yml").write_text(BACKLOG)
    (tmp_path / "tasks.py").write_text((ROOT / "tasks.py").read_text())
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str]:
        code = 0
        try:
            CommandLine().run(["gh-playbook", *words])
        except SystemExit as end:
            code = int(end.code or 0)
        printed = capfd.readouterr()
        return code, printed.out + printed.err + noted(tmp_path)

    return call
