"""Totals of story points.

An issue's points cover those of its sub-issues, so the two are never added up together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gh_playbook.report.implementation.state import Entry, State

NONE = "none"


@dataclass(frozen=True)
class Total:
    """Points of the issues that share a milestone or a sprint."""

    name: str
    main: Sequence[Entry]
    sub_issues: Sequence[Entry]

    @property
    def main_points(self) -> float:
        """The points of the issues."""
        return sum_of(self.main)

    @property
    def sub_issue_points(self) -> float:
        """The points of the sub-issues."""
        return sum_of(self.sub_issues)


@dataclass(frozen=True)
class Family:
    """A parent and its sub-issues."""

    parent: Entry
    children: Sequence[Entry]

    @property
    def sub_issue_points(self) -> float:
        """The points of the sub-issues."""
        return sum_of(self.children)

    @property
    def difference(self) -> float:
        """By how many points the sub-issues come to more than their parent."""
        return self.sub_issue_points - (self.parent.estimate or 0)


def by_milestone(state: State) -> list[Total]:
    """Return the totals by milestone, in the order of the issues."""
    return _totals(state, lambda entry: entry.milestone)


def by_sprint(state: State) -> list[Total]:
    """Return the totals by sprint, in the order of the issues."""
    return _totals(state, lambda entry: entry.sprint)


def by_parent(state: State) -> list[Family]:
    """Return the parents with their sub-issues."""
    return [Family(each, state.children(each)) for each in state.parents]


def sum_of(entries: Sequence[Entry]) -> float:
    """Return the points of issues, those without an estimate being none."""
    return sum(each.estimate or 0 for each in entries)


def _totals(state: State, name: Callable[[Entry], str | None]) -> list[Total]:
    names = dict.fromkeys(name(each) or NONE for each in state.issues)
    return [
        Total(
            each,
            [entry for entry in state.main if (name(entry) or NONE) == each],
            [entry for entry in state.sub_issues if (name(entry) or NONE) == each],
        )
        for each in sorted(names, key=lambda each: each == NONE)
    ]
