"""The queue: changes that wait for nothing, and which of them go into the next request."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import chain

from gh_playbook.convergence.progress import Progress
from gh_playbook.github.beside import makes_new
from gh_playbook.github.writer import FULL, weight
from gh_playbook.model.change import Call, Change

Ready = tuple[Progress, Change]
# How many changes that do not fit any more are passed over for smaller ones.
_PASSED_OVER = 20
# Among how many those are looked for that fill a document best.
_LOOKED_AT = 60
# A document of this weight does not wait for more.
_MOST = FULL * 3 // 4


@dataclass
class _Line:
    """Changes in their order."""

    _heap: list[tuple[int, Ready]] = field(default_factory=list)

    def __iter__(self) -> Iterator[Ready]:
        """Yield them in no order."""
        return (ready for _, ready in self._heap)

    def add(self, ready: Ready) -> None:
        """Put a change into its place."""
        heappush(self._heap, (_index(ready), ready))

    def clear(self) -> None:
        """Forget all of them."""
        self._heap.clear()

    def take(self, room: int) -> list[Ready]:
        """Take what has room in a request, the first in any case where that is empty."""
        taken: list[Ready] = []
        left: list[tuple[int, Ready]] = []
        while self._heap and room > 0 and len(left) < _PASSED_OVER:
            entry = heappop(self._heap)
            needed = weighed(entry[1][1])
            if needed <= room or (room == FULL and not taken):
                taken.append(entry[1])
                room -= needed
            else:
                left.append(entry)
        for entry in left:
            heappush(self._heap, entry)
        return taken

    def fill(self, room: int) -> list[Ready]:
        """Take those that fill the room best, the first in any case where that is all of it."""
        entries = [heappop(self._heap) for _ in range(min(len(self._heap), _LOOKED_AT))]
        chosen = _fullest([weighed(ready[1]) for _, ready in entries], room)
        if not chosen and room == FULL:
            chosen = frozenset({0})
        for at, entry in enumerate(entries):
            if at not in chosen:
                heappush(self._heap, entry)
        return [ready for at, (_, ready) in enumerate(entries) if at in chosen]


def _fullest(weights: Sequence[int], room: int) -> frozenset[int]:
    """Return which of the weights fill a room best, by their places: the earlier, the rather."""
    found: dict[int, frozenset[int]] = {0: frozenset()}
    for place, needed in enumerate(weights):
        if room in found:
            break
        for filled, places in list(found.items()):
            more = filled + needed
            if more <= room and more not in found:
                found[more] = places | {place}
    return found[max(found)]


@dataclass
class Queue:
    """Changes that can be sent. Those that something waits for (`is_urgent`) go first.

    All others fill up the requests: one that is not full is one more than it takes. What overwrites
    goes before all, together: it is read again once for each request. Of what goes by REST, that
    `is_next` for which the next new issue waits.
    """

    is_urgent: Callable[[Progress, Change], bool]
    is_next: Callable[[Progress], bool] = lambda _item: False
    _new: list[Ready] = field(default_factory=list)
    _overwriting: _Line = field(default_factory=_Line)
    _urgent: _Line = field(default_factory=_Line)
    _others: _Line = field(default_factory=_Line)
    _calls: list[Ready] = field(default_factory=list)

    def add(self, item: Progress, change: Change) -> None:
        """Have a change sent."""
        self._new.append((item, change))

    def take(self) -> list[Ready]:
        """Take what goes into the next GraphQL document, and what goes by REST.

        What only makes something new by REST goes beside the document, one with each. As long as
        others wait for such things, they may still join: so what overwrites waits, too, and a
        document that has much room. Anything else goes by REST after the document, all of it.
        """
        self._sort()
        lines = [self._overwriting, self._urgent, self._others]
        calls = sorted(self._calls, key=_index)
        if not all(makes_new(change) for _, change in calls):
            self._calls.clear()
            return self._document(lines) + calls
        going = sorted(calls, key=lambda ready: not self.is_next(ready[0]))[:1]
        self._calls = [each for each in calls if each not in going]
        if any(self.is_urgent(*each) for each in calls):
            lines = lines[1:]
            if not _fill_most(lines):
                return going
        return self._document(lines) + going

    def clear(self) -> None:
        """Forget all of it."""
        self._new.clear()
        self._calls.clear()
        for line in (self._overwriting, self._urgent, self._others):
            line.clear()

    def _sort(self) -> None:
        """Line up what is new, now that it is known what waits for what."""
        for item, change in self._new:
            if any(isinstance(each, Call) for each in change.operations):
                self._calls.append((item, change))
            elif change.overwrites is not None:
                self._overwriting.add((item, change))
            elif self.is_urgent(item, change):
                self._urgent.add((item, change))
            else:
                self._others.add((item, change))
        self._new.clear()

    def _document(self, lines: Iterable[_Line]) -> list[Ready]:
        taken: list[Ready] = []
        for line in lines:
            room = FULL - sum(weighed(change) for _, change in taken)
            taken += line.fill(room) if line is self._others else line.take(room)
        return sorted(taken, key=_index)


def _fill_most(lines: Iterable[_Line]) -> bool:
    """Tell whether these would leave little room in a document."""
    room = _MOST
    for _, change in chain.from_iterable(lines):
        room -= weighed(change)
        if room <= 0:
            return True
    return False


def _index(ready: Ready) -> int:
    return ready[0].index


def weighed(change: Change) -> int:
    """Return how much of a request a change takes."""
    return sum(map(weight, change.operations))
