"""Simultaneous questions: only reads, because writes have another rule (`simultaneous_write.py`).

GitHub allows a hundred requests at a time, REST and GraphQL together, and 60 seconds of its own
work on GraphQL in a minute, which it says can be estimated by how long the answers take ("Rate
limits for the REST API", "Rate limits and query limits for the GraphQL API"). It advises clients to
ask one by one. So only a few go out at a time, and no more after one has failed, or after the
answers together have taken as long as GitHub would work in a minute.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    ALL_COMPLETED,
    FIRST_EXCEPTION,
    Future,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from dataclasses import field
from typing import TypeVar

from gh_playbook.frozen import dataclass
from gh_playbook.github.error import GitHubError
from gh_playbook.github.process.interruption import held_back

AT_MOST = 8
# The longest total time of the answers, in seconds.
BUDGET = 60.0
_SPELL = 0.2  # seconds

Result = TypeVar("Result")


@contextmanager
def begun(
    tasks: Sequence[Callable[[], Result]],
    abandon: Callable[[], None],
    budget: float = BUDGET,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[list[Future[Result | GitHubError | None]]]:
    """Begin tasks; each will have a result, or its error. At the end of this context none goes on.

    After the first error, or when the tasks have taken more than `budget` seconds together, no
    other task begins: the result of these is None. `abandon` is called when the run is interrupted,
    and ends the tasks that are under way.
    """
    allowance = _Allowance(budget, clock)
    pool = ThreadPoolExecutor(AT_MOST)
    try:
        with held_back():  # Or an interruption could leave a lock of these threads taken.
            coming = [pool.submit(allowance.carry_out, task) for task in tasks]
        yield coming
        pool.shutdown(wait=False, cancel_futures=True)
        left = [each for each in coming if not each.cancelled()]
        while not _waited(left, ALL_COMPLETED):
            pass
    except BaseException:
        allowance.ended.set()
        abandon()
        raise
    finally:
        with held_back():
            pool.shutdown(cancel_futures=True)


def results(coming: Sequence[Future[Result]]) -> list[Result]:
    """Wait for all tasks, or for the first that raises."""
    while not _waited(coming, FIRST_EXCEPTION):
        pass
    return [each.result() for each in coming if each.done()]


def _waited(coming: Sequence[Future[Result]], what: str) -> bool:
    """Wait for a short time; tell whether that was enough.

    An interruption is told only after it: while Python waits for several threads, it could leave a
    lock of theirs taken for ever.
    """
    with held_back():
        done, others = wait(coming, timeout=_SPELL, return_when=what)
    if what == FIRST_EXCEPTION and any(each.exception() for each in done):
        return True
    return not others


@dataclass
class _Allowance:
    """The rest of the budget of simultaneous tasks; `left` is in seconds of all tasks together."""

    left: float
    clock: Callable[[], float]
    ended: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def carry_out(self, task: Callable[[], Result]) -> Result | GitHubError | None:
        """Carry out a task if another one may begin."""
        if self.ended.is_set():
            return None
        begun = self.clock()
        try:
            return task()
        except GitHubError as error:
            self.ended.set()
            return error
        finally:
            with self._lock:
                self.left -= self.clock() - begun
                if self.left <= 0:
                    self.ended.set()
