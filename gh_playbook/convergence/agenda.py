"""The agenda of a group: which items are compared next, and which wait for what."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush

from gh_playbook.convergence.progress import Progress


@dataclass
class Agenda:
    """Keeps items until something has happened that they have to be compared for.

    All work is in proportion to the items that something happens to, whatever the group's size.
    """

    group: list[Progress]
    _next: dict[int, Progress] = field(default_factory=dict)
    _awaiting: dict[str, list[Progress]] = field(default_factory=lambda: defaultdict(list))
    _for_texts: list[int] = field(default_factory=list)

    def add(self, items: Iterable[Progress]) -> None:
        """Have items compared next."""
        for each in items:
            each.awaited.clear()
            self._next[each.index] = each

    def take(self) -> list[Progress]:
        """Take all that is to be compared next, in the group's order."""
        taken = [self._next[index] for index in sorted(self._next)]
        self._next.clear()
        return taken

    def wait(self, item: Progress, needs: Iterable[str], wants: Iterable[str]) -> None:
        """Keep an item until all these issues exist, or one of them will certainly never do.

        It cannot do without those that it needs, but its text can without those that it wants.
        """
        item.needed = set(needs)
        item.awaited = item.needed.union(wants)
        for key in item.awaited:
            self._awaiting[key].append(item)
        if not item.needed:
            heappush(self._for_texts, item.index)

    def come(self, key: str) -> None:
        """Note that an issue exists now: what waited for it last of all is compared next."""
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

    def fail(self, key: str) -> None:
        """Note that an issue will not exist: all that waited for it is compared next."""
        self.add(each for each in self._awaiting.pop(key, ()) if key in each.awaited)

    def take_waiting_for_texts(self) -> Progress | None:
        """Take the first item that only its text keeps waiting; each once, until it waits anew."""
        while self._for_texts:
            item = self.group[heappop(self._for_texts)]
            if item.awaited and not item.needed:
                return item
        return None
