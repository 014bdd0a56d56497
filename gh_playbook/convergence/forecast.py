"""What a run would do, send and take: foreseen in memory, by the run's own engine and pace."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gh_playbook.convergence.engine import DryRun, Engine
from gh_playbook.convergence.preparation import FINAL_STEPS, Prepared
from gh_playbook.github.pacing import Pacer
from gh_playbook.github.writer import Writer, creates
from gh_playbook.model.change import Change, Operation
from gh_playbook.model.outcome import Result, registered
from gh_playbook.model.sending import Sent
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES


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


def foresee(
    prepared: Prepared, world: World, foresight: Foresight | None = None
) -> tuple[Result, ...]:
    """Return what a run in this world would come to. The world stays as it is.

    `foresight`, if given, keeps the changes.

    Raises InputError where what a step registers does not fit a later one.
    """
    copy = world.copy()
    sender = foresight or DryRun(copy)
    engine = Engine(copy, MODULES, prepared.context, sender, lambda _world: None)
    results: list[Result] = []
    known: dict[str, object] = {}
    for group in prepared.groups():
        if group[0].step.module in FINAL_STEPS:
            continue
        items = [item for each in group for item in prepared.items_of(each, known)]
        found = engine.converge(items)
        results += found
        for step in (each.step for each in group):
            if step.register:
                pairs = zip(items, found, strict=True)
                known[step.register] = registered(
                    [each for item, each in pairs if item.step is step]
                )
    return tuple(results)


@dataclass(frozen=True)
class Forecast:
    """What a run would take: changes, creations of content, requests that write, seconds."""

    changes: int
    creations: int
    writes: int
    seconds: float

    @property
    def things(self) -> str:
        """How many things change, as people say it."""
        return "1 thing" if self.changes == 1 else f"{self.changes} things"

    @property
    def duration(self) -> str:
        """The time at GitHub's pace, as people say it."""
        if self.seconds < 90:
            return f"{max(self.seconds, 1):.0f} s"
        minutes = round(self.seconds / 60)
        return f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"


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
