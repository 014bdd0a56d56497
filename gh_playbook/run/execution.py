"""An execution: the state and the services of a run, or of writing the report, at work."""

from collections.abc import Callable
from dataclasses import field, replace
from functools import partial
from typing import TYPE_CHECKING

from gh_playbook.convergence import guard, locking, lookup, registering
from gh_playbook.convergence.journal.journal import Journal
from gh_playbook.convergence.journal.journaling import JournalingSender
from gh_playbook.convergence.listener import Listener, require_yes
from gh_playbook.convergence.locking import LockingSender
from gh_playbook.convergence.loop.engine import Engine
from gh_playbook.convergence.loop.withdrawing import Made, complete, withdraw
from gh_playbook.convergence.plan.dry_run import DryRun
from gh_playbook.convergence.plan.plan import Plan
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.convergence.reading import Reading
from gh_playbook.convergence.timely_sender import TimelySender
from gh_playbook.declaration.source import InputError
from gh_playbook.frozen import dataclass
from gh_playbook.github.clock import ClockTimes
from gh_playbook.github.error import GitHubError
from gh_playbook.github.lock.lock import Lock
from gh_playbook.github.reading import age
from gh_playbook.github.rereading import Rereading
from gh_playbook.github.run_end import RunEnd
from gh_playbook.github.sender import LiveSender
from gh_playbook.github.session import GitHubSession
from gh_playbook.github.writer import Writer
from gh_playbook.model.change import Change
from gh_playbook.model.sending import Sender
from gh_playbook.model.target import Target, of_repository
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES, Part
from gh_playbook.run.reach import Reach
from gh_playbook.settings import Settings

if TYPE_CHECKING:  # Loaded only for a review.
    from gh_playbook.convergence.plan.plan_file import PlanFile

_KEPT = (
    "the lock was perhaps not released: it ends by itself within two minutes, "
    "and the next run on this machine does not wait for that"
)


