"""A forked server is like one that was started as a process: the same is done to one of each."""

import os
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gh_sandbox import Sandbox
from gh_sandbox.access.token_text import DEFAULT_TOKEN
from gh_sandbox.folder.folder import LOG, SERVER_LOCK, SandboxError
from gh_sandbox.folder.lock import wait_for
from gh_sandbox.folder.private_file import append
from gh_sandbox.lifecycle.process import wait
from tests.gh_sandbox.conftest import Gh
from tests.support import prepared_server

ROOT = Path(__file__).parents[2]
MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module", params=[True, False], ids=["forked", "a process of its own"])
def is_forked(request: pytest.FixtureRequest) -> bool:
    forked: bool = request.param
    return forked


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, *, is_forked: bool) -> Iterator[Path]:
    """A folder whose sandbox the tests share: to start one that is not forked takes a second."""
    folder = tmp_path_factory.mktemp("forked" if is_forked else "process")
    (folder / "faults.yml").write_text("- {operation: GET /user, fault: html-502}\n")
    yield folder
    Sandbox(folder / "sandbox").stop()


@pytest.fixture
def own(folder: Path, *, is_forked: bool) -> Iterator[Sandbox]:
    """A sandbox that runs, started again after a test that ended it."""
    sandbox = Sandbox(folder / "sandbox")
    with prepared_server.switched(on=is_forked):
        start(sandbox)
        yield sandbox


def start(sandbox: Sandbox) -> bool:
    rules = sandbox.directory.with_name("faults.yml")
    return sandbox.start(clock=MOMENT, web=0, port=0, faults=rules, without=["issue-types"])


def _modes(folder: Path) -> dict[str, str]:
    return {each.name: stat.filemode(each.lstat().st_mode) for each in folder.iterdir()}


def test_it_leads_a_session_of_its_own(own: Sandbox) -> None:
    pid = own.status().pid
    assert pid is not None
    assert os.getsid(pid) == pid
    assert os.getpgid(pid) == pid


def test_its_files_are_its_owners_alone(own: Sandbox) -> None:
    Gh(own).rest("GET", "users/octocat")
    modes = _modes(own.directory)
    assert modes.pop("gh") == "drwx------"
    assert modes.pop("github.sock") == "srw-------"
    assert {LOG, "github.sqlite3", "requests.jsonl"} <= set(modes)
    assert set(modes.values()) == {"-rw-------"}


def test_it_serves_pages_and_api_at_the_given_addresses(own: Sandbox) -> None:
    status = own.status()
    login = {"Authorization": f"token {DEFAULT_TOKEN}", "User-Agent": "tests"}
    asked = ((f"{status.pages}/", "<html"), (f"{status.api}/users/octocat", '"login"'))
    for address, words in asked:
        with urllib.request.urlopen(urllib.request.Request(address, headers=login)) as answer:
            assert words in answer.read().decode()


def test_its_clock_faults_and_lacks_are_those_that_it_was_given(own: Sandbox) -> None:
    gh = Gh(own)
    assert "HTTP 502" in gh.run("api", "user").error
    answer = gh.rest("GET", "repos/PimpMyNines/LLuMinary/issues/1")
    assert answer.code == 0
    assert "type" not in answer.json


def test_a_killed_one_is_gone(own: Sandbox) -> None:
    pid = own.status().pid
    assert pid is not None
    os.kill(pid, 9)
    assert wait(lambda: not own.status().running, 10)
    assert start(own)


def test_one_that_cannot_start_is_reported_with_the_reason_in_its_log(
    own: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.stop()
    with append(own.directory / SERVER_LOCK) as file:
        wait_for(file)
        monkeypatch.setattr("gh_sandbox.lifecycle.server_process.is_locked", lambda path: False)
        with pytest.raises(SandboxError, match="did not start"):
            start(own)
    log = (own.directory / LOG).read_text()
    assert log == "another server has this directory\n"


def test_those_of_a_session_that_was_killed_end_with_it(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "sandbox")
    session = f"""
import os, pathlib, pytest
from gh_sandbox import Sandbox
from tests.support import prepared_server
with prepared_server.installed(pytest.MonkeyPatch()):
    Sandbox(pathlib.Path({str(sandbox.directory)!r})).start()
    os.kill(os.getpid(), 9)
"""
    done = subprocess.run([sys.executable, "-c", session], check=False, cwd=ROOT)
    assert done.returncode == -9
    assert sandbox.requests_log.exists()
    assert wait(lambda: not sandbox.status().running, 10)
