"""Recommendations for the structure of the issues; each follows from the data."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from statistics import median

from gh_playbook.declaration.name import folded
from gh_playbook.report.implementation.markdown import (
    escaped,
    few,
    listed,
    named,
    number,
    points,
)
from gh_playbook.report.implementation.points import by_parent, without_points
from gh_playbook.report.implementation.state import BacklogState
from gh_playbook.report.implementation.waiting import Waiting

# The closing reasons of issues that nobody will work on.
_GIVEN_UP = ("not_planned", "duplicate")
_FIELDS = ("type", "estimate", "milestone", "priority", "sprint")


def recommendations(state: BacklogState) -> list[str]:
    """Return the recommendations as Markdown sentences; empty if there are none."""
    rules: tuple[Callable[[BacklogState], Iterator[str]], ...] = (
        _first_things,
        _ready_too_early,
        _unequal_points,
        _unsplit,
        _sizes,
        _missing_fields,
        _unused_labels,
    )
    return [sentence for rule in rules for sentence in rule(state)]


def _first_things(state: BacklogState) -> Iterator[str]:
    """Yield the open issue that most others wait for, and the longest chain of issues."""
    waiting = Waiting(state)
    behind = {key: waiting.behind(entry) for key, entry in waiting.open.items()}
    first = max(waiting.open.values(), key=lambda each: len(behind[each.key]), default=None)
    if first is None or len(behind[first.key]) < 2:
        return
    others = behind[first.key]
    yield (
        f"**Begin with {named(first)}.** {len(others)} other issues wait for it, at once or in "
        f"the end: {few(map(number, others))}."
    )
    chain = waiting.longest_chain()
    if len(chain) > 2:
        worth = sum(entry.estimate or 0 for entry in chain)
        what = f"{points(worth)} story points" if worth else f"{len(chain)} issues"
        yield (
            f"**Shorten the longest chain.** {' → '.join(map(number, chain))}: "
            f"{what} that can only be worked on one after the other."
        )


def _ready_too_early(state: BacklogState) -> Iterator[str]:
    """Yield open issues in a column for ready work that wait for open issues."""
    found = [
        entry
        for entry in state.issues
        if not entry.is_closed
        and (entry.status or "").casefold().startswith("ready")
        and any(not blocker.is_closed for blocker in state.blockers(entry))
    ]
    if found:
        yield (
            f"**Look at what is ready.** {few(map(number, found))} "
            f"{'is' if len(found) == 1 else 'are'} in a column for ready work and "
            f"{'waits' if len(found) == 1 else 'wait'} for something that is still open."
        )


def _unequal_points(state: BacklogState) -> Iterator[str]:
    found = [
        f"{number(family.parent)} ({points(family.parent.estimate)}, its sub-issues "
        f"{points(family.sub_issue_points)})"
        for family in by_parent(state)
        if family.difference
    ]
    if found:
        yield (
            "**Let parents' points be those of their sub-issues.** They differ for "
            f"{few(found)}. Estimate again, or correct the sum."
        )


def _unsplit(state: BacklogState) -> Iterator[str]:
    """Yield issues that are larger than others that were split."""
    split = [entry.estimate for entry in state.parents if entry.estimate]
    if not split:
        return
    usual = median(split)
    found = [
        entry
        for entry in state.main
        if not state.children(entry) and (entry.estimate or 0) >= usual and not entry.is_closed
    ]
    if found:
        found.sort(key=lambda entry: -(entry.estimate or 0))
        them = [f"{number(entry)} ({points(entry.estimate)})" for entry in found]
        yield (
            f"**Split what is large.** {few(them)} "
            f"{'has' if len(found) == 1 else 'have'} no sub-issues; issues that were split have "
            f"{points(usual)} story points at the median."
        )


def _sizes(state: BacklogState) -> Iterator[str]:
    """Yield sizes whose points overlap, so that a size does not tell the effort."""
    ranges: dict[str, list[float]] = {}
    for entry in state.issues:
        if entry.size and entry.estimate is not None:
            ranges.setdefault(entry.size, []).append(entry.estimate)
    ordered = sorted(ranges.items(), key=lambda each: (min(each[1]), max(each[1])))
    overlapping = [(one, other) for one, other in pairwise(ordered) if max(one[1]) >= min(other[1])]
    if overlapping:
        spans = [f"{escaped(name)} {_range(values)}" for name, values in ordered]
        yield (
            "**Give each size its own range of points.** They overlap at present: "
            f"{listed(spans)} story points."
        )


def _missing_fields(state: BacklogState) -> Iterator[str]:
    """Yield issues without a value that others have; discarded issues need none."""
    found = []
    issues = [each for each in state.issues if each.reason not in _GIVEN_UP]
    for field in _FIELDS:
        without = (
            without_points(issues)
            if field == "estimate"
            else [entry for entry in issues if getattr(entry, field) is None]
        )
        if without and len(without) < len(issues):
            found.append(f"{few(map(number, without))} without {field}")
    if found:
        yield f"**Complete what is missing.** {'; '.join(found)}."


def _unused_labels(state: BacklogState) -> Iterator[str]:
    worn = {folded(tag.name) for entry in state.issues for tag in entry.labels}
    unused = [f"`{name}`" for name in state.labels if folded(name) not in worn]
    if unused:
        yield (f"**Use or drop labels.** No issue of the backlog has {few(unused)}.")


def _range(values: list[float]) -> str:
    low, high = min(values), max(values)
    return points(low) if low == high else f"{points(low)} to {points(high)}"
