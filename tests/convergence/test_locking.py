"""What is sent with the lock, what without, and what is read again before more is sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest

from gh_playbook.convergence.locking import LockingSender, is_needed
from gh_playbook.github.lock.lock import Lock
from gh_playbook.github.reader import Reader
from gh_playbook.github.writer import Writer
from gh_playbook.model.change import Action, Change
from gh_playbook.model.existing import ExistingLabel, Features
from gh_playbook.model.sending import Landed, Sent, Stale
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES
from tests.github.answers import Answering, Time
from tests.github.lock.held_lock import MOVED, REPOSITORY, moved

BUG = ExistingLabel("L1", "bug", "d73a4a", "")
MADE = Change("label", "bug", Action.CREATE, "none", after=BUG)
RECOLOURED = Change("label", "bug", Action.UPDATE, "", before=BUG, after=replace(BUG, color="0"))
RENAMED = Change("label", "new", Action.UPDATE, "", before=BUG, after=replace(BUG, name="new"))
REMOVED = Change("label", "bug", Action.REMOVE, "", before=BUG)
ISSUE = Change[object]("issue", "a", Action.UPDATE, "title")


@dataclass
class Sending:
    """Carries out all that it is sent; `is_locked` is what a reading shows."""

    is_locked: bool = False
    sent: list[str] = field(default_factory=list)

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        self.sent += [each.module for each in changes]
        yield [Landed(index) for index in range(len(changes))]

    def reread(self) -> World:
        return World(replace(REPOSITORY, is_locked=self.is_locked), Features())

    def bind(self, world: World) -> None:
        raise AssertionError(world)


def sending(*, is_locked: bool = False) -> tuple[LockingSender, Answering]:
    """Return the sender of a run that needs no lock, and what answers when it takes it."""
    gh, time = Answering(answers=[MOVED]), Time()
    reader, writer = Reader(gh, time.pacer()), Writer(gh, time.pacer())
    lock = Lock(replace(REPOSITORY, flag="c1"), reader, writer, login="ann", run="run-1")
    lock.is_waived = True
    return LockingSender(Sending(is_locked=is_locked), lock, "c0"), gh


def sent(sender: LockingSender, *changes: Change) -> list[Sent]:
    return [each for batch in sender.send(changes) for each in batch]


@pytest.mark.parametrize(
    ("changes", "needed"),
    [
        ([], False),
        ([MADE, RECOLOURED], False),
        ([MADE, RENAMED], True),
        ([REMOVED], True),
        ([MADE, ISSUE], True),
    ],
)
def test_only_labels_that_keep_their_names_need_no_lock(
    changes: list[Change], *, needed: bool
) -> None:
    assert is_needed(changes) == needed


def test_of_no_other_kind_a_new_thing_goes_without() -> None:
    alone = [each for each in MODULES if not is_needed([replace(MADE, module=each)])]
    assert alone == ["label"]


def test_what_needs_none_is_sent_without() -> None:
    sender, gh = sending()
    assert sent(sender, MADE, RECOLOURED) == [Landed(0), Landed(1)]
    assert not gh.asked


def test_what_comes_after_it_and_needs_the_lock_takes_it_and_reads_again_first() -> None:
    sender, gh = sending()
    sent(sender, MADE)
    assert sent(sender, RECOLOURED, ISSUE) == [Stale(0), Stale(1)]
    assert [name for name, *_ in moved(gh)] == ["lock", "lease", "state"]
    sender.reread()
    assert sent(sender, RECOLOURED, ISSUE) == [Landed(0), Landed(1)]
    assert len(gh.asked) == 1


def test_where_that_is_the_first_to_be_sent_the_register_tells_whether_to_read_again() -> None:
    sender, gh = sending()
    assert sent(sender, ISSUE) == [Landed(0)]
    assert moved(gh)[-1] == ("state", "c0", "c0")


def test_a_lock_that_another_reading_shows_is_heeded() -> None:
    sender, gh = sending(is_locked=True)
    sender.reread()
    assert sent(sender, MADE) == [Landed(0)]
    assert sender.lock.is_held
    assert len(gh.asked) == 1
