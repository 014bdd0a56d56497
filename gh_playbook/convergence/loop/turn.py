"""Turns: new issues are sent in the declared order, so that their numbers follow it."""

from bisect import bisect_left
from dataclasses import field

from gh_playbook.convergence.loop.agenda import Agenda
from gh_playbook.convergence.loop.progress import Progress
from gh_playbook.frozen import dataclass
from gh_playbook.model.change import Thing


@dataclass
class Turns:
    """The new issues that wait for something, such as labels; issues after them wait, too.

    Each waits for the waiting issue before it; when an issue is sent, the next one may go.
    """

    agenda: Agenda
    _waiting: list[int] = field(default_factory=list)

    def before(self, item: Progress) -> list[Thing]:
        """Return the turn of the nearest waiting issue before this one, as a thing to wait for."""
        at = bisect_left(self._waiting, item.index)
        return [_turn(self.agenda.group[self._waiting[at - 1]])] if at else []

    def wait(self, item: Progress) -> None:
        """Note that an issue waits."""
        at = bisect_left(self._waiting, item.index)
        if self._waiting[at : at + 1] != [item.index]:
            self._waiting.insert(at, item.index)

    def go_on(self, item: Progress) -> None:
        """Note that an issue does not wait, or no longer waits."""
        at = bisect_left(self._waiting, item.index)
        if self._waiting[at : at + 1] == [item.index]:
            del self._waiting[at]
            self.agenda.come(_turn(item))


def _turn(item: Progress) -> Thing:
    return "the turn of", item.key
