"""The queue: changes that wait for nothing, and the choice of those for the next request."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from heapq import heappop, heappush
from itertools import chain

from gh_playbook.convergence.loop.progress import Progress
from gh_playbook.frozen import dataclass
from gh_playbook.github.simultaneous_write import makes_new
from gh_playbook.github.writer import FULL, weight
from gh_playbook.model.change import Call, Change

Ready = tuple[Progress, Change]
# A change's place in its group, its weight, and itself.
_Entry = tuple[int, int, Ready]
# How many changes that do not fit are skipped in search of smaller ones.
_PASSED_OVER = 20
# How many changes are considered to fill a document best.
_LOOKED_AT = 60
# A document of this weight does not wait for more.
_MOST = FULL * 3 // 4


@dataclass
class _Line:
    """Changes in their order, each with its weight: every document asks for the weights."""

    _heap: list[_Entry] = field(default_factory=list)

    def __iter__(self) -> Iterator[Ready]:
        """Yield the changes, in no particular order."""
        return (ready for _, _, ready in self._heap)

    def add(self, ready: Ready) -> None:
        """Insert a change at its place."""
        heappush(self._heap, (_index(ready), weighed(ready[1]), ready))

    def clear(self) -> None:
        """Forget all changes."""
        self._heap.clear()

    def take(self, room: int) -> list[Ready]:
        """Take the changes that fit into a request; into an empty one, always the first."""
        taken: list[Ready] = []
        left: list[_Entry] = []
        while self._heap and room > 0 and len(left) < _PASSED_OVER:
            entry = heappop(self._heap)
            _, needed, ready = entry
            if needed <= room or (room == FULL and not taken):
                taken.append(ready)
                room -= needed
            else:
                left.append(entry)
        for entry in left:
            heappush(self._heap, entry)
        return taken

    def fill(self, room: int) -> list[Ready]:
        """Take the changes that fill the room best; into an empty request, always the first."""
        entries = [heappop(self._heap) for _ in range(min(len(self._heap), _LOOKED_AT))]
        chosen = _fullest([needed for _, needed, _ in entries], room)
        if not chosen and room == FULL:
            chosen = frozenset({0})
        for at, entry in enumerate(entries):
            if at not in chosen:
                heappush(self._heap, entry)
        return [ready for at, (_, _, ready) in enumerate(entries) if at in chosen]


def _fullest(weights: Sequence[int], room: int) -> frozenset[int]:
    """Return the places of the weights that fill the room best; earlier places are preferred."""
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
    """Changes that can be sent. Changes that others wait for (`is_urgent`) go first.

    All others fill up the requests, because each request that is not full costs another one.
    Changes that overwrite something go together before all others, because values are read again
    once for each such request. A change by REST `holds_up` others that may
    overwrite something.
    """

    is_urgent: Callable[[Progress, Change], bool]
    holds_up: Callable[[Progress], bool] = lambda _item: False
    _new: list[Ready] = field(default_factory=list)
    _overwriting: _Line = field(default_factory=_Line)
    _urgent: _Line = field(default_factory=_Line)
    _others: _Line = field(default_factory=_Line)
    _calls: list[Ready] = field(default_factory=list)

    def add(self, item: Progress, change: Change) -> None:
        """Have a change sent."""
        self._new.append((item, change))

    def take(self) -> list[Ready]:
        """Take the changes for the next GraphQL document, and those for REST.

        Changes that only create something by REST go out at the same time as a document, one with
        each document. As long as other changes wait for several such things, they may still join
        the document: so changes that overwrite something wait, and so does a document with much
        room. With the last of these things all may go, except that changes that overwrite something
        wait for others like them. All other changes by REST go out after the document.
        """
        self._sort()
        lines = [self._overwriting, self._urgent, self._others]
        calls = sorted(self._calls, key=_index)
        if not all(makes_new(change) for _, change in calls):
            self._calls.clear()
            return self._document(lines) + calls
        awaited = [each for each in calls if self.is_urgent(*each)]
        going = _first(calls, awaited)
        self._calls = [each for each in calls if each not in going]
        more_may_join = len(awaited) > 1
        if more_may_join or any(self.holds_up(item) for item, _ in awaited):
            lines = lines[1:]
        if more_may_join and not _fill_most(lines):
            return going
        return self._document(lines) + going

    def clear(self) -> None:
        """Forget all changes."""
        self._new.clear()
        self._calls.clear()
        for line in (self._overwriting, self._urgent, self._others):
            line.clear()

    def _sort(self) -> None:
        """Sort the new changes into their lines; now it is known which changes wait for which."""
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


def _first(calls: Sequence[Ready], awaited: Sequence[Ready]) -> list[Ready]:
    """Return the REST request that goes out next, if any: one of the kind that others wait for.

    It is the first of its kind: GitHub numbers milestones as they are created, and people expect
    the declared order.
    """
    kinds = {change.module for _, change in awaited[:1]}
    return [each for each in calls if not kinds or each[1].module in kinds][:1]


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
