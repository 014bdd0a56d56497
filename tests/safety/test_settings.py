"""Settings of files and variables are taken as they were meant, or nothing is sent."""

import os
from pathlib import Path

import pytest

from gh_playbook.declaration import text_file
from tests.safety.calling import Called, invoked
from tests.safety.conftest import Place


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("run: {dry_run: true}", "run.dry_run"),
        ("run: {Dry: true}", "run.Dry"),
        ("dry: true", "dry"),
        ("gh_playbook: {}\ndry-run: true", "dry-run"),
        ("tasks: {dry_run: true}", "tasks.dry_run"),
        ("playbook: {dry_run: true}", "playbook.dry_run"),
    ],
)
def test_settings_that_were_meant_to_make_it_dry_send_nothing(
    called: Called, text: str, name: str
) -> None:
    Path("invoke.yaml").write_text(f"{text}\n")
    code, printed = called("all", "--backlog", "backlog.yml")
    told = f"{name!r} does not make a run a dry run: write `gh_playbook: {{dry_run: true}}`"
    assert (code, told in printed, "SENT" in printed) == (1, True, False), printed


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (None, "cannot read invoke.yaml: it is a pipe, and nobody writes into it"),
        ("nowhere", "invoke.yaml is a link, and leads to nothing"),
        ("invoke.yaml", "cannot read invoke.yaml: its links lead in a circle"),
    ],
)
def test_settings_that_cannot_be_read_send_nothing(
    called: Called, monkeypatch: pytest.MonkeyPatch, target: str | None, told: str
) -> None:
    monkeypatch.setattr(text_file, "_PATIENCE", 1)
    if target is None:
        os.mkfifo("invoke.yaml")
    else:
        Path("invoke.yaml").symlink_to(target)
    assert called("all", "--backlog", "backlog.yml") == (1, f"{told}\n")


def test_a_dry_run_that_no_command_gets_sends_nothing(called: Called) -> None:
    told = "nothing after `--` is read, so leave it out: here --dry-run\n"
    assert called("all", "--backlog", "backlog.yml", "--", "--dry-run") == (1, told)


@pytest.mark.parametrize("text", ["sandbox: true", "run: {sandbox: true}"])
def test_a_sandbox_in_a_wrong_section_sends_nothing(called: Called, text: str) -> None:
    Path("invoke.yaml").write_text(f"{text}\n")
    code, printed = called("all", "--backlog", "backlog.yml")
    told = "sandbox' does not make a run use the sandbox: write `gh_playbook: {sandbox: true}`"
    assert (code, told in printed, "SENT" in printed) == (1, True, False), printed


def test_nor_do_they_by_invoke(called: Called) -> None:
    Path("invoke.yaml").write_text("run: {dry_run: true}\n")
    code, printed = invoked("all", "--backlog", "backlog.yml")
    assert (code, "'run.dry_run' does not make a run a dry run" in printed) == (1, True), printed
    assert "SENT" not in printed


