"""One run: prepare, read the world, converge group by group, report. The flow in one place."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from gh_playbook.change import Change
from gh_playbook.engine import DryRun, Engine, Sender
from gh_playbook.expansion import Item
from gh_playbook.github import session, snapshot
from gh_playbook.github.error import AuthenticationError, GitHubError
from gh_playbook.github.sender import LiveSender
from gh_playbook.github.session import Session
from gh_playbook.identity import identify
from gh_playbook.modules import MODULES
from gh_playbook.outcome import Outcome, Result, count, registered
from gh_playbook.playbook import Step
from gh_playbook.preparation import Prepared, prepare
from gh_playbook.settings import Settings
from gh_playbook.source import Fault, InputError
from gh_playbook.world import World


class Listener(Protocol):
    """Is told what happens, while it happens."""

    def begin(self, repository: str, settings: Settings) -> None:
        """The input is usable; GitHub is asked next."""

    def begin_group(self, steps: Sequence[Step], total: int) -> None:
        """So many things are compared next."""

    def landed(self, change: Change) -> None:
        """A change was carried out."""

    def end_step(self, step: Step, results: Sequence[Result]) -> None:
        """A step is done."""

    def wait(self, seconds: float, why: str) -> None:
        """Nothing happens for so long."""


@dataclass(frozen=True)
class RunReport:
    """What a run did."""

    repository: str
    settings: Settings
    results: tuple[Result, ...]
    requests: Mapping[str, int]
    retries: int
    waited: float
    seconds: float
    stopped: GitHubError | None = None

    @property
    def recap(self) -> dict[str, int]:
        """How many things had each outcome."""
        return count(self.results)

    @property
    def exit_code(self) -> int:
        """The process's exit code, by the rules of the README."""
        if isinstance(self.stopped, AuthenticationError):
            return 4
        ended = {result.outcome for result in self.results}
        if self.stopped or ended & {Outcome.FAILED, Outcome.BLOCKED}:
            return 1
        differs = any(result.changed for result in self.results) or Outcome.CONFLICT in ended
        return 2 if self.settings.dry_run and self.settings.detailed_exitcode and differs else 0


@dataclass
class _Run:
    settings: Settings
    prepared: Prepared
    listener: Listener
    session: Session
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
        for group in self.prepared.groups():
            items: list[Item] = []
            told: list[tuple[Step, Result]] = []
            for step in group:
                try:
                    items += self.prepared.items_of(step, self.registered)
                except InputError as error:
                    told += [(step, _failed(step, fault)) for fault in error.faults]
            self.listener.begin_group(group, len(items))
            results = engine.converge(items)
            told += [(item.step, each) for item, each in zip(items, results, strict=True)]
            self._tell(group, told)
        return engine.stopped

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
            return DryRun(world)
        return LiveSender(self.session.writer, self._read)


def _failed(step: Step, fault: Fault) -> Result:
    """Return the result of a step that what was registered does not fit."""
    source = fault.source or step.source
    return Result(step.name, step.module, step.name, Outcome.FAILED, fault.message, source=source)


def run(
    settings: Settings, listener: Listener, clock: Callable[[], float] = time.monotonic
) -> RunReport:
    """Carry out a playbook, or with `dry_run` show what it would do.

    Raises InputError before the first request when the input is unusable, and GitHubError when
    GitHub could not be read at all; what fails later is in the report.
    """
    begun = clock()
    prepared = prepare(settings)
    repository = f"{prepared.owner}/{prepared.name}"
    listener.begin(repository, settings)
    with session.opened(settings, listener.wait) as opened:
        this = _Run(settings, prepared, listener, opened)
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
