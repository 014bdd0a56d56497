"""An interrupted run has only seconds left, whatever GitHub does."""

import os
import signal
import sys
import threading
import weakref
from collections.abc import Iterator
from math import inf
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.github.error import RateLimitedError, UncertainError
from gh_playbook.github.process import interruption
from gh_playbook.github.process.gh import Gh
from gh_playbook.github.process.interruption import Interruption, heeded, time_left
from tests.github.answers import Time
from tests.github.scripted import written

STUCK = "#!/bin/sh\nexec sleep 30\n"
ANSWER = "#!/bin/sh\nprintf 'HTTP/2.0 200 OK\\r\\n\\r\\n{}'\n"


@pytest.fixture
def interrupted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Interrupt this process, as Ctrl-C does."""
    monkeypatch.setattr(interruption, "_ENDING", 0.5)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with heeded():
        with pytest.raises(Interruption):
            os.kill(os.getpid(), signal.SIGINT)
        yield
    signal.signal(signal.SIGINT, before)
    assert time_left() == inf


@pytest.mark.usefixtures("interrupted")
def test_its_last_requests_get_little_time_together(tmp_path: Path) -> None:
    gh = Gh(programs=[written(tmp_path, STUCK)], is_checked=True)
    with pytest.raises(UncertainError, match=r"gh did not end within 0\.\d+ seconds"):
        gh.api("GET", "user", request="user")
    for _ in range(4):
        with pytest.raises(UncertainError, match="the run was interrupted"):
            gh.api("GET", "user", request="user")


@pytest.mark.usefixtures("interrupted")
def test_it_waits_for_no_limit_and_for_no_better_moment() -> None:
    pacer = Time().pacer()
    limit = RateLimitedError("slow down", wait=60.0, request="graphql", status=403)
    with pytest.raises(RateLimitedError):
        pacer.heed(limit, 1)
    pacer.back_off(4, "no answer")
    assert pacer.waited <= interruption._ENDING


@pytest.fixture
def ended() -> Iterator[None]:
    """Let SIGTERM be heeded, also if the tests run in the background, as Ctrl-C would not."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGTERM, before)


class Thing:
    """Something that ends, as the lock of each import does."""


@pytest.mark.usefixtures("ended")
def test_one_that_comes_where_python_drops_errors_is_told_again() -> None:
    """No error can leave the callback of a weak reference: `_module_locks` in `importlib`."""
    before = sys.unraisablehook, signal.getsignal(signal.SIGALRM)
    signal.setitimer(signal.ITIMER_REAL, 1000)  # Somebody else's alarm.

    def interrupt(_ended: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    def import_and_wait() -> None:
        thing = Thing()
        reference = weakref.ref(thing, interrupt)
        del thing
        assert reference() is None
        threading.Event().wait(20)

    try:
        with heeded():
            pass
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
        with heeded(), pytest.raises(Interruption, match="interrupted by SIGTERM"):
            import_and_wait()
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    assert (sys.unraisablehook, signal.getsignal(signal.SIGALRM)) == before


@pytest.mark.usefixtures("ended")
def test_one_that_reaches_a_copy_which_is_not_yet_gh_does_not_go_on_with_the_run_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`sh` catches no interruption in it. The run itself ends that `gh`, or waits for it."""
    found: list[int] = []
    become = os.execve

    def execve(*given: Any) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        become(*given)

    monkeypatch.setattr(os, "execve", execve)
    gh = Gh(programs=[written(tmp_path, ANSWER)], is_checked=True)
    ask = threading.Thread(
        target=lambda: found.append(gh.api("GET", "user", request="user").status), daemon=True
    )
    with heeded():
        ask.start()
        ask.join(20)
    assert found == [200]
