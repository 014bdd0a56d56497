"""The lock: a lease that is renewed in time, and given up when somebody else has taken over."""

from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from gh_playbook.github.clock import ClockTimes, GitHubClock
from gh_playbook.github.error import RateLimitedError, UncertainError
from gh_playbook.github.git_ref import NOTHING
from gh_playbook.github.lock.lock import Lock
from gh_playbook.github.lock.lock_waiting import LockedError
from gh_playbook.github.lock.reference_store import LEASES
from gh_playbook.github.reader import Reader
from gh_playbook.github.writer import Writer
from gh_playbook.model.lease import (
    TERM,
    parse_name,
)
from tests.github.answers import DATE, Answering, Time, answer
from tests.github.lock.held_lock import (
    BEGIN,
    GONE,
    HOUR,
    MOVED,
    NOT_MOVED,
    REPOSITORY,
    commit,
    held,
    moved,
    of_another,
    present,
    showing,
    wanting,
)


def test_what_stands_in_the_register_s_place_goes_with_the_lock() -> None:
    lock, gh, _ = held(MOVED)
    lock.release()
    assert moved(gh) == [*GONE, ("state", "c1", NOTHING)]


def test_a_register_that_was_written_meanwhile_stays_where_the_lock_is_given_back() -> None:
    lock, gh, _ = held(NOT_MOVED)
    gh.answers += [present(lock), MOVED]
    lock.release()
    assert moved(gh) == GONE
    assert not gh.answers


def test_a_register_that_somebody_has_made_since_the_reading_is_noticed() -> None:
    gh, time = Answering(answers=[commit("c1"), NOT_MOVED, *[answer([])] * 2, MOVED]), Time()
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
    lock = Lock(REPOSITORY, reader, writer, login="ann", run="run-1", clock=showing(lambda: BEGIN))
    with pytest.raises(RateLimitedError):
        lock.acquire(None)
    assert (gh.answers, lock.warning) == ([], None)


def test_a_lease_is_renewed_when_half_of_its_term_has_gone() -> None:
    lock, gh, now = held(MOVED)
    now[0] += TERM / 2
    lock.renew()
    assert not gh.asked
    now[0] += timedelta(seconds=1)
    lock.renew()
    # Only whose lease is still there has the lock: the new one replaces that very one.
    assert moved(gh) == [
        ("lock", "c1", "c1"),
        ("lease", "c1", NOTHING),
        ("lease", NOTHING, "c1"),
    ]
    lock.renew()
    assert len(gh.asked) == 1


@pytest.mark.parametrize("back", [timedelta(minutes=1), timedelta(days=1)])
def test_a_holder_whose_clock_is_put_back_renews_at_once(back: timedelta) -> None:
    lock, gh, now = held(MOVED)
    now[0] -= back
    lock.renew()
    assert len(gh.asked) == 1
    lock.renew()
    assert len(gh.asked) == 1


def test_a_step_back_of_a_second_is_no_reason_to_renew() -> None:
    lock, gh, now = held()
    now[0] -= timedelta(seconds=1)
    lock.renew()
    assert not gh.asked


def test_whoever_was_not_heard_of_for_a_term_learns_that_another_run_has_taken_over() -> None:
    lock, gh, now = held(NOT_MOVED)
    gh.answers += of_another(BEGIN + TERM * 3)
    now[0] += TERM * 2
    with pytest.raises(LockedError, match="taken it over"):
        lock.writer.before_request()
    assert not lock.is_held


def test_once_it_is_being_given_back_it_is_not_renewed() -> None:
    lock, gh, now = held()
    assert lock.giving_back()
    now[0] += TERM
    lock.renew()
    assert not gh.asked


def test_its_release_can_be_sent_before_other_work_and_its_answer_taken_after_it() -> None:
    lock, gh, _ = held(MOVED)
    finish = lock.begin_release()
    assert finish is not None
    assert moved(gh) == [*GONE, ("state", "c1", NOTHING)]
    assert lock.is_held
    finish()
    assert not lock.is_held
    lock.release()
    assert len(gh.asked) == 1


@pytest.mark.parametrize("reply", [NOT_MOVED, UncertainError("no answer")])
def test_where_that_did_not_succeed_the_end_of_the_run_releases_it(reply: Any) -> None:
    lock, gh, _ = held(reply)
    finish = lock.begin_release()
    assert finish is not None
    finish()
    gh.answers.append(MOVED)
    lock.release()
    assert len(gh.asked) == 2
    assert not lock.is_held


