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
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import field
from typing import TypeVar

from gh_playbook.frozen import dataclass
from gh_playbook.github.error import GitHubError

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
        yield [pool.submit(allowance.carry_out, task) for task in tasks]
    except BaseException:
        allowance.ended.set()
        abandon()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def results(coming: Sequence[Future[Result]]) -> list[Result]:
    """Wait for all tasks, or for the first that raises.

    The waiting is done in short periods: if an interruption comes right before a period begins,
    Python tells the main thread only after it.
    """
    waiting = True
    while waiting:
        done, others = wait(coming, timeout=_SPELL, return_when=FIRST_EXCEPTION)
        waiting = bool(others) and not any(each.exception() for each in done)
    return [each.result() for each in coming if each in done]


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
