"""One running sandbox for the acceptance tests, and the commands on it as people call them."""

import json
import re
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.convergence.listener import Quiet
from gh_playbook.report import json_document
from gh_playbook.run.flow import run
from gh_playbook.settings import Settings
from gh_sandbox import Sandbox
from gh_sandbox.folder import request_log
from gh_sandbox.state.store import FILE
from tests.gh_sandbox.conftest import REPOSITORY, Gh
from tests.support import tool

ROOT = Path(__file__).parents[2]
BACKLOG = ROOT / "playbooks" / "backlogs" / "lluminary.yml"
SMALL = Path(__file__).with_name("small.yml")
REPORT = ("BACKLOG_IMPLEMENTATION_REPORT.md", "board.svg")
_STATE = (Path(__file__).parent / "state.graphql").read_text()


@dataclass(frozen=True)
class Done:
    """The result of a command, and the requests that it sent by the server's log."""

    code: int
    out: str
    error: str
    requests: list[dict[str, Any]]

    @property
    def document(self) -> dict[str, Any]:
        """The JSON on its standard output, which must contain nothing else."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def changes(self) -> list[dict[str, Any]]:
        """The document's changes."""
        found: list[dict[str, Any]] = self.document["changes"]
        return found

    def change(self, key: str) -> dict[str, Any]:
        """Return the only change of a key that is not skipped, or the first one."""
        found = [each for each in self.changes if each["key"] == key]
        return next((each for each in found if each["outcome"] != "skipped"), found[0])

    @property
    def outcomes(self) -> dict[str, int]:
        """The number of changes with each outcome; outcomes without changes are left out."""
        return dict(Counter(each["outcome"] for each in self.changes))

    @property
    def changed(self) -> dict[str, str]:
        """The outcomes of the changes on GitHub that were not skipped, by key."""
        return {
            each["key"]: each["outcome"]
            for each in self.changes
            if each["outcome"] != "skipped" and each["module"] not in {"verify", "report"}
        }

    @property
    def writes(self) -> list[dict[str, Any]]:
        """The requests that could have changed something."""
        return [each for each in self.requests if each["write"]]

    @property
    def mutations(self) -> dict[str, int]:
        """The number of each GraphQL mutation, without those of the lock and the register."""
        sent = Counter(name for each in self.requests for name in each["mutations"])
        del sent["updateRefs"]
        return dict(sent)


@dataclass(frozen=True)
class Trial:
    """A sandbox, and the tool on it."""

    sandbox: Sandbox

    @property
    def gh(self) -> Gh:
        """The real `gh`."""
        return Gh(self.sandbox)

    def invoke(self, *arguments: str, **environment: str) -> Done:
        """Run a command on the sandbox, from the checkout."""
        before = len(self.gh.log())
        done = tool.call(*arguments, *self.where, folder=ROOT, environment=environment)
        return Done(done.code, done.out, done.error, self.gh.log()[before:])

    @property
    def where(self) -> list[str]:
        """The options that lead to the sandbox."""
        return ["--sandbox", "--sandbox-dir", str(self.sandbox.directory)]

    def command(self, *arguments: str) -> list[str]:
        """Return the command line of `invoke …` on the sandbox."""
        return [sys.executable, "-m", "invoke", *arguments, *self.where]

    def run(self, playbook: str = "all", *, backlog: Path = BACKLOG, **options: Any) -> Done:
        """Run a playbook on the sandbox within this process, which is quicker."""
        before = len(self.gh.log())
        settings = Settings(
            ROOT / "playbooks" / f"{playbook}.yml",
            backlog=backlog,
            sandbox=True,
            sandbox_dir=self.sandbox.directory,
            **options,
        )
        report = run(settings, Quiet())
        return Done(report.exit_code, json_document.text(report), "", self.gh.log()[before:])

    def reset(self) -> None:
        """Restore the repository's first state, and remove everything of earlier runs."""
        self.sandbox.reset()
        self._forget()
        for name in REPORT:
            (self.sandbox.directory / name).unlink(missing_ok=True)

    @property
    def runs(self) -> Path:
        """The folder of the journals of runs, none older than the last reset."""
        return self.sandbox.directory / "runs"

    def _forget(self) -> None:
        """Remove journals, and the register of a run that could not store it on GitHub."""
        shutil.rmtree(self.sandbox.directory / ".gh-playbook", ignore_errors=True)
        shutil.rmtree(self.runs, ignore_errors=True)

    def save(self, folder: Path) -> None:
        """Save the state of the sandbox, the journals of its runs, and the report."""
        self.sandbox.keep()
        _copy(self.sandbox.directory / FILE, folder / FILE)
        self.runs.mkdir(exist_ok=True)
        shutil.copytree(self.runs, folder / "runs", dirs_exist_ok=True)
        _copy_report(self.sandbox.directory, folder)

    def restore(self, folder: Path) -> None:
        """Restore a saved state, with an empty log and no faults."""
        # Which kept state that brings does not matter here; it is quicker than a reset.
        self.sandbox.restore()
        self._forget()
        _copy(folder / FILE, self.sandbox.directory / FILE)
        shutil.copytree(folder / "runs", self.runs)
        _copy_report(folder, self.sandbox.directory)

    def state(self, repository: str = REPOSITORY) -> dict[str, Any]:
        """Return the content of a repository, with titles instead of numbers."""
        owner, name = repository.split("/")
        answer = self.gh.graphql(_STATE, owner=owner, name=name)["data"]["repository"]
        issues = answer["issues"]["nodes"]
        titles = {str(each["number"]): each["title"] for each in issues}
        return {
            "labels": sorted(tuple(each.values()) for each in answer["labels"]["nodes"]),
            "milestones": sorted(tuple(each.values()) for each in answer["milestones"]["nodes"]),
            "titles": sorted(titles.values()),
            "issues": {each["title"]: _described(each, titles) for each in issues},
            "projects": [_board(each) for each in answer["projectsV2"]["nodes"]],
        }


