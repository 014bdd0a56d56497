"""The state of a run whose groups have converged, for its final steps."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

from gh_playbook.convergence.plan.plan import Plan
from gh_playbook.declaration.playbook.expansion import Item
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.frozen import dataclass
from gh_playbook.github.clock import ClockTimes
from gh_playbook.github.process.interruption import Stop
from gh_playbook.model.change import Change
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.model.world import World
from gh_playbook.run.execution import Execution

if TYPE_CHECKING:  # Loaded only for the report.
    from gh_playbook.report.implementation.state import Hurdle
    from gh_playbook.run.report import ReportFile


@dataclass(frozen=True)
class Composed:
    """The files of a report, and what they were made from: comparisons, and what the run has met.

    With each change of the world, its comparisons begin anew.
    """

    compared: Mapping[Item, Change]
    met: "frozenset[Hurdle]"
    documents: "Sequence[ReportFile]"


@dataclass(frozen=True)
class Converged:
    """The state of the run; `idle` is its plan, if that is known and has no changes.

    `is_certain` tells that GitHub has answered every request, and that nobody else has written
    meanwhile; `things` are the things of a reviewed plan or of an adoption, None for all things.
    `begun` is when it began to read, `compared` are comparisons with the world (`Engine.compared`),
    `composed` reports that are composed already.
    """

    execution: Execution
    world: World
    results: Sequence[Result]
    stopped: Stop | None = None
    idle: Plan | None = None
    is_certain: bool = True
    things: frozenset[tuple[str, str]] | None = None
    begun: ClockTimes | None = None
    compared: Mapping[Item, Change] = field(default_factory=dict)
    composed: list[Composed] = field(default_factory=list)

    def is_followed_by(self, module: str, step: Step) -> bool:
        """Tell whether the step right after this one is of a module."""
        steps = (each.step for each in self.execution.prepared.steps)
        return any(one is step and after.module == module for one, after in pairwise(steps))

    @property
    def has_written_nothing(self) -> bool:
        """Tell whether this run has sent nothing that could have changed anything."""
        writer = self.execution.session.writer
        return writer is None or not writer.requests

    @property
    def age(self) -> float:
        """How many seconds ago the run began to read, at most."""
        clock = self.execution.session.gh.clock
        return inf if self.begun is None else clock.reading().since(self.begun)[1]

    @property
    def has_failures(self) -> bool:
        """Tell whether something failed."""
        return any(each.outcome in {Outcome.FAILED, Outcome.BLOCKED} for each in self.results)
