"""A sender that takes the lock before the first change that needs it.

A run takes no lock if none of its changes needs it (`Module.needs_lock`): GitHub creates such
things only once, even if two runs work at the same time. But if the reading shows the lock of
another run, this run waits for it, and takes the lock like any other run. Undo and reviewed plans
always take the lock, because their state must not change in between; so does a run whose plan is
not certain.
"""

from collections.abc import Iterable, Iterator, Sequence

from gh_playbook.frozen import dataclass
from gh_playbook.github.lock.lock import Lock
from gh_playbook.model.change import Change, Mutation
from gh_playbook.model.sending import Sender, Sent, Stale
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES

_UNNOTICED = {"createProjectV2StatusUpdate", "addComment"}


def is_needed(changes: Iterable[Change]) -> bool:
    """Tell whether any of the changes needs the lock."""
    return any(MODULES[each.module].needs_lock(each) for each in changes)


def is_unnoticed(changes: Iterable[Change]) -> bool:
    """Tell whether a run can make a change twice, and nothing would show that another run made it.

    GitHub accepts it a second time, and the register does not tell of it.
    """
    return any(
        isinstance(each, Mutation) and each.name in _UNNOTICED
        for change in changes
        for each in change.operations
    )


@dataclass
class LockingSender:
    """Sends through another sender once it holds the lock; if there is no change, it takes no lock.

    `state` is the commit of the register that the world was read with. If another run may have
    written since then, nothing is sent: the world has to be read again first. The same holds if
    this run takes the lock after it has sent something, because it held the lock before, or needed
    none until then.
    """

    sender: Sender
    lock: Lock
    state: str | None
    _has_done_without: bool = False

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        """Yield the outcome of each change. Raises LockedError where another run holds the lock."""
        if self._is_up_to_date(changes):
            yield from self.sender.send(changes)
        else:
            yield [Stale(index) for index in range(len(changes))]

    def reread(self) -> World:
        """Return the world as it is now; note a lock that another run has taken meanwhile."""
        world = self.sender.reread()
        self.lock.is_waived = self.lock.is_waived and not world.repository.is_locked
        return world

    def bind(self, world: World) -> None:
        """Bind the declared issues again."""
        self.sender.bind(world)

    def _is_up_to_date(self, changes: Sequence[Change]) -> bool:
        """Take the lock if it is needed; tell whether the world is as this run knows it."""
        lock = self.lock
        if lock.is_held or lock.warning is not None:
            return True
        if lock.is_waived and not is_needed(changes):
            self._has_done_without = True
            return True
        has_sent = lock.was_held or self._has_done_without
        return not lock.acquire(self.state) and not has_sent
