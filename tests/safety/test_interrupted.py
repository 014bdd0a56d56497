"""A run that somebody stops says what it has done; the next one does the rest."""

import json
import os
import resource
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from gh_playbook.convergence.journal.journal import Journal
from gh_playbook.convergence.summary import RunReport
from gh_playbook.github.error import UncertainError
from gh_playbook.github.lock.lock import Lock
from gh_playbook.github.process.gh import Gh
from gh_playbook.github.process.interruption import Interruption
from gh_playbook.report import json_document
from gh_playbook.run import frame
from gh_playbook.run.execution import Execution
from tests.safety.conftest import REPOSITORY, Place
from tests.support import forked_tool, tool
from tests.support.tool import Done

# A program that is started in the background, or by nohup, ignores these signals.
HEEDING = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "signal.signal(signal.SIGHUP, signal.SIG_DFL); "
)
# Seconds, for a machine that has much else to do. Nothing waits so long: a request that is given up
# hangs no longer.
LONG = 60
HANGS = [{"operation": "createIssue", "fault": {"hang": LONG}}]
SENT = '"module": "issue"'
NEXT = "what is listed as done stays done; the same command continues from here"


def stopped(place: Place, how: Sequence[int], written: str, *options: str) -> Done:
    """Run `all` and send it signals, as a terminal would, once its journal holds this."""
    where = ("--sandbox", "--sandbox-dir", str(place.sandbox.directory))
    words = ("all", "--backlog", "backlog.yml", *where, *options)
    process = subprocess.Popen(
        [*tool.COMMAND[:-1], HEEDING + tool.COMMAND[-1], *words],
        cwd=place.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        wait_for(place.sandbox.directory / "runs", written, process.pid)
        for number in how:
            os.killpg(process.pid, number)
        out, error = process.communicate(timeout=LONG)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return Done(process.returncode, out.decode(), error.decode())


def stopped_fork(place: Place, number: int, written: str) -> Done:
    """Do the same with one signal and a fork, which has no process of `gh` to end."""
    printed, told = place.folder / "printed", place.folder / "told"
    with printed.open("wb") as out, told.open("wb") as error:
        process = forked_tool.started(
            *("all", "--backlog", "backlog.yml", *place.on_sandbox),
            folder=place.folder,
            out=out.fileno(),
            error=error.fileno(),
        )
        try:
            wait_for(place.sandbox.directory / "runs", written, process)
            os.killpg(process, number)
        except AssertionError:
            os.killpg(process, signal.SIGKILL)
            raise
        finally:
            code = forked_tool.code_of(process)
    return Done(code, printed.read_text(), told.read_text())


def wait_for(runs: Path, text: str, process: int) -> None:
    """Wait until a journal holds this; the process is the one that writes it."""
    deadline = time.monotonic() + LONG
    while not any(text in each.read_text() for each in runs.glob("*.jsonl")):
        ended = os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        assert ended is None, f"no journal says {text}"
        assert time.monotonic() < deadline
        time.sleep(0.02)


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
    """Ctrl-C ends processes of `gh`, too; the other signals are handled in the same place."""
    is_typed = number == signal.SIGINT
    done = stopped(slow, [number], SENT) if is_typed else stopped_fork(slow, number, SENT)
    assert done == Done(code, done.out, f"{told}: {NEXT}\n")
    assert "  created     label  area:core" in done.out
    assert f"perhaps done, the run was {told}" in done.out
    assert "Recap  created 1  updated 0  skipped 0" in done.out
    slow.sandbox.set_faults([])
    again = slow.playbook("all", "--backlog", "backlog.yml")
    assert again.code == 0
    assert len(slow.gh("issue", "list", "-R", REPOSITORY).splitlines()) == 1


def test_a_stopped_run_prints_its_one_document(slow: Place) -> None:
    done = stopped(slow, [signal.SIGINT], SENT, "--output", "json")
    assert done == Done(130, done.out, "")
    document = json.loads(done.out)
    assert document["run"]["exit_code"] == 130
    assert document["run"]["stopped"] == f"interrupted: {NEXT}"
    outcomes = [each["outcome"] for each in document["changes"]]
    assert outcomes[:2] == ["created", "blocked"]
    assert document["recap"]["created"] == 1
    [journal] = (slow.sandbox.directory / "runs").glob("*.jsonl")
    assert json.loads(journal.read_text().splitlines()[-1])["exit_code"] == 130


def test_a_second_ctrl_c_ends_it_at_once_and_in_words(slow: Place) -> None:
    done = stopped(slow, [signal.SIGINT, signal.SIGINT], SENT, "--output", "json")
    assert done == Done(130, done.out, "")
    assert json.loads(done.out)["run"]["exit_code"] == 130


@pytest.mark.parametrize(
    ("error", "code"), [(Interruption(), 130), (UncertainError("no answer"), 0)], ids=["Ctrl-C", ""]
)
def test_a_run_whose_lock_stays_tells_what_it_did(
    place: Place, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    """Nobody waits for a server that does not answer, and nothing of the recap is lost."""

    def stuck(_lock: Lock) -> None:
        raise error

    monkeypatch.setattr(Lock, "release", stuck)
    done = place.playbook("all", "--backlog", "backlog.yml", "--output", "json")
    document = json.loads(done.out)
    assert (done.code, document["run"]["exit_code"]) == (code, code)
    assert document["recap"]["created"] >= 2  # A label and an issue; perhaps the report.
    assert "it ends by itself within two minutes" in done.out


def early(_listener: object, _journal: object) -> None:
    raise Interruption(signal.SIGTERM)


def test_a_run_that_is_stopped_as_soon_as_it_has_a_journal_gives_it_an_end(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame, "JournalingListener", early)
    done = place.playbook("all", "--backlog", "backlog.yml")
    assert done == Done(143, "", "interrupted by SIGTERM: nothing was changed\n")
    [journal] = (place.sandbox.directory / "runs").glob("*.jsonl")
    end = json.loads(journal.read_text().splitlines()[-1])
    assert (end["event"], end["exit_code"]) == ("end", 143)


@pytest.mark.parametrize(
    ("last", "name", "comes_before"),
    [(Execution, "release", True), (Journal, "end", False), (Gh, "_end_launcher", False)],
    ids=["before the lock is released", "with the journal", "with the processes"],
)
def test_a_run_that_is_stopped_when_it_has_done_its_work_tells_what_it_did(
    place: Place, monkeypatch: pytest.MonkeyPatch, last: type, name: str, *, comes_before: bool
) -> None:
    carry_out, signals = getattr(last, name), [signal.SIGTERM]

    def interrupted(*given: object) -> object:
        if comes_before and signals:
            raise Interruption(signals.pop())
        result = carry_out(*given)
        if signals:
            raise Interruption(signals.pop())
        return result

    monkeypatch.setattr(last, name, interrupted)
    done = place.playbook("all", "--backlog", "backlog.yml")
    assert done == Done(143, done.out, f"interrupted by SIGTERM: {NEXT}\n")
    assert "Recap  created" in done.out
    assert "the lock" not in done.out
    [journal] = (place.sandbox.directory / "runs").glob("*.jsonl")
    ends = [each for each in journal.read_text().splitlines() if '"event": "end"' in each]
    assert len(ends) == 1


@pytest.mark.parametrize("signals", [1, 2])
def test_the_first_signal_takes_nothing_of_the_document_away_once_the_run_has_ended(
    place: Place, monkeypatch: pytest.MonkeyPatch, signals: int
) -> None:
    """Who reads the document may have stopped for good: the second one ends the command."""
    text = json_document.text

    def interrupted(report: RunReport) -> str:
        for _ in range(signals):
            os.kill(os.getpid(), signal.SIGTERM)
        return text(report)

    monkeypatch.setattr(json_document, "text", interrupted)
    done = place.playbook("all", "--backlog", "backlog.yml", "--output", "json")
    assert done == Done(143, done.out, "interrupted by SIGTERM\n")
    assert done.out.count('"created": 2') == (signals == 1)


def with_output(place: Place, out: int, *words: str, error: int | None = None) -> Done:
    """Run `all` with this as its output."""
    given = ("all", "--backlog", "backlog.yml", *place.on_sandbox, *words)
    return forked_tool.ended(*given, folder=place.folder, out=out, error=error)


@pytest.fixture
def unread() -> Iterator[int]:
    """A pipe whose reader has gone."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


def test_a_run_whose_reader_has_gone_is_carried_out_to_its_end(slow: Place, unread: int) -> None:
    slow.sandbox.set_faults([])
    done = with_output(slow, unread)
    assert done.code == 0
    assert done.error.startswith("the output is incomplete (Broken pipe); the run went on")
    [journal] = (slow.sandbox.directory / "runs").glob("*.jsonl")
    assert json.loads(journal.read_text().splitlines()[-1])["event"] == "end"
    assert "Recap  created 0" in slow.playbook("all", "--backlog", "backlog.yml").out


def test_so_is_one_of_which_nothing_at_all_is_read_in_colours(
    place: Place, unread: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert with_output(place, unread, error=unread).code == 0
    assert len(place.gh("issue", "list", "-R", REPOSITORY).splitlines()) == 1


def test_a_dry_run_whose_reader_has_gone_ends(place: Place, unread: int) -> None:
    done = with_output(place, unread, "--dry-run")
    assert (done.code, done.error) == (1, "")


def test_a_run_whose_output_has_no_room_is_carried_out_and_says_so(place: Place) -> None:
    with Path("/dev/full").open("w") as full:
        done = with_output(place, full.fileno())
    assert done.code == 1
    assert "the output is incomplete (No space left on device)" in done.error
    assert len(place.gh("issue", "list", "-R", REPOSITORY).splitlines()) == 1


# For the beginning, but not for all.
@pytest.mark.parametrize("size", [512, 2048])
def test_a_run_whose_journal_has_no_room_changes_nothing_more(place: Place, size: int) -> None:
    for journal in (place.sandbox.directory / "runs").glob("*.jsonl"):
        journal.unlink()
    done = forked_tool.ended(
        *("all", "--backlog", "backlog.yml", *place.on_sandbox),
        folder=place.folder,
        first=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size)),
    )
    error = done.error
    assert done.code == 1
    assert "cannot be written: File too large" in error
    assert "Traceback" not in error
    journals = [*(place.sandbox.directory / "runs").glob("*.jsonl")]
    assert all(json.loads(line) for each in journals for line in each.read_text().splitlines())
    again = place.playbook("all", "--backlog", "backlog.yml")
    assert again.code == 0, again.error
    assert len(place.gh("issue", "list", "-R", REPOSITORY).splitlines()) == 1


def test_a_run_that_is_stopped_before_it_began_has_changed_nothing(place: Place) -> None:
    place.sandbox.set_faults([{"writes": False, "fault": {"hang": LONG}}])
    for journal in (place.sandbox.directory / "runs").glob("*.jsonl"):
        journal.unlink()
    done = stopped(place, [signal.SIGINT], '"event": "begin"')
    assert done == Done(130, "", "interrupted: nothing was changed\n")
