"""The launcher starts the later processes of a session. Here `gh` is a script."""

import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.github.process.gh import Gh
from gh_playbook.github.process.launcher import Launcher
from gh_playbook.github.process.process import Completed, Process
from tests.github.scripted import has_ended, numbers, until, written

# Each process notes its parent.
SCRIPT = """#!/bin/sh
echo $PPID >> {folder}/parents
read -r body
printf 'HTTP/2.0 200 OK\\r\\n\\r\\n{{}}'
"""


@pytest.fixture
def launcher() -> Iterator[Launcher]:
    found = Launcher()
    yield found
    found.end()


def ask(gh: Gh) -> None:
    assert gh.api("POST", "graphql", {"n": 1}, request="graphql").status == 200


def test_it_starts_all_processes_but_the_first_few(tmp_path: Path) -> None:
    gh = Gh(programs=[written(tmp_path, SCRIPT.format(folder=tmp_path))], is_checked=True)
    with gh.ready():
        for _ in range(7):
            ask(gh)
    parents = numbers(tmp_path / "parents")
    assert [each == os.getpid() for each in parents] == [True] * 4 + [False] * 3
    assert len({*parents[4:]}) == 1
    assert has_ended(parents[-1])


def test_without_a_session_nothing_would_end_it_so_there_is_none(tmp_path: Path) -> None:
    gh = Gh(programs=[written(tmp_path, SCRIPT.format(folder=tmp_path))], is_checked=True)
    for _ in range(5):
        ask(gh)
    assert {*numbers(tmp_path / "parents")} == {os.getpid()}


def test_if_it_is_killed_the_session_goes_on_without(tmp_path: Path) -> None:
    gh = Gh(programs=[written(tmp_path, SCRIPT.format(folder=tmp_path))], is_checked=True)
    with gh.ready():
        for _ in range(5):
            ask(gh)
        os.kill(numbers(tmp_path / "parents")[-1], signal.SIGKILL)
        for _ in range(3):
            ask(gh)
    assert numbers(tmp_path / "parents")[5:] == [os.getpid()] * 3


def test_if_it_is_killed_the_request_under_way_is_waited_for(tmp_path: Path) -> None:
    """Its answer counts: if it was given up, its change could be sent again, and done twice."""
    script = SCRIPT.format(folder=tmp_path).replace("read -r body", "read -r body; {wait}")
    wait = f"while [ ! -e {tmp_path}/go ]; do sleep 0.01; done"
    gh = Gh(programs=[written(tmp_path, script.replace("{wait}", wait))], is_checked=True)
    (tmp_path / "go").touch()
    with gh.ready():
        for _ in range(5):
            ask(gh)
        (tmp_path / "go").unlink()
        under_way = gh.begin("POST", "graphql", {"n": 1}, request="graphql")
        until(lambda: len(numbers(tmp_path / "parents")) == 6)
        os.kill(numbers(tmp_path / "parents")[-1], signal.SIGKILL)
        until(lambda: has_ended(numbers(tmp_path / "parents")[-1]))
        (tmp_path / "go").touch()
        assert under_way.answer().status == 200
        ask(gh)


def test_if_it_is_stopped_the_session_goes_on_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gh_playbook.github.process.launcher._PATIENCE", 0.5)
    gh = Gh(programs=[written(tmp_path, SCRIPT.format(folder=tmp_path))], is_checked=True)
    with gh.ready():
        for _ in range(5):
            ask(gh)
        os.kill(numbers(tmp_path / "parents")[-1], signal.SIGSTOP)
        for _ in range(2):
            ask(gh)
    assert numbers(tmp_path / "parents")[5:] == [os.getpid()] * 2


@pytest.mark.parametrize("python", ["", "/bin/true", "/no/python"])
def test_where_there_can_be_none_the_session_goes_on_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, python: str
) -> None:
    """A program that was made of Python and the tool is its own `sys.executable`."""
    monkeypatch.setattr(sys, "executable", python)
    gh = Gh(programs=[written(tmp_path, SCRIPT.format(folder=tmp_path))], is_checked=True)
    with gh.ready():
        for _ in range(6):
            ask(gh)
    assert numbers(tmp_path / "parents") == [os.getpid()] * 6


