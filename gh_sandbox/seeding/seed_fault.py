"""Faults of a whole seed: missing references, as messages."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from gh_sandbox.seeding import generated
from gh_sandbox.seeding.seed import Repository

Where = tuple[int | str, ...]
_SHOWN = 5


@dataclass(frozen=True)
class SeedFault:
    """A fault that only the whole seed shows, such as a missing reference.

    `where` is the way through the seed; `is_key` tells that the last part of it is a key.
    """

    where: Where
    message: str
    is_key: bool = False


def numbers(repository: Repository) -> set[int]:
    """Return the numbers of a repository's issues, generated ones included."""
    found, last = set(generated.numbers(repository)), 0
    for issue in repository.issues:
        last = issue.number or last + 1
        found.add(last)
    return found


def missing(
    at: Where, kind: str, name: str, names: Collection[str], *, is_key: bool = False
) -> Iterator[SeedFault]:
    """Yield a fault if a reference by name matches none of these, ignoring case."""
    if not any(is_same(name, each) for each in names):
        yield not_there(at, kind, name, names, is_key=is_key)


def is_same(name: str, other: str) -> bool:
    """Tell whether two names are equal, ignoring case."""
    return name.lower() == other.lower()


def not_there(
    at: Where, kind: str, name: str, names: Collection[str], *, is_key: bool = False
) -> SeedFault:
    """Return a message about a missing name, with a suggestion or the existing names."""
    near = get_close_matches(name, names, n=1, cutoff=0.7)
    names = list(dict.fromkeys(names))
    shown = ", ".join([*names][:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
    hint = f"did you mean {near[0]}?" if near else f"there are {shown}" if names else "add it"
    return SeedFault(at, f"no such {kind}: {name} ({hint})", is_key)


def no_issue(at: Where, number: int, known: Collection[int], within: str = "") -> SeedFault:
    """Return a message about a missing issue number."""
    last = f"there are {len(known)}, up to #{max(known)}" if known else "there are none"
    return SeedFault(at, f"no such issue: {within}#{number} ({last})")
