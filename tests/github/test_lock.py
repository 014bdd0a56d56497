"""The lock: a lease that is renewed in time, and given up when somebody else has taken over."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from gh_playbook.github.answer import Answer
from gh_playbook.github.clock import GitHubClock, Reading
from gh_playbook.github.error import RateLimitedError
from gh_playbook.github.gh import Underway
from gh_playbook.github.git_ref import NOTHING
from gh_playbook.github.holder import may_be_at_work
from gh_playbook.github.lock import Lock, LockedError
from gh_playbook.github.reader import Reader
from gh_playbook.github.reference_store import LEASES, REFERENCE, ReferenceStore
from gh_playbook.github.writer import Writer
from gh_playbook.model.existing import Repository
from gh_playbook.model.lease import (
    FLAG,
    TERM,
    TOLERANCE,
    Lease,
    compose,
    compose_name,
    parse,
    parse_name,
)
from tests.github.answers import DATE, Answering, Time, answer

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


def showing(now: Callable[[], datetime]) -> GitHubClock:
    """Return a clock that was told no date of GitHub's, on a machine whose clocks show this."""
    return GitHubClock(lambda: now().timestamp(), lambda: now().timestamp())


def held(*answers: Any) -> tuple[Lock, Answering, list[datetime]]:
    """Return a lock that was just taken, what answers it from then on, and its clock."""
    gh, time, now = Answering(answers=[commit("c1"), MOVED, *answers]), Time(), [BEGIN]
    lock = Lock(
        REPOSITORY,
        Reader(gh, time.pacer()),
        Writer(gh, time.pacer()),
        login="ann",
        run="run-1",
        clock=showing(lambda: now[0]),
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
        clock=showing(lambda: BEGIN + timedelta(seconds=sum(slept))),
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
    untils = (BEGIN + 4 * TERM + timedelta(seconds=each) for each in range(60))
    looks = [each for until in untils for each in of_another(until)]
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


@pytest.mark.parametrize("is_locked", [False, True])
def test_a_lock_that_the_reading_has_shown_may_have_been_given_back_since(
    *, is_locked: bool
) -> None:
    lock, gh, _ = wanting(5)
    gh.answers[:] = [MOVED]
    lock.repository = replace(lock.repository, is_locked=is_locked)
    assert lock.acquire("c0") == is_locked, "its run may have written what the register tells not"


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


@pytest.mark.parametrize("message", [FLAG, "words", None], ids=["flag", "words", "no commit"])
def test_a_lock_that_tells_of_no_run_is_neither_taken_nor_waited_for(message: str | None) -> None:
    listed = answer([{"ref": REFERENCE, "object": {"sha": "c9", "type": "commit"}}])
    text = (
        answer({"message": "Not Found"}, 404) if message is None else answer({"message": message})
    )
    lock, gh, slept = wanting(60, *[listed, text] * 2)
    with pytest.raises(LockedError, match=rf"{REFERENCE} is there, but .* `gh-playbook unlock`"):
        lock.acquire(None)
    assert (slept, gh.answers) == ([], [])
    # Whoever removes it makes room for locks.
    store = ReferenceStore(REPOSITORY, lock.reader, lock.writer)
    gh.answers += [listed, text, MOVED]
    found = store.read()
    assert found
    assert store.release(found.version)
    assert moved(gh) == [("lock", "c9", NOTHING)]


@pytest.mark.parametrize("name", [f"{REFERENCE}/x", LEASES.rstrip("/")])
def test_a_reference_that_no_lock_can_be_beside_is_named_and_removed(name: str) -> None:
    look = answer([{"ref": name, "object": {"sha": "c9"}}])
    lock, gh, _ = wanting(60, *[look] * 2)
    with pytest.raises(LockedError, match="`gh-playbook unlock`"):
        lock.acquire(None)
    store = ReferenceStore(REPOSITORY, lock.reader, lock.writer)
    gh.answers += [look, MOVED]
    found = store.read()
    assert found
    assert store.release(found.version)
    assert moved(gh) == [(_short(name), "c9", NOTHING)]


def test_a_lease_that_points_elsewhere_than_its_lock_is_taken_over_all_the_same() -> None:
    over = Lease("ben", "elsewhere", "m2", 17, "run-2", BEGIN - 2 * TERM, BEGIN - TERM)
    name = LEASES + compose_name(over)
    look = answer(
        [{"ref": REFERENCE, "object": {"sha": "c9"}}, {"ref": name, "object": {"sha": "d"}}]
    )
    lock, gh, _ = wanting(60, look, look, MOVED)
    assert lock.acquire(None)
    assert moved(gh) == [("lock", "c9", "c1"), ("lease", "d", NOTHING), ("lease", NOTHING, "c1")]


HOUR = timedelta(hours=1)


@pytest.mark.parametrize("ahead", [-HOUR, timedelta(), HOUR], ids=["slow", "right", "fast"])
@pytest.mark.parametrize("seconds", [30, -30], ids=["held", "over"])
def test_a_lease_is_judged_by_github_s_time_whatever_a_machine_shows(
    seconds: int, ahead: timedelta
) -> None:
    noon = parsedate_to_datetime(DATE["date"])
    lock, _, slept = wanting(4, *of_another(noon + timedelta(seconds=seconds)) * 9, MOVED)
    lock.clock = GitHubClock(lambda: (noon + ahead).timestamp() + sum(slept), lambda: sum(slept))
    lock.clock.heed(DATE["date"], lock.clock.reading())
    if seconds > 0:
        with pytest.raises(LockedError):
            lock.acquire(None)
        return
    del lock.reader.gh.answers[3:-1]  # type: ignore[attr-defined]
    assert lock.acquire(None)
    assert slept == []


@pytest.mark.parametrize("ahead", [-HOUR, HOUR])
@pytest.mark.parametrize("seconds", [0, 60], ids=["at once", "a slow answer"])
def test_a_lease_is_written_in_github_s_time(ahead: timedelta, seconds: int) -> None:
    lock, gh, _ = wanting(5)
    noon = parsedate_to_datetime(DATE["date"])
    lock.clock = showing(lambda: noon + ahead)
    now = lock.clock.reading()
    lock.clock.heed(DATE["date"], Reading(now.wall - seconds, now.steady - seconds))
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


@dataclass
class Held(Answering):
    """Answers each look with the same lock, and each change of it with success."""

    look: Answer = NOT_MOVED

    def begin(self, method: str, path: str, body: object = None, **_: Any) -> Underway:
        self.asked.append((method, path, body))
        is_first = sum(method != "GET" for method, *_ in self.asked) == 1
        moved = NOT_MOVED if is_first else MOVED
        return Underway(lambda: self.look if method == "GET" else moved)


def test_a_lease_that_nobody_renews_for_a_term_is_over_whatever_it_says() -> None:
    """So a lock ends that was written by hand, or by a machine that goes by a clock of its own."""
    lock, _, slept = wanting(300)
    (look,) = of_another(BEGIN + HOUR)
    lock.reader.gh = lock.writer.gh = gh = Held(look=look)
    assert lock.acquire(None)
    assert (TERM + TOLERANCE).total_seconds() < sum(slept) < 1.2 * TERM.total_seconds()
    assert moved(gh)[1] == ("lease", "c9", NOTHING)


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
