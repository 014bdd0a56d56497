"""Final steps of a run: `verify` reads GitHub back, `report` writes the report.

They are not modules, because they converge nothing; in a playbook they look the same.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from gh_playbook.convergence.control_word import REPORT, VERIFY
from gh_playbook.convergence.plan.plan import make_plan
from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.convergence.reading import Reading
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.declaration.source import InputError
from gh_playbook.github.error import GitHubError
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.model.world import World
from gh_playbook.run import orphan_warning
from gh_playbook.run.converged import Composed, Converged

if TYPE_CHECKING:  # Loaded only for the report.
    from gh_playbook.run.report import ReportFile

# The code is loaded while a run waits for GitHub; one that writes nothing does not read back.
_CODE: Mapping[str, str] = {
    VERIFY: "gh_playbook.run.reading_back",
    REPORT: "gh_playbook.run.report",
}


def loads(modules: Container[str], *, writes: bool) -> list[Callable[[], object]]:
    """Return what loads the code of the final steps among these modules, a piece for each.

    It depends on whether the run `writes`, as far as known.
    """
    return [
        partial(import_module, name)
        for word, name in _CODE.items()
        if word in modules and (writes or word != VERIFY)
    ]


def carry_out(step: Step, run: Converged) -> list[Result]:
    """Carry out a final step."""
    if run.stopped is not None:
        return [Result(step.name, step.module, step.module, Outcome.BLOCKED, "the run stopped")]
    return [*_FINAL_STEPS[step.module](step, run)]


def _verify(step: Step, run: Converged) -> list[Result]:
    """Read back, if something was written; otherwise name issues that no step is about."""
    name = run.world.repository.name
    if run.execution.settings.dry_run:
        reason = "a dry run changes nothing, so nothing is verified"
        return [Result(step.name, VERIFY, name, Outcome.SKIPPED, reason, warnings=_left(run))]
    if run.has_written_nothing and not run.execution.settings.full:
        reason = "nothing was written, so nothing is read back: `verify` compares everything"
        return [Result(step.name, VERIFY, name, Outcome.SKIPPED, reason, warnings=_left(run))]
    from gh_playbook.run import reading_back

    if run.is_followed_by(REPORT, step) and not _is_of_a_part(run):
        run.execution.session.gh.spare_work.append(partial(_compose_early, run))
    return reading_back.differences(step, run)


def _compose_early(run: Converged) -> None:
    """Compose the report while an answer is awaited; the step itself tells the errors."""
    with suppress(InputError):
        _documents(run)


def _left(run: Converged) -> tuple[str, ...]:
    """Name the open issues whose entries were removed from the backlog, as far as read.

    The steps of every run name the other findings of `verify`. If a step closes orphans, it names
    them itself.
    """
    if not orphan_warning.has_to_name(run):
        return ()
    left = run.execution.prepared.orphans(run.world)
    named = [(f"#{each.number}", each.key) for each in left]
    is_dry = run.execution.settings.dry_run
    to_make = orphan_warning.to_make(run.results) if is_dry else ()
    return orphan_warning.warnings(named, run.world, to_make)


def _report(step: Step, run: Converged) -> list[Result]:
    """Write the files of the report if they differ; it always covers the whole backlog."""
    from gh_playbook.run import report as run_report

    settings, prepared = run.execution.settings, run.execution.prepared
    path = str(settings.report_path)
    if prepared.chosen is not None:
        reason = "not rewritten: the report covers the whole backlog, --only selects a part"
        return [Result(step.name, REPORT, path, Outcome.SKIPPED, reason)]
    if settings.dry_run and any(result.changed for result in run.results):
        return run_report.planned(step.name, settings, prepared)
    if _is_of_a_part(run):
        try:
            prepared, world = _whole(run)
        except (GitHubError, InputError) as error:
            return [Result(step.name, REPORT, path, Outcome.FAILED, str(error))]
        met = run_report.hurdles(run.execution.session)
        documents: Sequence[ReportFile] = run_report.compose(settings, prepared, world, met)
    else:
        documents = _documents(run)
    return run_report.write(step.name, documents, dry_run=settings.dry_run)


def _documents(run: Converged) -> "Sequence[ReportFile]":
    """Return the report's files for the world of a run; they are composed once for the same world.

    Raises InputError.
    """
    from gh_playbook.run import report as run_report

    execution = run.execution
    met = run_report.hurdles(execution.session)
    for each in run.composed:
        if each.compared is run.compared and each.met == met:
            return each.documents
    plan = run.idle if run.has_written_nothing else None
    plan = plan or make_plan(execution.prepared, run.world, run.compared)
    documents = run_report.compose(execution.settings, execution.prepared, run.world, met, plan)
    run.composed.append(Composed(run.compared, met, documents))
    return documents


def _is_of_a_part(run: Converged) -> bool:
    """Tell whether a run is about a part of the backlog; the report is about all of it."""
    prepared = run.execution.prepared
    return prepared.chosen is not None or prepared.leaves_steps_out


def _whole(run: Converged) -> tuple[Prepared, World]:
    """Return the input with all steps, also unselected ones, and read the data for these.

    Raises InputError and GitHubError.
    """
    settings = replace(run.execution.settings, tags=(), skip_tags=(), start_at_step=None)
    prepared = prepare(settings)
    return prepared, Reading(run.execution.session, prepared, issues=True).read()


_FINAL_STEPS: Mapping[str, Callable[[Step, Converged], list[Result]]] = {
    VERIFY: _verify,
    REPORT: _report,
}
