"""Names, compared as GitHub compares them: without regard to case and to blanks around them.

Two spaces inside, a no-break space and an ideographic space are part of a name like any other
character (labels that differ only in a space exist side by side: reports).

Names of labels, fields and options are unique regardless of case (GitHub's answer
`already_exists`); titles of milestones are not (measured). If two names differ only in case, the
one with the same spelling is meant. Two ways to encode an accented letter count as equal too
[unverified]. Letters that only Unicode's full folding makes equal, such as the German sharp s and
ss, or a ligature and its letters, make names different [unverified]. If GitHub finds such names
equal, it refuses the second one; the opposite mistake would rename somebody's label.
"""

from collections import UserDict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from typing import TypeVar
from unicodedata import normalize

Thing = TypeVar("Thing")

# Characters that may stand around a name without being part of it.
BLANKS = " \t\r\n"


# A run asks for the same few names again and again: of labels, fields and options.
@lru_cache(maxsize=1 << 16)
def folded(name: str) -> str:
    """Return the form of a name that is the same for all names which GitHub finds equal."""
    name = name.strip(BLANKS)
    if name.isascii():
        return name.lower()
    return normalize("NFC", normalize("NFD", name).lower())


def is_same(one: str, other: str) -> bool:
    """Tell whether two names are the same to GitHub."""
    return one == other or folded(one) == folded(other)


def find(name: str, things: Iterable[Thing], name_of: Callable[[Thing], str]) -> Thing | None:
    """Return the thing with exactly this spelling, else the first that GitHub finds equal."""
    listed = [*things]
    for thing in listed:
        if name_of(thing) == name:
            return thing
    wanted = folded(name)
    return next((thing for thing in listed if folded(name_of(thing)) == wanted), None)


class Named(UserDict[str, Thing]):
    """Things by their names; `find` compares names as GitHub does."""

    def __init__(self, things: Mapping[str, Thing] | None = None) -> None:
        self._spellings: dict[str, dict[str, None]] = {}
        super().__init__(things or {})

    def __setitem__(self, name: str, thing: Thing) -> None:
        self._spellings.setdefault(folded(name), {})[name] = None
        super().__setitem__(name, thing)

    def __delitem__(self, name: str) -> None:
        super().__delitem__(name)
        del self._spellings[folded(name)][name]

    def beside(self, names: Collection[str]) -> list[str]:
        """Return the names that are none of these folded ones."""
        others = (spelt for name, spelt in self._spellings.items() if name not in names)
        return [name for spelt in others for name in spelt]

    def find(self, name: str) -> Thing | None:
        """Return the thing with exactly this spelling, else the first that GitHub finds equal."""
        if name in self.data:
            return self.data[name]
        spelt = next(iter(self._spellings.get(folded(name), ())), None)
        return None if spelt is None else self.data[spelt]


def matches(name: str, pattern: str) -> bool:
    """Tell whether a name fits a pattern: `*` is any text, `?` any character."""
    text, wanted = folded(name), folded(pattern)
    # Each `*` takes as little text as possible: only the last one passed may have to take more.
    at = place = taken = 0
    star = -1
    while at < len(text):
        if place < len(wanted) and wanted[place] == "*":
            star, taken = place, at
            place += 1
        elif place < len(wanted) and wanted[place] in ("?", text[at]):
            at, place = at + 1, place + 1
        elif star >= 0:
            taken += 1
            at, place = taken, star + 1
        else:
            return False
    return not wanted[place:].strip("*")
