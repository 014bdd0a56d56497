"""What a backlog file itself wrote: whether an issue's marker came from an entry of that file.

Two backlogs can use one key. If title and text of an entry have both changed, only the journals on
this machine tell an edit of the file from another backlog's entry. If only a key was renamed, the
register tells that the same file declared the issue, on every machine.
"""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from gh_playbook.convergence.journal.earlier_run import EarlierRuns
from gh_playbook.convergence.journal.past_run import PastChange
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.source import shown
from gh_playbook.frozen import dataclass
from gh_playbook.model import managed_block
from gh_playbook.model.managed_block import BodyError
from gh_playbook.model.marker import Marker
from gh_playbook.modules import ISSUE_MODULES

_MARK = 10


def file_mark(file: str) -> str:
    """Return the mark of a backlog file: a digest of its path, from the current folder on.

    It is the same in every checkout, and shows no name of a folder or a user.
    """
    path = Path(file)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return hashlib.sha256(path.as_posix().encode("utf-8", "replace")).hexdigest()[:_MARK]


@dataclass(frozen=True)
class OwnWritings:
    """Tells whether an entry's file wrote a marker."""

    runs: EarlierRuns

    def holds(self, issue: Issue, marker: Marker) -> bool:
        """Tell whether an earlier run wrote this title and text under this key from this file.

        It need not be the last one: `undo` writes older texts again, and those are of no file.
        """
        source = issue.source
        if source is None:
            return False
        file, there = shown(source.file), (marker.title, marker.digest)
        return any(
            each.file == file and _written(each) == there
            for each in self._by_key.get(marker.key, ())
        )

    @cached_property
    def _by_key(self) -> Mapping[str, Sequence[PastChange]]:
        """The changes of each issue, by its key."""
        found: dict[str, list[PastChange]] = {}
        for each in self.runs.changes:
            if each.module in ISSUE_MODULES:
                found.setdefault(each.key, []).append(each)
        return found


def _written(change: PastChange) -> tuple[str, str] | None:
    """Return the digests of title and text that a change wrote, as the marker has them."""
    after = change.after
    body = after.get("body") if isinstance(after, dict) else None
    try:
        block = managed_block.find(body) if isinstance(body, str) else None
    except BodyError:
        return None
    return (block.marker.title, block.marker.digest) if block else None
