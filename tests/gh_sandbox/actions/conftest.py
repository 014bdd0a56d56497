"""A repository whose workflows run, and the workflow that most tests begin with."""

import base64
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
    sandbox.keep()
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
    begun.restore()
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
# Started by hand, with inputs.
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
