"""The result of a verification: a check for each declared property and each unexpected thing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Any

from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.name import folded
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
    no run can. `needs` is the kind and the key of another thing: if that is missing, this property
    cannot be as declared.
    """

    kind: str
    key: str
    property: str
    expected: Any
    actual: Any
    state: CheckState
    source: Source | None = None
    advice: str = ""
    needs: tuple[str, str] | None = None


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

    def follows_from(self, check: Check) -> tuple[str, str] | None:
        """Return the kind and the key of the missing thing without which a check must differ.

        Such a difference goes when that thing is there again.
        """
        if check.state not in DRIFT or check.needs is None:
            return None
        return check.needs if _folded(*check.needs) in self._consequences else None

    def consequences(self, check: Check) -> Sequence[Check]:
        """Return the drift that is only there because the thing of this check is missing."""
        if not _is_missing(check):
            return ()
        return self._consequences[_folded(check.kind, check.key)]

    @cached_property
    def _consequences(self) -> Mapping[tuple[str, str], Sequence[Check]]:
        found: dict[tuple[str, str], list[Check]] = {
            _folded(check.kind, check.key): [] for check in self.drift if _is_missing(check)
        }
        for check in self.drift:
            needed = _folded(*check.needs) if check.needs else None
            if needed in found:
                found[needed].append(check)
        return found

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
    kind: str,
    key: str,
    property: str,
    expected: Any,
    actual: Any,
    source: Source | None,
    needs: tuple[str, str] | None = None,
) -> Check:
    """Return the check of a property that must be equal; None stands for a missing value."""
    state = CheckState.MISSING if actual is None else CheckState.MISMATCH
    if expected == actual:
        state = CheckState.MATCH
    return Check(kind, key, property, expected, actual, state, source, needs=needs)


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


def missing(
    kind: str,
    key: str,
    actual: str | None,
    source: Source | None,
    needs: tuple[str, str] | None = None,
) -> Check:
    """Return the check of a missing thing; `actual` says what exists instead."""
    state = CheckState.MISSING
    return Check(kind, key, EXISTENCE, "exists", actual, state, source, needs=needs)


def unsupported(kind: str, key: str, reason: str, source: Source | None) -> Check:
    """Return the check of a thing that this GitHub does not support."""
    return Check(kind, key, EXISTENCE, "exists", reason, CheckState.UNSUPPORTED, source)


def _is_missing(check: Check) -> bool:
    """Tell whether the whole thing is missing."""
    return check.state is CheckState.MISSING and check.property == EXISTENCE


def _folded(kind: str, key: str) -> tuple[str, str]:
    """Return the name of a thing, without the case of its letters."""
    return kind, folded(key)
