"""`sandbox.env` without a sandbox: the shell that evaluates it reaches no other GitHub."""

import shlex
import sys
from pathlib import Path

import pytest
from invoke.context import Context
from invoke.exceptions import Exit

from gh_sandbox import Sandbox, tasks
from gh_sandbox.folder import leading
from gh_sandbox.lifecycle.server_process import ServerProcess

OWN = {"GH_CONFIG_DIR", "GH_HOST", "GH_TOKEN", "GH_PROMPT_DISABLED"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder as a stopped sandbox leaves it."""
    monkeypatch.setattr(sys, "argv", ["gh-playbook", "sandbox.env"])
    made = tmp_path / "sandbox"
    made.mkdir(mode=0o700)
    leading.configure(made, ServerProcess(made).socket)
    return made


def test_a_stopped_sandbox_still_leads_gh_to_its_socket(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = _refusal(folder)
    assert "is not running: start it with `" in told
    assert f"start --sandbox-dir {folder}`" in told
    assert _exported(capsys) == leading.environment(folder)


def test_gh_reads_no_configuration_that_the_sandbox_did_not_write(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (folder / "gh" / "config.yml").open("a") as file:
        file.write("pager: some-command\n")
    _refusal(folder)
    _leads_nowhere(capsys)


@pytest.mark.parametrize("name", ["nothing", "notes", "link", "", "--sandbox-dir"])
def test_what_is_no_sandbox_leads_gh_nowhere(
    name: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "link").symlink_to(folder)
    _refusal(tmp_path / name if name and "-" not in name else name)
    _leads_nowhere(capsys)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link", "notes", "sandbox"]


@pytest.mark.parametrize("is_other", [False, True])
def test_status_and_reset_tell_that_this_shell_uses_another_sandbox(
    is_other: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for each in ("mine", "other"):
        Sandbox(tmp_path / each).reset()
    led = tmp_path / ("other" if is_other else "mine")
    monkeypatch.setenv("GH_CONFIG_DIR", leading.environment(led)["GH_CONFIG_DIR"])
    for command in (tasks.status, tasks.reset):
        monkeypatch.setattr(sys, "argv", ["gh-playbook", f"sandbox.{command.name}"])
        command(Context(), sandbox_dir=str(tmp_path / "mine"))
        told = f"`gh` in this shell uses another sandbox, {led}: `eval "
        assert (told in capsys.readouterr().out) is is_other


def _refusal(folder: Path | str) -> str:
    with pytest.raises(Exit) as refused:
        tasks.env(Context(), sandbox_dir=str(folder))
    assert refused.value.code == 1
    return str(refused.value)


def _leads_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    """Check that `gh` finds no configuration, no login and no host."""
    found = _exported(capsys)
    assert found.keys() >= OWN
    assert not Path(found["GH_CONFIG_DIR"]).parent.is_dir()
    assert found["GH_HOST"].endswith(".invalid")


def _exported(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Return what a shell would export."""
    found = {}
    for line in capsys.readouterr().out.splitlines():
        export, pair = shlex.split(line)
        assert export == "export"
        name, _, value = pair.partition("=")
        found[name] = value
    return found
