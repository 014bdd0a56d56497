"""The tool as people call it, within this process: this saves the time of starting Python.

A test needs a process of its own if it kills the process, if two run at once, or if it tests a
terminal, an encoding or a file descriptor; and once for every command. `process` starts one.
"""

import contextvars
import io
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from gh_playbook.command_line import CommandLine

COMMAND = [sys.executable, "-c", "from gh_playbook.cli import main; main()"]


@dataclass(frozen=True)
class Done:
    """The result of a command."""

    code: int
    out: str
    error: str


def call(
    *words: str,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    text: str = "",
    encoding: str = "utf-8",
) -> Done:
    """Run `gh-playbook …` in a folder, with `text` on its standard input.

    Its output takes the characters of an encoding.
    """
    out, error = (_stream(encoding=encoding) for _ in range(2))
    with (
        chdir(folder),
        patch.dict(os.environ, environment or {}),
        patch.object(sys, "stdin", _stream(text)),
        redirect_stdout(out),
        redirect_stderr(error),
    ):
        code = contextvars.copy_context().run(code_of, *words)
    return Done(code, _printed(out), _printed(error))


def process(
    *words: str, folder: Path, environment: Mapping[str, str] | None = None, text: str = ""
) -> Done:
    """Run `gh-playbook …` in a process of its own, through the real `gh`."""
    done = subprocess.run(
        [*COMMAND, *words],
        cwd=folder,
        env={**os.environ, **(environment or {})},
        input=text.encode(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    out, error = (each.decode("utf-8", "surrogateescape") for each in (done.stdout, done.stderr))
    return Done(done.returncode, out, error)


def code_of(*words: str) -> int:
    """Run `gh-playbook …` in this process and folder; return its exit code."""
    try:
        CommandLine().run(["gh-playbook", *words])
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    return 0


def _stream(text: str = "", *, encoding: str = "utf-8") -> io.TextIOWrapper:
    buffer = io.BytesIO(text.encode())
    return io.TextIOWrapper(buffer, encoding=encoding, newline="\n", write_through=True)


def _printed(stream: io.TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode(stream.encoding, "surrogateescape")
