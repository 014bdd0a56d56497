"""Totals of story points.

An issue's points include those of its sub-issues, so the two are never added up. An issue without
an estimate has the points of its sub-issues.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from gh_playbook.frozen import dataclass
from gh_playbook.report.implementation.state import BacklogState, IssueState

NONE = "none"


@dataclass(frozen=True)
class Total:
    """Points of the issues that share a milestone or a sprint."""

    name: str
    main: Sequence[IssueState]
    sub_issues: Sequence[IssueState]

    @property
    def main_points(self) -> float:
        """The points of the issues."""
        return sum_of(self.main)

    @property
    def sub_issue_points(self) -> float:
        """The points of the sub-issues; those of a parent among them cover the ones below it."""
        return sum_of(counted_once(self.sub_issues))


@dataclass(frozen=True)
class Family:
    """A parent and its sub-issues."""

    parent: IssueState
    children: Sequence[IssueState]

    @property
    def sub_issue_points(self) -> float:
        """The points of the sub-issues."""
        return sum_of(self.children)

    @property
    def difference(self) -> float:
        """The number of points by which the sub-issues exceed their parent; 0 if it is unknown."""
        estimates = {each.estimate for each in self.children}
        if self.parent.estimate is None or estimates == {None}:
            return 0
        return self.sub_issue_points - self.parent.estimate


def by_milestone(state: BacklogState) -> list[Total]:
    """Return the totals by milestone, in the order of the issues."""
    return _totals(state, lambda entry: entry.milestone)


def by_sprint(state: BacklogState) -> list[Total]:
    """Return the totals by sprint, in the order of the issues."""
    return _totals(state, lambda entry: entry.sprint)


def by_parent(state: BacklogState) -> list[Family]:
    """Return the parents with their sub-issues."""
    return [Family(each, state.children(each)) for each in state.parents]


def sum_of(entries: Sequence[IssueState]) -> float:
    """Return the points of issues; those without an estimate count as 0."""
    return sum(each.estimate or 0 for each in entries)


def counted_once(entries: Sequence[IssueState]) -> list[IssueState]:
    """Return the issues whose points add up without counting any work twice.

    An issue below another of these issues with points is left out, because these points include it.
    """
    by_key = {each.key: each for each in entries}
    return [
        each for each in entries if not any(above.estimate for above in _ancestors(each, by_key))
    ]


def without_points(entries: Sequence[IssueState]) -> list[IssueState]:
    """Return the issues that have no estimate, and no issue below them has one."""
    by_key = {each.key: each for each in entries}
    estimated = [each for each in entries if each.estimate is not None]
    known = {above.key for each in estimated for above in (each, *_ancestors(each, by_key))}
    return [each for each in entries if each.key not in known]


def _ancestors(entry: IssueState, by_key: Mapping[str, IssueState]) -> Iterator[IssueState]:
    seen = {entry.key}
    parent = by_key.get(entry.parent or "")
    while parent and parent.key not in seen:
        yield parent
        seen.add(parent.key)
        parent = by_key.get(parent.parent or "")


def _totals(state: BacklogState, name: Callable[[IssueState], str | None]) -> list[Total]:
    names = dict.fromkeys(name(each) or NONE for each in state.issues)
    return [
        Total(
            each,
            [entry for entry in state.main if (name(entry) or NONE) == each],
            [entry for entry in state.sub_issues if (name(entry) or NONE) == each],
        )
        for each in sorted(names, key=lambda each: each == NONE)
    ]
