"""The frame of a run and of writing the report, from its preparation to its summary."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from gh_playbook.convergence import preparation
from gh_playbook.convergence.control_word import VERIFY
from gh_playbook.convergence.journal.journal import Journal
from gh_playbook.convergence.journal.journaling import JournalingListener
from gh_playbook.convergence.listener import Listener
from gh_playbook.convergence.loop.api_calling import asking
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.convergence.summary import RunReport
from gh_playbook.declaration.source import InputError
from gh_playbook.frozen import dataclass
from gh_playbook.github import session
from gh_playbook.github.error import GitHubError
from gh_playbook.github.process import known_program
from gh_playbook.github.process.interruption import GOES_ON, Interruption, Stop, held_back
from gh_playbook.model.outcome import Result
from gh_playbook.model.target import Target
from gh_playbook.run.execution import Execution
from gh_playbook.settings import Settings

if TYPE_CHECKING:  # Loaded only for a review.
    from gh_playbook.convergence.plan.plan_file import PlanFile


@dataclass(frozen=True)
class Ending:
    """The end of an execution; `stopped` is the reason if it ended early.

    `checksum` is the checksum of a dry run's plan; `warnings` are about the work that was carried
    out.
    """

    target: Target
    results: Sequence[Result]
    stopped: Stop | None = None
    checksum: str | None = None
    warnings: Sequence[str] = ()


def execute(
    settings: Settings,
    listener: Listener,
    body: Callable[[Execution], Ending],
    *,
    clock: Callable[[], float] = time.monotonic,
    may_write: bool = True,
    prepare: Callable[[Settings], Prepared] = preparation.prepare,
) -> RunReport:
    """Prepare the input, open a session, carry out the body and return the summary.

    Nothing can be written in a dry run, or if the body does not write (`may_write`). Raises
    InputError before the first request if the input is unusable, GitHubError if GitHub could not be
    read at all, and Interruption; later failures are in the report.
    """
    begun = clock()
    access = settings if may_write else replace(settings, dry_run=True)
    report: RunReport | None = None
    try:
        with session.begun(access) as gh:
            prepared, reviewed = prepare(settings), _reviewed(settings)
            with session.opened(access, listener.wait, gh=gh) as opened:
                opened.gh.stand_by()
                prepared = replace(prepared, ask=asking(opened.reader))
                if opened.writer:
                    begin = partial(known_program.begin, opened.gh, opened.memory)
                    opened.gh.spare_work.append(begin)
                    steps = (each.step for each in prepared.steps)
                    opened.writer.is_read_back = any(each.module == VERIFY for each in steps)
                execution = Execution(settings, prepared, opened, listener, reviewed=reviewed)
                report = _recorded(body, execution, lambda: clock() - begun)
    except KeyboardInterrupt as interrupt:
        if report is None:
            raise
        return _interrupted(report, interrupt)  # The session was closing.
    return report


def _recorded(
    body: Callable[[Execution], Ending], execution: Execution, elapsed: Callable[[], float]
) -> RunReport:
    """Carry out the body; if it may write, with a journal, which notes how it ended."""
    gh, writer, journal = execution.session.gh, execution.session.writer, None
    report: RunReport | None = None
    try:
        if writer is not None:
            with held_back():  # Or there could be a journal to which nobody writes an end.
                journal = Journal.begin(execution.settings, execution.prepared)
            told = JournalingListener(execution.listener, journal)
            execution = replace(execution, journal=journal, listener=told)
            if journal.has_news:
                gh.spare_work.append(execution.stand_by)
        ending = _carried_out(body, execution)
        with held_back():
            report = _report(execution, ending, elapsed())
            if journal is not None:
                journal.end(report)
    except KeyboardInterrupt as interrupt:
        if report is not None:
            return _interrupted(report, interrupt)
        is_untouched = writer is None or not writer.requests
        error = Interruption.of(interrupt, "nothing was changed" if is_untouched else GOES_ON)
        _fail(journal, error, execution.session.figures(elapsed()))
        raise error from interrupt
    except (GitHubError, InputError) as error:
        _fail(journal, error, execution.session.figures(elapsed()))
        raise
    else:
        return report


def _fail(journal: Journal | None, error: BaseException, figures: Mapping[str, Any]) -> None:
    """Note in the journal, if there is one, why the run ended early."""
    if journal is not None:
        journal.fail(error, figures, error.exit_code if isinstance(error, Interruption) else 1)


def _interrupted(report: RunReport, interrupt: KeyboardInterrupt) -> RunReport:
    """Return the report of a run that was interrupted when it had done its work."""
    if report.stopped is not None:
        return report
    return replace(report, stopped=Interruption.of(interrupt, GOES_ON))


def _reviewed(settings: Settings) -> "PlanFile | None":
    """Return the reviewed plan that the run applies, if any. Raises InputError."""
    if settings.plan is None and settings.checksum is None:
        return None
    from gh_playbook.run import review

    return review.read(settings)


def _report(execution: Execution, ending: Ending, seconds: float) -> RunReport:
    """Return the summary of a run that took so many seconds."""
    return RunReport(
        target=ending.target,
        settings=execution.settings,
        results=tuple(ending.results),
        **execution.session.figures(seconds),
        stopped=ending.stopped,
        checksum=ending.checksum,
        warnings=(*execution.warnings, *ending.warnings),
    )


def _carried_out(body: Callable[[Execution], Ending], execution: Execution) -> Ending:
    """Carry out the body, and release the lock, whatever happens."""
    try:
        ending = body(execution)
    finally:
        try:
            hurry = execution.release()
        except KeyboardInterrupt as interrupt:  # It came before anything was released.
            hurry = execution.release() or interrupt
    if hurry is not None and ending.stopped is None:
        return replace(ending, stopped=Interruption.of(hurry, GOES_ON))
    return ending
