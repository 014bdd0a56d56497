"""Runs that are killed: a process of its own, ended by SIGKILL at one of its requests.

The process is a fork of the test's, so that a grid of hundreds takes minutes. Nothing of it is
cleaned up: no `finally`, no lock that is given back, no line at the end of a journal.
"""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, NoReturn, get_args

from gh_playbook.github.error import GitHubError
from gh_playbook.github.process.gh import Gh, Underway

# Before a request is sent; while it is on its way, which it goes on alone; after its answer; and
# where it is not sent, but another one that goes out at the same time is answered.
Moment = Literal["before", "during", "after", "instead of"]
MOMENTS: tuple[Moment, ...] = get_args(Moment)


@dataclass(frozen=True)
class Point:
    """A moment of a run's request, counted from 1."""

    request: int
    moment: Moment

    def __str__(self) -> str:
        return f"{self.moment} request {self.request}"


def killed(run: Callable[[], object], point: Point) -> bool:
    """Carry out a run in a process that is killed at a point; tell whether it got there.

    Return once a request that was on its way has been answered.
    """
    ended, running = os.pipe()
    process = os.fork()
    if process == 0:
        _carry_out(run, point)
    os.close(running)
    with os.fdopen(ended) as pipe:
        pipe.read()
    _, status = os.waitpid(process, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _carry_out(run: Callable[[], object], point: Point) -> None:
    """Be the process: run, and end."""
    begin, sent = Gh.begin, 0

    def begun(self: Gh, *arguments: Any, **more: Any) -> Underway:
        nonlocal sent
        sent += 1
        if sent != point.request:
            return begin(self, *arguments, **more)
        if point.moment == "before":
            _die()
        if point.moment == "instead of":
            return Underway(_die)
        if point.moment == "during" and os.fork() != 0:
            _die()
        answer = begin(self, *arguments, **more).answer
        with suppress(GitHubError):
            answer()
        if point.moment == "during":
            os._exit(0)
        _die()

    Gh.begin = begun  # type: ignore[method-assign]
    try:
        run()
    finally:
        os._exit(0)


def _die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody survives this")
