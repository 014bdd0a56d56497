"""Processes of `gh` that are begun before there is a request for them. Here `gh` is a script."""

import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from gh_playbook.github.error import UncertainError
from gh_playbook.github.process import process as processes
from gh_playbook.github.process.call_standby import ExactReading
from gh_playbook.github.process.gh import Gh
from gh_playbook.github.process.interruption import Interruption, heeded
from gh_playbook.github.process.process import Completed, Process
from gh_playbook.github.process.standby import Standby
from gh_playbook.model.change import Call
from tests.github.scripted import has_ended, numbers, until, written

# Each process notes that it has begun, and then what it was given; `read` is the shell's own.
SCRIPT = """#!/bin/sh
echo $$ >> {folder}/begun
read -r body
echo "$body" >> {folder}/given
printf 'HTTP/2.0 {status} OK\\r\\n\\r\\n{{}}'
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Gh]:
    """Write the script; return what runs it."""

    def write(script: str) -> Gh:
        return Gh(programs=[written(tmp_path, script)], is_checked=True)

    return write


@pytest.fixture
def gh(write: Callable[[str], Gh], tmp_path: Path) -> Gh:
    return write(SCRIPT.format(folder=tmp_path, status=200))


def query(gh: Gh, number: int, *, more: bool = True) -> None:
    gh.begin("POST", "graphql", {"n": number}, request="graphql", more=more).answer()


def lines(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def test_the_next_one_is_begun_while_an_answer_is_awaited(gh: Gh, tmp_path: Path) -> None:
    with gh.ready():
        query(gh, 1)
        until(lambda: len(lines(tmp_path / "begun")) == 2)
        query(gh, 2, more=False)
        assert len(lines(tmp_path / "begun")) == 2
    assert (tmp_path / "given").read_text() == '{"n": 1}\n{"n": 2}\n'
    assert gh.processes == 2


def test_the_process_of_the_first_request_can_be_started_before_it(gh: Gh, tmp_path: Path) -> None:
    with gh.ready():
        gh.stand_by()
        until(lambda: len(lines(tmp_path / "begun")) == 1)
        assert gh.processes == 0
        query(gh, 1, more=False)
    assert len(lines(tmp_path / "begun")) == 1
    assert (tmp_path / "given").read_text() == '{"n": 1}\n'


def milestone(gh: Gh, number: int) -> None:
    gh.begin("POST", "repos/a/b/milestones", {"n": number}, request="m", more=True).answer()


def test_the_process_of_the_next_expected_rest_request_is_started_before_it(
    gh: Gh, tmp_path: Path
) -> None:
    call = Call("POST", "repos/a/b/milestones", {})
    with gh.ready():
        gh.expect([call, call])
        query(gh, 1)
        until(lambda: len(lines(tmp_path / "begun")) == 3)
        milestone(gh, 2)
        until(lambda: len(lines(tmp_path / "begun")) == 4)
        milestone(gh, 3)
        milestone(gh, 4)
        # The third one was not expected; the process for the next document still waits.
        assert len(lines(tmp_path / "begun")) == 5
    given = (tmp_path / "given").read_text().splitlines()
    assert given == ['{"n": 1}', '{"n": 2}', '{"n": 3}', '{"n": 4}']


def test_so_is_that_of_an_expected_reading_of_exact_texts(gh: Gh, tmp_path: Path) -> None:
    with gh.ready():
        gh.expect([ExactReading(), Call("POST", "repos/a/b/milestones", {})])
        query(gh, 1)
        until(lambda: len(lines(tmp_path / "begun")) == 3)
        gh.api("POST", "graphql", {"n": 2}, request="exact", exact=True)
        until(lambda: len(lines(tmp_path / "begun")) == 4)
        milestone(gh, 3)
        assert len(lines(tmp_path / "begun")) == 4
    assert (tmp_path / "given").read_text() == '{"n": 1}\n{"n": 2}\n{"n": 3}\n'


@pytest.mark.parametrize(
    "call",
    [
        Call("DELETE", "repos/a/b/milestones/3"),
        Call("PATCH", "repos/a/b/milestones/3", {"title": "v1"}),
        Call("POST", "orgs/a/projectsV2/None/views", {"name": "Plan"}),
        Call("POST", "repos/a/b/dispatches", {"event_type": "now"}),
    ],
)
def test_none_is_started_early_that_could_do_something_without_its_body(
    gh: Gh, tmp_path: Path, call: Call
) -> None:
    with gh.ready():
        gh.expect([call])
        query(gh, 1)
        query(gh, 2, more=False)
    assert len(lines(tmp_path / "begun")) == 2


def test_spare_work_is_done_once_while_an_answer_is_awaited(gh: Gh) -> None:
    done: list[str] = []
    gh.spare_work += [lambda: done.append("a"), lambda: done.append("b")]
    underway = gh.begin("POST", "graphql", {"n": 1}, request="q")
    assert done == []
    underway.answer()
    query(gh, 2, more=False)
    assert done == ["a", "b"]


def test_one_that_is_too_old_is_not_kept_ready(tmp_path: Path) -> None:
    programs = [tmp_path / "old", tmp_path / "new"]
    for path, version in zip(programs, ("2.1.0", "2.90.0"), strict=True):
        path.mkdir()
        told = f"[ $1 != --version ] || {{ echo gh version {version}; exit; }}\necho $$"
        script = SCRIPT.format(folder=path, status=200).replace("echo $$", told, 1)
        written(path, script)
    gh = Gh(programs=[str(path / "gh") for path in programs])
    with gh.ready():
        gh.stand_by()
        until(lambda: len(lines(programs[0] / "begun")) == 1)
        assert gh.version() == "2.90.0"
        query(gh, 1, more=False)
    given = [path / "given" for path in programs]
    assert [each.exists() for each in given] == [False, True]


def test_if_it_cannot_be_started_the_answer_under_way_is_taken(
    gh: Gh, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted() -> Process:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(gh._standby, "begin", exhausted)
    with gh.ready():
        query(gh, 1)


def test_one_that_is_not_needed_sends_nothing(gh: Gh, tmp_path: Path) -> None:
    with gh.ready():
        query(gh, 1)
        until(lambda: len(lines(tmp_path / "begun")) == 2)
    until(lambda: all(map(has_ended, numbers(tmp_path / "begun"))))
    assert (tmp_path / "given").read_text() == '{"n": 1}\n'
    assert gh.processes == 1


def test_it_takes_no_request_of_another_kind(gh: Gh, tmp_path: Path) -> None:
    with gh.ready():
        query(gh, 1)
        until(lambda: len(lines(tmp_path / "begun")) == 2)
        gh.api("POST", "graphql", {"n": 2}, request="exact", exact=True)
        gh.begin("POST", "repos/a/b/milestones", {"n": 3}, request="m", more=True).answer()
        assert len(lines(tmp_path / "begun")) == 4
        query(gh, 4, more=False)
    assert len(lines(tmp_path / "begun")) == 4


@pytest.mark.parametrize("is_ready", [True, False])
def test_none_is_begun_where_nothing_follows(gh: Gh, tmp_path: Path, is_ready: bool) -> None:
    if is_ready:
        with gh.ready():
            query(gh, 1, more=False)
    else:
        query(gh, 1)
    assert len(lines(tmp_path / "begun")) == 1


def test_there_are_no_more_once_one_had_no_answer(gh: Gh, write: Callable[[str], Gh]) -> None:
    with gh.ready():
        write("#!/bin/sh\nread -r body\necho broken >&2\nexit 1\n")
        with pytest.raises(UncertainError, match="no answer: broken"):
            query(gh, 1)
        assert gh._standby._ready, "begun before that was known"
        query_is_trusted = gh._standby.is_trusted
    assert not query_is_trusted


def test_who_does_not_wait_for_a_request_may_have_it(
    write: Callable[[str], Gh], tmp_path: Path
) -> None:
    """HTTP: 408 says that not all of it came in time."""
    gh = write(SCRIPT.format(folder=tmp_path, status=408))
    with gh.ready():
        query(gh, 1)
        assert not gh._standby.is_trusted


def test_an_interrupted_run_leaves_none_behind(write: Callable[[str], Gh], tmp_path: Path) -> None:
    """Who presses Ctrl-C ends them together; this signal goes to the run alone."""
    gh = write(
        f"#!/bin/sh\necho $$ >> {tmp_path}/begun\nread -r body\n"
        f'test -n "$body" || touch {tmp_path}/empty\nexec sleep 30\n'
    )
    call = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from gh_playbook.github.process.gh import Gh\n"
        "from gh_playbook.github.process.interruption import heeded\n"
        f"gh = Gh(programs=[{gh.program!r}], is_checked=True)\n"
        "with heeded(), gh.ready():\n"
        "    gh.begin('POST', 'graphql', {'n': 1}, request='graphql', more=True).answer()\n"
    )
    with subprocess.Popen([sys.executable, "-c", call], stderr=subprocess.PIPE, text=True) as run:
        until(lambda: len(lines(tmp_path / "begun")) == 2)
        run.send_signal(signal.SIGINT)
        _, error = run.communicate(timeout=20)
    assert "Interruption" in error
    until(lambda: all(map(has_ended, numbers(tmp_path / "begun"))))
    assert not (tmp_path / "empty").exists()


def test_an_interruption_while_its_thread_starts_closes_nothing_that_the_thread_reads(
    write: Callable[[str], Gh], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread would print a traceback."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    told: list[object] = []
    threads: list[threading.Thread] = []
    begin, listen, goes_on = threading.Thread.start, Process._listen, threading.Event()

    def start(thread: threading.Thread) -> None:
        begin(thread)
        threads.append(thread)
        signal.raise_signal(signal.SIGTERM)

    def late(process: Process) -> None:
        goes_on.wait(20)
        listen(process)

    gh = write("#!/bin/sh\nexec sleep 30\n")
    process = Process(gh.program, [], {"PATH": os.environ["PATH"]})
    monkeypatch.setattr(threading, "excepthook", told.append)
    monkeypatch.setattr(threading.Thread, "start", start)
    monkeypatch.setattr(Process, "_listen", late)
    with heeded(), pytest.raises(Interruption):
        process.give("", 20)
    process.end()
    goes_on.set()
    threads[0].join(20)
    signal.signal(signal.SIGTERM, before)
    assert not threads[0].is_alive()
    assert told == []


class Waiting(Process):
    """A process that never was one."""

    def __init__(self) -> None:
        self.is_over = False
        self.is_ended = False

    @property
    def has_ended(self) -> bool:
        return self.is_over

    def end(self) -> None:
        self.is_ended = True


def test_one_that_waited_long_is_not_used() -> None:
    now = [0.0]
    begun: list[Waiting] = []

    def begin() -> Process:
        begun.append(Waiting())
        return begun[-1]

    standby = Standby(begin, clock=lambda: now[0])
    standby.prepare()
    standby.prepare()
    now[0] = 4.9
    assert standby.take() is begun[0]
    assert standby.take() is None
    standby.prepare()
    now[0] = 10.0
    assert standby.take() is None
    standby.prepare()
    begun[2].is_over = True
    assert standby.take() is None
    standby.prepare()
    now[0] = 16.0
    standby.prepare()
    assert standby.take() is begun[4]
    assert [each.is_ended for each in begun] == [False, True, True, True, False]


def test_several_are_ready_for_requests_that_soon_follow_each_other(gh: Gh, tmp_path: Path) -> None:
    with gh.ready():
        gh.stand_by(2)
        gh.stand_by()
        until(lambda: len(lines(tmp_path / "begun")) == 2)
        query(gh, 1)
        assert len(lines(tmp_path / "begun")) == 2
        query(gh, 2)
        until(lambda: len(lines(tmp_path / "begun")) == 3)
    assert (tmp_path / "given").read_text() == '{"n": 1}\n{"n": 2}\n'


def test_the_page_shows_what_it_prints_and_how_it_ends(write: Callable[[str], Gh]) -> None:
    gh = write("#!/bin/sh\ncat\necho why >&2\nexit 3\n")
    process = Process(gh.program, [], {"PATH": os.environ["PATH"]})
    text = "ü" * 200_000
    process.give(text, 20)
    assert process.completed() == Completed(3, text, "why\n")


def test_what_it_leaves_behind_is_not_waited_for(write: Callable[[str], Gh]) -> None:
    """A helper that goes on holds the ends of its pipes."""
    gh = write("#!/bin/sh\necho out\nsleep 30 &\n")
    process = Process(gh.program, [], {"PATH": os.environ["PATH"]})
    process.give("", 20)
    assert process.completed() == Completed(0, "out\n", "")


def test_one_that_reads_nothing_is_ended_in_time(write: Callable[[str], Gh]) -> None:
    """More than a pipe holds is waiting for it."""
    gh = write("#!/bin/sh\nexec sleep 30\n")
    process = Process(gh.program, [], {"PATH": os.environ["PATH"]})
    process.give("x" * 1_000_000, 0.2)
    assert process.completed().error == "gh did not end within 0.2 seconds"


def test_one_that_cannot_be_killed_is_not_waited_for(
    write: Callable[[str], Gh], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system may keep it, such as one that reads a file of a network that is gone."""
    monkeypatch.setattr(processes, "_KILLED", 0.1)
    gh = write("#!/bin/sh\nexec sleep 30\n")
    process = Process(gh.program, [], {"PATH": os.environ["PATH"]})
    started = process._started
    process._started = Kept()
    process.give("", 0.1)
    assert process.completed().error == "gh did not end within 0.1 seconds"
    started.leave()


