"""Undoing a run: its changes are taken back, newest first, if they still are as it left them."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from gh_playbook.convergence import location, undo_input
from gh_playbook.convergence.journal import elsewhere, past_run
from gh_playbook.convergence.journal.past_run import PastRun
from gh_playbook.convergence.listener import Listener
from gh_playbook.convergence.lookup import OtherTargetError
from gh_playbook.convergence.preparation import open_library
from gh_playbook.convergence.summary import RunReport
from gh_playbook.declaration.backlog import include
from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.model.outcome import Result
from gh_playbook.modules import MODULES
from gh_playbook.run import review
from gh_playbook.run.execution import Execution
from gh_playbook.run.flow import converge
from gh_playbook.run.frame import Ending, execute
from gh_playbook.settings import Settings

# The bits of a file's mode for others than its owner.
_OTHERS = 0o077


def undo(
    settings: Settings,
    listener: Listener,
    clock: Callable[[], float] = time.monotonic,
    *,
    repository: str | None = None,
) -> RunReport:
    """Undo the run that the settings name, or their reviewed plan; else the latest one.

    The latest is the last that changed something, on this `repository` or any, unless that is gone.
    Undo is a run itself, so it can be undone too. A user's own modules are read if the run used
    them. Raises GitHubError, and InputError, also if the journal belongs to a run on another host.
    """
    location.check_repository(repository)
    chosen = review.run_to_undo(settings)
    others = elsewhere.told(settings)
    if chosen is not None:
        past = past_run.find(settings.runs_path, chosen, repository, others)
        return _undone(settings, past, listener, clock)
    past = past_run.latest(settings.runs_path, repository, elsewhere=others)
    try:
        return _undone(settings, past, listener, clock)
    except OtherTargetError as error:
        # Only GitHub's answer tells that the repository of the latest run is gone.
        past = past_run.latest(settings.runs_path, past.repository, error.target, others)
        return _undone(settings, past, listener, clock)


def _undone(
    settings: Settings, past: PastRun, listener: Listener, clock: Callable[[], float]
) -> RunReport:
    settings = replace(settings, undoes=past.id)
    if any(each.module not in MODULES for each in past.changes):
        open_library(settings)

    def body(execution: Execution) -> Ending:
        ending = converge(execution)
        return replace(ending, warnings=tuple(_outdated(settings, past, ending.results)))

    return execute(
        settings,
        listener,
        body,
        clock=clock,
        prepare=lambda _settings: replace(
            undo_input.prepared(past, deletes=settings.deletes),
            doubts=tuple(_elsewhere(settings, past)),
        ),
    )


def _outdated(settings: Settings, past: PastRun, results: Sequence[Result]) -> Iterator[str]:
    """Yield a warning if the report in this folder describes things that are undone now."""
    path = str(settings.report_path)
    wrote = any(each["key"] == path for step in past.steps for each in step["results"])
    is_changed = any(each.changed for each in results) and not settings.dry_run
    if wrote and is_changed and settings.report_path.is_file():
        yield f"{path} describes the state before this undo: `gh-playbook report` writes it again"


def _elsewhere(settings: Settings, past: PastRun) -> Iterator[Fault]:
    """Yield questions if a journal may come from another checkout, or another person.

    There are two signs: no backlog of this folder is about the run's repository; or others than the
    owner may read the journal, because the tool never allows that, but git and archives do not keep
    the mode.
    """
    if past.path.stat().st_mode & _OTHERS:
        told = f"the journal of run {past.id} was copied here, and may be somebody else's"
        yield Fault(told, Source(str(past.path), 1, 1))
    files = [settings.backlog] if settings.backlog else location.backlog_files(settings)
    repositories = {each: place for file in files for each, place in _repository(file)}
    if repositories and past.repository.casefold() not in map(str.casefold, repositories):
        (name, place), *_ = repositories.items()
        told = f"run {past.id} was on {past.repository}, and the backlog is about {name}"
        yield Fault(told, place)


def _repository(file: Path) -> Iterator[tuple[str, Source | None]]:
    """Yield the repository of a backlog, if it names one and can be read."""
    with suppress(InputError):
        data, _ = include.read(file)
        if isinstance(data.get("repository"), str):
            yield data["repository"], data.at["repository"]
