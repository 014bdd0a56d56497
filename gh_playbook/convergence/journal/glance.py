"""Glances at journals: what a few of their lines tell, without reading whole runs."""

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from gh_playbook.convergence.journal.past_run import Entry

# So many of the latest journals are searched for the last run of a playbook, and so many bytes of
# their first lines are read.
_LATEST = 8
_FIRST_LINE = 16_384
# The beginnings of lines with a change, and with the end.
_SEND = b'{"event": "send"'
_END = b'{"event": "end"'


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
