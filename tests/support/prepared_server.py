"""Servers of sandboxes for tests, each forked from a process that has loaded everything already.

Python, the server's modules and GitHub's schema take half a second of a core to load, and tests
start about two hundred servers. `tests/gh_sandbox/test_prepared_server.py` checks that a forked
server behaves like one in a process of its own. Servers that the tool's own processes start are
not forked.

A test of the process itself has the mark `pytestmark = pytest.mark.real_server`.
"""

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import patch

import pytest

from gh_sandbox.exchange import recording
from gh_sandbox.lifecycle import process, server_process
from tests.support import known_document
from tests.support.switch import Switch

_ROOT = Path(__file__).parents[2]
# The beginning of every command that starts a server.
_COMMAND = [sys.executable, "-P", "-m", "gh_sandbox.server"]
# Options whose value is the descriptor of a listening socket, which the server inherits.
_INHERITED = ("--web=", "--port=")
# Options by which a server's schema differs.
_FEATURES = ("--without=", "--like=")
_LONGEST = 1 << 20


@dataclass
class _Parent:
    """The process that servers are forked from."""

    channel: socket.socket
    process: subprocess.Popen[bytes]

    def fork(self, command: list[str], environment: dict[str, str], log: Path) -> int:
        """Fork a server; return its process id."""
        words = command[len(_COMMAND) :]
        descriptors = [int(word.partition("=")[2]) for word in words if word.startswith(_INHERITED)]
        order = {
            "words": words,
            "environment": environment,
            "log": str(log),
            "folder": str(Path.cwd()),
            "descriptors": descriptors,
        }
        socket.send_fds(self.channel, [json.dumps(order).encode()], descriptors)
        return int(self.channel.recv(_LONGEST))

    def end(self) -> None:
        """End this process, and its servers that still run."""
        self.channel.close()
        self.process.wait(timeout=10)


# Off: each server is started as a process of its own.
_SWITCH = Switch()
switched = _SWITCH.switched


@contextmanager
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fork servers instead of starting processes, inside of this context."""
    made: set[int] = set()

    def spawn(command: list[str], environment: dict[str, str], log: Path) -> int:
        if not _SWITCH.is_on or command[: len(_COMMAND)] != _COMMAND:
            return process.spawn_detached(command, environment, log)
        pid = begin().fork(command, environment, log)
        made.add(pid)
        return pid

    def has_ended(pid: int) -> bool:
        if pid not in made:
            return process.has_ended(pid)
        with suppress(ProcessLookupError):
            os.kill(pid, 0)
            return False
        return True

    monkeypatch.setattr(server_process, "spawn_detached", spawn)
    monkeypatch.setattr(server_process, "has_ended", has_ended)
    try:
        yield
    finally:
        if begin.cache_info().currsize:
            begin().end()
            begin.cache_clear()


@cache
def begin() -> _Parent:
    """Begin to load everything, if that has not begun.

    The first server does so, too. What forks itself calls this before, so that its forks share it.
    """
    own, others = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-P", "-m", "tests.support.prepared_server", str(others.fileno())]
    with others:
        begun = subprocess.Popen(
            command,
            env={**os.environ, "PYTHONPATH": str(_ROOT)},
            stdin=subprocess.DEVNULL,
            pass_fds=[others.fileno()],
            start_new_session=True,
        )
    return _Parent(own, begun)


def main() -> None:
    """Load everything, then fork a server for every order until nobody is left to give one."""
    from gh_sandbox import app, server
    from gh_sandbox.graphql.schema import load_schema
    from gh_sandbox.rest import router

    router.routes()
    # Each server has a copy of its own, like of everything here.
    patch.object(app, "load_schema", return_value=load_schema()).start()
    # The shared objects stay: a collector that visits them would copy their memory in each server.
    gc.freeze()
    channel = socket.socket(fileno=int(sys.argv[1]))
    alive: set[int] = set()
    # Ended servers disappear at once, and their time is counted as time of the suite.
    signal.signal(signal.SIGCHLD, lambda *_: _reap(alive))
    while True:
        text, descriptors, _, _ = socket.recv_fds(channel, _LONGEST, 8)
        if not text:
            # Servers of a killed session would stay for ever.
            for each in list(alive):
                with suppress(ProcessLookupError):
                    os.kill(each, signal.SIGTERM)
            return
        pid = os.fork()
        if not pid:
            channel.close()
            _be(server.main, json.loads(text), descriptors)
        alive.add(pid)
        _reap(alive)
        for each in descriptors:
            os.close(each)
        channel.send(str(pid).encode())


def _reap(alive: set[int]) -> None:
    """Forget the servers that have ended."""
    for each in list(alive):
        with suppress(ChildProcessError):
            if os.waitpid(each, os.WNOHANG)[0] == each:
                alive.discard(each)


def _be(serve: Callable[[], None], order: dict[str, Any], descriptors: list[int]) -> NoReturn:
    """Run a server as in a process of its own; an exception ends it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for output in (sys.stdout, sys.stderr):
        os.dup2(log, output.fileno())
    os.close(log)
    _place(descriptors, order["descriptors"])
    sys.argv = ["gh_sandbox.server", *order["words"]]
    if recording.VARIABLE in os.environ:
        folder = Path(os.environ[recording.VARIABLE], "valid")
        known_document.install(folder, [each for each in sys.argv if each.startswith(_FEATURES)])
    serve()
    sys.stdout.flush()
    sys.stderr.flush()
    # Python would spend time on freeing objects that nobody uses any more.
    os._exit(0)


def _place(descriptors: list[int], numbers: list[int]) -> None:
    """Give descriptors the numbers that the arguments of the server name."""
    high = [os.dup2(each, 200 + place) for place, each in enumerate(descriptors)]
    for each in descriptors:
        os.close(each)
    for each, number in zip(high, numbers, strict=True):
        os.dup2(each, number)
        os.close(each)


if __name__ == "__main__":
    main()
