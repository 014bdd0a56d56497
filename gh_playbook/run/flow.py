"""One run: prepare, read the world, converge group by group, report. The flow in one place."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from gh_playbook.convergence.engine import DryRun, Engine
from gh_playbook.convergence.forecast import Foresight, forecast, foresee
from gh_playbook.convergence.listener import Listener
from gh_playbook.convergence.preparation import FINAL_STEPS, Prepared, PreparedStep, prepare
from gh_playbook.convergence.summary import RunReport
from gh_playbook.declaration.expansion import Item
from gh_playbook.declaration.playbook import Step
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.github import session, snapshot
from gh_playbook.github.error import GitHubError
from gh_playbook.github.sender import LiveSender, ReadersSender
from gh_playbook.github.session import GitHubSession
from gh_playbook.model.identity import identify
from gh_playbook.model.outcome import Outcome, Result, registered
from gh_playbook.model.sending import Sender
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES
from gh_playbook.run.final_steps import Converged, close
from gh_playbook.settings import Settings


@dataclass
class _Run:
    settings: Settings
    prepared: Prepared
    listener: Listener
    session: GitHubSession
    foresee: Callable[[World], Sender]
    results: list[Result] = field(default_factory=list)
    registered: dict[str, Any] = field(default_factory=dict)

    def carry_out(self) -> GitHubError | None:
        """Converge all groups; return what stopped the run, if something did."""
        world = self._read()
        engine = Engine(
            world,
            MODULES,
            self.prepared.context,
            self._sender(world),
            self._identify,
            self.listener.landed,
        )
        self._foretell(world)
        for group in self.prepared.groups():
            if group[0].step.module in FINAL_STEPS:
                self._close(group, engine)
                continue
            items: list[Item] = []
            told: list[tuple[Step, Result]] = []
            for each in group:
                try:
                    items += self.prepared.items_of(each, self.registered)
                except InputError as error:
                    told += [(each.step, _failed(each.step, fault)) for fault in error.faults]
            steps = [each.step for each in group]
            self.listener.begin_group(steps, len(items))
            results = engine.converge(items)
            told += [(item.step, result) for item, result in zip(items, results, strict=True)]
            self._tell(steps, told)
        return engine.stopped

    def _foretell(self, world: World) -> None:
        """Say what this will take, where writes have a pace to keep."""
        if self.session.writer is not None and self.session.writer.pacer.pause:
            foresight = Foresight(world.copy())
            with suppress(InputError):  # a late fault is told where it is met
                foresee(self.prepared, world, foresight)
            self.listener.foresee(forecast(foresight.rounds))

    def _close(self, group: Sequence[PreparedStep], engine: Engine) -> None:
        for each in group:
            step = each.step
            if self.prepared.items_of(each, self.registered):
                run = Converged(
                    self.settings,
                    self.prepared,
                    self.session,
                    engine.world,
                    self.results,
                    engine.stopped,
                )
                self._tell([step], [(step, result) for result in close(step, run)])

    def _tell(self, group: Sequence[Step], told: Sequence[tuple[Step, Result]]) -> None:
        for step in group:
            own = [result for of, result in told if of is step]
            self.results += own
            if step.register:
                self.registered[step.register] = registered(own)
            self.listener.end_step(step, own)

    def _read(self) -> World:
        prepared = self.prepared
        scope = snapshot.Scope(
            prepared.owner,
            prepared.name,
            issues=prepared.reads_issues(),
            project=prepared.project_title(),
            pull_requests=prepared.reads_pull_requests(),
            files=prepared.files(),
        )
        world = snapshot.read(self.session.reader, scope)
        self._identify(world)
        return world

    def _identify(self, world: World) -> None:
        identify(self.prepared.context.issues.values(), world)

    def _sender(self, world: World) -> Sender:
        if self.session.writer is None:
            return self.foresee(world)
        sender = LiveSender(self.session.writer, self._read)
        may_write = world.repository.permission != "READ"
        return sender if may_write else ReadersSender(sender, world.repository.name)


def _failed(step: Step, fault: Fault) -> Result:
    """Return the result of a step that what was registered does not fit."""
    source = fault.source or step.source
    return Result(step.name, step.module, step.name, Outcome.FAILED, fault.message, source=source)


def run(
    settings: Settings,
    listener: Listener,
    clock: Callable[[], float] = time.monotonic,
    foresee: Callable[[World], Sender] = DryRun,
) -> RunReport:
    """Carry out a playbook, or with `dry_run` show what it would do.

    `foresee` makes what takes a dry run's changes.

    Raises InputError before the first request when the input is unusable, and GitHubError when
    GitHub could not be read at all; what fails later is in the report.
    """
    begun = clock()
    prepared = prepare(settings)
    repository = f"{prepared.owner}/{prepared.name}"
    listener.begin(repository, settings)
    with session.opened(settings, listener.wait) as opened:
        this = _Run(settings, prepared, listener, opened, foresee)
        stopped = this.carry_out()
        return RunReport(
            repository,
            settings,
            tuple(this.results),
            opened.requests,
            opened.retries,
            opened.reader.pacer.waited,
            clock() - begun,
            stopped,
        )
