"""The queue: changes that wait for nothing, and which of them go into the next request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush

from gh_playbook.convergence.progress import Progress
from gh_playbook.github.writer import FULL, weight
from gh_playbook.model.change import Call, Change

Ready = tuple[Progress, Change]
# How many changes that do not fit any more are passed over for smaller ones.
_PASSED_OVER = 20


@dataclass
class _Line:
    """Changes in their order; `rank` says what comes before all others."""

    rank: Callable[[Change], int]
    _heap: list[tuple[int, int, Ready]] = field(default_factory=list)

    def add(self, ready: Ready) -> None:
        item, change = ready
        heappush(self._heap, (self.rank(change), item.index, ready))

    def clear(self) -> None:
        self._heap.clear()

    def take(self, room: int) -> list[Ready]:
        """Take what has room in a request, the first in any case where that is empty."""
        taken: list[Ready] = []
        left: list[tuple[int, int, Ready]] = []
        while self._heap and room > 0 and len(left) < _PASSED_OVER:
            entry = heappop(self._heap)
            needed = weighed(entry[2][1])
            if needed <= room or (room == FULL and not taken):
                taken.append(entry[2])
                room -= needed
            else:
                left.append(entry)
        for entry in left:
            heappush(self._heap, entry)
        return taken


@dataclass
class Queue:
    """Changes that can be sent. Those that something waits for (`is_urgent`) go first.

    All others fill up the requests: one that is not full is one more than it takes.
    """

    is_urgent: Callable[[Progress, Change], bool]
    _new: list[Ready] = field(default_factory=list)
    _urgent: _Line = field(default_factory=lambda: _Line(_rereading))
    _others: _Line = field(default_factory=lambda: _Line(lambda _change: 0))
    _calls: list[Ready] = field(default_factory=list)

    def add(self, item: Progress, change: Change) -> None:
        """Have a change sent."""
        self._new.append((item, change))

    def take(self) -> list[Ready]:
        """Take what goes into the next GraphQL document, and all that goes by REST after it."""
        self._sort()
        taken = self._urgent.take(FULL)
        taken += self._others.take(FULL - sum(weighed(change) for _, change in taken))
        calls = sorted(self._calls, key=_index)
        self._calls.clear()
        return sorted(taken, key=_index) + calls

    def clear(self) -> None:
        """Forget all of it."""
        self._new.clear()
        self._calls.clear()
        self._urgent.clear()
        self._others.clear()

    def _sort(self) -> None:
        """Line up what is new, now that it is known what waits for what."""
        for ready in self._new:
            if any(isinstance(each, Call) for each in ready[1].operations):
                self._calls.append(ready)
            else:
                (self._urgent if self.is_urgent(*ready) else self._others).add(ready)
        self._new.clear()


def _index(ready: Ready) -> int:
    return ready[0].index


def _rereading(change: Change) -> int:
    """Put what overwrites together: that is read again once for each request."""
    return 1 if change.overwrites is None else 0


def weighed(change: Change) -> int:
    """Return how much of a request a change takes."""
    return sum(map(weight, change.operations))
