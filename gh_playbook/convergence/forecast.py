"""Forecasts: the requests and the time that a plan takes, by the writer's batches and pace."""

from collections.abc import Sequence
from dataclasses import field

from gh_playbook.declaration.wording import counted
from gh_playbook.frozen import dataclass
from gh_playbook.github.creation import creates
from gh_playbook.github.pacing import Pacer
from gh_playbook.github.run_end import can_release_lock
from gh_playbook.github.writer import Writer
from gh_playbook.model.change import Change, Operation
from gh_playbook.model.existing import Repository


@dataclass(frozen=True)
class Forecast:
    """The cost of a run: changes, creations of content, requests that write, seconds.

    `rereads` are requests that read values again right before they are overwritten.
    """

    changes: int
    creations: int
    writes: int
    seconds: float
    rereads: int = 0

    @property
    def requests(self) -> int:
        """The requests that the changes take."""
        return self.writes + self.rereads

    @property
    def things(self) -> str:
        """The number of things that change, in words; the recap also counts files of the report."""
        return f"{counted(self.changes, 'thing')} to change on GitHub"

    @property
    def created(self) -> str:
        """The number of creations, in words."""
        return counted(self.creations, "creation")

    @property
    def duration(self) -> str:
        """The time at GitHub's pace, in words."""
        if self.seconds < 90:
            return f"{max(self.seconds, 1):.0f} s"
        minutes = round(self.seconds / 60)
        return f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"


def forecast(
    rounds: Sequence[Sequence[Change]],
    *,
    renews_register: bool = False,
    locked: Repository | None = None,
) -> Forecast:
    """Count the requests of a plan's rounds, and how long GitHub's pace makes them take.

    A new register takes a commit and an update of its reference. The first lock on the repository
    `locked` takes the same, before all other requests; later locks take only the update. The lock
    is released together with the register: with the last changes if possible, otherwise in a
    request of its own. In a repository without a commit the lock is a label, which is created and
    deleted.
    """
    tally = _Tally()
    before, after = _around(rounds, renews_register=renews_register, locked=locked)
    for _ in range(before):
        tally.write(0)
    for changes in rounds:
        tally.send(changes)
    for _ in range(after):
        tally.write(0)
    changed = {(change.module, change.key) for each in rounds for change in each}
    return Forecast(len(changed), tally.creations, tally.writes, tally.clock.now(), tally.rereads)


def _around(
    rounds: Sequence[Sequence[Change]], *, renews_register: bool, locked: Repository | None
) -> tuple[int, int]:
    """Return the number of requests for lock and register, before and after the changes."""
    guards = bool(rounds) and locked is not None and locked.may_push
    by_reference = guards and locked is not None and locked.tree is not None
    is_first = by_reference and locked is not None and locked.flag is None
    before = int(guards) + is_first
    if renews_register:
        return before, 3 if guards and not by_reference else 2
    if by_reference and can_release_lock(_last_batch(rounds)):
        return before, 0
    return before, int(guards)


def _last_batch(rounds: Sequence[Sequence[Change]]) -> Sequence[Operation]:
    """Return the operations of the last request."""
    operations = [operation for change in rounds[-1] for operation in change.operations]
    *_, last = Writer.batches(operations)
    return [operations[index] for index in last]


class _Clock:
    """A clock that moves forward only through `sleep`."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def now(self) -> float:
        return self._seconds

    def sleep(self, seconds: float) -> None:
        self._seconds += seconds


@dataclass
class _Tally:
    """Counts the requests that write, at GitHub's pace; `creations` are new things with content."""

    clock: _Clock = field(default_factory=_Clock)
    writes: int = 0
    creations: int = 0
    rereads: int = 0

    def __post_init__(self) -> None:
        """Use the clock that moves only by waiting."""
        self._pacer = Pacer(clock=self.clock.now, sleep=self.clock.sleep)

    def write(self, creations: int) -> None:
        """Count a request that creates so many things."""
        self._pacer.before_write(creations)
        self.creations += creations
        self.writes += 1

    def send(self, changes: Sequence[Change]) -> None:
        """Count the requests of a round, with one that reads again the values to be overwritten."""
        owners = [change for change in changes for _ in change.operations]
        operations = [operation for change in changes for operation in change.operations]
        read: set[str | None] = {None}
        for batch in Writer.batches(operations):
            overwritten = {owners[index].overwrites for index in batch}
            self.rereads += not overwritten <= read
            read |= overwritten
            self.write(sum(creates(operations[index]) for index in batch))
