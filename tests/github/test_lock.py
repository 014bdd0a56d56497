"""The lock: a lease that is renewed in time, and given up when somebody else has taken over."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gh_playbook.github.error import RateLimitedError
from gh_playbook.github.git_ref import NOTHING
from gh_playbook.github.lock import Lock, LockedError
from gh_playbook.github.reader import Reader
from gh_playbook.github.writer import Writer
from gh_playbook.model.existing import Repository
from gh_playbook.model.lease import TERM, TOLERANCE, Lease, compose
from tests.github.answers import Answering, Time, answer

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
REPOSITORY = Repository(
    "R1",
    "acme/rocket",
    "https://github.com/acme/rocket",
    "acme",
    "O1",
    False,
    permission="WRITE",
    tree="t0",
)
MOVED = answer({"data": {"m0": {"clientMutationId": None}}})
NOT_MOVED = answer({"data": {"m0": None}, "errors": [{"path": ["m0"], "message": "stale"}]})


def commit(sha: str) -> Any:
    return answer({"sha": sha}, 201)


def reference(*sha: str) -> list[Any]:
    listed = [{"ref": "refs/gh-playbook/lock", "object": {"sha": each}} for each in sha]
    return [answer(listed), *(answer({"sha": each, "message": "x"}) for each in sha)]


def held(*answers: Any) -> tuple[Lock, Answering, list[datetime]]:
    """Return a lock that was just taken, what answers it from then on, and its clock."""
    gh, time, now = Answering(answers=[commit("c1"), MOVED, *answers]), Time(), [BEGIN]
    lock = Lock(
        REPOSITORY,
        Reader(gh, time.pacer()),
        Writer(gh, time.pacer()),
        login="ann",
        run="run-1",
        clock=lambda: now[0],
    )
    assert not lock.acquire(None)
    assert moved(gh) == [("lock", NOTHING, "c1"), ("state", NOTHING, "c1")]
    del gh.asked[:]
    return lock, gh, now


def moved(gh: Answering) -> list[tuple[str, str, str]]:
    """Return which references the last request moves: from where, and whereto."""
    (given,) = gh.asked[-1][2]["variables"].values()
    return [
        (each["name"].removeprefix("refs/gh-playbook/"), each["beforeOid"], each["afterOid"])
        for each in given["refUpdates"]
    ]


def test_what_stands_in_the_register_s_place_goes_with_the_lock() -> None:
    lock, gh, _ = held(MOVED)
    lock.release()
    assert moved(gh) == [("lock", "c1", NOTHING), ("state", "c1", NOTHING)]


def test_a_register_that_was_written_meanwhile_stays_where_the_lock_is_given_back() -> None:
    lock, gh, _ = held(NOT_MOVED, *reference("c1"), MOVED)
    lock.release()
    assert moved(gh) == [("lock", "c1", NOTHING)]
    assert not gh.answers


def test_a_register_that_somebody_has_made_since_the_reading_is_noticed() -> None:
    gh, time = Answering(answers=[commit("c1"), NOT_MOVED, *[answer([])] * 2, commit("c2")]), Time()
    gh.answers.append(answer({"ref": "refs/gh-playbook/lock"}, 201))
    lock = Lock(
        REPOSITORY, Reader(gh, time.pacer()), Writer(gh, time.pacer()), login="ann", run="run-1"
    )
    assert lock.acquire(None), "the world is to be read again"
    assert lock.is_held
    assert lock.claimed is None


def test_where_a_limit_of_github_s_lasts_no_run_goes_on_without_a_lock() -> None:
    limited = answer({"message": "secondary rate limit"}, 403, {"retry-after": "1"})
    gh, time = Answering(answers=[limited] * 4), Time()
    reader, writer = Reader(gh, time.pacer()), Writer(gh, time.pacer())
    lock = Lock(REPOSITORY, reader, writer, login="ann", run="run-1", clock=lambda: BEGIN)
    with pytest.raises(RateLimitedError):
        lock.acquire(None)
    assert (gh.answers, lock.warning) == ([], None)


def test_a_lease_is_renewed_when_half_of_its_term_has_gone() -> None:
    lock, gh, now = held(commit("c2"), MOVED)
    now[0] += TERM / 2
    lock.renew()
    assert not gh.asked
    now[0] += timedelta(seconds=1)
    lock.renew()
    assert len(gh.asked) == 2
    lock.renew()
    assert len(gh.asked) == 2


def test_whoever_was_not_heard_of_for_a_term_learns_that_another_run_has_taken_over() -> None:
    lock, _, now = held(commit("c2"), NOT_MOVED, *reference("c9"))
    now[0] += TERM * 2
    with pytest.raises(LockedError, match="taken it over"):
        lock.writer.before_request()
    assert not lock.is_held


def test_once_it_is_being_given_back_it_is_not_renewed() -> None:
    lock, gh, now = held()
    assert lock.giving_back() is not None
    now[0] += TERM
    lock.renew()
    assert not gh.asked


def of_another(until: datetime) -> list[Any]:
    """Return what answers a look at the lock while another machine's run holds it."""
    lease = Lease("ben", "elsewhere", "m2", 17, "run-2", BEGIN, until)
    listed = [{"ref": "refs/gh-playbook/lock", "object": {"sha": "c9"}}]
    return [answer(listed), answer({"sha": "c9", "message": compose(lease)})]


