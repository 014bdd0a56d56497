"""A lock that this run holds, and one that it wants while another run holds it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from gh_playbook.github.clock import GitHubClock
from gh_playbook.github.git_ref import NOTHING
from gh_playbook.github.lock.lock import Lock
from gh_playbook.github.lock.reference_store import LEASES, REFERENCE
from gh_playbook.github.reader import Reader
from gh_playbook.github.writer import Writer
from gh_playbook.model.existing import Repository
from gh_playbook.model.lease import (
    Lease,
    compose,
    compose_name,
)
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
        (short(each["name"]), each["beforeOid"], each["afterOid"]) for each in given["refUpdates"]
    ]


def short(name: str) -> str:
    """Return what these tests call a reference."""
    return "lease" if name.startswith(LEASES) else name.removeprefix("refs/gh-playbook/")


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


HOUR = timedelta(hours=1)