def test_settings_of_ones_own_tasks_may_be_called_so(called: Called) -> None:
    Path("invoke.yaml").write_text("mine: {dry_run: true}\n")
    assert "SENT api" in called("all", "--backlog", "backlog.yml")[1]


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("DRYRUN", "1", "unknown setting INVOKE_GH_PLAYBOOK_DRYRUN: did you mean"),
        ("SANDBOXDIR", "x", "did you mean 'INVOKE_GH_PLAYBOOK_SANDBOX_DIR'"),
        ("YES", "1", "unknown setting INVOKE_GH_PLAYBOOK_YES: use --yes on the command line"),
        ("SANDBOX", "no", "INVOKE_GH_PLAYBOOK_SANDBOX must be 1 or 0, not 'no'"),
        ("DRY_RUN", "false", "INVOKE_GH_PLAYBOOK_DRY_RUN must be 1 or 0, not 'false'"),
        (
            "KEEP_RUNS",
            "0",
            "INVOKE_GH_PLAYBOOK_KEEP_RUNS must be 1 or more: undo reads the journals",
        ),
        (
            "GUARD_SHARE",
            "101",
            "INVOKE_GH_PLAYBOOK_GUARD_SHARE must be a percentage, 0 to 100, not 101",
        ),
        ("KEEP_RUNS", "few", "INVOKE_GH_PLAYBOOK_KEEP_RUNS must be a whole number, not 'few'"),
        ("OUTPUT", "xml", "INVOKE_GH_PLAYBOOK_OUTPUT must be text or json, not 'xml'"),
        ("REPO", "mine", "INVOKE_GH_PLAYBOOK_REPO must be OWNER/NAME, not 'mine'"),
        (
            "REPORT",
            "x.txt",
            "INVOKE_GH_PLAYBOOK_REPORT must be a Markdown file, NAME.md, not 'x.txt'",
        ),
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
    "name",
    [
        *("GH_PLAYBOOK_DRY_RUN", "invoke_gh_playbook_dry_run", "INVOKE_DRY_RUN", "INVOKE_DRYRUN"),
        *("INVOKE_GHPLAYBOOK_DRY_RUN", "INVOKE_PLAYBOOK_DRY_RUN", "GHPLAYBOOK_DRY_RUN"),
    ],
)
def test_a_variable_that_is_nearly_a_setting_sends_nothing(
    called: Called, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "1")
    told = f"unknown setting {name}: did you mean 'INVOKE_GH_PLAYBOOK_DRY_RUN'?\n"
    assert called("all", "--backlog", "backlog.yml") == (1, told)


@pytest.mark.parametrize("name", ["INVOKE_DRY", "invoke_run_dry", "INVOKE_CHECK"])
def test_a_variable_that_is_nearly_invokes_own_sends_nothing(
    called: Called, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "1")
    told = f"unknown setting {name}: did you mean 'INVOKE_RUN_DRY'?\n"
    assert called("all", "--backlog", "backlog.yml") == (1, told)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("3", "gh_playbook holds settings by their names, not 3"),
        ("{checksum: x}", "invoke.yaml:1:25: unknown setting gh_playbook.checksum"),
        ("{plan: plan.json}", "invoke.yaml:1:21: unknown setting gh_playbook.plan"),
        ("{yes: true}", "invoke.yaml:1:15: unknown setting gh_playbook.yes"),
        ("{reop: a/b}", "unknown setting gh_playbook.reop: did you mean 'repo'?"),
        ("{backlog: 3}", "gh_playbook.backlog must be a text, not 3"),
        ('{sandbox: "no"}', "gh_playbook.sandbox must be true or false, not 'no'"),
        ("{dry_run: 1}", "gh_playbook.dry_run must be true or false, not 1"),
        ("{only: [1]}", "gh_playbook.only must be a text or a list of texts, not [1]"),
        ("{keep_runs: -1}", "gh_playbook.keep_runs must be a whole number, not -1"),
        (
            "{report: /tmp/x.md}",
            "invoke.yaml:1:23: gh_playbook.report must be below this folder, and '/tmp/x.md' is",
        ),
        ("{report: ../x.md}", "gh_playbook.report must be below this folder"),
        ("{runs: /tmp/x}", "gh_playbook.runs must be below this folder"),
        (
            "{report: backlog.yml}",
            "gh_playbook.report must be a Markdown file, NAME.md, not 'backlog",
        ),
        ("{guard_share: 300}", "invoke.yaml:1:28: gh_playbook.guard_share must be a percentage, 0"),
        ("\n  output: xml", "invoke.yaml:2:11: gh_playbook.output must be text or json, not 'xml'"),
        ("{repo: mine}", "invoke.yaml:1:21: gh_playbook.repo must be OWNER/NAME, not 'mine'"),
        ("{keep_runs: 0}", "invoke.yaml:1:26: gh_playbook.keep_runs must be 1 or more"),
        ("\n  back_log: x", "invoke.yaml:2:13: unknown setting gh_playbook.back_log: did you"),
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


def test_all_faults_of_the_settings_are_reported_at_once(
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
