"""Questions asked at the same time: reads alone, for GitHub wants writes one after the other.

GitHub allows a hundred requests at a time, REST and GraphQL together, and advises to send them one
by one (its documentation, "Rate limits for the REST API" and "Best practices for using the REST
API"). So there are few, and none at the same time any more once one has failed.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from gh_playbook.github.error import GitHubError

AT_MOST = 8

Result = TypeVar("Result")


def attempted(
    tasks: Sequence[Callable[[], Result]], abandon: Callable[[], None]
) -> list[Result | GitHubError | None]:
    """Carry out tasks; return the result of each in their order, or the error that it ended with.

    After the first error no other task begins: for those there is None. `abandon` is called when
    the run is interrupted, and ends what is under way.
    """
    ended = threading.Event()

    def carry_out(task: Callable[[], Result]) -> Result | GitHubError | None:
        if ended.is_set():
            return None
        try:
            return task()
        except GitHubError as error:
            ended.set()
            return error

    pool = ThreadPoolExecutor(AT_MOST)
    try:
        return _results(pool.map(carry_out, tasks))
    except BaseException:
        ended.set()
        abandon()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _results(coming: Iterable[Result]) -> list[Result]:
    return list(coming)
