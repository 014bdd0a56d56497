"""Interruptions: somebody presses Ctrl-C, or the system ends the process."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
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

    `until` is the time when the last request of an interrupted run has to be over.
    """

    def __init__(self) -> None:
        self.holders = 0
        self.number: int | None = None
        self.until = inf


_PENDING = _Pending()


def time_left() -> float:
    """Return for how many seconds requests and waits may still go on, if somebody stops the run.

    A server that never answers must not keep a run from its end.
    """
    return max(_PENDING.until - time.monotonic(), 0.0)


@contextmanager
def held_back() -> Iterator[None]:
    """Hold interruptions back until the end of the block.

    A process that is only half started could neither be waited for nor ended. Only the main thread
    is interrupted; in another thread this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _PENDING.holders += 1
    try:
        yield
    finally:
        _PENDING.holders -= 1
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
    _PENDING.until = inf
    before = {each: signal.getsignal(each) for each in _SIGNALS}
    heard = [each for each, handler in before.items() if handler is not signal.SIG_IGN]
    for each in heard:
        signal.signal(each, _interrupt)
    try:
        yield
    finally:
        for each in heard:
            signal.signal(each, before[each])
        _PENDING.until = inf


def _interrupt(number: int, _frame: FrameType | None) -> None:
    if _PENDING.holders:
        _PENDING.number = number
    else:
        raise _interruption(number)


def _interruption(number: int) -> Interruption:
    """Return the interruption; from the first one on, the run has little time left."""
    _PENDING.until = min(_PENDING.until, time.monotonic() + _ENDING)
    return Interruption(number)
