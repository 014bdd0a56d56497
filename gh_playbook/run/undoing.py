"""Undoing a run: what it changed is put back, newest first, where it still is as it left it."""

import time
from collections.abc import Callable
from dataclasses import replace

from gh_playbook.convergence import history, reversal
from gh_playbook.convergence.listener import Listener
from gh_playbook.convergence.summary import RunReport
from gh_playbook.run.execution import execute
from gh_playbook.run.flow import converge
from gh_playbook.settings import Settings


def undo(
    settings: Settings, listener: Listener, clock: Callable[[], float] = time.monotonic
) -> RunReport:
    """Undo the run that the settings name; without a name the latest that changed something.

    It is a run itself, so it can be undone in turn. Raises InputError, also where the journal is of
    a run on another host, and GitHubError, as every run.
    """
    if settings.undoes is None:
        past = history.latest(settings.runs_path)
    else:
        past = history.find(settings.runs_path, settings.undoes)
    settings = replace(settings, undoes=past.id)

    return execute(
        settings,
        listener,
        converge,
        clock=clock,
        prepare=lambda _settings: reversal.prepared(past, deletes=settings.deletes),
    )