def _copy(source: Path, target: Path) -> None:
    """Copy a state by SQLite's own backup, which works while the server has it open."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


def _copy_report(source: Path, target: Path) -> None:
    """Copy the report, and its picture if there is a board."""
    for name in REPORT:
        if (source / name).exists():
            shutil.copy(source / name, target)


def _described(issue: dict[str, Any], titles: dict[str, str]) -> dict[str, Any]:
    text = re.sub(r"#(\d+)", lambda found: f"#{titles.get(found[1], found[1])}", issue["body"])
    links = {
        name: [each["title"] for each in issue[name]["nodes"]]
        for name in ("subIssues", "blockedBy", "relatesTo")
    }
    return {
        "body": re.sub(r" digest=\w+", "", text),
        "state": (issue["state"], issue["stateReason"]),
        "labels": sorted(each["name"] for each in issue["labels"]["nodes"]),
        "milestone": (issue["milestone"] or {}).get("title"),
        "type": (issue["issueType"] or {}).get("name"),
        "parent": (issue["parent"] or {}).get("title"),
        "sub_issues": links["subIssues"],
        "blocked_by": sorted(links["blockedBy"]),
        "related_to": sorted(links["relatesTo"]),
    }


def _board(project: dict[str, Any]) -> dict[str, Any]:
    cards = {
        card["content"]["title"]: sorted(
            (value["field"]["name"], str(value.get("name", value.get("number"))))
            for value in card["fieldValues"]["nodes"]
            if value
        )
        for card in project["items"]["nodes"]
    }
    assert len(cards) == len(project["items"]["nodes"]), "a card is there twice"
    return {**project, "items": cards}


@dataclass(frozen=True)
class Twice:
    """Two runs of `invoke all`, one after the other, on the first state of the repository."""

    before: dict[str, Any]
    first: Done
    between: dict[str, Any]
    second: Done
    after: dict[str, Any]
    kept: Path


@pytest.fixture(scope="session")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    sandbox = Sandbox(tmp_path_factory.mktemp("trial"))
    sandbox.start()
    yield Trial(sandbox)
    sandbox.stop()


@pytest.fixture(scope="session")
def twice(trial: Trial, tmp_path_factory: pytest.TempPathFactory) -> Twice:
    trial.reset()
    before = trial.state()
    first = trial.invoke("all", "--output", "json")
    between = trial.state()
    kept = tmp_path_factory.mktemp("kept")
    trial.save(kept)
    second = trial.invoke("all", "--output", "json")
    return Twice(before, first, between, second, trial.state(), kept)


@pytest.fixture
def fresh(trial: Trial) -> Trial:
    """The sandbox with the first state of the repository."""
    trial.reset()
    return trial


@pytest.fixture
def converged(trial: Trial, twice: Twice) -> Trial:
    """The sandbox with the repository as the backlog declares it."""
    trial.restore(twice.kept)
    return trial


@pytest.fixture(scope="session")
def small(trial: Trial, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a first run of the small backlog leaves: a folder to restore it from."""
    trial.reset()
    assert trial.run(backlog=SMALL, yes=True).code == 0
    kept = tmp_path_factory.mktemp("small")
    trial.save(kept)
    return kept


@pytest.fixture
def begun(trial: Trial, small: Path) -> Trial:
    """The sandbox after one run, which made the repository as the small backlog declares it."""
    trial.restore(small)
    return trial


__all__ = ["BACKLOG", "REPOSITORY", "ROOT", "Done", "Gh", "Trial", "Twice", "request_log"]
