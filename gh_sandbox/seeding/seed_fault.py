"""Faults of a whole seed: references to what it does not have, in words."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from gh_sandbox.seeding import generated
from gh_sandbox.seeding.seed import Repository

Where = tuple[int | str, ...]
_SHOWN = 5


@dataclass(frozen=True)
class SeedFault:
    """A fault that only the whole seed shows, such as a reference to what it does not have.

    `where` leads to it through the seed; `is_key` tells that it is the last key there.
    """

    where: Where
    message: str
    is_key: bool = False


def numbers(repository: Repository) -> set[int]:
    """Return the numbers that its issues get, made-up ones among them."""
    found, last = set(generated.numbers(repository)), 0
    for issue in repository.issues:
        last = issue.number or last + 1
        found.add(last)
    return found


def missing(
    at: Where, kind: str, name: str, names: Collection[str], *, is_key: bool = False
) -> Iterator[SeedFault]:
    """Yield a reference whose name none of these is, whatever its case."""
    if not any(is_same(name, each) for each in names):
        yield not_there(at, kind, name, names, is_key=is_key)


def is_same(name: str, other: str) -> bool:
    """Tell whether two names are one, whatever their case."""
    return name.lower() == other.lower()


def not_there(
    at: Where, kind: str, name: str, names: Collection[str], *, is_key: bool = False
) -> SeedFault:
    """Return a reference by a name, with what it may have meant, or with what there is."""
    near = get_close_matches(name, names, n=1, cutoff=0.7)
    shown = ", ".join([*names][:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
    hint = f"did you mean {near[0]}?" if near else f"there are {shown}" if names else "add it"
    return SeedFault(at, f"no such {kind}: {name} ({hint})", is_key)


def no_issue(at: Where, number: int, known: Collection[int], within: str = "") -> SeedFault:
    """Return a reference to an issue by a number that none of these is."""
    last = f"there are {len(known)}, up to #{max(known)}" if known else "there are none"
    return SeedFault(at, f"no such issue: {within}#{number} ({last})")
