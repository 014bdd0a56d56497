"""The tool as a process of its own, without its start: a fork of the tests' process.

The fork runs the console script's `main` with open files of its own, so it ends as people's
processes do. Like the tests' process, it has loaded everything, and needs no process of `gh`. It is
for tests that kill a run, or look at what it does with its files. `tests/support/tool.py` starts a
process that begins with Python itself, for tests of its arguments, encodings, signals and closed
streams.
"""

import atexit
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from gh_playbook.cli import main
from tests.support.tool import Done


def started(
    *words: str,
    folder: Path,
    out: int | None = None,
    error: int | None = None,
    first: Callable[[], object] = lambda: None,
) -> int:
    """Start `gh-playbook …` in a folder; return its process id, which is its group's, too.

    Its output goes to these open files, and nowhere without them. It calls `first` before.
    """
    process = os.fork()
    if process == 0:
        try:
            nowhere = os.open(os.devnull, os.O_RDWR)
            files = (nowhere, *(nowhere if each is None else each for each in (out, error)))
            _be(words, folder, files, first)
        finally:
            os._exit(70)
    return process


def code_of(process: int) -> int:
    """Wait for the end of a process; return its exit code, or the negative number of a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def ended(
    *words: str,
    folder: Path,
    out: int | None = None,
    error: int | None = None,
    first: Callable[[], object] = lambda: None,
) -> Done:
    """Run `gh-playbook …` to its end; what it writes to its standard error is read by default."""
    reading, writing = os.pipe()
    process = started(*words, folder=folder, out=out, error=error or writing, first=first)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        told = pipe.read()
    return Done(code_of(process), "", told)


def _be(
    words: tuple[str, ...], folder: Path, files: tuple[int, ...], first: Callable[[], object]
) -> NoReturn:
    """Be the process; what the tests' process does at its own end is not done."""
    atexit._clear()
    os.setsid()
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)
    for number, file in enumerate(files):
        os.dup2(file, number)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
    os.chdir(folder)
    sys.argv = ["gh-playbook", *words]
    first()
    main()
    os._exit(0)
