"""The commands: what they offer, and where their defaults come from."""

import contextlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pytest_mock import MockerFixture

from gh_playbook.exporting import PARTS
from gh_playbook.tasks import commands
from tests.support import tool
from tests.support.tool import code_of

COMMON = [
    "--adopt",
    "--backlog=STRING",
    "--check, --dry-run",
    "--checksum=STRING",
    "--detailed-exitcode",
    "--diff",
    "--force",
    "--full",
    "--list-steps",
    "--list-tags",
    "--lock-timeout=STRING",
    "--no-lock",
    "--only=STRING",
    "--output=STRING",
    "--plan=STRING",
    "--repo=STRING",
    "--sandbox",
    "--sandbox-dir=STRING",
    "--skip-tags=STRING",
    "--start-at-step=STRING",
    "--step",
    "--tags=STRING",
    "--verbose",
    "--yes",
    "-e, --extra-vars=STRING",
]
RUN_A_PLAYBOOK = [
    "setup-labels",
    "setup-milestones",
    "setup-types",
    "update-issues",
    "create-issues",
    "create-subissues",
    "link-issues",
    "all",
]
BACKLOG = "labels: [{name: bug, color: d73a4a}]\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mocker: MockerFixture) -> None:
    """A folder with a backlog that names no repository, on a machine without `gh`."""
    (tmp_path / "backlog.yml").write_text(BACKLOG)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    mocker.patch(
        "gh_playbook.github.process.program.sysconfig.get_path", return_value=str(tmp_path)
    )
    mocker.patch("invoke.program.pty_size", return_value=(160, 50))


