"""Old and new names: entries renamed in a backlog, and things that people renamed on GitHub.

A renamed entry of a backlog is a new thing to GitHub, and the old one would stay beside it. A thing
that people renamed is found by its id, which GitHub keeps and the register has.
"""

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from gh_playbook.declaration.name import folded, is_same

# The least similarity of two names: 1 means equal.
_CLOSE = 0.75
# If there are more undeclared things than this, no names are compared: it would take too long.
_COMPARED = 50
_NUMBERS = re.compile(r"\d+")


class Identified(Protocol):
    """A thing with a node id."""

    @property
    def id(self) -> str:
        """Its node id."""
        ...


Thing = TypeVar("Thing", bound=Identified)


def renamed_by_people(
    id: str | None, existing: Mapping[str, Thing], declared: Collection[str]
) -> Thing | None:
    """Return the existing thing with this id, unless it has a declared name by now.

    `existing` maps names to things, `declared` has folded names.
    """
    if id is None:
        return None
    named = ((name, each) for name, each in existing.items() if each.id == id)
    return next((each for name, each in named if folded(name) not in declared), None)


def told(name: str) -> str:
    """Return the warning about a thing that gets its declared name again."""
    return f"people named it {name!r}: `pull` takes their name into the backlog instead"


def likely(
    name: str, others: Sequence[str], is_twin: Callable[[str], bool] = lambda _name: False
) -> str | None:
    """Return the name among undeclared ones that a new thing probably had before.

    `is_twin` tells whether the thing of a name equals the new one in everything else.
    """
    twins = [each for each in others if is_twin(each)]
    if len(twins) == 1:
        return twins[0]
    if len(others) > _COMPARED:
        return None
    alike = [each for each in others if _are_close(name, each)]
    return alike[0] if len(alike) == 1 else None


def swap(
    known: Mapping[str, str],
    existing: Mapping[str, Thing],
    declared: Iterable[str],
    mentioned: Collection[str] = (),
) -> tuple[str, str] | None:
    """Return the old and the new name, if one thing was removed from a backlog and one is new.

    `known` maps folded names that earlier runs declared to ids. If several were removed or are new,
    nobody can tell which became which. `mentioned` are folded names that the backlog has otherwise:
    a thing that is declared absent should go, and a previous name is reported elsewhere.
    """
    names: set[str] = set()
    new: dict[str, str] = {}
    for name in declared:
        names.add(folded(name))
        if folded(name) not in known:
            new[folded(name)] = name
        if len(new) > 1:  # This is the case at a first run, which asks about each thing.
            return None
    gone = {id for each, id in known.items() if each not in names}
    left = [
        name for name, each in existing.items() if each.id in gone and folded(name) not in names
    ]
    if not len(new) == len(left) == 1 or folded(left[0]) in mentioned:
        return None
    return left[0], next(iter(new.values()))


def hints(
    kind: str,
    name: str,
    found: str | None,
    swapped: Callable[[], tuple[str, str] | None],
    advice: Callable[[str], str],
) -> tuple[str, ...]:
    """Return the warning about the thing that a new one of this name probably was before.

    `found` is a name that looks like it; otherwise `swapped` returns what `swap` found.
    """
    if found is not None:
        return (f"{found!r} looks like this {kind} under an old name: {advice(found)}",)
    swap = swapped()
    if swap is None or not is_same(swap[1], name):
        return ()
    return (f"{swap[0]!r} is no longer declared: if it is this {kind}, {advice(swap[0])}",)


def undeclared(existing: Iterable[str], declared: Iterable[str]) -> list[str]:
    """Return the undeclared existing names."""
    known = {folded(each) for each in declared}
    return [each for each in existing if folded(each) not in known]


def _are_close(one: str, other: str) -> bool:
    """Tell whether two names look alike: not `v1` and `v2`, nor `bug` and `type:bug`."""
    one, other = folded(one), folded(other)
    if _NUMBERS.findall(one) != _NUMBERS.findall(other):
        return False
    group, _, rest = one.rpartition(":")
    other_group, _, other_rest = other.rpartition(":")
    if group != other_group:
        return False
    matcher = difflib.SequenceMatcher(None, rest, other_rest)
    return matcher.quick_ratio() >= _CLOSE and matcher.ratio() >= _CLOSE
