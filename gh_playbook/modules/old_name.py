"""Old names and new ones: what was renamed in a backlog, and what people renamed on GitHub.

A renamed entry of a backlog is a new thing to GitHub, and the old one would stay beside it. What
people renamed is known again by its id, which GitHub keeps and the register has.
"""

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from gh_playbook.declaration.name import folded

# How alike two names are: 1 is the same.
_CLOSE = 0.75
# Beyond so many undeclared things no names are compared: that would take too long.
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
    """Return the existing thing of this id, unless it has a declared name by now.

    `existing` leads from names to things, `declared` has folded names.
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

    `is_twin` tells of a name whether its thing is like the new one in everything else.
    """
    twins = [each for each in others if is_twin(each)]
    if len(twins) == 1:
        return twins[0]
    if len(others) > _COMPARED:
        return None
    alike = [each for each in others if _are_close(name, each)]
    return alike[0] if len(alike) == 1 else None


def swap(
    known: Mapping[str, str], existing: Mapping[str, Thing], declared: Iterable[str]
) -> tuple[str, str] | None:
    """Return the one thing that left a backlog and the one that is new in it: old name and new.

    `known` leads from folded names that runs had declared to ids. Of more of either kind nobody can
    tell which became which.
    """
    names: set[str] = set()
    new: dict[str, str] = {}
    for name in declared:
        names.add(folded(name))
        if folded(name) not in known:
            new[folded(name)] = name
        if len(new) > 1:  # As at a first run, where this is asked of each.
            return None
    gone = {id for each, id in known.items() if each not in names}
    left = [
        name for name, each in existing.items() if each.id in gone and folded(name) not in names
    ]
    return (left[0], next(iter(new.values()))) if len(new) == len(left) == 1 else None


def undeclared(existing: Iterable[str], declared: Iterable[str]) -> list[str]:
    """Return the existing names that nothing declares."""
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
