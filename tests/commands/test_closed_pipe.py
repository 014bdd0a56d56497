"""Whose reader has gone, as with `| head -0`, a command ends without a word."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.tool import COMMAND

SANDBOX = [*COMMAND[:2], "from gh_sandbox.cli import main; main()"]


@pytest.mark.parametrize(
    "command",
    [
        [*COMMAND, "--list"],
        [*COMMAND, "sandbox.status"],
        [*COMMAND, "runs"],
        [*SANDBOX, "status"],
    ],
    ids=lambda command: " ".join(command[3:]),
)
def test_a_closed_pipe_is_no_traceback(command: list[str], tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        command, cwd=tmp_path, stdout=writing, stderr=subprocess.PIPE, timeout=60, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")
