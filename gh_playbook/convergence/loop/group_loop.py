"""The group loop: the steps of a playbook converge group by group, in a run and in a plan."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, field, replace
from itertools import islice
from typing import Any

from gh_playbook.convergence.control_word import CONTROL, FINAL_STEPS
from gh_playbook.convergence.grouping import PreparedStep
from gh_playbook.convergence.listener import Listener, Quiet
from gh_playbook.convergence.loop import api_calling, control
from gh_playbook.convergence.loop.block_states import FAILURES, BlockStates
from gh_playbook.convergence.loop.engine import Engine
from gh_playbook.convergence.loop.group_convergence import converge
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.playbook.api_call import ApiCall
from gh_playbook.declaration.playbook.expansion import Item
from gh_playbook.declaration.playbook.step import Retrying, Step
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.frozen import dataclass
from gh_playbook.github.process.interruption import GOES_ON, Interruption
from gh_playbook.model import issue_query
from gh_playbook.model.issue_query import ISSUES
from gh_playbook.model.outcome import Outcome, Result, registered

# Carries out a final step, given the results of all steps before it.
FinalStep = Callable[[Step, Sequence[Result]], list[Result]]


@dataclass
class GroupLoop:
    """Carries out the steps of a prepared input; `results` grows with each.

    Without `final` the final steps are left out. `confirm` may refuse a step; `pause` waits before
    a step is tried again. `faults` are errors in steps that use a registered variable; such a step
    has failed, and the others continue.
    """

    prepared: Prepared
    engine: Engine
    listener: Listener = field(default_factory=Quiet)
    final: FinalStep | None = None
    confirm: Callable[[Step], bool] | None = None
    pause: Callable[[float], None] | None = None
    results: list[Result] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    _registered: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _notified: set[str] = field(default_factory=set)
    _blocks: BlockStates = field(init=False)

    def __post_init__(self) -> None:
        """Begin outside of all blocks."""
        self._blocks = BlockStates(self.results)

    def carry_out(self) -> None:
        """Carry out all steps, in order."""
        for steps in self.prepared.groups(apart=self.confirm is not None):
            if not self._blocks.lets(steps[0].step):
                for each in steps:
                    self._leave_out(each.step)
                continue
            group = [each for each in steps if self._is_due(each.step)]
            if group:
                self._carry_out(group)
        self._blocks.end()

    def _is_due(self, step: Step) -> bool:
        """Tell whether to carry out a step: a handler only after a step has notified it."""
        if step.is_handler and self._notified.isdisjoint(step.called):
            return False
        return self.confirm is None or self.confirm(step)

    def _carry_out(self, group: Sequence[PreparedStep]) -> None:
        module = group[0].step.module
        if module in FINAL_STEPS or module in CONTROL:
            for each in group:
                if module in FINAL_STEPS and self.final is None:
                    continue
                items, failed = self._items(each)
                self._end(each.step, [*failed, *self._without_converging(each.step, items)])
        elif group[0].step.retrying is not None:
            self._try(group[0], group[0].step.retrying)
        else:
            self._converge(group)

    def _without_converging(self, step: Step, items: Sequence[Item]) -> list[Result]:
        if step.module in CONTROL:
            return [control.carry_out(item) for item in items]
        return self.final(step, self.results) if self.final and items else []

    def _converge(self, group: Sequence[PreparedStep]) -> None:
        expanded = [self._items(each) for each in group]
        items = [item for own, _ in expanded for item in own]
        self.listener.begin_group([each.step for each in group], len(items))
        results = iter(self._done(items))
        for each, (own, failed) in zip(group, expanded, strict=True):
            self._end(each.step, [*failed, *islice(results, len(own))])

    def _try(self, prepared: PreparedStep, retrying: Retrying) -> None:
        """Carry out a step until it succeeds or the tries are used up; in a dry run only once."""
        step = prepared.step
        results: list[Result] = []
        kept: list[Result] = []
        tries = retrying.tries if self.pause is not None else 1
        for left in reversed(range(tries)):
            items, failed = self._items(prepared)
            self.listener.begin_group([step], len(items))
            now = self._done(items)
            kept = [*map(_kept, kept or now, now)]
            results = [*failed, *kept]
            if failed or self._is_enough(step, retrying, results) or self.engine.stopped:
                break
            if left and self.pause is not None:
                self.listener.wait(retrying.delay, f"{step.name} is tried again, {left} times more")
                self._wait(self.pause, retrying.delay)
            elif self.pause is not None and retrying.until:
                conditions = " and ".join(str(each.expression) for each in retrying.until)
                reason = f"tried {retrying.tries} times, and this is still not true: {conditions}"
                results.append(_failed(step, Fault(reason, step.at.get("until"))))
        self._end(step, results)

    def _done(self, items: Sequence[Item]) -> list[Result]:
        """Return the results of items that belong together."""
        if items and isinstance(items[0].desired, ApiCall):
            return [api_calling.call(item, self.engine, self.prepared.ask) for item in items]
        return converge(self.engine, items)

    def _wait(self, pause: Callable[[float], None], seconds: float) -> None:
        try:
            pause(seconds)
        except KeyboardInterrupt as interrupt:
            self.engine.stopped = Interruption.of(interrupt, GOES_ON)

    def _is_enough(self, step: Step, retrying: Retrying, results: Sequence[Result]) -> bool:
        if not retrying.until:
            return not any(each.outcome in FAILURES for each in results)
        found = {**self._known, step.register or "": registered(results)}
        try:
            return self.prepared.holds(retrying.until, found, step)
        except InputError as error:
            self.faults += error.faults
            return False

    def _items(self, prepared: PreparedStep) -> tuple[list[Item], list[Result]]:
        """Return the items of a step, or its failures if registered variables do not fit."""
        try:
            return self.prepared.items_of(prepared, self._known), []
        except InputError as error:
            self.faults += error.faults
            return [], [_failed(prepared.step, fault) for fault in error.faults]

    @property
    def _known(self) -> dict[str, Any]:
        """Return the variables that become known during the run."""
        query = issue_query.querying(self.engine.world)

        def orphans() -> list[dict[str, Any]]:
            """Return the issues whose entries the backlog has lost, as templates see them."""
            return [asdict(each) for each in self.prepared.orphans(self.engine.world)]

        def undeclared(module: str) -> list[dict[str, Any]]:
            """Return the undeclared things of a module's kind, as arguments of its steps."""
            return self.prepared.undeclared(module, self.engine.world)

        def newcomers() -> list[dict[str, Any]]:
            """Return the issues that the rules bring onto the board, as templates see them."""
            return [asdict(each) for each in self.prepared.newcomers(self.engine.world)]

        late = {"query": query, "orphans": orphans, "undeclared": undeclared}
        return {ISSUES: ISSUES, **self._registered, **late, "newcomers": newcomers}

    def _end(self, step: Step, results: list[Result]) -> None:
        if step.register:
            self._registered[step.register] = registered(results)
        if any(each.changed for each in results):
            self._notified.update(step.notifies)
        if step.ignores_errors:
            results = [_ignored(each) for each in results]
        self.results += results
        self._blocks.note(step, results)
        self.listener.end_step(step, results)

    def _leave_out(self, step: Step) -> None:
        """Note that a step is left out because the run ended before it."""
        stopped_by = self._blocks.stopped_by
        if stopped_by is None or step.is_handler:
            return
        reason = f"not done: the run ended with {stopped_by.name!r}"
        module = step.module
        result = Result(step.name, module, step.name, Outcome.BLOCKED, reason, source=step.source)
        self.results.append(result)
        self.listener.end_step(step, [result])


def _ignored(result: Result) -> Result:
    """Return a failure as one that the playbook ignores."""
    return replace(result, outcome=Outcome.IGNORED) if result.outcome in FAILURES else result


def _kept(before: Result, now: Result) -> Result:
    """Return the combined result of several tries: a change made by an earlier try counts."""
    return before if before.changed and now.outcome is Outcome.SKIPPED else now


def _failed(step: Step, fault: Fault) -> Result:
    """Return the result of a step whose registered variables do not fit."""
    source = fault.source or step.source
    return Result(step.name, step.module, step.name, Outcome.FAILED, fault.message, source=source)
