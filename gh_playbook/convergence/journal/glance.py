"""Glances at journals: what a few of their lines tell, without reading whole runs."""

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from gh_playbook.convergence.journal import past_run
from gh_playbook.convergence.journal.past_run import Entry, PastRun
from gh_playbook.declaration.source import Fault
from gh_playbook.model.outcome import Outcome

# So many of the latest journals are searched for the last run of a playbook, and so many bytes of
# their first lines are read.
_LATEST = 8
_FIRST_LINE = 16_384
# The beginnings of lines with a change, its answer, the results of a step, and the end.
_SEND = b'{"event": "send"'
_ANSWER = b'{"event": "answer"'
_STEP = b'{"event": "step"'
_END = b'{"event": "end"'


def outlines(folder: Path) -> tuple[list[PastRun], list[Fault]]:
    """Return all runs without their changes, as `readable` does; why others cannot be read."""
    return past_run.readable(folder, _outline)


def _outline(path: Path) -> PastRun:
    """Read what a run was about and what it came to; only its steps tell what was removed."""
    run = past_run.read(path, without=(_SEND, _ANSWER, _STEP))
    has_removed = run.end is not None and run.end["recap"].get(Outcome.REMOVED)
    return past_run.read(path, without=(_SEND, _ANSWER)) if has_removed else run


def last_beginning(present: Sequence[Path], repository: str, playbook: str) -> Entry | None:
    """Return how the last run of a playbook on a repository began, if that is not long ago.

    Journals that cannot be read do not count.
    """
    for path in reversed(present[-_LATEST:]):
        with suppress(OSError, ValueError, RecursionError), path.open("rb") as file:
            found = json.loads(file.readline(_FIRST_LINE))
            entry: Entry = found if isinstance(found, dict) else {}
            if (entry.get("repository"), entry.get("playbook")) == (repository, playbook):
                return entry
    return None


def has_changes(path: Path) -> bool:
    """Tell whether a run sent changes; a journal of a run that did says so near its beginning.

    Raises OSError if the journal cannot be read.
    """
    with path.open("rb") as file:
        return any(line.startswith(_SEND) for line in file)


def has_ended(path: Path) -> bool:
    """Tell whether a run came to its end. Raises OSError if the journal cannot be read."""
    with path.open("rb") as file:
        return any(line.startswith(_END) for line in file)
