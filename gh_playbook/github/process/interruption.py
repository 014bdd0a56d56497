"""Interruptions: somebody presses Ctrl-C, or the system ends the process."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from math import inf
from types import FrameType
from typing import Self, TypeAlias

from gh_playbook.github.error import GitHubError

# The signals that end a process and can be handled. A signal that was switched off at the start
# (`nohup`) stays off.
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# The number of seconds that the requests at the end of an interrupted run may take together.
# Usually there is one, which releases the lock.
_ENDING = 5.0
# The number of seconds after which an interruption that Python has dropped is told again.
_AGAIN = 0.005

# The next run finds everything that was done.
GOES_ON = "what is listed as done stays done; the same command continues from here"


class Interruption(KeyboardInterrupt):
    """A signal has ended the current work; `advice` says what to do next."""

    def __init__(self, number: int = signal.SIGINT, advice: str = "") -> None:
        self.number = number
        by = "" if number == signal.SIGINT else f" by {signal.Signals(number).name}"
        self.how = f"interrupted{by}"
        self.message = f"{self.how}: {advice}" if advice else self.how
        super().__init__(self.message)

    @classmethod
    def of(cls, interrupt: KeyboardInterrupt, advice: str = "") -> Self:
        """Return the interruption with this advice."""
        number = interrupt.number if isinstance(interrupt, Interruption) else signal.SIGINT
        return cls(number, advice)

    @property
    def exit_code(self) -> int:
        """The process's exit code, by the rule of shells: 130 for Ctrl-C."""
        return 128 + self.number


# The reasons why a run ended early.
Stop: TypeAlias = GitHubError | Interruption


class _Pending:
    """The number of contexts that hold signals back, and the signal that came meanwhile.

    `firm` is the number of those among them that hold back more than one.
    `until` is the time when the last request of an interrupted run has to be over. `process` is the
    one that is interrupted: a copy of it which is about to become `gh` has the same handlers.
    """

    def __init__(self) -> None:
        self.process = 0
        self.holders = self.firm = 0
        self.number: int | None = None
        self.until = inf


_PENDING = _Pending()


def time_left() -> float:
    """Return for how many seconds requests and waits may still go on, if somebody stops the run.

    A server that never answers must not keep a run from its end.
    """
    return max(_PENDING.until - time.monotonic(), 0.0)


@contextmanager
def held_back(*, once: bool = False) -> Iterator[None]:
    """Hold interruptions back until the end of the block; with `once` only the first of them.

    A process that is only half started could neither be waited for nor ended. Only the main thread
    is interrupted; in another thread this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _PENDING.holders += 1
    _PENDING.firm += not once
    try:
        yield
    finally:
        _PENDING.holders -= 1
        _PENDING.firm -= not once
        number = _PENDING.number
        if number is not None and not _PENDING.holders:
            _PENDING.number = None
            raise _interruption(number)


@contextmanager
def heeded() -> Iterator[None]:
    """Let signals that end a process raise an Interruption inside the block.

    Only the main thread can receive signals; in another thread this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _PENDING.process, _PENDING.until = os.getpid(), inf
    before = {each: signal.getsignal(each) for each in _SIGNALS}
    heard = [each for each, handler in before.items() if handler is not signal.SIG_IGN]
    for each in heard:
        signal.signal(each, _interrupt)
    try:
        with _told_again():
            yield
    finally:
        for each in heard:
            signal.signal(each, before[each])
        _PENDING.until = inf


@contextmanager
def _told_again() -> Iterator[None]:
    """Tell an interruption again that Python has dropped, and nobody else would know of.

    No error can leave some calls that Python makes by itself, such as the one at the end of each
    import: it goes to `sys.unraisablehook`, and the work goes on. If a signal is handled during
    such a call, that is the fate of its interruption. An alarm of somebody else, such as that of
    a test's time limit, stays as it is unless this happens.
    """
    before, replaced = sys.unraisablehook, []

    def tell(dropped: "sys.UnraisableHookArgs") -> None:
        if isinstance(dropped.exc_value, Interruption):
            handler = signal.signal(signal.SIGALRM, partial(_repeat, dropped.exc_value.number))
            # Here it would be dropped once more.
            replaced.append((handler, signal.setitimer(signal.ITIMER_REAL, _AGAIN)))
        else:
            before(dropped)

    sys.unraisablehook = tell
    try:
        yield
    finally:
        sys.unraisablehook = before
        if replaced:
            handler, alarm = replaced[0]
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, handler)
            signal.setitimer(signal.ITIMER_REAL, *alarm)


def _repeat(number: int, _alarm: int, frame: FrameType | None) -> None:
    _interrupt(number, frame)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    if os.getpid() != _PENDING.process:
        return  # The process that started this copy decides what becomes of it.
    if _PENDING.firm or (_PENDING.holders and _PENDING.number is None):
        _PENDING.number = number
    else:
        raise _interruption(number)


def _interruption(number: int) -> Interruption:
    """Return the interruption; from the first one on, the run has little time left."""
    _PENDING.until = min(_PENDING.until, time.monotonic() + _ENDING)
    return Interruption(number)
