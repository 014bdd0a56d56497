"""A sender that reads again before it takes something away, if its reading is old.

Issues and cards that have a label, an option or another thing lose it when it goes. A run says how
many they are, asks about them, and lists them in its journal, so that undo can give the thing back.
People may have given it to others since the reading, such as while a question was open.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field

from gh_playbook.frozen import dataclass
from gh_playbook.github.clock import ClockTimes
from gh_playbook.model.change import Action, Change, Difference
from gh_playbook.model.sending import Sender, Sent, Stale
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES

# Seconds after which a reading is old. A reading that took long is used for longer, so that a long
# run does not spend more than a small part of its time on readings.
_OLD = 30.0
_TIMES_ITS_OWN = 10.0
# How often a thing is read again: after a question, and after each wait for a limit of GitHub.
_TIMES = 4


@dataclass
class TimelySender:
    """Sends through another sender; `clock` tells the time, the reading began at `begun`.

    Each thing is read again at most so often that a run comes to its end however slow GitHub is.
    """

    sender: Sender
    clock: Callable[[], ClockTimes]
    begun: ClockTimes
    _patience: float = field(init=False)
    _seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Note how long the reading took."""
        self._note()

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        """Yield the outcome of each change; nothing is sent if the world has to be read again."""
        going = {(each.module, each.key) for each in changes if takes_away(each)}
        going = {each for each in going if self._seen[each] < _TIMES}
        if going and self._age > self._patience:
            self._seen.update(going)
            yield [Stale(index) for index in range(len(changes))]
        else:
            yield from self.sender.send(changes)

    def reread(self) -> World:
        """Return the world as it is now."""
        self.begun = self.clock()
        world = self.sender.reread()
        self._note()
        return world

    def bind(self, world: World) -> None:
        """Bind the declared issues again."""
        self.sender.bind(world)

    @property
    def _age(self) -> float:
        return self.clock().since(self.begun)[1]

    def _note(self) -> None:
        self._patience = max(_OLD, _TIMES_ITS_OWN * self._age)


def takes_away(change: Change) -> bool:
    """Tell whether people may lose something with a change that they got since the reading."""
    if change.action is Action.REMOVE:
        # The text and the use of an issue are read again right before it goes; its card is not.
        return change.overwrites is None or change.if_unused
    return bool(MODULES[change.module].lost_by) and any(map(_loses_names, change.differences))


def _loses_names(difference: Difference) -> bool:
    was, to_be = difference.existing, difference.desired
    if not isinstance(was, list | tuple) or not isinstance(to_be, list | tuple):
        return False
    # GitHub makes all iterations anew, so cards lose also those that stay.
    is_anew = difference.field == "iterations" and bool(was)
    return is_anew or not all(each in to_be for each in was)
