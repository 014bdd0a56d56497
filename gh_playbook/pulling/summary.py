"""The result of a pull, and the decider of its conflicts."""

from collections.abc import Callable
from pathlib import Path

from gh_playbook.frozen import dataclass
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.pulling.three_way import Conflict, Taken

# Decides a conflict: True takes GitHub's value, if the file can say it; False keeps the backlog's
# value; None leaves it open.
Decide = Callable[[Conflict], bool | None]


@dataclass(frozen=True)
class Pull:
    """The result of a pull: changes taken in, open conflicts, and new issues, taken in or not.

    `unclaimed` are the other open issues that no backlog wrote or declares. `pending` are the
    changes that a run would make now.
    """

    repository: str
    taken: tuple[Taken, ...]
    conflicts: tuple[Conflict, ...]
    added: tuple[str, ...]
    left: tuple[str, ...]
    files: tuple[Path, ...]
    pending: tuple[str, ...] = ()
    unclaimed: tuple[ExistingIssue, ...] = ()
