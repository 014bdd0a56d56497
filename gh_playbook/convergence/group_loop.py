"""The group loop: a playbook's steps converge group by group, in a run as in a plan."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from gh_playbook.convergence.engine import Engine
from gh_playbook.convergence.listener import Listener, Quiet
from gh_playbook.convergence.preparation import FINAL_STEPS, Prepared, PreparedStep
from gh_playbook.declaration.expansion import Item
from gh_playbook.declaration.playbook import Step
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.model.outcome import Outcome, Result, registered

# Carries out a final step, given the results of all steps before it.
FinalStep = Callable[[Step, Sequence[Result]], list[Result]]


@dataclass
class GroupLoop:
    """Carries out the steps of a prepared input; `results` grows with each.

    Without `final` the final steps are left out. `confirm` may say no to a step. `faults` are what
    is wrong with steps that use a registered variable; each such step has failed, and the others
    go on.
    """

    prepared: Prepared
    engine: Engine
    listener: Listener = field(default_factory=Quiet)
    final: FinalStep | None = None
    confirm: Callable[[Step], bool] = lambda _step: True
    results: list[Result] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    _registered: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def carry_out(self) -> None:
        """Carry out all steps, in order."""
        for steps in self.prepared.groups():
            group = [each for each in steps if self.confirm(each.step)]
            if not group:
                continue
            if group[0].step.module not in FINAL_STEPS:
                self._converge(group)
            elif self.final is not None:
                for each in group:
                    items, failed = self._items(each)
                    done = self.final(each.step, self.results) if items else []
                    self._end(each.step, [*failed, *done])

    def _converge(self, group: Sequence[PreparedStep]) -> None:
        expanded = [self._items(each) for each in group]
        items = [item for own, _ in expanded for item in own]
        self.listener.begin_group([each.step for each in group], len(items))
        results = iter(self.engine.converge(items))
        for each, (own, failed) in zip(group, expanded, strict=True):
            self._end(each.step, [*failed, *islice(results, len(own))])

    def _items(self, prepared: PreparedStep) -> tuple[list[Item], list[Result]]:
        """Return a step's items; where registered variables do not fit it, its failures."""
        try:
            return self.prepared.items_of(prepared, self._registered), []
        except InputError as error:
            self.faults += error.faults
            return [], [_failed(prepared.step, fault) for fault in error.faults]

    def _end(self, step: Step, results: list[Result]) -> None:
        self.results += results
        if step.register:
            self._registered[step.register] = registered(results)
        self.listener.end_step(step, results)


def _failed(step: Step, fault: Fault) -> Result:
    """Return the result of a step that what was registered does not fit."""
    source = fault.source or step.source
    return Result(step.name, step.module, step.name, Outcome.FAILED, fault.message, source=source)