def test_a_call_without_a_command_is_welcomed(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of() == 0
    lines = capsys.readouterr().out.splitlines()
    shown = [line.split()[1] for line in lines if line.startswith("  gh-playbook ")]
    first, help = shown[:5], shown[5:]
    assert first == ["init", "doctor", "all", "all", "verify"]
    assert help == ["--list", "--help", "doc", "sandbox.start"]
    assert max(map(len, lines)) <= 80
    # Each line can be called, with the values that it asks for.
    assert set(first) | {"doc"} <= {each.name for each in commands}


def test_the_list_has_a_sentence_for_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("--list") == 0
    lines = capsys.readouterr().out.splitlines()
    listed = {}
    for line in lines:
        if line.startswith("  ") and not line.startswith("   "):
            name, _, summary = line.strip().partition(" ")
            listed[name] = summary.strip()
    assert set(RUN_A_PLAYBOOK) <= listed.keys()
    assert [name for name, summary in listed.items() if not summary] == []
    assert listed["all"] == "Make the repository match the backlog: everything, in order."


@pytest.mark.parametrize("command", RUN_A_PLAYBOOK)
def test_every_command_that_runs_a_playbook_takes_the_same_flags(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of("--help", command) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.strip().split("  ")[0] for line in lines if line.startswith("  -")] == COMMON


def test_help_explains_every_flag() -> None:
    # In a process of its own, for Invoke uses up a task's help.
    main = "from gh_playbook.cli import main; main()"
    command = [sys.executable, "-c", main, "--help", "all"]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = told.stdout.splitlines()
    flags = dict(re.split("  +", line.strip(), maxsplit=1) for line in lines if "  -" in line[:3])
    assert flags["--check, --dry-run"] == "show what would change; nothing can be written"
    assert sorted(flags) == COMMON


def test_a_setting_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INVOKE_GH_PLAYBOOK_REPO", "from the environment")
    monkeypatch.setenv("INVOKE_GH_PLAYBOOK_BACKLOG", "backlog.yml")
    assert code_of("all") == 1
    message = "INVOKE_GH_PLAYBOOK_REPO must be OWNER/NAME, not 'from the environment'\n"
    assert capsys.readouterr().err == message


def test_a_setting_comes_from_invoke_yaml(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = "gh_playbook: {repo: from the file, backlog: backlog.yml}\n"
    (tmp_path / "invoke.yaml").write_text(settings)
    assert code_of("all") == 1
    message = "invoke.yaml:1:21: gh_playbook.repo must be OWNER/NAME, not 'from the file'\n"
    assert capsys.readouterr().err == message


def test_the_environment_wins_over_the_file_and_an_option_over_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = "gh_playbook: {repo: from the file, backlog: backlog.yml}\n"
    (tmp_path / "invoke.yaml").write_text(settings)
    monkeypatch.setenv("INVOKE_GH_PLAYBOOK_REPO", "from the environment")
    assert code_of("all") == 1
    assert "'from the environment'" in capsys.readouterr().err
    assert code_of("all", "--repo", "from the option") == 1
    assert "'from the option'" in capsys.readouterr().err


@pytest.mark.parametrize("flag", ["DRY_RUN", "VERBOSE", "FORCE", "DIFF", "DETAILED_EXITCODE"])
def test_the_environment_turns_flags_on(
    flag: str, monkeypatch: pytest.MonkeyPatch, mocker: MockerFixture
) -> None:
    ran = mocker.patch("gh_playbook.run.flow.run", side_effect=SystemExit(0))
    monkeypatch.setenv(f"INVOKE_GH_PLAYBOOK_{flag}", "1")
    code_of("all")
    assert getattr(ran.call_args.args[0], flag.lower()) is True
    monkeypatch.setenv(f"INVOKE_GH_PLAYBOOK_{flag}", "0")
    code_of("all")
    assert getattr(ran.call_args.args[0], flag.lower()) is False


def test_only_may_be_repeated(mocker: MockerFixture) -> None:
    ran = mocker.patch("gh_playbook.run.flow.run", side_effect=SystemExit(0))
    code_of("all", "--only", "a", "--only", "b", "--tags", "labels, links")
    settings = ran.call_args.args[0]
    assert (settings.only, settings.tags) == (("a", "b"), ("labels", "links"))


def test_an_unknown_setting_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "invoke.yaml").write_text("gh_playbook: {reop: octo/demo}\n")
    assert code_of("all") == 1
    told = "invoke.yaml:1:21: unknown setting gh_playbook.reop: did you mean 'repo'?\n"
    assert capsys.readouterr().err == told


def test_an_unknown_output_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("all", "--output", "xml") == 1
    assert capsys.readouterr().err == "--output must be text or json, not 'xml'\n"


def test_a_run_against_nothing_says_in_one_line_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert code_of("all") == 1
    none = (
        "there is no backlog in playbooks/backlogs: `gh-playbook init --repo OWNER/NAME` writes "
        "one, and --backlog FILE names another place\n"
    )
    assert capsys.readouterr().err == none
    Path("playbooks/backlogs").mkdir(parents=True)
    Path("playbooks/backlogs/a.yml").write_text("labels: []\n")
    here = Path.cwd()
    with contextlib.chdir("playbooks"):
        assert code_of("all") == 1
    above = f"there is no backlog in playbooks/backlogs, but {here} has one: go there\n"
    assert capsys.readouterr().err == above
    Path("playbooks/backlogs/a.yml").unlink()
    assert code_of("all", "--backlog", "backlog.yml") == 1
    asked = (
        "backlog.yml:1:1: which repository? name it by --repo OWNER/NAME, or by `repository` "
        "in the backlog"
    )
    assert capsys.readouterr().err == f"{asked}\n"
    assert code_of("all", "--backlog", "backlog.yml", "--repo", "octo/demo") == 1
    printed = capsys.readouterr().err
    assert printed.startswith("there is no `gh` on the PATH")
    assert printed.count("\n") == 1


def test_a_backlog_named_as_a_playbook_is_leads_to_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file = Path("playbooks/backlogs/rocket.yml")
    file.parent.mkdir(parents=True)
    file.write_text("repository: octo/demo\n")
    assert code_of("all", "--backlog", "rocket") == 1
    assert capsys.readouterr().err == f"there is no file rocket: did you mean '{file}'?\n"


@pytest.mark.parametrize("package", ["gh_playbook", "gh_sandbox"])
def test_python_runs_a_package_as_its_command(package: str) -> None:
    words = [sys.executable, "-m", package, "--version"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(package.replace("_", "-"))


def test_a_reader_who_has_gone_is_no_traceback() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    code = "from gh_playbook.cli import main; main()"
    words = [sys.executable, "-c", code, "all", "--backlog", "none.yml", "--output", "json"]
    with os.fdopen(writing, "w") as stdout:
        done = subprocess.run(
            words, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False, timeout=60
        )
    assert (done.returncode, done.stderr) == (
        1,
        "there is no file none.yml: this folder has backlog.yml\n",
    )


def test_the_parts_of_an_export_are_named_where_they_are_asked_for() -> None:
    """The help says them in its own words, so that listing commands loads nothing for it."""
    told = tool.process("export", "--help", folder=Path.cwd()).out
    assert f"of {', '.join(PARTS)} (all)" in " ".join(told.split())


def test_the_commands_stand_beside_tasks_of_one_s_own_as_the_questions_say() -> None:
    questions = (Path(__file__).parents[1] / "docs" / "faq.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"^```python\n(.*?)^```\n", questions, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}
    exec(text, names)
    assert {"hello", "plan.all", "plan.runs.show"} <= set(names["namespace"].task_names)
