"""Against nothing: each time one line on stderr that says what to do, and no traceback.

Where the sandbox is not meant to answer, nothing else can: `gh` is led to a socket or a proxy
that nobody listens on.
"""

from pathlib import Path

import pytest

from tests.acceptance.conftest import Trial
from tests.support import tool
from tests.support.tool import Done

TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ012345"
BACKLOG = "repository: someone/empty\nissues: [{key: one, title: One}]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of somebody's own, with a backlog and nothing else."""
    backlogs = tmp_path / "here" / "playbooks" / "backlogs"
    backlogs.mkdir(parents=True)
    (backlogs / "mine.yml").write_text(BACKLOG)
    return tmp_path / "here"


@pytest.fixture
def nobody(tmp_path: Path) -> dict[str, str]:
    """An environment in which nobody is logged in, and no network leads anywhere."""
    settings = tmp_path / "no login"
    settings.mkdir()
    return {
        "GH_CONFIG_DIR": str(settings),
        "GH_TOKEN": "",
        "GITHUB_TOKEN": "",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
    }


def playbook(*arguments: str, folder: Path, environment: dict[str, str]) -> Done:
    """Run `gh-playbook …` in a folder."""
    return tool.call(*arguments, folder=folder, environment=environment)


@pytest.fixture
def no_packaged_gh(monkeypatch: pytest.MonkeyPatch) -> None:
    """No `gh` stands beside this interpreter."""
    monkeypatch.setattr("sysconfig.get_path", lambda _name: "/nowhere")


def only_line(done: Done) -> str:
    """Return the one line on stderr; nothing of it may be a secret or for programmers."""
    for text in (done.out, done.error):
        assert "Traceback" not in text
        assert TOKEN not in text
    lines = [line for line in done.error.splitlines() if not line.startswith("waiting ")]
    assert len(lines) == 1, done.error
    return lines[0]


def test_no_login(folder: Path, nobody: dict[str, str]) -> None:
    done = playbook("all", folder=folder, environment=nobody)
    assert done.code == 4
    assert "gh auth login" in only_line(done)


def test_a_token_that_is_no_good(trial: Trial, folder: Path) -> None:
    environment = {**trial.sandbox.environment(), "GH_TOKEN": TOKEN}
    done = playbook("all", folder=folder, environment=environment)
    assert done.code == 4
    line = only_line(done)
    assert "401" in line
    assert "the sandbox knows no such token" in line
    assert "sandbox.env" in line


@pytest.mark.parametrize("lacks", ["network", "socket"])
def test_no_network_and_no_socket(
    folder: Path, nobody: dict[str, str], tmp_path: Path, naps: list[float], lacks: str
) -> None:
    environment = {**nobody, "GH_TOKEN": TOKEN}
    if lacks == "socket":
        settings = tmp_path / "no socket"
        settings.mkdir()
        config = f"version: '1'\nhttp_unix_socket: {tmp_path}/none.sock\n"
        (settings / "config.yml").write_text(config)
        environment["GH_CONFIG_DIR"] = str(settings)
    done = playbook("all", folder=folder, environment=environment)
    assert done.code == 1
    told, pauses = {
        "network": ("is the network available?", 3),
        "socket": ("where no server answers: start the sandbox", 0),
    }[lacks]
    assert told in only_line(done)
    assert len(naps) == pauses


def test_no_such_repository(trial: Trial) -> None:
    trial.sandbox.reset()
    done = trial.invoke("all", "--repo", "PimpMyNines/nothing")
    assert done.code == 1
    assert done.error.count("\n") == 1
    assert "sandbox.reset --repo PimpMyNines/nothing" in done.error
    assert not done.writes


def test_no_repository_named(folder: Path, nobody: dict[str, str]) -> None:
    backlog = folder / "playbooks" / "backlogs" / "mine.yml"
    backlog.write_text("issues: [{key: one, title: One}]\n")
    done = playbook("all", folder=folder, environment=nobody)
    assert done.code == 1
    assert "--repo OWNER/NAME" in only_line(done)


def test_no_backlog(tmp_path: Path, nobody: dict[str, str]) -> None:
    done = playbook("all", folder=tmp_path, environment=nobody)
    assert done.code == 1
    line = only_line(done)
    assert "--backlog FILE" in line
    assert "playbooks/backlogs" in line


def test_the_playbooks_that_ship_work_on_the_backlog_of_the_folder(
    trial: Trial, folder: Path
) -> None:
    trial.sandbox.reset()
    where = ("--sandbox", "--sandbox-dir", str(trial.sandbox.directory))
    done = playbook("all", *where, folder=folder, environment={})
    assert (done.code, done.error) == (0, "")
    assert trial.state("someone/empty")["titles"] == ["One"]


def test_no_gh(folder: Path, nobody: dict[str, str], no_packaged_gh: None) -> None:
    nowhere = {**nobody, "PATH": "/nowhere"}
    done = playbook("all", folder=folder, environment=nowhere)
    assert done.code == 1
    assert "https://cli.github.com" in only_line(done)


def test_an_old_gh(
    folder: Path, nobody: dict[str, str], tmp_path: Path, no_packaged_gh: None
) -> None:
    old = tmp_path / "bin" / "gh"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho 'gh version 2.4.0 (2022-01-01)'\n")
    old.chmod(0o755)
    only_old = {**nobody, "PATH": str(old.parent)}
    done = playbook("all", folder=folder, environment=only_old)
    assert done.code == 1
    line = only_line(done)
    assert "2.4.0 is too old" in line
    assert "2.20" in line


def test_in_json_too_stdout_holds_one_document(folder: Path, nobody: dict[str, str]) -> None:
    done = playbook("all", "--output", "json", folder=folder, environment=nobody)
    assert done.code == 4
    assert "gh auth login" in only_line(done)
    assert '"exit_code": 4' in done.out