def test_an_interruption_of_all_does_not_end_it(tmp_path: Path) -> None:
    """A terminal's Ctrl-C reaches the whole group of processes; the run decides what follows."""
    gh = Gh(programs=[written(tmp_path, SCRIPT.format(folder=tmp_path))], is_checked=True)
    with gh.ready():
        for _ in range(5):
            ask(gh)
        parent = numbers(tmp_path / "parents")[-1]
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            os.kill(parent, each)
        ask(gh)
    assert numbers(tmp_path / "parents")[5:] == [parent]


def test_input_output_and_exit_code_are_as_without_it(launcher: Launcher, tmp_path: Path) -> None:
    program = written(tmp_path, '#!/bin/sh\ncat\necho "$1 $NAME" >&2\nexit 3\n')
    environment = {"PATH": os.environ["PATH"], "NAME": "ü=é"}
    process = Process(program, ["ö\n"], environment, launcher)
    text = "ü" * 200_000
    process.give(text, 20)
    assert process.completed() == Completed(3, text, "ö\n ü=é\n")


def test_what_cannot_be_started_is_reported(launcher: Launcher, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file") as caught:
        Process(str(tmp_path / "nothing"), [], {}, launcher)
    assert caught.value.errno == errno.ENOENT


class Halting(socket.socket):
    """Sends a message in two halves; between them the launcher hears of the end of a program."""

    launcher: int

    def sendall(self, message: Any, flags: int = 0) -> None:
        half = len(message) // 2
        super().sendall(message[:half], flags)
        until(lambda: not any(fcntl.ioctl(self, termios.TIOCOUTQ, bytes(4))))
        os.kill(self.launcher, signal.SIGCHLD)
        super().sendall(message[half:], flags)


@pytest.mark.skipif(sys.platform != "linux", reason="counts what the other end has not read")
def test_a_program_that_ends_while_another_is_asked_for_ends_nothing_else(
    launcher: Launcher, tmp_path: Path
) -> None:
    door = Halting(fileno=launcher._door.detach())
    door.settimeout(20)
    door.launcher = int(launcher._running.pid)
    launcher._door = door
    program = written(tmp_path, "#!/bin/sh\ncat\n")
    for _ in range(3):
        process = Process(program, [], {}, launcher)
        process.give("text", 20)
        assert process.completed() == Completed(0, "text", "")


def test_one_that_is_silent_is_killed(launcher: Launcher, tmp_path: Path) -> None:
    process = Process(written(tmp_path, "#!/bin/sh\nexec sleep 30\n"), [], {}, launcher)
    process.give("x" * 1_000_000, 0.2)
    assert process.completed().error == "gh did not end within 0.2 seconds"


def test_one_that_is_ended_does_not_see_the_end_of_its_input(
    launcher: Launcher, tmp_path: Path
) -> None:
    script = f"#!/bin/sh\necho $$ > {tmp_path}/own\nread -r body\ntouch {tmp_path}/seen\n"
    process = Process(written(tmp_path, script), [], {"PATH": os.environ["PATH"]}, launcher)
    until(lambda: bool(numbers(tmp_path / "own")))
    assert not process.has_ended
    process.end()
    assert has_ended(*numbers(tmp_path / "own"))
    assert not (tmp_path / "seen").exists()


def test_a_killed_run_leaves_none_behind(tmp_path: Path) -> None:
    """Its request may have been sent, but nobody goes on with it."""
    program = written(tmp_path, f"#!/bin/sh\necho $PPID $$ > {tmp_path}/both\nexec sleep 30\n")
    call = (
        "from gh_playbook.github.process.launcher import Launcher\n"
        "from gh_playbook.github.process.process import Process\n"
        "launcher = Launcher()\n"
        f"process = Process({program!r}, [], {{'PATH': '/usr/bin:/bin'}}, launcher)\n"
        "process.give('', 60)\n"
        "process.completed()\n"
    )
    with subprocess.Popen([sys.executable, "-c", call]) as run:
        until(lambda: len(numbers(tmp_path / "both")) == 2)
        run.kill()
    until(lambda: all(map(has_ended, numbers(tmp_path / "both"))))
