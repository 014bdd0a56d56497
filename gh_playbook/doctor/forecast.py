"""What a run would do, send and take: foreseen in memory, by the run's own engine and pace."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gh_playbook.change import Change, Operation
from gh_playbook.engine import DryRun, Sent
from gh_playbook.github.pacing import Pacer
from gh_playbook.github.writer import Writer, creates
from gh_playbook.world import World


@dataclass
class Foresight(DryRun):
    """Takes the changes of a dry run, round by round, and keeps them."""

    world: World
    rounds: list[tuple[Change, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.world)

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        """Yield each change as if it had landed."""
        self.rounds.append(tuple(changes))
        yield from super().send(changes)

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes, in order; one thing can have several."""
        return tuple(change for each in self.rounds for change in each)


@dataclass(frozen=True)
class Forecast:
    """What a run would take: changes, creations of content, requests that write, seconds."""

    changes: int
    creations: int
    writes: int
    seconds: float


def forecast(rounds: Sequence[Sequence[Change]]) -> Forecast:
    """Count a run's requests, and how long GitHub's pace makes it wait between them."""
    clock = _Clock()
    pacer = Pacer(clock=clock.now, sleep=clock.sleep)
    writes = creations = 0
    for changes in rounds:
        operations = [operation for change in changes for operation in change.operations]
        for batch in Writer.batches(operations):
            made = _creations([operations[index] for index in batch])
            pacer.before_write(made)
            creations += made
            writes += 1
    changed = {(change.module, change.key) for each in rounds for change in each}
    return Forecast(len(changed), creations, writes, clock.now())


def _creations(operations: Sequence[Operation]) -> int:
    return sum(map(creates, operations))


class _Clock:
    """A clock that only sleep moves."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def now(self) -> float:
        return self._seconds

    def sleep(self, seconds: float) -> None:
        self._seconds += seconds
