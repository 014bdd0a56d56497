"""Undoing a run: its changes are taken back, newest first, where they are still as it left them."""

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

    Undo is a run itself, so it can be undone too. Raises GitHubError, and InputError, also where
    the journal belongs to a run on another host.
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
