"""A sender that takes the lock before it first sends, and sends nothing without it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gh_playbook.github.lock import Lock
from gh_playbook.model.change import Change
from gh_playbook.model.sending import Sender, Sent, Stale
from gh_playbook.model.world import World


@dataclass
class LockingSender:
    """Sends as another sender does, once the lock is held; a run with nothing to send takes none.

    `state` is the commit of the register that the world was read with. Where somebody may have
    written since then, nothing is sent: the world has to be read again first.
    """

    sender: Sender
    lock: Lock
    state: str | None

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        """Yield what became of the changes. Raises LockedError where another run is at work."""
        is_wanted = not self.lock.is_held and self.lock.warning is None
        if is_wanted and self.lock.acquire(self.state):
            yield [Stale(index) for index in range(len(changes))]
            return
        yield from self.sender.send(changes)

    def reread(self) -> World:
        """Return the world as it is now."""
        return self.sender.reread()

    def bind(self, world: World) -> None:
        """Bind the declared issues anew."""
        self.sender.bind(world)
