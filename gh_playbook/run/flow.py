"""The flow of a run in one place: prepare, read the world, converge group by group, report."""

import time
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from itertools import dropwhile

from gh_playbook.convergence import registering
from gh_playbook.convergence.control_word import CONTROL, FINAL_STEPS
from gh_playbook.convergence.forecast import forecast
from gh_playbook.convergence.listener import Listener
from gh_playbook.convergence.loop.engine import Engine, Foreseen
from gh_playbook.convergence.loop.group_loop import FinalStep, GroupLoop
from gh_playbook.convergence.plan.dry_run import DryRun
from gh_playbook.convergence.plan.plan import Plan, make_plan
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.convergence.reading import Reading
from gh_playbook.convergence.summary import RunReport
from gh_playbook.declaration.backlog.backlog import PRUNABLE
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.github.process import known_program
from gh_playbook.github.process.call_standby import ExactReading
from gh_playbook.github.process.interruption import GOES_ON, Interruption
from gh_playbook.model.change import Call
from gh_playbook.model.outcome import Result
from gh_playbook.model.world import World
from gh_playbook.run import adoption, final_steps
from gh_playbook.run.converged import Composed, Converged
from gh_playbook.run.execution import Execution
from gh_playbook.run.frame import Ending, execute
from gh_playbook.run.remembering import next_version, remember
from gh_playbook.settings import Settings


def run(
    settings: Settings, listener: Listener, clock: Callable[[], float] = time.monotonic
) -> RunReport:
    """Carry out a playbook or, with `dry_run`, show its changes.

    Raises InputError before the first request if the input is unusable, and GitHubError if GitHub
    could not be read at all; later failures are in the report.
    """
    return execute(settings, listener, converge, clock=clock)


def converge(execution: Execution) -> Ending:
    """Converge all groups, then carry out the final steps. Raises InputError and GitHubError."""
    settings = execution.settings
    begun = execution.session.gh.clock.reading()
    _load(execution, execution.prepared, writes=False)
    reading = Reading(execution.session, execution.prepared, is_full=settings.full)
    engine = execution.engine(reading)
    prepared, idle = _settled_under_lock(execution, engine, reading)
    engine.known = idle.known if idle else {}
    composed: list[Composed] = []

    def carry_out(step: Step, results: Sequence[Result]) -> list[Result]:
        with _remembering(
            execution, engine, writes_no_more=_only_follow({*FINAL_STEPS, *CONTROL}, prepared, step)
        ):
            converged = Converged(
                execution,
                engine.world,
                results,
                engine.stopped,
                idle or _idle(execution, loop, step),
                is_certain=not engine.has_reread,
                things=prepared.things,
                begun=begun,
                compared=engine.compared,
                composed=composed,
            )
            return final_steps.carry_out(step, converged)

    before = engine.world.copy() if isinstance(engine.sender, DryRun) else engine.world
    loop = _loop(execution, prepared, engine, carry_out)
    try:
        loop.carry_out()
        with _remembering(execution, engine):
            pass
    except KeyboardInterrupt as interrupt:
        engine.stopped = Interruption.of(interrupt, GOES_ON)
    checksum = _offered(execution, prepared, engine, loop, before)
    target, warnings = execution.target(engine.world), _nothing_to_prune(execution)
    return Ending(target, loop.results, engine.stopped, checksum, warnings)


def _offered(
    execution: Execution, prepared: Prepared, engine: Engine, loop: GroupLoop, before: World
) -> str | None:
    """Settle the questions about a dry run and write its plan for a review; return its checksum.

    A real run, and one that was stopped, has no plan.
    """
    if not isinstance(engine.sender, DryRun) or engine.stopped is not None:
        return None
    rounds, faults = tuple(engine.sender.rounds), tuple(loop.faults)
    plan = Plan(tuple(loop.results), rounds, engine.world, faults)
    execution.settle(before, plan)
    from gh_playbook.run import review

    return review.write(execution.settings, execution.target(before).server, prepared, plan)


def _idle(execution: Execution, loop: GroupLoop, last: Step) -> Plan | None:
    """Return the plan of a dry run that has nothing to do, at its last step.

    A plan would compare the same things once more. Return None if it could find something else.
    """
    engine, prepared = loop.engine, loop.prepared
    is_partial = prepared is not execution.prepared or loop.confirm is not None
    is_last = _only_follow(FINAL_STEPS, prepared, last)
    if not isinstance(engine.sender, DryRun) or engine.sender.rounds or not is_last:
        return None
    if is_partial or loop.faults or engine.stopped is not None:
        return None
    results = tuple(each for each in loop.results if each.module not in FINAL_STEPS)
    return Plan(results, (), engine.world, ())


def _loop(execution: Execution, prepared: Prepared, engine: Engine, final: FinalStep) -> GroupLoop:
    """Return the loop over the steps. Only a run that writes waits before it tries again."""
    loop = GroupLoop(prepared, engine, execution.listener, final)
    if not isinstance(engine.sender, DryRun):
        loop.pause = time.sleep
    if execution.settings.step:
        loop.confirm = execution.listener.confirm
    return loop


