"""What is done at the same time: no more once something failed, or took long enough."""

import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any

import pytest

from gh_playbook.github.error import GitHubError
from gh_playbook.github.process.interruption import Interruption, heeded
from gh_playbook.github.simultaneous_read import AT_MOST, begun, results


def attempted(
    tasks: Sequence[Callable[[], Any]], abandon: Callable[[], Any], **limits: Any
) -> list[Any]:
    """Carry out tasks; return what came of each."""
    with begun(tasks, abandon, **limits) as coming:
        return results(coming)


def nothing() -> None:
    raise AssertionError("nobody has interrupted it")


def test_all_are_done_and_listed_in_their_order() -> None:
    tasks = [partial(int, number) for number in range(30)]
    assert attempted(tasks, nothing) == list(range(30))


def test_no_more_than_eight_are_under_way() -> None:
    meeting = threading.Barrier(AT_MOST)
    lock, under_way = threading.Lock(), [0, 0]

    def task() -> None:
        with lock:
            under_way[0] += 1
            under_way[1] = max(under_way)
        meeting.wait(timeout=10)
        with lock:
            under_way[0] -= 1

    attempted([task] * AT_MOST * 3, nothing)
    assert under_way == [0, AT_MOST]


def test_after_an_error_none_begins() -> None:
    def fail() -> None:
        raise GitHubError("no")

    found = attempted([fail] * 100, nothing)
    errors = [each for each in found if each is not None]
    assert 1 <= len(errors) <= AT_MOST
    assert {str(each) for each in errors} == {"no"}
    assert found[-1] is None


def test_nothing_is_under_way_any_more_after_an_error_in_the_meantime() -> None:
    """As of a request that was sent beside them; what is still under way is ended."""
    ended, done = threading.Event(), list[bool]()
    with pytest.raises(GitHubError), begun([lambda: done.append(ended.wait(10))] * 20, ended.set):
        raise GitHubError("no")
    assert done == [True] * len(done)
    assert len(done) <= AT_MOST


def test_none_begins_once_all_together_took_long_enough() -> None:
    """Each takes ten seconds of a clock that only tasks move."""
    local = threading.local()

    def clock() -> float:
        return float(getattr(local, "now", 0.0))

    def task() -> str:
        local.now = clock() + 10.0
        return "done"

    found = attempted([task] * 100, nothing, budget=200.0, clock=clock)
    assert 20 <= found.count("done") < 20 + AT_MOST
    assert found.count("done") + found.count(None) == 100
    assert found[-1] is None


def test_what_is_no_error_of_github_s_ends_it_all() -> None:
    ended = []

    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        attempted([fail], lambda: ended.append(True))
    assert ended == [True]


def test_an_interruption_while_it_waits_leaves_no_lock_taken() -> None:
    """Another thread could never tell what came of its task."""
    coming: list[Future[int]] = [Future(), Future()]
    taken = list[bool]()
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)

    def acquire(take: Callable[[], bool]) -> bool:
        if taken == [True]:
            signal.raise_signal(signal.SIGTERM)
        taken.append(take())
        return True

    for each in coming:
        condition: Any = each._condition
        condition.acquire = partial(acquire, condition.acquire)
    with heeded(), pytest.raises(Interruption):
        results(coming)
    signal.signal(signal.SIGTERM, before)
    telling = [threading.Thread(target=each.set_result, args=[1], daemon=True) for each in coming]
    for thread in telling:
        thread.start()
        thread.join(20)
    assert all(each.done() for each in coming)
