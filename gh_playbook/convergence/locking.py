"""A sender that takes the lock before its first change, and sends nothing without the lock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gh_playbook.github.lock import Lock
from gh_playbook.model.change import Change
from gh_playbook.model.sending import Sender, Sent, Stale
from gh_playbook.model.world import World


@dataclass
class LockingSender:
    """Sends through another sender once it holds the lock; without a change it takes no lock.

    `state` is the commit of the register that the world was read with. If another run may have
    written since then, nothing is sent: the world has to be read again first. So it has to where
    this run has held the lock before, and takes it again.
    """

    sender: Sender
    lock: Lock
    state: str | None

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        """Yield the outcome of each change. Raises LockedError where another run holds the lock."""
        is_wanted, was_held = not self.lock.is_held, self.lock.was_held
        if is_wanted and self.lock.warning is None and (self.lock.acquire(self.state) or was_held):
            yield [Stale(index) for index in range(len(changes))]
            return
        yield from self.sender.send(changes)

    def reread(self) -> World:
        """Return the world as it is now."""
        return self.sender.reread()

    def bind(self, world: World) -> None:
        """Bind the declared issues again."""
        self.sender.bind(world)
