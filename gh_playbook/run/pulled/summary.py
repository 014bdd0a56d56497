"""The result of a pull, and who decides about its conflicts."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gh_playbook.pulling.three_way import Conflict, Taken

# Decides a conflict: True takes what GitHub has, where the file can say it, False keeps what the
# backlog says, None does neither.
Decide = Callable[[Conflict], bool | None]


@dataclass(frozen=True)
class Pull:
    """The result of a pull: what was taken in, what is open, and new issues, taken in or not.

    `pending` is what a run would write now.
    """

    repository: str
    taken: tuple[Taken, ...]
    conflicts: tuple[Conflict, ...]
    added: tuple[str, ...]
    left: tuple[str, ...]
    files: tuple[Path, ...]
    pending: tuple[str, ...] = ()
