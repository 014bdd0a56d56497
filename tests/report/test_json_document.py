"""The JSON document of a run."""

import json
from dataclasses import replace
from pathlib import Path

from gh_playbook.convergence.summary import RunReport
from gh_playbook.declaration.source import Source
from gh_playbook.github.error import GitHubError
from gh_playbook.model.change import Difference
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.model.target import Target
from gh_playbook.report import json_document
from gh_playbook.settings import Settings

RESULT = Result(
    "Issues",
    "issue",
    "fix-build",
    Outcome.UPDATED,
    "labels",
    (Difference("labels", ("bug", "old"), ("bug",)), Difference("milestone", None, "v1 ü")),
    number=13,
    url="https://github.com/octo/demo/issues/13",
    source=Source("backlog.yml", 7, 5),
    warnings=("there is another",),
)
REPORT = RunReport(
    Target("octo/demo", "github.com", "mona"),
    Settings(Path("playbooks/all.yml"), dry_run=True),
    (RESULT, Result("Issues", "issue", "y", Outcome.SKIPPED, "as declared")),
    {"reads": 2, "writes": 0, "processes": 3},
    retries=1,
    waited=2.0004,
    seconds=1.23456,
)


def test_the_document_of_a_run() -> None:
    told = json.loads(json_document.text(REPORT))
    assert told["run"] == {
        "playbook": "all",
        "repository": "octo/demo",
        "host": "github.com",
        "login": "mona",
        "dry_run": True,
        "sandbox": False,
        "moved_from": None,
        "seconds": 1.235,
        "retries": 1,
        "waited": 2.0,
        "stopped": None,
        "exit_code": 0,
        "checksum": None,
        "warnings": [],
    }
    assert told["changes"][0] == {
        "step": "Issues",
        "module": "issue",
        "key": "fix-build",
        "outcome": "updated",
        "reason": "labels",
        "existing": {"labels": ["bug", "old"], "milestone": None},
        "desired": {"labels": ["bug"], "milestone": "v1 ü"},
        "number": 13,
        "url": "https://github.com/octo/demo/issues/13",
        "source": "backlog.yml:7:5",
        "warnings": ["there is another"],
    }
    assert told["changes"][1]["number"] is None
    assert told["recap"] == {
        "created": 0,
        "updated": 1,
        "removed": 0,
        "skipped": 1,
        "verified": 0,
        "conflict": 0,
        "unsupported": 0,
        "failed": 0,
        "blocked": 0,
        "ok": 0,
        "ignored": 0,
        "rescued": 0,
    }
    assert told["requests"] == {"reads": 2, "writes": 0, "processes": 3}
    assert set(told) == {"run", "changes", "recap", "requests"}


def test_a_stopped_run_says_why() -> None:
    stopped = replace(REPORT, stopped=GitHubError("too much", request="createIssue"))
    told = json.loads(json_document.text(stopped))["run"]
    assert (told["stopped"], told["exit_code"]) == ("too much (createIssue)", 1)


def test_a_run_that_could_not_begin_is_a_document_too() -> None:
    faults = [{"source": "backlog.yml:1:1", "message": "the backlog is empty"}]
    told = json.loads(json_document.failure("the backlog is empty", faults, 1))
    assert told == {
        "run": {"stopped": "the backlog is empty", "exit_code": 1, "faults": faults},
        "changes": [],
        "recap": dict.fromkeys(Outcome, 0),
        "requests": {"reads": 0, "writes": 0, "processes": 0},
    }
