"""Waiting: the dependencies among the open main issues."""

from collections.abc import Mapping
from functools import cached_property

from gh_playbook.frozen import dataclass
from gh_playbook.report.implementation.state import BacklogState, IssueState


@dataclass(frozen=True)
class Waiting:
    """The open issues of a state that have no declared parent."""

    state: BacklogState

    @cached_property
    def open(self) -> Mapping[str, IssueState]:
        """The open main issues by key."""
        return {entry.key: entry for entry in self.state.main if not entry.is_closed}

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """The place of each issue in the backlog's order."""
        return {key: place for place, key in enumerate(self.open)}

    @cached_property
    def _behind(self) -> Mapping[str, list[str]]:
        """The keys of the issues that wait directly for each issue."""
        found: dict[str, list[str]] = {key: [] for key in self.open}
        for entry in self.open.values():
            for key in self._blockers(entry):
                found[key].append(entry.key)
        return found

    def behind(self, entry: IssueState) -> list[IssueState]:
        """Return the issues that wait for an issue, directly or not, in the backlog's order."""
        found: set[str] = set()
        left = [entry.key]
        while left:
            more = [key for key in self._behind[left.pop()] if key not in found]
            found.update(more)
            left += more
        return [self.open[key] for key in sorted(found - {entry.key}, key=self._places.__getitem__)]

    def longest_chain(self) -> list[IssueState]:
        """Return the longest chain; among equal ones, that with most points; empty with a cycle."""
        chains: dict[str, list[IssueState]] = {}
        left = {key: len(self._blockers(entry)) for key, entry in self.open.items()}
        ready = [key for key, count in left.items() if not count]
        for key in ready:
            before = [chains[each] for each in self._blockers(self.open[key])]
            chains[key] = [*max(before, key=_weight, default=[]), self.open[key]]
            for follower in self._behind[key]:
                left[follower] -= 1
                if not left[follower]:
                    ready.append(follower)
        whole = len(chains) == len(self.open)
        return max(chains.values(), key=_weight, default=[]) if whole else []

    def _blockers(self, entry: IssueState) -> list[str]:
        return [key for key in entry.blocked_by if key in self.open]


def _weight(chain: list[IssueState]) -> tuple[int, float]:
    return len(chain), sum(entry.estimate or 0 for entry in chain)