def test_while_it_is_not_released_after_all_it_is_renewed() -> None:
    lock, gh, now = held(NOT_MOVED)
    finish = lock.begin_release()
    assert finish is not None
    finish()
    assert lock.is_held
    now[0] += TERM * 2 / 3
    gh.answers.append(MOVED)
    lock.writer.before_request()
    assert [name for name, _, _ in moved(gh)] == ["lock", "lease", "lease"]


def test_what_was_given_back_without_effect_is_renewed_too() -> None:
    lock, gh, now = held(MOVED)
    assert lock.giving_back()
    lock.keep()
    now[0] += TERM * 2 / 3
    lock.writer.before_request()
    assert len(gh.asked) == 1


def test_once_the_register_has_taken_its_place_nothing_removes_it() -> None:
    lock, gh, _ = held()
    lock.forget()
    assert (lock.is_held, lock.claimed) == (False, None)
    lock.release()
    assert not gh.asked


def test_it_takes_one_request_where_the_flag_is_there() -> None:
    lock, gh, _ = wanting(5)
    gh.answers[:] = [MOVED]
    assert not lock.acquire("c0")
    assert moved(gh) == [
        ("lock", NOTHING, "c1"),
        ("lease", NOTHING, "c1"),
        ("state", "c0", "c0"),
    ]
    assert len(gh.asked) == 1


@pytest.mark.parametrize("is_locked", [False, True])
def test_a_lock_that_the_reading_has_shown_may_have_been_given_back_since(
    *, is_locked: bool
) -> None:
    lock, gh, _ = wanting(5)
    gh.answers[:] = [MOVED]
    lock.repository = replace(lock.repository, is_locked=is_locked)
    assert lock.acquire("c0") == is_locked, "its run may have written what the register tells not"


@pytest.mark.parametrize("ahead", [-HOUR, HOUR])
@pytest.mark.parametrize("seconds", [0, 60], ids=["at once", "a slow answer"])
def test_a_lease_is_written_in_github_s_time(ahead: timedelta, seconds: int) -> None:
    lock, gh, _ = wanting(5)
    noon = parsedate_to_datetime(DATE["date"])
    lock.clock = showing(lambda: noon + ahead)
    now = lock.clock.reading()
    lock.clock.heed(DATE["date"], ClockTimes(now.wall - seconds, now.steady - seconds))
    gh.answers[:] = [MOVED]
    assert not lock.acquire("c0")
    *_, given = gh.asked[-1][2]["variables"].values()
    name = given["refUpdates"][1]["name"].removeprefix(LEASES).partition(".")[0]
    written = parse_name(name)
    assert written
    assert abs(written.until - (noon + TERM)) <= timedelta(seconds=1)
    assert written.is_plausible(noon)


@pytest.mark.parametrize("clock", ["wall", "steady"])
def test_a_holder_that_was_suspended_renews_before_it_sends(clock: str) -> None:
    """Linux counts the sleep; a machine that was stopped from outside sees it by its wall clock."""
    lock, gh, _ = held(NOT_MOVED)
    passed = {"wall": 0.0, "steady": 0.0}
    lock.clock = GitHubClock(lambda: BEGIN.timestamp() + passed["wall"], lambda: passed["steady"])
    lock.clock.heed("Thu, 01 Jan 2026 00:00:00 GMT", lock.clock.reading())
    passed[clock] += 3600
    gh.answers += of_another(BEGIN + HOUR)
    with pytest.raises(LockedError, match="taken it over"):
        lock.writer.before_request()


def test_who_may_not_write_references_locks_with_a_label_there_too() -> None:
    """Where the flag is there, the first to refuse is GraphQL, which has no status of its own."""
    error = {"path": ["m0"], "type": "FORBIDDEN", "message": "Resource not accessible"}
    forbidden, nothing = answer({"data": {"m0": None}, "errors": [error]}), answer([])
    lock, gh, _ = wanting(5)
    made = answer({"node_id": "L1", "name": "x", "description": "x"}, 201)
    gh.answers[:] = [forbidden, nothing, nothing, made]
    assert lock.acquire("c0")
    assert (lock.is_held, lock.warning, lock.releasing()) == (True, None, None)
    assert gh.asked[-1][1] == "repos/acme/rocket/labels"
