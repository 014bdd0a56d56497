"""Starting, stopping, resetting, and the commands."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from invoke.context import Context
from invoke.exceptions import Exit

from gh_sandbox import Sandbox, SandboxError, program, tasks
from gh_sandbox.lifecycle import process
from gh_sandbox.state.store import FILE
from tests.gh_sandbox.conftest import REPOSITORY, Gh


def test_state_survives_a_restart(own: Sandbox) -> None:
    assert own.start() is True
    gh = Gh(own)
    gh.rest("POST", f"repos/{REPOSITORY}/issues", title="Kept")
    assert own.start() is False
    assert own.stop() is True
    assert own.status().running is False
    assert own.stop() is False
    own.start()
    assert gh.rest("GET", f"repos/{REPOSITORY}/issues/21").json["title"] == "Kept"


def test_what_cannot_begin_anew_keeps_its_clock(own: Sandbox) -> None:
    own.start(clock=datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    own.advance(3600)
    with pytest.raises(SandboxError, match="no state was kept"):
        own.restore()
    assert "Date: Mon, 23 Nov 2026 10:00:00 GMT" in Gh(own).run("api", "-i", "user").out
    own.reset()
    assert "Date: Mon, 23 Nov 2026 09:00:00 GMT" in Gh(own).run("api", "-i", "user").out


def test_a_state_of_another_version_is_named_and_replaced_by_a_reset(own: Sandbox) -> None:
    own.reset()
    with closing(sqlite3.connect(own.directory / FILE)) as state:
        state.execute("ALTER TABLE repository DROP COLUMN settings")
    with pytest.raises(SandboxError, match="made by another version of the sandbox") as refusal:
        own.start()
    assert f"`{program.command('reset')}`" in str(refusal.value)
    own.reset()
    assert own.start() is True


def test_status_counts(own: Sandbox) -> None:
    assert own.status().repositories == ()
    own.start()
    Gh(own).rest("GET", "user")
    status = own.status()
    assert status.running
    assert status.pid is not None
    assert status.requests == 1
    counts = {each.name: each for each in status.repositories}
    assert set(counts) == {"someone/empty", "PimpMyNines/empty", REPOSITORY}
    assert (counts[REPOSITORY].issues, counts[REPOSITORY].pull_requests) == (11, 9)


def test_reset_brings_the_seed_back_while_running_and_while_stopped(own: Sandbox) -> None:
    own.start()
    gh = Gh(own)
    gh.rest("POST", f"repos/{REPOSITORY}/issues", title="Gone")
    own.reset()
    assert own.status().requests == 0
    assert gh.rest("GET", f"repos/{REPOSITORY}/issues/21").json["status"] == "404"
    own.reset(seed="scripts-ran")
    assert gh.rest("GET", f"repos/{REPOSITORY}/issues/21").code == 0
    own.stop()
    own.reset()
    own.start()
    assert gh.rest("GET", f"repos/{REPOSITORY}/issues/21").json["status"] == "404"


def test_a_reset_makes_the_same_ids_again(own: Sandbox) -> None:
    own.start()
    gh = Gh(own)
    before = gh.rest("GET", f"repos/{REPOSITORY}/issues/13").json
    own.reset()
    after = gh.rest("GET", f"repos/{REPOSITORY}/issues/13").json
    assert (before["id"], before["node_id"]) == (after["id"], after["node_id"])


def test_a_killed_server_is_not_running_and_can_be_started_again(own: Sandbox) -> None:
    own.start()
    pid = own.status().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    # The start waits for the lock's end, whenever the kernel gets round to it.
    while own.status().running:
        pass
    assert own.start() is True
    assert Gh(own).rest("GET", "user").code == 0


@pytest.mark.real_server
def test_a_server_ends_when_its_folder_is_removed(own: Sandbox) -> None:
    own.start()
    pid = own.status().pid
    assert pid is not None
    shutil.rmtree(own.directory)
    assert process.wait(lambda: process.has_ended(pid), 10)
    assert own.start()


def test_a_process_id_that_is_somebody_elses_is_left_alone(own: Sandbox) -> None:
    own.start()
    own.stop()
    bystander = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    (own.directory / "server.pid").write_text(f"{bystander.pid}\n")
    assert own.status().running is False
    assert own.stop() is False
    assert bystander.poll() is None
    bystander.communicate(b"\n")


def test_two_starts_at_once_make_one_server(own: Sandbox) -> None:
    with ThreadPoolExecutor(3) as pool:
        results = list(pool.map(lambda _: own.start(), range(3)))
    assert sorted(results) == [False, False, True]
    assert Gh(own).rest("GET", "user").code == 0


def test_a_long_directory_works(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / ("long and deep/" * 12) / "end")
    sandbox.start()
    try:
        socket = sandbox.status().socket
        assert socket is not None
        assert len(str(socket)) < 104
        assert Gh(sandbox).rest("GET", "user").code == 0
    finally:
        sandbox.stop()
    assert not socket.parent.exists()


def test_without_its_packages_it_says_what_to_install(
    own: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_PACKAGES", ("yaml", "no_such_package"))
    with pytest.raises(SandboxError, match=r"needs no_such_package: .* '\.\[sandbox\]'"):
        own.start()


def test_latency_holds_answers_back(own: Sandbox) -> None:
    own.start(latency=300)
    began = time.monotonic()
    Gh(own).rest("GET", "user")
    assert time.monotonic() - began >= 0.3


def test_an_unknown_seed_says_which_there_are(own: Sandbox) -> None:
    with pytest.raises(SandboxError, match="lluminary, scripts-ran"):
        own.start(seed="nothing")
    assert own.start() is True


def test_gh_is_led_to_the_sandbox_and_nowhere_else(own: Sandbox) -> None:
    own.start()
    environment = own.environment()
    assert environment["GH_HOST"] == "github.com"
    assert environment["GH_TELEMETRY"] == "false"
    assert str(own.directory) in environment["XDG_CACHE_HOME"]
    own.stop()
    assert Gh(own).run("api", "user").code == 1


def test_the_commands_start_show_and_stop(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    context, directory = Context(), str(tmp_path / "it's here")
    with pytest.raises(Exit, match=r"sandbox\.start"):
        tasks.env(context, sandbox_dir=directory)
    tasks.start(context, sandbox_dir=directory, seed="scripts-ran")
    try:
        tasks.start(context, sandbox_dir=directory)
        tasks.status(context, sandbox_dir=directory)
        printed = capsys.readouterr().out
        assert "started" in printed
        assert "already running" in printed
        assert "PimpMyNines/LLuMinary" in printed
        tasks.env(context, sandbox_dir=directory)
        exports = capsys.readouterr().out
        shell = f"{exports}\ngh api user --jq .login"
        done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=False)
        assert done.stdout.strip() == "octocat", done
        tasks.reset(context, sandbox_dir=directory)
    finally:
        tasks.stop(context, sandbox_dir=directory)
    assert "stopped" in capsys.readouterr().out


def test_a_seed_and_a_repository_that_are_not_used_end_the_command(tmp_path: Path) -> None:
    context, directory = Context(), str(tmp_path / "sandbox")
    tasks.start(context, sandbox_dir=directory, seed="shop", no_actions=True)
    tasks.stop(context, sandbox_dir=directory)
    told = f"{directory} has its earlier state, not "

    def refusal(seed: str | None, repo: str | None) -> str:
        with pytest.raises(Exit) as ended:
            tasks.start(context, sandbox_dir=directory, seed=seed, repo=repo, no_actions=True)
        assert ended.value.code == 1
        return (ended.value.message or "").removeprefix(told)

    place = f" --sandbox-dir {directory}` starts over"
    reset = f"`{program.command('reset')}"
    try:
        assert refusal(None, "xyz") == "a repository is OWNER/NAME, not 'xyz'"
        assert refusal("crowd", None) == f"the seed: {reset} --seed crowd{place}"
        tasks.start(context, sandbox_dir=directory, seed="shop", no_actions=True)
        assert Sandbox(Path(directory)).status().running
        assert refusal("nope", None) == f"the seed: {reset} --seed nope{place}"
        assert refusal(None, "you/yours") == f"you/yours: {reset} --repo you/yours{place}"
        both = f"the seed and you/yours: {reset} --seed lluminary --repo you/yours{place}"
        assert refusal("lluminary", "you/yours") == both
        tasks.reset(context, sandbox_dir=directory, repo="you/yours")
        tasks.start(context, sandbox_dir=directory, repo="You/Yours", no_actions=True)
        assert refusal("shop", None) == f"the seed: {reset} --seed shop{place}"
        tasks.start(context, sandbox_dir=directory, seed="lluminary", no_actions=True)
    finally:
        tasks.stop(context, sandbox_dir=directory)


def test_a_wrong_seed_ends_the_command_with_its_faults(tmp_path: Path) -> None:
    file = tmp_path / "wrong.yml"
    file.write_text("owners: [{login: a, kind: User}]")
    with pytest.raises(Exit, match=r"owners\.0\.kind"):
        tasks.start(Context(), sandbox_dir=str(tmp_path / "s"), seed=str(file))


def test_a_reset_keeps_the_repository_to_rehearse_on_until_another_state_is_named(
    tmp_path: Path,
) -> None:
    sandbox = Sandbox(tmp_path / "sandbox")

    def has_it() -> bool:
        return "you/yours" in {each.name for each in sandbox.status().repositories}

    sandbox.reset(repository="you/yours")
    assert has_it()
    sandbox.reset()
    assert has_it()
    sandbox.reset(seed="scripts-ran")
    assert not has_it()
    sandbox.reset()
    assert not has_it()
