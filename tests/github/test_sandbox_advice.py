"""What is said of a repository that a sandbox lacks leads to the sandbox that was asked."""

from pathlib import Path

import pytest

from gh_playbook.github import sandbox_advice
from gh_sandbox.folder import leading

_EVAL = '`eval "$(gh-playbook sandbox.env)"`'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This folder, in a shell that uses no sandbox."""
    made = tmp_path / "here"
    made.mkdir()
    monkeypatch.chdir(made)
    monkeypatch.delenv("GH_CONFIG_DIR", raising=False)
    return made


def test_of_this_folder_s_own_no_option_is_needed(here: Path) -> None:
    told = _told(here / ".sandbox")
    assert "no repository acme/rocket in the sandbox .sandbox, or" in told
    assert "`gh-playbook sandbox.reset --repo acme/rocket` starts over" in told


def test_of_another_one_the_commands_name_it(here: Path) -> None:
    other = here.parent / "other box"
    told = _told(other)
    assert f"`gh-playbook sandbox.status --sandbox-dir '{other}'`" in told
    assert f"`gh-playbook sandbox.reset --repo acme/rocket --sandbox-dir '{other}'`" in told


def test_a_shell_that_uses_another_than_this_folder_s_is_told_so(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _make(here / ".sandbox")
    other = _led(here.parent / "other", monkeypatch)
    told = _told(other)
    assert f"in the sandbox {other}, or" in told
    assert f"this shell uses that sandbox, not this folder's: {_EVAL} changes that" in told
    assert "reset" not in told


def test_nothing_empties_the_sandbox_of_another_folder(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = _led(here.parent / "other", monkeypatch)
    told = _told(other)
    assert f"`gh-playbook sandbox.status --sandbox-dir {other}` lists the repositories" in told
    assert f"`gh-playbook sandbox.start --repo acme/rocket` and {_EVAL} make one" in told
    assert "reset" not in told


def test_a_shell_does_not_matter_where_the_sandbox_was_named(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _led(here.parent / "other", monkeypatch)
    assert (
        _told(here / ".sandbox") == sandbox_advice.no_repository("acme/rocket", ".sandbox").message
    )


def _told(folder: Path) -> str:
    return sandbox_advice.no_repository("acme/rocket", str(folder)).message


def _led(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    _make(folder)
    monkeypatch.setenv("GH_CONFIG_DIR", leading.environment(folder)["GH_CONFIG_DIR"])
    return folder


def _make(folder: Path) -> None:
    folder.mkdir()
    leading.configure(folder, folder / "github.sock")
