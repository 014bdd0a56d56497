"""A lock that another run holds: it is waited for, taken over when its term ends, or told."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from gh_playbook.github.answer import Answer
from gh_playbook.github.clock import GitHubClock
from gh_playbook.github.git_ref import NOTHING
from gh_playbook.github.lock.holder import may_be_at_work
from gh_playbook.github.lock.lock_waiting import LockedError
from gh_playbook.github.lock.reference_store import LEASES, REFERENCE, ReferenceStore
from gh_playbook.github.process.gh import Underway
from gh_playbook.model.lease import (
    FLAG,
    TERM,
    TOLERANCE,
    Lease,
    compose_name,
    parse,
)
from tests.github.answers import DATE, Answering, answer
from tests.github.lock.held_lock import (
    BEGIN,
    HOUR,
    MOVED,
    NOT_MOVED,
    REPOSITORY,
    moved,
    of_another,
    short,
    wanting,
)


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
    with pytest.raises(
        LockedError, match=rf"in the place of {REFERENCE} is no .* `gh-playbook unlock`"
    ):
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
    assert moved(gh) == [(short(name), "c9", NOTHING)]


def test_a_lease_that_points_elsewhere_than_its_lock_is_taken_over_all_the_same() -> None:
    over = Lease("ben", "elsewhere", "m2", 17, "run-2", BEGIN - 2 * TERM, BEGIN - TERM)
    name = LEASES + compose_name(over)
    look = answer(
        [{"ref": REFERENCE, "object": {"sha": "c9"}}, {"ref": name, "object": {"sha": "d"}}]
    )
    lock, gh, _ = wanting(60, look, look, MOVED)
    assert lock.acquire(None)
    assert moved(gh) == [("lock", "c9", "c1"), ("lease", "d", NOTHING), ("lease", NOTHING, "c1")]


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
