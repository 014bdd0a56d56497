"""The rotation of journals: the oldest are removed, so that there is room for a new one.

Other runs may share the folder, begin at the same moment, and be at work.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from gh_playbook.convergence.journal.glance import has_changes, has_ended

# A run's id: the time at which it began, or a later one, and a random part, because two runs may
# begin at the same moment.
_ID = re.compile(r"\d{8}T\d{6}(?:\.\d+)?Z-\w+")
# After this time, a run that has not ended was killed: it may have waited for GitHub's quota.
_LONGEST = timedelta(days=1)


def is_of_run(path: Path) -> bool:
    """Tell whether the name of a file is a run's id; if not, it belongs to somebody else."""
    return _ID.fullmatch(path.stem) is not None


def time_of(path: Path) -> datetime:
    """Return the time in a run's id. Raises ValueError if it only looks like a time."""
    return datetime.fromisoformat(path.stem.partition("-")[0])


def rotate(present: Sequence[Path], keep: int, now: datetime) -> None:
    """Remove the oldest of these journals, so that there is room for the new one.

    Runs that changed nothing, such as those of every hour, push out no run that can be undone: of
    the older runs as many are kept that sent changes. A run that may be at work keeps its journal.
    So does a run whose journal cannot be read or removed, as that of another user.
    """
    of_runs = [path for path in present if is_of_run(path)]
    old = of_runs[: max(len(of_runs) - keep + 1, 0)]
    room = keep
    for path in reversed(old):
        with suppress(OSError):  # Another run may be removing it, too.
            if room and has_changes(path):
                room -= 1
            elif not _may_be_at_work(path, now):
                path.unlink()


def _may_be_at_work(path: Path, now: datetime) -> bool:
    with suppress(ValueError):
        return now - time_of(path) < _LONGEST and not has_ended(path)
    return False
