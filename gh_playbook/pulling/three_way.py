"""Three ways: what is declared, what exists, and what was written last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gh_playbook.declaration.issue import Issue
from gh_playbook.declaration.name import folded, is_same

# The fields that are compared, labels and the text aside: the issue's own, and those of its card.
FIELDS = ("title", "type", "milestone", "state")
CARD = ("priority", "size", "effort", "estimate", "sprint", "status")


@dataclass(frozen=True)
class Base:
    """What was written last into an issue, as far as that is known; `digest` is that of its text.

    A field that is not in `values` is one of which nobody knows.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    labels: frozenset[str] | None = None
    digest: str = ""


@dataclass(frozen=True)
class Taken:
    """A field that people changed, and that the backlog is to say as they have it."""

    key: str
    field: str
    declared: Any
    existing: Any

    def __str__(self) -> str:
        """Say what changes."""
        return f"{self.key}: {self.field} {_shown(self.declared)} → {_shown(self.existing)}"


@dataclass(frozen=True)
class Conflict(Taken):
    """A field that differs, where both sides changed, or nobody knows which; `reason` tells."""

    reason: str = "both changed"

    def __str__(self) -> str:
        """Say what differs, and why nobody can tell."""
        return (
            f"{self.key}: {self.field}: the backlog says {_shown(self.declared)}, "
            f"GitHub has {_shown(self.existing)} ({self.reason})"
        )


def compare(
    issue: Issue, existing: Mapping[str, Any], labels: Sequence[str], base: Base
) -> list[Taken]:
    """Return what differs between an issue and what it is, of all that is not a text.

    `existing` has the values of those fields that there are.
    """
    found: list[Taken] = []
    for name in (*FIELDS, *CARD):
        if name not in existing or name in issue.ignore:
            continue
        declared, there = getattr(issue, name), existing[name]
        if name == "state" and declared is None:
            declared = "open"
        if _is_equal(name, declared, there) or (declared is None and name not in base.values):
            continue  # What the backlog does not say is people's.
        found += _judged(issue.key, name, declared, there, base)
    return [*found, *_labels(issue, labels, base)]


def compare_thing(
    name: str, declared: Mapping[str, Any], existing: Mapping[str, Any], last: Mapping[str, Any]
) -> list[Taken]:
    """Return what differs between a label or a milestone and what it is.

    `declared` has the fields that the backlog says, `last` those that are known to be written.
    """
    return [
        each
        for field, said in declared.items()
        if said != existing[field]
        for each in _judged(name, field, said, existing[field], Base(last))
    ]


def _judged(key: str, name: str, declared: Any, existing: Any, base: Base) -> list[Taken]:
    if name not in base.values:
        return [Conflict(key, name, declared, existing, "nobody knows what was written last")]
    last = base.values[name]
    is_ours, is_theirs = not _is_equal(name, declared, last), not _is_equal(name, existing, last)
    if is_ours and is_theirs:
        return [Conflict(key, name, declared, existing)]
    return [Taken(key, name, declared, existing)] if is_theirs else []


def _labels(issue: Issue, labels: Sequence[str], base: Base) -> list[Taken]:
    """Return the labels to be declared, where people put some on or took some off.

    Of a label both sides can only come to the same, so there is never a conflict.
    """
    if base.labels is None or "labels" in issue.ignore:
        return []
    worn = {folded(name): name for name in labels}
    kept = [
        name for name in issue.labels if folded(name) in worn or folded(name) not in base.labels
    ]
    said = {folded(name) for name in issue.labels}
    removed = {folded(name) for name in issue.remove_labels}
    put_on = worn.keys() - base.labels - said - removed
    wanted = [*kept, *(name for fold, name in worn.items() if fold in put_on)]
    if wanted == list(issue.labels):
        return []
    return [Taken(issue.key, "labels", list(issue.labels), wanted)]


def _is_equal(name: str, one: Any, other: Any) -> bool:
    if name in {"type", "milestone"}:
        return is_same(one or "", other or "")
    return bool(one == other)


def _shown(value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(str, value))}]"
    text = "nothing" if value in {None, ""} else str(value).replace("\n", " ")
    return text if len(text) <= 60 else f"{text[:57]}…"
