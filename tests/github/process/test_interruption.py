"""An interrupted run has only seconds left, whatever GitHub does."""

import os
import signal
from collections.abc import Iterator
from math import inf
from pathlib import Path

import pytest

from gh_playbook.github.error import RateLimitedError, UncertainError
from gh_playbook.github.process import interruption
from gh_playbook.github.process.gh import Gh
from gh_playbook.github.process.interruption import Interruption, heeded, time_left
from tests.github.answers import Time
from tests.github.scripted import written

STUCK = "#!/bin/sh\nexec sleep 30\n"


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
