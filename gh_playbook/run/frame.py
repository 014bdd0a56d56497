"""The frame of a run and of writing the report, from its preparation to its summary."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

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
from gh_playbook.github.process.interruption import GOES_ON, Interruption, Stop
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
            journal = Journal.begin(settings, prepared) if opened.writer else None
            told = listener if journal is None else JournalingListener(listener, journal)
            execution = Execution(settings, prepared, opened, told, journal, reviewed=reviewed)
            if journal is not None and journal.has_news:
                opened.gh.spare_work.append(execution.stand_by)
            ending = _carried_out(body, execution, lambda: clock() - begun)
            report = _report(execution, ending, clock() - begun)
            if journal is not None:
                journal.end(report)
            return report


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


def _carried_out(
    body: Callable[[Execution], Ending], execution: Execution, elapsed: Callable[[], float]
) -> Ending:
    """Carry out the body; the journal notes why it ended early, and the lock is released."""
    writer, journal = execution.session.writer, execution.journal
    try:
        ending = body(execution)
    except KeyboardInterrupt as interrupt:
        is_untouched = writer is None or not writer.requests
        error = Interruption.of(interrupt, "nothing was changed" if is_untouched else GOES_ON)
        if journal is not None:
            journal.fail(error, execution.session.figures(elapsed()), error.exit_code)
        raise error from interrupt
    except (GitHubError, InputError) as error:
        if journal is not None:
            journal.fail(error, execution.session.figures(elapsed()))
        raise
    finally:
        hurry = execution.release()
    if hurry is not None and ending.stopped is None:
        return replace(ending, stopped=Interruption.of(hurry, GOES_ON))
    return ending
