"""The end of a run: its lock is released, and its register is written.

The lock is released in the same request as the last changes, if no register follows.

GitHub carries out the mutations of a document in order, each for itself. So the lock is released
after the changes. If GitHub stops before that, another request at the end of the run releases it.
"""

from collections.abc import Sequence
from dataclasses import field

from gh_playbook.frozen import dataclass
from gh_playbook.github.early_commit import EarlyCommit
from gh_playbook.github.lock.lock import Lock
from gh_playbook.github.writer import FULL, HEAVY_BATCH, Reply, weight
from gh_playbook.model.change import Mutation, Operation
from gh_playbook.model.sending import Landed, Sent


@dataclass
class RunEnd:
    """Knows when a request is the last one that needs the lock.

    `expected` is the number of changes in the plan of the run; None if it is unknown, or if
    something else has to be written under the lock after them. A mistake does no harm: a later
    change takes the lock again, and reads again first. `early` is the commit of the register.
    """

    lock: Lock
    expected: int | None = None
    landed: int = 0
    early: EarlyCommit = field(init=False)

    def __post_init__(self) -> None:
        """Begin without a commit."""
        self.early = EarlyCommit(self.lock.repository, self.lock.writer)

    def go_on(self, *, is_alone: bool) -> None:
        """Make the register's commit beside a document that has no other request beside it.

        No two REST requests are under way at the same time.
        """
        if is_alone:
            self.early.begin()
        else:
            self.early.wait()

    def are_last(self, changes: int) -> bool:
        """Tell whether so many more changes complete those of the plan, and nothing follows."""
        return self.expected is not None and self.landed + changes >= self.expected

    def operation(self, operations: Sequence[Operation]) -> Mutation | None:
        """Return the operation that releases the lock after these last ones, in their request."""
        return self.lock.releasing() if can_release_lock(operations) else None

    def answered(self, reply: Reply) -> None:
        """Take in what GitHub replied to the operation."""
        self.lock.released(reply)

    def count(self, outcomes: Sequence[Sent]) -> None:
        """Count the changes that were carried out."""
        self.landed += sum(isinstance(each, Landed) for each in outcomes)


def can_release_lock(operations: Sequence[Operation]) -> bool:
    """Tell whether the lock may be released in the request of these operations.

    They must leave room in it. An overwritten text may have to be restored afterwards, which needs
    the lock.
    """
    taken = sum(map(weight, operations)) + FULL // HEAVY_BATCH
    return taken <= FULL and not any(map(_may_overwrite_a_text, operations))


def _may_overwrite_a_text(operation: Operation) -> bool:
    return isinstance(operation, Mutation) and {"id", "body"} <= operation.input.keys()