class Kept:
    """A process that the system keeps."""

    has_ended = False

    def wait(self) -> int:
        raise AssertionError("nobody can wait for it")

    def kill(self) -> None:
        """Do nothing."""

    def leave(self) -> None:
        """Do nothing."""


def test_two_requests_go_out_at_the_same_time(write: Callable[[str], Gh], tmp_path: Path) -> None:
    """The first is answered once the second is there."""
    gh = write(
        f'#!/bin/sh\ncase "$*" in *graphql*) until test -e {tmp_path}/there; do sleep 0.01; done;; '
        f"*) touch {tmp_path}/there;; esac\nprintf 'HTTP/2.0 200 OK\\r\\n\\r\\n{{}}'\n"
    )
    gh.timeout = 20
    one = gh.begin("POST", "graphql", {}, request="graphql")
    other = gh.begin("POST", "repos/a/b/milestones", {}, request="milestone")
    assert [one.answer().status, other.answer().status] == [200, 200]
    assert gh.processes == 2


def test_one_whose_answer_nobody_takes_ends_with_the_session(
    write: Callable[[str], Gh], tmp_path: Path
) -> None:
    gh = write(f"#!/bin/sh\necho $$ >> {tmp_path}/begun\nexec sleep 30\n")
    with gh.ready():
        gh.begin("POST", "graphql", {}, request="graphql")
        until(lambda: len(lines(tmp_path / "begun")) == 1)
    until(lambda: all(map(has_ended, numbers(tmp_path / "begun"))))
