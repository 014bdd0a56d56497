"""Plans: what a run would do, found in memory with the engine and group loop of real runs."""

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from types import MappingProxyType

from gh_playbook.convergence.loop.engine import Engine
from gh_playbook.convergence.loop.group_loop import GroupLoop
from gh_playbook.convergence.plan.dry_run import DryRun
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.playbook.expansion import Item
from gh_playbook.declaration.source import Fault
from gh_playbook.frozen import dataclass
from gh_playbook.github.process.interruption import Interruption
from gh_playbook.model.change import Change
from gh_playbook.model.outcome import Result
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES


@dataclass(frozen=True)
class Plan:
    """The result that a run would have, without its final steps.

    `rounds` are the changes that would be sent, grouped by round; one thing can have several
    changes. `world` is the state afterwards. `faults` are errors in steps that use a registered
    variable. `known` are the results by item, see `Engine.results`; `compared` are the comparisons
    with the world before the first change, see `Engine.compared`, and `settled` those with `world`.
    """

    results: tuple[Result, ...]
    rounds: tuple[tuple[Change, ...], ...]
    world: World
    faults: tuple[Fault, ...]
    known: Mapping[Item, Result] = field(default_factory=dict)
    compared: dict[Item, Change] = field(default_factory=dict)
    settled: Mapping[Item, Change] = field(default_factory=dict)

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes, in order."""
        return tuple(change for each in self.rounds for change in each)

    def restricted_to(self, things: frozenset[tuple[str, str]] | None) -> "Plan":
        """Return the plan for these things alone; the whole plan where it is None."""
        if things is None:
            return self
        rounds = (
            tuple(each for each in changes if (each.module, each.key) in things)
            for changes in self.rounds
        )
        return replace(self, rounds=tuple(filter(None, rounds)))


def make_plan(
    prepared: Prepared,
    world: World,
    compared: Mapping[Item, Change] = MappingProxyType({}),
    on_change: Callable[[Change], None] = lambda _change: None,
) -> Plan:
    """Return the plan of a run in this world, which itself stays unchanged.

    `compared` are comparisons with this very world that exist already. `on_change` is called with
    each change as soon as it is known. Raises Interruption: half a plan is none.
    """
    copy = world.copy()
    sender = DryRun(copy)
    before = {**compared}
    engine = Engine(copy, MODULES, prepared.context, sender, on_change, compared=before)
    loop = GroupLoop(prepared, engine)
    loop.carry_out()
    if isinstance(engine.stopped, Interruption):
        raise engine.stopped
    results, rounds, faults = tuple(loop.results), tuple(sender.rounds), tuple(loop.faults)
    return Plan(results, rounds, copy, faults, engine.results, before, engine.compared)
