"""The sender of a dry run: it notes changes and has nothing that could write."""

from collections.abc import Iterator, Sequence

from gh_playbook.model.change import Change
from gh_playbook.model.sending import Landed, Sent
from gh_playbook.model.world import World


class DryRun:
    """Sends nothing; every change counts as done. `rounds` keeps the changes of each round."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.rounds: list[tuple[Change, ...]] = []

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        """Yield each change as if it had been carried out."""
        self.rounds.append(tuple(changes))
        yield [Landed(index) for index in range(len(changes))]

    def reread(self) -> World:
        """Return the world: nothing can be in doubt."""
        return self._world

    def bind(self, _world: World) -> None:
        """Do nothing, because nothing is read again."""
