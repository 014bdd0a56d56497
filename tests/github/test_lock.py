"""The lock: a lease that is renewed in time, and given up when somebody else has taken over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gh_playbook.github.error import RateLimitedError
from gh_playbook.github.git_ref import NOTHING
from gh_playbook.github.lock import Lock, LockedError, may_be_at_work
from gh_playbook.github.reader import Reader
from gh_playbook.github.reference_store import LEASES, REFERENCE
from gh_playbook.github.writer import Writer
from gh_playbook.model.existing import Repository
from gh_playbook.model.lease import FLAG, TERM, TOLERANCE, Lease, compose, compose_name, parse
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
GONE = [("lock", "c1", NOTHING), ("lease", "c1", NOTHING)]
NOT_MOVED = answer({"data": {"m0": None}, "errors": [{"path": ["m0"], "message": "stale"}]})


def commit(sha: str) -> Any:
    return answer({"sha": sha}, 201)


def present(lock: Lock) -> Any:
    """Return what GitHub answers to a look while this lock is held."""
    mutation = lock.releasing()
    assert mutation
    updates = mutation.input["refUpdates"]
    return answer([{"ref": each["name"], "object": {"sha": each["beforeOid"]}} for each in updates])


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
    assert moved(gh) == [
        ("lock", NOTHING, "c1"),
        ("lease", NOTHING, "c1"),
        ("flag", NOTHING, "c1"),
        ("state", NOTHING, "c1"),
    ]
    del gh.asked[:]
    return lock, gh, now


def moved(gh: Answering) -> list[tuple[str, str, str]]:
    """Return which references the last request moves: from where, and whereto."""
    *_, given = gh.asked[-1][2]["variables"].values()
    return [
        (_short(each["name"]), each["beforeOid"], each["afterOid"]) for each in given["refUpdates"]
    ]


def _short(name: str) -> str:
    return "lease" if name.startswith(LEASES) else name.removeprefix("refs/gh-playbook/")


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
    lock = Lock(REPOSITORY, reader, writer, login="ann", run="run-1", clock=lambda: BEGIN)
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


def of_another(until: datetime, *, is_earlier_version: bool = False) -> list[Any]:
    """Return what answers a look at the lock while another machine's run holds it."""
    lease = Lease("ben", "elsewhere", "m2", 17, "run-2", BEGIN, until)
    names = [REFERENCE] if is_earlier_version else [REFERENCE, LEASES + compose_name(lease)]
    listed = [{"ref": name, "object": {"sha": "c9"}} for name in names]
    text = answer({"sha": "c9", "message": compose(lease)})
    return [answer(listed), text] if is_earlier_version else [answer(listed)]


def wanting(timeout: float, *answers: Any) -> tuple[Lock, Answering, list[float]]:
    """Return a lock that another run holds, what answers it, and the seconds that it sleeps."""
    gh, time, slept = Answering(answers=[NOT_MOVED, *answers]), Time(), []

    def sleep(seconds: float) -> None:
        slept.append(seconds)

    lock = Lock(
        replace(REPOSITORY, flag="c1"),
        Reader(gh, time.pacer()),
        Writer(gh, time.pacer()),
        login="ann",
        run="run-1",
        timeout=timeout,
        clock=lambda: BEGIN + timedelta(seconds=sum(slept)),
        sleep=sleep,
    )
    return lock, gh, slept


@pytest.mark.parametrize("is_earlier_version", [False, True])
def test_a_lease_is_taken_over_as_soon_as_its_term_has_ended(*, is_earlier_version: bool) -> None:
    until = BEGIN + timedelta(seconds=3) - TOLERANCE
    looks = [
        each for _ in range(4) for each in of_another(until, is_earlier_version=is_earlier_version)
    ]
    lock, gh, slept = wanting(60, *looks, MOVED)
    assert lock.acquire(None), "the other run may have written"
    theirs = [] if is_earlier_version else [("lease", "c9", NOTHING)]
    assert moved(gh) == [("lock", "c9", "c1"), *theirs, ("lease", NOTHING, "c1")]
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


@pytest.mark.parametrize("is_earlier_version", [False, True])
def test_a_lease_that_is_renewed_is_waited_for_no_longer_than_the_timeout(
    *, is_earlier_version: bool
) -> None:
    look = of_another(BEGIN + TERM, is_earlier_version=is_earlier_version)
    lock, _, slept = wanting(5, *look * 9)
    with pytest.raises(LockedError, match="ben on elsewhere, for 5 s"):
        lock.acquire(None)
    assert (lock.is_held, slept) == (False, [2.0, 2.0, 1.0])


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


def test_an_earlier_version_waits_for_a_lock_whose_lease_is_a_name() -> None:
    found = parse(FLAG)
    assert found is not None
    assert may_be_at_work(found, datetime(2100, 1, 1, tzinfo=UTC))


def test_a_lock_that_was_removed_by_hand_leaves_a_lease_that_counts_for_nothing() -> None:
    late = Lease("ben", "elsewhere", "m2", 17, "run-2", BEGIN, BEGIN + TERM)
    early = replace(late, login="old", until=BEGIN - TERM)
    names = [REFERENCE, *(LEASES + compose_name(each) for each in (early, late))]
    looks = [answer([{"ref": name, "object": {"sha": "c1"}} for name in names])]
    # Who holds the lock now is the one whose lease ends last.
    lock, gh, _ = wanting(0, *looks * 2)
    with pytest.raises(LockedError, match="ben on elsewhere"):
        lock.acquire(None)
    gone = [answer([{"ref": name, "object": {"sha": "c1"}} for name in names[1:2]])]
    gh.answers[:] = [NOT_MOVED, *gone * 2, MOVED]
    assert lock.acquire("c0")
    assert moved(gh) == [("lock", NOTHING, "c1"), ("lease", NOTHING, "c1")]


@pytest.mark.parametrize("text", [FLAG, "words"])
def test_a_lock_without_a_lease_is_taken_over(text: str) -> None:
    listed = answer([{"ref": REFERENCE, "object": {"sha": "c9"}}])
    look = [listed, answer({"sha": "c9", "message": text})]
    lock, gh, slept = wanting(60, *look * 2, MOVED)
    assert lock.acquire(None)
    assert moved(gh) == [("lock", "c9", "c1"), ("lease", NOTHING, "c1")]
    assert slept == []


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
