"""The lock is given back with a run's last changes, and only with them."""

from collections.abc import Sequence

import pytest

from gh_playbook.convergence.locking import LockingSender
from gh_playbook.github.git_ref import NOTHING
from gh_playbook.github.lock.lock import Lock
from gh_playbook.github.run_end import RunEnd, can_release_lock
from gh_playbook.github.sender import LiveSender
from gh_playbook.github.writer import HEAVY_BATCH, LIGHT_BATCH
from gh_playbook.model.change import Action, Call, Change, Mutation
from gh_playbook.model.sending import InDoubt, Landed, Refused, Sent, Stale
from gh_playbook.model.world import World
from tests.github.answers import Answering, answer
from tests.github.lock.held_lock import GONE, held, moved, present

HEAVY = Mutation("createIssue", {"title": "a", "body": "b"}, "issue { id }")
LIGHT = Mutation("createLabel", {"name": "a"}, "label { id }", light=True)
TEXT = Mutation("updateIssue", {"id": "I1", "body": "b"}, "issue { id }")
TITLE = Mutation("updateIssue", {"id": "I1", "title": "b"}, "issue { id }")
LOST = answer({"message": "Bad Gateway"}, 502)


def a_change(key: str) -> Change:
    return Change("label", key, Action.CREATE, "none", operations=(LIGHT,))


def replied(*done: bool) -> object:
    """Return GitHub's answer to a document, of which some mutations are refused."""
    data = {f"m{at}": {"label": {"id": "L"}} if each else None for at, each in enumerate(done)}
    errors = [
        {"path": [f"m{at}"], "message": "no"} for at, each in enumerate(done) if each is False
    ]
    return answer({"data": data, **({"errors": errors} if errors else {})})


def read() -> World:
    raise AssertionError("nobody asked to read")


def sending(*answers: object, expected: int | None = 2) -> tuple[LockingSender, Lock, Answering]:
    """Return a sender that holds the lock, the lock, and what answers from then on."""
    lock, gh, _ = held(*answers)
    live = LiveSender(lock.writer, read, run_end=RunEnd(lock, expected=expected))
    return LockingSender(live, lock, None), lock, gh


def sent(sender: LockingSender, *keys: str) -> list[Sent]:
    return [each for batch in sender.send([a_change(key) for key in keys]) for each in batch]


def asked(gh: Answering) -> list[list[str]]:
    """Return the names of the inputs' variables, and so the size, of each document."""
    return [sorted(body["variables"]) for _, _, body in gh.asked if "variables" in body]


def test_it_goes_with_the_last_changes_of_the_plan() -> None:
    sender, lock, gh = sending(replied(True), replied(True, True))
    assert sent(sender, "a") == [Landed(0, {"label": {"id": "L"}})]
    assert lock.is_held
    assert sent(sender, "b") == [Landed(0, {"label": {"id": "L"}})]
    assert not lock.is_held
    assert [len(each) for each in asked(gh)] == [1, 2]
    # The register's place, which the lock has taken, is free again too.
    assert moved(gh) == [*GONE, ("state", "c1", NOTHING)]
    lock.release()
    assert not gh.answers
    assert len(gh.asked) == 2


@pytest.mark.parametrize("expected", [None, 3])
def test_it_does_not_where_more_may_come(expected: int | None) -> None:
    sender, lock, gh = sending(replied(True, True), expected=expected)
    sent(sender, "a", "b")
    assert lock.is_held
    assert [len(each) for each in asked(gh)] == [2]


def test_where_that_is_refused_it_is_given_back_alone() -> None:
    sender, lock, gh = sending(
        replied(True, True, False), answer({"data": {"m0": {"clientMutationId": None}}})
    )
    assert all(isinstance(each, Landed) for each in sent(sender, "a", "b"))
    assert lock.is_held
    lock.release()
    assert moved(gh) == [*GONE, ("state", "c1", NOTHING)]


def test_what_comes_after_all_takes_it_again_and_reads_again_first() -> None:
    taken = answer({"data": {"m0": {"clientMutationId": None}}})
    sender, lock, gh = sending(replied(False, True, True), taken, replied(True))
    assert sent(sender, "a", "b")[0] == Refused(0, "no (createLabel)")
    assert not lock.is_held
    assert sent(sender, "a") == [Stale(0)]
    assert moved(gh) == [
        ("lock", NOTHING, "c1"),
        ("lease", NOTHING, "c1"),
        ("state", NOTHING, "c1"),
    ]
    assert lock.is_held
    assert isinstance(sent(sender, "a")[0], Landed)


def test_after_a_lost_answer_it_is_taken_again_before_anything_is_sent() -> None:
    moving = answer({"data": {"m0": None}, "errors": [{"path": ["m0"], "message": "stale"}]})
    taken = answer({"data": {"m0": {"clientMutationId": None}}})
    sender, lock, gh = sending()
    own = present(lock)
    # It is there still: this very process holds it, so it is taken over.
    gh.answers += [LOST, moving, own, own, taken]
    assert all(isinstance(each, InDoubt) for each in sent(sender, "a", "b"))
    assert not lock.is_held
    assert sent(sender, "a", "b") == [Stale(0), Stale(1)]
    assert moved(gh) == [
        ("lock", "c1", "c1"),
        ("lease", "c1", NOTHING),
        ("lease", NOTHING, "c1"),
    ]
    assert lock.is_held


def test_a_lock_in_doubt_is_given_back_at_the_end() -> None:
    sender, lock, gh = sending(LOST, answer({"data": {"m0": {"clientMutationId": None}}}))
    sent(sender, "a", "b")
    lock.release()
    assert moved(gh) == [*GONE, ("state", "c1", NOTHING)]
    assert not gh.answers


@pytest.mark.parametrize(
    ("operations", "is_possible"),
    [
        ([HEAVY] * (HEAVY_BATCH - 1), True),
        ([HEAVY] * HEAVY_BATCH, False),
        ([LIGHT] * (LIGHT_BATCH - 3), True),
        ([LIGHT] * LIGHT_BATCH, False),
        ([TITLE], True),
        # What somebody wrote in between is put back under the lock.
        ([LIGHT, TEXT], False),
        ([Call("POST", "repos/o/r/milestones", {})], False),
    ],
)
def test_it_needs_room_and_nothing_to_be_done_afterwards(
    operations: Sequence[Mutation | Call], is_possible: bool
) -> None:
    assert can_release_lock(operations) is is_possible