def wanting(timeout: float, *answers: Any) -> tuple[Lock, Answering, list[float]]:
    """Return a lock that another run holds, what answers it, and the seconds that it sleeps."""
    gh, time, slept = Answering(answers=[commit("c1"), NOT_MOVED, *answers]), Time(), []

    def sleep(seconds: float) -> None:
        slept.append(seconds)

    lock = Lock(
        REPOSITORY,
        Reader(gh, time.pacer()),
        Writer(gh, time.pacer()),
        login="ann",
        run="run-1",
        timeout=timeout,
        clock=lambda: BEGIN + timedelta(seconds=sum(slept)),
        sleep=sleep,
    )
    return lock, gh, slept


def test_a_lease_is_taken_over_as_soon_as_its_term_has_ended() -> None:
    until = BEGIN + timedelta(seconds=3) - TOLERANCE
    looks = [each for _ in range(4) for each in of_another(until)]
    lock, gh, slept = wanting(60, *looks, commit("c2"), MOVED)
    assert lock.acquire(None), "the other run may have written"
    assert moved(gh) == [("lock", "c9", "c2")]
    assert (lock.is_held, slept) == (True, [2.0, 2.0])


def test_who_waits_long_asks_seldom_and_says_so_now_and_then() -> None:
    looks = [each for _ in range(60) for each in of_another(BEGIN + 4 * TERM)]
    lock, _, slept = wanting(280, *looks)
    told: list[float] = []
    lock.on_wait = lambda _seconds, _why: told.append(sum(slept))
    with pytest.raises(LockedError):
        lock.acquire(None)
    assert slept[:3] == [2.0, 2.0, 2.0]
    assert all(
        pause <= max(2.0, sum(slept[:index]) / 10 + 0.1) for index, pause in enumerate(slept)
    )
    assert max(slept) == 10.0
    assert len(slept) < 60
    assert told[0] == 0.0
    assert len(told) <= 280 / 15


def test_a_lease_that_is_renewed_is_waited_for_no_longer_than_the_timeout() -> None:
    looks = [each for _ in range(9) for each in of_another(BEGIN + TERM)]
    lock, _, slept = wanting(5, *looks)
    with pytest.raises(LockedError, match="ben on elsewhere, for 5 s"):
        lock.acquire(None)
    assert (lock.is_held, slept) == (False, [2.0, 2.0, 1.0])
