"""The agenda of a group: which items are compared next, and which wait for others."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import field
from heapq import heappop, heappush

from gh_playbook.convergence.loop.progress import Awaited, Progress
from gh_playbook.frozen import dataclass
from gh_playbook.model.change import Thing


@dataclass
class Agenda:
    """Keeps the waiting items until a change makes it useful to compare them.

    The work is proportional to the items that are affected, not to the size of the group.
    """

    group: list[Progress]
    _next: dict[int, Progress] = field(default_factory=dict)
    _awaiting: dict[Awaited, list[Progress]] = field(default_factory=lambda: defaultdict(list))
    _for_texts: list[int] = field(default_factory=list)
    _makers: dict[Thing, list[Progress]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Note which items make which things."""
        for each in self.group:
            for thing in each.things:
                self._makers[thing].append(each)

    def add(self, items: Iterable[Progress]) -> None:
        """Put items on the list of those to compare next."""
        for each in items:
            each.awaited.clear()
            self._next[each.index] = each

    def take(self) -> list[Progress]:
        """Take all items to compare next, in the order of the group."""
        taken = [self._next[index] for index in sorted(self._next)]
        self._next.clear()
        return taken

    def wait(self, item: Progress, needs: Iterable[Awaited], wants: Iterable[str]) -> None:
        """Keep an item until all of these exist, or until one of them certainly never will.

        The issues that it `needs` must exist. The issues that it `wants` are only mentioned in its
        text, which can be written without them.
        """
        item.needed = set(needs)
        item.awaited = item.needed.union(wants)
        for key in item.awaited:
            self._awaiting[key].append(item)
        if not item.needed:
            heappush(self._for_texts, item.index)

    def is_awaited(self, key: Awaited) -> bool:
        """Tell whether an item waits for this."""
        return any(True for _ in self._waiting_for(key))

    def holds_up(self, item: Progress) -> bool:
        """Tell whether an existing issue waits for this item."""
        waiting = (each for thing in item.things for each in self._waiting_for(thing))
        return any(each.is_there for each in waiting)

    def _waiting_for(self, key: Awaited) -> Iterator[Progress]:
        return (each for each in self._awaiting.get(key, ()) if key in each.awaited)

    def coming(self, things: Iterable[Thing]) -> list[Thing]:
        """Return the things among these that the group still has to create or change."""
        return [
            thing for thing in things if any(each.is_open for each in self._makers.get(thing, ()))
        ]

    def has_given_up(self, things: Iterable[Thing]) -> bool:
        """Tell whether the group could not make one of the things."""
        return any(each.is_settled for thing in things for each in self._makers.get(thing, ()))

    def come(self, key: Awaited) -> None:
        """Note that something now exists. Items that waited only for it are compared next."""
        for each in self._awaiting.pop(key, ()):
            if key not in each.awaited:
                continue
            each.awaited.discard(key)
            if not each.awaited:
                self.add([each])
            elif key in each.needed:
                each.needed.discard(key)
                if not each.needed:
                    heappush(self._for_texts, each.index)

    def fail(self, key: Awaited) -> None:
        """Note that an issue will not exist. All items that waited for it are compared next."""
        self.add(each for each in self._awaiting.pop(key, ()) if key in each.awaited)

    def take_waiting_for_texts(self) -> Progress | None:
        """Take the first item that waits only for issues which its text mentions; once per wait."""
        while self._for_texts:
            item = self.group[heappop(self._for_texts)]
            if item.awaited and not item.needed:
                return item
        return None
