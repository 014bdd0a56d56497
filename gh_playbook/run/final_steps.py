"""Final steps of a run: `verify` reads everything back, `report` writes the report.

They are not modules, because they converge nothing; in a playbook they look the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from gh_playbook import verification
from gh_playbook.convergence.control_word import REPORT, VERIFY
from gh_playbook.convergence.plan import Plan
from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.convergence.reading import Reading
from gh_playbook.declaration.source import InputError
from gh_playbook.declaration.step import Step
from gh_playbook.github.error import GitHubError
from gh_playbook.github.interruption import Stop
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.model.world import World
from gh_playbook.run import implementation_report
from gh_playbook.run.execution import Execution
from gh_playbook.verification import Check, CheckState, Known, KnownFeatures
from gh_playbook.verification.issue_reading import Whereabouts
from gh_playbook.verification.verification import EXISTENCE


@dataclass(frozen=True)
class Converged:
    """The state of a run when its final steps begin; `idle` is its plan, if that has no changes.

    `is_certain` tells that GitHub has answered everything that was sent, and that nobody else has
    written meanwhile.
    """

    execution: Execution
    world: World
    results: Sequence[Result]
    stopped: Stop | None = None
    idle: Plan | None = None
    is_certain: bool = True

    @property
    def has_written_nothing(self) -> bool:
        """Tell whether this run has sent nothing that could have changed anything."""
        writer = self.execution.session.writer
        return writer is None or not writer.requests

    @property
    def has_failures(self) -> bool:
        """Tell whether something failed."""
        return any(each.outcome in {Outcome.FAILED, Outcome.BLOCKED} for each in self.results)


def carry_out(step: Step, run: Converged) -> list[Result]:
    """Carry out a final step."""
    if run.stopped is not None:
        return [Result(step.name, step.module, step.module, Outcome.BLOCKED, "the run stopped")]
    return [*_FINAL_STEPS[step.module](step, run)]


def _verify(step: Step, run: Converged) -> list[Result]:
    """Read everything back, in one request for a small repository.

    In a large one only the issues that matter are read, where that is safe.
    """
    name = run.world.repository.name
    if run.execution.settings.dry_run:
        reason = "a dry run changes nothing that could be verified"
        return [Result(step.name, VERIFY, name, Outcome.SKIPPED, reason)]
    if run.has_written_nothing and not run.execution.settings.full:
        reason = "nothing was written that could be read back: `verify` reads everything"
        return [Result(step.name, VERIFY, name, Outcome.SKIPPED, reason)]
    there = run.world.features
    features = KnownFeatures(
        issue_types=there.issue_types,
        sub_issues=there.sub_issues,
        dependencies=there.dependencies,
        relations=there.relations,
        projects=there.projects,
        project_scope=there.project_scope,
        keeps_values=there.keeps_values,
        pins=there.pins,
        duplicates=there.duplicates,
        multi_selects=there.multi_selects,
        views=there.views,
        status_updates=there.status_updates,
        issue_fields=there.issue_fields,
        board_issue_fields=there.board_issue_fields,
    )
    board = run.world.project
    others = (*board.namesakes, *board.closed_namesakes) if board else ()
    where = _whereabouts(run)
    known = Known(features, board.id if board else None, others, where)
    try:
        found = verification.check(
            run.execution.session.reader, run.execution.prepared, known, run.world.register
        )
    except GitHubError as error:
        return [Result(step.name, VERIFY, name, Outcome.FAILED, str(error))]
    as_declared = sum(check.state is CheckState.MATCH for check in found.checks)
    reason = f"{as_declared} properties are as declared"
    told = {result.key for result in run.results if result.outcome is Outcome.CONFLICT}
    drift = [check for check in found.drift if check.key not in told]
    if drift and run.has_failures:
        differing = "property differs" if len(drift) == 1 else "properties differ"
        reason = f"{len(drift)} {differing} after what failed: `verify` names each"
        return [Result(step.name, VERIFY, name, Outcome.CONFLICT, reason)]
    if drift:
        return [_drift(step, check) for check in drift]
    if found.drift:
        reason += "; the others are the conflicts above"
    if where is not None:
        reason += "; `verify` looks for twins among all issues"
    return [Result(step.name, VERIFY, name, Outcome.SKIPPED, reason)]


def _whereabouts(run: Converged) -> Whereabouts | None:
    """Return where the issues are, if this run knows it for certain; None: they may be anywhere.

    A twin of this run's own could only come of an answer that was lost, or of a run beside it.
    Entries of the register that are no longer declared may be orphans.
    """
    world, execution = run.world, run.execution
    declared = execution.prepared.context.issues
    is_alone = execution.settings.lock and not execution.warnings
    is_known = is_alone and run.is_certain and all(map(world.issue, declared))
    if world.is_whole or execution.settings.full or not is_known:
        return None
    registered = (entry.id for entry in world.register.entries.values())
    ids = tuple(dict.fromkeys([*world.issues, *registered]))
    return Whereabouts(ids, world.newest) if len(ids) < world.issue_count else None


def _drift(step: Step, check: Check) -> Result:
    """Return the remaining differences: they need a person, because the run has ended."""
    if check.property == EXISTENCE:
        reason = f"is not there: {check.actual}" if check.actual else "is not there"
    else:
        reason = f"{check.state.value}: {check.property} {check.actual!r}, not {check.expected!r}"
    return Result(
        step.name,
        VERIFY,
        f"{check.kind} {check.key}",
        Outcome.CONFLICT,
        reason if len(reason) < 200 else f"{reason[:200]}…",
        source=check.source,
    )


def _report(step: Step, run: Converged) -> list[Result]:
    """Write the files of the report where they differ; it always covers the whole backlog."""
    settings, prepared = run.execution.settings, run.execution.prepared
    path = str(settings.report_path)
    if prepared.only:
        reason = "not rewritten: the report covers the whole backlog, --only selects a part"
        return [Result(step.name, REPORT, path, Outcome.SKIPPED, reason)]
    if settings.dry_run and any(result.changed for result in run.results):
        return implementation_report.foreseen(step.name, settings, prepared)
    world, plan = run.world, run.idle if run.has_written_nothing else None
    if prepared.leaves_steps_out:
        try:
            prepared, world = _whole(run)
        except (GitHubError, InputError) as error:
            return [Result(step.name, REPORT, path, Outcome.FAILED, str(error))]
        plan = None
    met = implementation_report.hurdles(run.execution.session)
    documents = implementation_report.compose(settings, prepared, world, met, plan)
    return implementation_report.write(step.name, documents, dry_run=settings.dry_run)


def _whole(run: Converged) -> tuple[Prepared, World]:
    """Return the input with the steps that the selection leaves out, and read what they need.

    Raises InputError and GitHubError.
    """
    settings = replace(run.execution.settings, tags=(), skip_tags=(), start_at_step=None)
    prepared = prepare(settings)
    return prepared, Reading(run.execution.session, prepared, issues=True).read()


_FINAL_STEPS: Mapping[str, Callable[[Step, Converged], list[Result]]] = {
    VERIFY: _verify,
    REPORT: _report,
}
