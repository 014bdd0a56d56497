"""A run goes where it was meant to: what was typed and configured is taken as it was meant."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gh_playbook.cli import CommandLine
from tests.safety.conftest import BACKLOG, ROOT, Place

Called = Callable[..., tuple[int, str]]


@pytest.fixture
def called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Called:
    """Calls the tool in a folder with a backlog, where a `gh` notes each call and answers none.

    Returns the exit code, and what was printed and noted.
    """
    (tmp_path / "gh").write_text(
        '#!/bin/sh\n[ "$1" = --version ] && { echo "gh version 2.102.0"; exit; }\n'
        'echo "SENT $@" >&2\nexit 1\n'
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
        return code, printed.out + printed.err

    return call


def invoked(*words: str) -> tuple[int, str]:
    """Call the commands by Invoke, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "invoke", *words], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("setup-labels setup-milestones --sandbox", "share --sandbox"),
        ("setup-labels --sandbox setup-milestones", "share --sandbox"),
        ("setup-labels --repo a/b verify --repo c/d", "share --repo"),
        ("setup-labels --tags a --dry-run --tags all", "--tags is given 2 times"),
        ("setup-labels --repo a/b --repo", "--repo is given 2 times"),
        ("all --only", "--only needed value"),
        ("all --backlog", "--backlog needed value"),
        ("all --backlog --sandbox", "--backlog needed value"),
        ("all --backlog --nonsense", "--backlog needs a value, and '--nonsense' looks like a flag"),
        ("all --repo=", "--repo needs a value"),
        ("all --only=", "--only needs a value"),
        ("all --tags= --sandbox", "--tags needs a value"),
        ("verify --repo --sandbox", "--repo needed value"),
        ("doctor --output=", "--output needs a value"),
    ],
)
def test_a_call_that_is_not_clear_sends_nothing(
    called: Called, monkeypatch: pytest.MonkeyPatch, words: str, told: str
) -> None:
    monkeypatch.setenv("INVOKE_GH_PLAYBOOK_BACKLOG", "backlog.yml")
    code, printed = called(*words.split())
    assert (code, told in printed) == (1, True), printed
    assert "SENT" not in printed


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("setup-labels setup-milestones --sandbox", "share --sandbox"),
        ("all --only", "--only needed value"),
        ("all --backlog --nonsense", "--nonsense' looks like a flag"),
    ],
)
def test_nor_by_invoke(called: Called, words: str, told: str) -> None:
    code, printed = invoked(*words.split())
    assert (code, told in printed) == (1, True), printed
    assert "SENT" not in printed


def test_what_is_clear_is_sent(called: Called) -> None:
    assert "SENT api" in called("all", "--backlog", "backlog.yml")[1]
    assert "SENT api" in invoked("all", "--backlog", "backlog.yml")[1]


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("DRYRUN", "1", "unknown setting INVOKE_GH_PLAYBOOK_DRYRUN: did you mean"),
        ("SANDBOXDIR", "x", "did you mean 'INVOKE_GH_PLAYBOOK_SANDBOX_DIR'"),
        ("YES", "1", "unknown setting INVOKE_GH_PLAYBOOK_YES"),
        ("SANDBOX", "no", "INVOKE_GH_PLAYBOOK_SANDBOX is 1 or 0, not 'no'"),
        ("DRY_RUN", "false", "INVOKE_GH_PLAYBOOK_DRY_RUN is 1 or 0, not 'false'"),
        ("KEEP_RUNS", "few", "INVOKE_GH_PLAYBOOK_KEEP_RUNS is a whole number, not 'few'"),
        ("OUTPUT", "xml", "--output is text or json, not 'xml'"),
    ],
)
def test_a_variable_that_is_no_setting_sends_nothing(
    called: Called, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    monkeypatch.setenv(f"INVOKE_GH_PLAYBOOK_{variable}", value)
    code, printed = called("all", "--backlog", "backlog.yml")
    assert (code, told in printed) == (1, True), printed
    assert "SENT" not in printed


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("3", "gh_playbook holds settings by their names, not 3"),
        ("{reop: a/b}", "unknown setting gh_playbook.reop: did you mean 'repo'?"),
        ("{backlog: 3}", "gh_playbook.backlog is a text, not 3"),
        ('{sandbox: "no"}', "gh_playbook.sandbox is true or false, not 'no'"),
        ("{dry_run: 1}", "gh_playbook.dry_run is true or false, not 1"),
        ("{only: [1]}", "gh_playbook.only is a text or a list of texts, not [1]"),
        ("{keep_runs: -1}", "gh_playbook.keep_runs is a whole number, not -1"),
        ("{report: /tmp/x.md}", "gh_playbook.report is below this folder, and '/tmp/x.md' is not"),
        ("{report: ../x.md}", "gh_playbook.report is below this folder"),
        ("{runs: /tmp/x}", "gh_playbook.runs is below this folder"),
    ],
)
def test_a_file_of_settings_that_cannot_be_meant_sends_nothing(
    called: Called, settings: str, told: str
) -> None:
    Path("invoke.yaml").write_text(f"gh_playbook: {settings}\n")
    code, printed = called("all", "--backlog", "backlog.yml")
    assert (code, told in printed) == (1, True), printed
    assert "SENT" not in printed


def test_nor_does_one_that_invoke_reads(called: Called) -> None:
    Path("invoke.yaml").write_text("gh_playbook: 3\n")
    code, printed = invoked("all", "--backlog", "backlog.yml")
    assert (code, printed) == (1, "gh_playbook holds settings by their names, not 3\n")


def test_all_faults_of_the_settings_are_told_at_once(
    called: Called, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("invoke.yaml").write_text("gh_playbook: {backlog: 3, reop: x}\n")
    monkeypatch.setenv("INVOKE_GH_PLAYBOOK_DRYRUN", "1")
    assert len(called("all", "--repo=")[1].splitlines()) == 4


@pytest.mark.parametrize("how", ["flag", "variable", "file"])
def test_the_dry_run_of_invoke_is_one(place: Place, how: str) -> None:
    place.write("invoke.yaml", f"run: {{dry: {'true' if how == 'file' else 'false'}}}\n")
    where = ("--sandbox", "--sandbox-dir", str(place.sandbox.directory))
    words = [*(["--dry"] if how == "flag" else []), "all", *where, "--backlog", "backlog.yml"]
    done = place.run(*words, **({"INVOKE_RUN_DRY": "1"} if how == "variable" else {}))
    assert (done.code, "dry run: nothing is written" in done.out) == (0, True), done
    assert [each for each in place.gh.log() if each["write"]] == []
