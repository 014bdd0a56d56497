"""A run that somebody stops says what it has done; the next one does the rest."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests import tool
from tests.safety.conftest import REPOSITORY, Place
from tests.tool import Done

HANGS = [{"operation": "createIssue", "fault": {"hang": 4}}]
SENT = '"module": "issue"'
NEXT = "what is listed as done stays done; the same command continues from here"


def stopped(place: Place, how: Sequence[int], written: str, *options: str) -> Done:
    """Run `all` and send it signals, as a terminal would, once its journal holds this."""
    where = ("--sandbox", "--sandbox-dir", str(place.sandbox.directory))
    words = ("all", "--backlog", "backlog.yml", *where, *options)
    process = subprocess.Popen(
        [*tool.COMMAND, *words],
        cwd=place.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        wait_for(place.sandbox.directory / "runs", written)
        for number in how:
            os.killpg(process.pid, number)
        out, error = process.communicate(timeout=20)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return Done(process.returncode, out.decode(), error.decode())


def wait_for(runs: Path, text: str) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if any(text in each.read_text() for each in runs.glob("*.jsonl")):
            return
        time.sleep(0.02)
    raise AssertionError(f"no journal says {text}")


@pytest.fixture
def slow(place: Place) -> Place:
    """A place where no issue is ever made in time."""
    for journal in (place.sandbox.directory / "runs").glob("*.jsonl"):
        journal.unlink()
    place.sandbox.set_faults(HANGS)
    return place


@pytest.mark.parametrize(
    ("number", "code", "told"),
    [
        (signal.SIGINT, 130, "interrupted"),
        (signal.SIGTERM, 143, "interrupted by SIGTERM"),
        (signal.SIGHUP, 129, "interrupted by SIGHUP"),
    ],
    ids=["Ctrl-C", "terminated", "hung up"],
)
def test_a_run_that_is_stopped_tells_what_it_did_and_the_next_does_the_rest(
    slow: Place, number: int, code: int, told: str
) -> None:
    done = stopped(slow, [number], SENT)
    assert done.code == code
    assert "  created     label  area:core" in done.out
    assert f"perhaps done, the run was {told}" in done.out
    assert "Recap  created 1  updated 0  skipped 0" in done.out
    assert done.error == f"{told}: {NEXT}\n"
    slow.sandbox.set_faults([])
    again = slow.playbook("all", "--backlog", "backlog.yml")
    assert again.code == 0
    assert len(slow.gh("issue", "list", "-R", REPOSITORY).splitlines()) == 1


def test_a_stopped_run_prints_its_one_document(slow: Place) -> None:
    done = stopped(slow, [signal.SIGINT], SENT, "--output", "json")
    assert done.code == 130
    document = json.loads(done.out)
    assert document["run"]["exit_code"] == 130
    assert document["run"]["stopped"] == f"interrupted: {NEXT}"
    outcomes = [each["outcome"] for each in document["changes"]]
    assert outcomes[:2] == ["created", "blocked"]
    assert (document["recap"]["created"], done.error) == (1, "")
    [journal] = (slow.sandbox.directory / "runs").glob("*.jsonl")
    assert json.loads(journal.read_text().splitlines()[-1])["exit_code"] == 130


def test_a_second_ctrl_c_ends_it_at_once_and_in_words(slow: Place) -> None:
    done = stopped(slow, [signal.SIGINT, signal.SIGINT], SENT, "--output", "json")
    assert done.code == 130
    assert json.loads(done.out)["run"]["exit_code"] == 130
    assert "Traceback" not in done.error


def test_a_run_that_is_stopped_before_it_began_has_changed_nothing(place: Place) -> None:
    place.sandbox.set_faults([{"writes": False, "fault": {"hang": 4}}])
    for journal in (place.sandbox.directory / "runs").glob("*.jsonl"):
        journal.unlink()
    done = stopped(place, [signal.SIGINT], '"event": "begin"')
    assert (done.code, done.out) == (130, "")
    assert done.error == "interrupted: nothing was changed\n"
