"""`gh-playbook` for examples, without its start: each call is a fork of one that has begun.

Loading the program costs more than most commands. So one process has loaded it: a fork of the
tests' process, with its transport (`tests/support/direct.py`). Every call of the program that
stands in `programs` becomes a fork of that, in the caller's folder, with its environment and its
files: a process of its own, as the shell sees it. So does every call of `invoke`, which takes the
commands from the `tasks.py` of that folder, and of `python -m pytest`.
"""

import atexit
import gc
import json
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import gh_playbook
from tests.support import prepared_server

# A path with a space cannot stand behind `#!`: so the shell calls Python, to which that is a text.
CALL = """#!/bin/sh
'''exec' "{python}" -IS "$0" "$@"
'''
import json, os, socket, sys
called = socket.socket(socket.AF_UNIX)
called.connect({path!r})
name = os.path.basename(sys.argv[0])
said = json.dumps([name, sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(called, [len(said).to_bytes(8, "big")], [0, 1, 2])
called.sendall(said)
sys.exit(int(called.recv(8) or b"70"))
"""


@contextmanager
def programs(folder: Path, *, starts_sandboxes: bool = True) -> Iterator[Path]:
    """Have the program ready while within, in a new folder, which is for the PATH.

    What it starts sandboxes with is loaded only where it starts some.
    """
    folder.mkdir()
    # The path of a socket has at most some hundred characters.
    with (
        tempfile.TemporaryDirectory(prefix="quick-") as short,
        socket.socket(socket.AF_UNIX) as own,
    ):
        path = f"{short}/socket"
        for name in ("gh-playbook", "invoke", "python"):
            file = folder / name
            file.write_text(CALL.format(python=sys.executable, path=path), encoding="utf-8")
            file.chmod(0o755)
        own.bind(path)
        own.listen()
        if starts_sandboxes:
            prepared_server.begin()
        begun = os.fork()
        if not begun:
            try:
                _serve(own)
            finally:
                os._exit(70)
        own.close()  # If that process ends, calls are refused, and nobody waits for an answer.
        try:
            yield folder
        finally:
            os.kill(begun, signal.SIGKILL)
            os.waitpid(begun, 0)


def _answer(caller: socket.socket) -> None:
    head, files, _, _ = socket.recv_fds(caller, 8, 3)
    length, said = int.from_bytes(head, "big"), b""
    while len(said) < length:
        said += caller.recv(length - len(said))
    name, words, folder, environment = json.loads(said)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    # The streams of before know whether theirs were files.
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    caller.send(str(_ended(name, words)).encode())


def _ended(name: str, words: list[str]) -> int:
    from invoke.main import program

    from gh_playbook.command_line import CommandLine

    sys.argv = [name, *words]
    try:
        if name == "python":
            assert words[:2] == ["-m", "pytest"]
            return pytest.main(words[2:])
        (program if name == "invoke" else CommandLine()).run()
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def _serve(server: socket.socket) -> None:
    """Be the process that is forked; what the tests' process does at its own end is not done."""
    atexit._clear()
    # Commands load what they need when they are called: here all of it is there before.
    for module in walk_packages(gh_playbook.__path__, "gh_playbook."):
        import_module(module.name)
    import_module("gh_sandbox.lifecycle.sandbox")
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        caller, _ = server.accept()
        if not os.fork():
            server.close()
            _answer(caller)
            os._exit(0)
        caller.close()
