"""A probe on the sandbox, with a clock of its own, and what the sandbox holds."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import yaml

from gh_playbook.probe.proof import Proof, Watch, probe
from gh_sandbox import Sandbox
from gh_sandbox.state.store import FILE
from tests.gh_sandbox.conftest import REPOSITORY, Gh
from tests.verification.conftest import settings

TITLE = "gh-playbook probe "
OPTIONS = ["Backlog", "In Progress", "Done", "Finished"]
# They change with every write, or say how much there ever was.
_CHANGING = {"last_number", "updated_at", "pushed_at"}
_KEPT_BY_GITHUB = {"git_object", "past_issue", "sqlite_sequence"}
Meanwhile = Callable[[], None]


class Clock:
    """A clock that only sleeping moves on; `meanwhile` happens while one sleeps."""

    def __init__(self, meanwhile: Meanwhile = lambda: None) -> None:
        self.now = 0.0
        self._meanwhile = meanwhile

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self._meanwhile()


def impatient() -> Watch:
    """Return two minutes that are spent looking often: a workflow is done in less than a second."""
    return Watch(120, sleep=lambda seconds: time.sleep(min(seconds, 0.1)))


def prove(
    sandbox: Sandbox,
    meanwhile: Meanwhile = lambda: None,
    *,
    said: list[str] | None = None,
    **more: Any,
) -> Proof:
    clock = Clock(meanwhile)
    lines = said if said is not None else []
    watch = Watch(15, clock, clock.sleep)
    return probe(settings(sandbox, **more), watch=watch, say=lines.append, token=lambda: "1a2b3c4d")


def outcomes(proof: Proof) -> dict[str, str]:
    return {each.expectation.rule.value: each.outcome.value for each in proof.sightings}


def state(sandbox: Sandbox) -> dict[str, list[dict[str, Any]]]:
    """Return everything that the sandbox holds, but for the pull requests of probes.

    Of a branch it is the files that count. GitHub's app that moves cards is no one's to remove.
    """
    with closing(sqlite3.connect(sandbox.directory / FILE)) as store:
        store.row_factory = sqlite3.Row
        names = [
            row["name"]
            for row in store.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            )
        ]
        found = {
            name: [dict(row) for row in store.execute(f"SELECT * FROM {name}")]
            for name in names
            if name not in _KEPT_BY_GITHUB
        }
        commits = dict(store.execute("SELECT sha, content FROM git_object WHERE type = 'commit'"))
    probes = {
        row["id"]
        for row in found["issue"]
        if row["is_pull_request"] and row["title"].startswith(TITLE) and row["state"] == "CLOSED"
    }
    found["issue"] = [row for row in found["issue"] if row["id"] not in probes]
    found["owner"] = [row for row in found["owner"] if row["type"] != "Bot"]
    for name in ("pull_request", "issue_event"):
        found[name] = [row for row in found[name] if row["issue_id"] not in probes]
    for row in found["git_ref"]:
        row["sha"] = commits[row["sha"]].splitlines()[0]
    return {
        name: [{k: v for k, v in row.items() if k not in _CHANGING} for row in rows]
        for name, rows in found.items()
    }


def probes(gh: Gh) -> list[dict[str, Any]]:
    """Return the issues and pull requests of probes, in any state."""
    found: list[dict[str, Any]] = gh.rest(
        "GET", f"repos/{REPOSITORY}/issues?state=all&per_page=10"
    ).json
    return [each for each in found if each["title"].startswith(TITLE)]


def declared(tmp_path: Path, **rules: str) -> Path:
    """Write a backlog that declares these rules and no others."""
    fields = [{"name": "Status", "type": "single_select", "value": "status", "options": OPTIONS}]
    project = {"title": "LLuMinary", "fields": fields, "automations": rules}
    path = tmp_path / "backlog.yml"
    path.write_text(yaml.safe_dump({"repository": REPOSITORY, "project": project}))
    return path
