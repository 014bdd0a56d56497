"""Whose reader has gone, as with `| head -0`, a command ends without a word.

What else can be wrong with what a process is given: closed streams, a full disk, no folder.
"""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.seeded import seeded
from tests.support.tool import COMMAND

SANDBOX = [*COMMAND[:2], "from gh_sandbox.cli import main; main()"]


@pytest.mark.parametrize(
    "command",
    [
        [*COMMAND, "--list"],
        [*COMMAND, "sandbox.status"],
        [*COMMAND, "runs"],
        [*SANDBOX, "status"],
        [*SANDBOX, "--list"],
        [*SANDBOX, "--help", "start"],
        SANDBOX,
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


def test_what_is_printed_waits_for_its_reader(tmp_path: Path) -> None:
    """Python loses what does not fit at once into a pipe that does not block, and ends with 0."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    subprocess.run([*COMMAND, "--list"], cwd=tmp_path, stdout=writing, timeout=60, check=True)
    assert os.get_blocking(writing)
    os.close(writing)
    os.close(reading)


SMALL = "repository: acme/rocket\nlabels: [{name: bug, color: d73a4a}]\n"


def shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of a shell in which `$@` is the tool."""
    words = ["sh", "-c", script, "sh", *COMMAND]
    return subprocess.run(
        words, cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("script", "code", "error"),
    [
        ('"$@" lint --backlog backlog.yml >&-', 0, ""),
        ('"$@" lint --backlog backlog.yml >&- 2>&-', 0, ""),
        ('"$@" lint --backlog backlog.yml <&-', 0, ""),
        ('"$@" al 2>&-', 1, ""),
        (
            '"$@" lint --backlog backlog.yml >/dev/full',
            1,
            "the output cannot be written: No space left on device\n",
        ),
        (
            'mkdir x; cd x; rmdir ../x; "$@" lint',
            1,
            "the current folder does not exist any more: go to another one\n",
        ),
    ],
)
def test_nothing_that_a_process_is_given_makes_it_a_traceback(
    script: str, code: int, error: str, tmp_path: Path
) -> None:
    (tmp_path / "backlog.yml").write_text(SMALL)
    done = shell(script, tmp_path)
    assert (done.returncode, done.stderr) == (code, error)


def test_a_request_is_sent_whole_where_stdin_is_closed(tmp_path: Path) -> None:
    (tmp_path / "backlog.yml").write_text(SMALL)
    with seeded(tmp_path, "owners: [{login: octocat}]"):
        words = "all --dry-run --sandbox --sandbox-dir sandbox --backlog backlog.yml"
        done = shell(f'"$@" {words} <&-', tmp_path)
    told = "there is no repository acme/rocket"
    assert (done.returncode, done.stderr.startswith(told)) == (1, True), done


def test_so_it_is_where_the_caller_ignores_how_its_processes_end(tmp_path: Path) -> None:
    """The sandbox's server is one of them, too."""
    (tmp_path / "backlog.yml").write_text(SMALL)
    ignoring = "import signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN); "
    done = subprocess.run(
        [
            *(*COMMAND[:-1], ignoring + COMMAND[-1]),
            *("all", "--dry-run", "--sandbox", "--backlog", "backlog.yml"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    told = "there is no repository acme/rocket"
    assert (done.returncode, done.stderr.startswith(told)) == (1, True), done
