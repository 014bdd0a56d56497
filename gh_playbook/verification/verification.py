"""The result of a verification: a check for each declared property and each unexpected thing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Any

from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.source import Source
from gh_playbook.frozen import dataclass
from gh_playbook.model.target import Target


class CheckState(StrEnum):
    """How a check ended."""

    MATCH = "match"
    MISMATCH = "mismatch"
    MISSING = "missing"
    ORPHAN = "orphan"
    DUPLICATE = "duplicate"
    IMITATION = "imitation"
    CYCLE = "cycle"
    UNSUPPORTED = "unsupported"


# These states are not drift: as declared, unsupported by this GitHub, or made by outsiders, because
# no outsider must be able to make a verification fail.
DRIFT = frozenset(CheckState) - {CheckState.MATCH, CheckState.UNSUPPORTED, CheckState.IMITATION}

# The property of a thing that it exists.
EXISTENCE = "existence"


@dataclass(frozen=True)
class Check:
    """One property of one thing: its declared value, and its actual one.

    `kind` is the kind of the thing (label, issue, card, …), `key` is its name, `source` the place
    that declared it; what is not declared has none. `advice` says what a person can do about it, if
    no run can.
    """

    kind: str
    key: str
    property: str
    expected: Any
    actual: Any
    state: CheckState
    source: Source | None = None
    advice: str = ""


@dataclass(frozen=True)
class Verification:
    """All checks of one repository.

    `card_pages` are the cursors at which the pages of the board's cards ended, if all were read.
    """

    target: Target
    checks: tuple[Check, ...]
    card_pages: tuple[str, ...] = ()

    @property
    def repository(self) -> str:
        """The repository that was verified."""
        return self.target.repository

    @cached_property
    def drift(self) -> tuple[Check, ...]:
        """The checks in which GitHub differs from the backlog."""
        return tuple(check for check in self.checks if check.state in DRIFT)

    @cached_property
    def unsupported(self) -> tuple[Check, ...]:
        """The checks of things that this GitHub, its owner or this login does not support."""
        return tuple(check for check in self.checks if check.state is CheckState.UNSUPPORTED)

    @cached_property
    def told(self) -> tuple[Check, ...]:
        """The checks that people have to see: drift, and imitations by outsiders."""
        states = DRIFT | {CheckState.IMITATION}
        return tuple(check for check in self.checks if check.state in states)

    @cached_property
    def counts(self) -> Mapping[str, Mapping[CheckState, int]]:
        """The number of checks of each kind in each state, in the order of the checks."""
        counted: dict[str, Counter[CheckState]] = {}
        for check in self.checks:
            counted.setdefault(check.kind, Counter())[check.state] += 1
        return counted

    @property
    def exit_code(self) -> int:
        """The exit code: 0 if GitHub is as declared, 2 if it differs."""
        return 2 if self.drift else 0


def compared(
    kind: str, key: str, property: str, expected: Any, actual: Any, source: Source | None
) -> Check:
    """Return the check of a property that must be equal; None stands for a missing value."""
    state = CheckState.MISSING if actual is None else CheckState.MISMATCH
    if expected == actual:
        state = CheckState.MATCH
    return Check(kind, key, property, expected, actual, state, source)


def compared_fields(
    kind: str,
    key: str,
    declared: Declared,
    found: object,
    names: Iterable[str],
    source: Source | None = None,
) -> Iterator[Check]:
    """Yield the checks of those of a thing's fields that are declared, each with its place.

    If a `source` is given, that is the place of all of them.
    """
    for name in filter(declared.says, names):
        expected, actual = getattr(declared, name), getattr(found, name)
        yield compared(kind, key, name, expected, actual, source or declared.place(name))


def missing(kind: str, key: str, actual: str | None, source: Source | None) -> Check:
    """Return the check of a missing thing; `actual` says what exists instead."""
    return Check(kind, key, EXISTENCE, "exists", actual, CheckState.MISSING, source)


def unsupported(kind: str, key: str, reason: str, source: Source | None) -> Check:
    """Return the check of a thing that this GitHub does not support."""
    return Check(kind, key, EXISTENCE, "exists", reason, CheckState.UNSUPPORTED, source)