@contextmanager
def _remembering(
    execution: Execution, engine: Engine, *, writes_no_more: bool = False
) -> Iterator[None]:
    """Withdraw twins, store the register and release the lock, unless the run has stopped.

    GitHub's answer is awaited at the end of this context.
    """
    if engine.stopped is None:
        execution.withdraw(engine)
    register = engine.world.register
    finish = remember(execution, engine.world) if engine.stopped is None else None
    if engine.world.register is not register:
        engine.renew()  # It tells under which names things were found.
    if finish is None and writes_no_more and engine.stopped is None:
        finish = execution.begin_release()
    try:
        yield
    finally:
        if finish is not None:
            finish()


def _only_follow(modules: Container[str], prepared: Prepared, step: Step) -> bool:
    """Tell whether a step and all after it are of these modules."""
    later = dropwhile(lambda each: each.step is not step, prepared.steps)
    return all(each.step.module in modules for each in later)


def _nothing_to_prune(execution: Execution) -> Sequence[str]:
    """Return a hint if things may be removed, but the backlog lists no kind of things."""
    if execution.settings.playbook.stem != "prune" or execution.prepared.backlog.prune:
        return ()
    kinds = ", ".join(PRUNABLE)
    return (f"the backlog's `prune` lists nothing, so nothing is removed: `prune: [{kinds}]`",)


def _settled_under_lock(
    execution: Execution, engine: Engine, reading: Reading
) -> tuple[Prepared, Plan | None]:
    """Return the same as `_settled`; a reviewed plan is compared with GitHub under the lock.

    Raises InputError and GitHubError.
    """
    if not execution.settings.is_reviewed:
        return _settled(execution, engine)
    from gh_playbook.run.review import OutdatedPlanError

    try:
        found = _settled(execution, engine)
        # Nobody has reviewed the changes that another run has made meanwhile.
        is_outdated = bool(found[0].things) and execution.lock_ahead(engine.world)
    except OutdatedPlanError:
        if not (execution.locks and engine.world.repository.is_locked):
            raise
        # Another run is at work: when it has ended, all may be as the plan wants it.
        known_program.check(execution.session.gh, execution.session.memory)
        execution.lock_ahead(engine.world)
        is_outdated = True
    if not is_outdated:
        return found
    engine.renew(reading.reread())
    return _settled(execution, engine)


def _settled(execution: Execution, engine: Engine) -> tuple[Prepared, Plan | None]:
    """Return the input to carry out, once all questions about its plan are answered.

    Also return the plan, if that has nothing to do. A dry run needs no answers: its result is the
    plan. Raises InputError, and GitHubError if there is something to do and `gh` is too old.
    """
    world = engine.world
    prepared, execution.left[:] = adoption.restricted(execution.settings, execution.prepared, world)
    if execution.session.writer is None:
        return prepared, None
    plan = make_plan(prepared, world, on_change=lambda _: execution.stand_by())
    engine.compared, engine.foreseen = plan.compared, Foreseen(plan.world, plan.settled)
    if execution.settings.is_reviewed:
        from gh_playbook.run import review

        server = execution.target(world).server
        prepared, told = review.restricted(
            execution.settings, execution.reviewed, server, prepared, plan
        )
        execution.left.extend(told)
    execution.settle(world, plan)
    reviewed = plan.restricted_to(prepared.things)
    renews_register = execution.renews_register(reviewed)
    execution.expect(reviewed, renews_register=renews_register)
    if renews_register:
        _prepare_register(execution, engine, reviewed)
    _foretell(execution, reviewed, world, renews_register=renews_register)
    is_idle = not plan.rounds and not plan.faults and prepared is execution.prepared
    if not is_idle:
        known_program.check(execution.session.gh, execution.session.memory)
        execution.session.gh.expect(_requests(plan))
        _load(execution, prepared, writes=True)
    return prepared, plan if is_idle else None


def _load(execution: Execution, prepared: Prepared, *, writes: bool) -> None:
    """Let the code of the final steps be loaded while the next answer is awaited."""
    modules = {each.step.module for each in prepared.steps}
    execution.session.gh.spare_work += final_steps.loads(modules, writes=writes)


def _requests(plan: Plan) -> Iterator[Call | ExactReading]:
    """Yield the requests of a plan besides its documents; texts are read before they change."""
    for changes in plan.rounds:
        if any(each.overwrites is not None for each in changes):
            yield ExactReading()
        operations = (each for change in changes for each in change.operations)
        yield from (each for each in operations if isinstance(each, Call))


def _prepare_register(execution: Execution, engine: Engine, plan: Plan) -> None:
    """Let the commit of the register that the plan ends with be made before the end."""
    expected = registering.names(execution.prepared, plan.world)
    for end in execution.run_ends:
        end.early.content = lambda: next_version(execution, engine.world, expected)


def _foretell(execution: Execution, plan: Plan, world: World, *, renews_register: bool) -> None:
    """Print the forecast, if writes have to be paced."""
    writer = execution.session.writer
    if writer is not None and writer.pacer.pause:
        told = forecast(
            plan.rounds,
            renews_register=renews_register,
            locked=world.repository if execution.needs_lock else None,
        )
        execution.listener.tell_forecast(told)