@dataclass(frozen=True)
class Execution:
    """An execution: its options and input, the session with GitHub, and the listener.

    `left` is what an adoption or a reviewed plan leaves alone, `remembered` the world that was
    stored last, and the number of writes until then. `reviewed` is the plan file that it applies,
    `reach` what the run has written.
    """

    settings: Settings
    prepared: Prepared
    session: GitHubSession
    listener: Listener
    journal: Journal | None = None
    run_ends: list[RunEnd] = field(default_factory=list)
    made: Made = field(default_factory=Made)
    withdrawn: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    remembered: list[tuple[World, int]] = field(default_factory=list)
    reach: Reach = field(default_factory=Reach)
    reviewed: "PlanFile | None" = None

    def engine(self, reading: Reading) -> Engine:
        """Return an engine for the present world, and report the target.

        Raises GitHubError, and InputError if the input names things that do not exist on GitHub, or
        is about another repository.
        """
        begun = self.session.gh.clock.reading()
        world = reading.read()
        lookup.check_target(self.prepared, self.target(world))
        missing = lookup.faults(self.prepared, world)
        if missing:
            raise InputError(missing)
        self.listener.begin(self.target(world), self.settings)
        sender = self._sender(reading, world, begun)
        context = self.prepared.context
        engine = Engine(world, MODULES, context, sender)

        def landed(change: Change) -> None:
            self.made.note(change, engine.world)
            self.reach.note(change, engine.world)
            self.listener.landed(change)

        engine.on_landed = landed
        return engine

    def stand_by(self) -> None:
        """Start the processes of the first documents that write, those of lock and changes.

        Whatever the first change is, a document is sent before it or with it.
        """
        is_locked = self.settings.lock and self.prepared.reads(Part.ISSUES)
        self.session.gh.stand_by(2 if is_locked else 1)

    def expect(self, plan: Plan, *, renews_register: bool) -> None:
        """Note the number of changes to come, if the plan knows it and nothing follows them.

        A new register follows them. Also note whether they need no lock.
        """
        # A register of a later version stays as it is: then the lock tells others to read again.
        is_open = plan.faults or plan.world.register.is_later
        is_known = not is_open and not renews_register
        for end in self.run_ends:
            end.expected = len(plan.changes) if is_known else None
            end.lock.is_waived = not self._needs_lock(plan)
            end.lock.looks_again = locking.is_unnoticed(plan.changes)

    def renews_register(self, plan: Plan) -> bool:
        """Tell whether the plan ends with a new register."""
        undoes = self.settings.undoes is not None
        return registering.is_renewed(self.prepared, plan, undoes=undoes)

    def _needs_lock(self, plan: Plan) -> bool:
        is_special = self.settings.undoes is not None or self.settings.is_reviewed
        is_open = bool(plan.faults) or plan.world.repository.is_locked
        return is_special or is_open or locking.is_needed(plan.changes)

    @property
    def needs_lock(self) -> bool:
        """Tell whether the changes to come need the lock, as far as known."""
        return not all(lock.is_waived for lock in self.locks)

    @property
    def locks(self) -> list[Lock]:
        """The lock on the repository, if this execution uses one."""
        return [each.lock for each in self.run_ends]

    def target(self, world: World) -> Target:
        """Return the target."""
        found = of_repository(world.repository, world.moved_from)
        return replace(found, login=world.login.name, sandbox=self.session.reader.sandbox)

    def settle(self, world: World, plan: Plan | None = None) -> None:
        """Ask the questions of the guard before anything is written; a dry run only prints them.

        Without a plan the questions are only about the target. Raises InputError unless the answer
        is yes.
        """
        if plan is not None and not self.settings.yes and self._wearers_count(plan):
            world = Reading(self.session, self.prepared, issues=True).read()
        asked = tuple(guard.questions(self.settings, self.prepared, world, plan))
        if not asked or self.settings.yes:
            return
        if self.session.writer is None:
            self.listener.caution(asked)
        else:
            advice = "nothing was written: --yes confirms it, --dry-run shows all changes"
            require_yes(self.listener, asked, advice)

    def _wearers_count(self, plan: Plan) -> bool:
        """Tell whether the guard counts issues that no step of this run needs to know."""
        return guard.takes_a_name_away(plan.changes) and not self.prepared.reads(Part.ISSUES)

    def lock_ahead(self, world: World) -> bool:
        """Take the lock before the first change; tell whether the world has to be read again.

        Raises GitHubError, also if another run holds it for too long.
        """
        return any(lock.acquire(world.register.commit) for lock in self.locks)

    def withdraw(self, engine: Engine) -> None:
        """Withdraw what another run created at the same time, if no lock kept the two apart."""
        is_locked = any(lock.warning is None for lock in self.locks)
        if is_locked or not self.made or self.session.writer is None:
            return
        before = len(self.withdrawn)
        numbers = partial(age.read, self.session.reader, engine.world.features)
        try:
            engine.renew(withdraw(self.made, engine.sender, numbers, self.withdrawn))
        except GitHubError as error:
            engine.stopped = error
            return
        self.made.clear()
        if len(self.withdrawn) > before:
            engine.has_reread = True
            complete(engine)

    def begin_release(self) -> Callable[[], None] | None:
        """Begin to release the lock, if it is held; the returned function waits for the answer."""
        return next((each for lock in self.locks if (each := lock.begin_release())), None)

    def release(self) -> KeyboardInterrupt | None:
        """Release the lock, if it is held; return the interruption if somebody did not wait."""
        if self.session.writer is not None:
            self.session.writer.is_read_back = False  # From now on, nothing is.
        for lock in self.locks:
            try:
                lock.release()
            except GitHubError:
                self.withdrawn.append(_KEPT)
            except KeyboardInterrupt as interrupt:
                self.withdrawn.append(_KEPT)
                return interrupt
        return None

    @property
    def warnings(self) -> list[str]:
        """Warnings about missing protection and its consequences, and about what was left alone."""
        found = [lock.warning for lock in self.locks if lock.warning]
        return [*found, *self.withdrawn, *self.left]

    def _sender(self, reading: Reading, world: World, begun: ClockTimes) -> Sender:
        """Return the sender for this session and login; the reading began at `begun`."""
        if self.session.writer is None:
            return DryRun(world)
        return self._live(self.session.writer, reading, world, begun)

    def _live(self, writer: Writer, reading: Reading, world: World, begun: ClockTimes) -> Sender:
        rereading = Rereading(self.session.reader, world.features)
        live = LiveSender(writer, reading.reread, rereading, reading.bind)
        sender: Sender = live
        if self.journal is not None:
            sender = JournalingSender(sender, self.journal)
        sender = TimelySender(sender, writer.gh.clock.reading, begun)
        if not self.settings.lock:
            return sender
        lock = Lock(
            world.repository,
            self.session.reader,
            writer,
            login=world.login.name,
            run=self.journal.id if self.journal else "",
            timeout=self.settings.lock_timeout,
            pause=min(2.0, 0.2 + writer.pacer.pause),
            clock=writer.gh.clock,
            on_wait=self.listener.wait,
        )
        live.run_end = RunEnd(lock)
        self.run_ends.append(live.run_end)
        return LockingSender(sender, lock, world.register.commit)
