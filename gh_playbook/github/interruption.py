"""Interruptions: somebody presses Ctrl-C, or the system ends the process."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Self, TypeAlias

from gh_playbook.github.error import GitHubError

# Those that end a process and can be heeded. What the starter has switched off stays off (`nohup`).
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# Everything that was done stands where the next run finds it.
GOES_ON = "what is listed as done stays; the same command again goes on from here"


class Interruption(KeyboardInterrupt):
    """A signal has ended what was under way; `advice` is what to know about it."""

    def __init__(self, number: int = signal.SIGINT, advice: str = "") -> None:
        self.number = number
        by = "" if number == signal.SIGINT else f" by {signal.Signals(number).name}"
        self.how = f"interrupted{by}"
        self.message = f"{self.how}: {advice}" if advice else self.how
        super().__init__(self.message)

    @classmethod
    def of(cls, interrupt: KeyboardInterrupt, advice: str = "") -> Self:
        """Return an interruption as one that has this to be said about it."""
        number = interrupt.number if isinstance(interrupt, Interruption) else signal.SIGINT
        return cls(number, advice)

    @property
    def exit_code(self) -> int:
        """The process's exit code, by the shells' rule: 130 of Ctrl-C."""
        return 128 + self.number


# Why a run ended before everything was done.
Stop: TypeAlias = GitHubError | Interruption


class _Pending:
    """What is held back: how many hold it, and the signal that has come meanwhile."""

    def __init__(self) -> None:
        self.holders = 0
        self.number: int | None = None


_PENDING = _Pending()


@contextmanager
def held_back() -> Iterator[None]:
    """Hold interruptions that are heeded back until the end of what is within.

    A process that is only half started could neither be waited for nor ended.
    """
    _PENDING.holders += 1
    try:
        yield
    finally:
        _PENDING.holders -= 1
        number = _PENDING.number
        if number is not None and not _PENDING.holders:
            _PENDING.number = None
            raise Interruption(number)


@contextmanager
def heeded() -> Iterator[None]:
    """Have signals that end a process raise an Interruption within.

    Signals can be had by the main thread alone; in another this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.getsignal(each) for each in _SIGNALS}
    heard = [each for each, handler in before.items() if handler is not signal.SIG_IGN]
    for each in heard:
        signal.signal(each, _interrupt)
    try:
        yield
    finally:
        for each in heard:
            signal.signal(each, before[each])


def _interrupt(number: int, _frame: FrameType | None) -> None:
    if _PENDING.holders:
        _PENDING.number = number
    else:
        raise Interruption(number)
