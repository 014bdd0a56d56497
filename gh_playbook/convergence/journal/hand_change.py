"""Changes by hand: what happened to an issue's labels, milestone and state between the runs.

GitHub says which login changed them, but the login of a run is often a person's own. The journals
on this machine have the state before and after each change of an issue: whatever differs between
two of them, or since the last one, was not done by a run of this machine.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from gh_playbook.convergence.journal.earlier_run import EarlierRuns
from gh_playbook.convergence.journal.past_run import PastChange
from gh_playbook.declaration.name import folded
from gh_playbook.frozen import dataclass
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.modules import ISSUE_MODULES, LINK_FIELDS
from gh_playbook.modules.history import Pair

_NONE: frozenset[str] = frozenset()
# Modules that change whole issues.
_MODULES = ISSUE_MODULES | {"orphan"}
# Stands in the text of each issue that the tool has written.
_MARK = "gh-playbook:"
# Modules whose changes give the issues another label or milestone, and the field with its name.
_NAMES = {"label": "name", "milestone": "title"}


class _Ends(NamedTuple):
    """What an issue had before and after a change; None before it was created.

    The change `is_first` if it created or adopted the issue.
    """

    before: frozenset[str] | None
    after: frozenset[str]
    is_first: bool = False


_UNKNOWN = (_Ends(_NONE, _NONE),)
# The kind of a link, and the issues that it links.
_Link = tuple[str, Pair]
_PARENT = "parent"


@dataclass(frozen=True)
class HandChanges:
    """Tells what was changed by hand between the earlier runs, and since the last one."""

    runs: EarlierRuns

    def of(self, key: str, now: ExistingIssue) -> frozenset[str] | None:
        """Return the labels and milestones, folded, that came or went between the runs.

        An empty text stands for closing or reopening. None means that nothing is known: no journal
        on this machine tells how the issue was created or adopted.
        """
        changes = self._changes.get(key, ())
        if not changes or not changes[0].is_first:
            return None
        changed: set[str] = set()
        last: frozenset[str] | None = None
        for before, after, _ in (*changes, _Ends(_names(vars(now)), _NONE)):
            if last is not None and before is not None:
                changed |= last ^ before
            last = after
        return frozenset(changed) - self._given

    def links(self, keys: Iterable[str]) -> Collection[Pair] | None:
        """Return the pairs of issues that runs linked, by their ids.

        An issue whose creation got no answer is named by its key. None means that no journal on
        this machine tells how one of the issues with these keys was created or adopted.
        """
        is_known = all(self._changes.get(key, _UNKNOWN)[0].is_first for key in keys)
        return self._links if is_known else None

    def card(self, issue: str) -> Mapping[str, Any] | None:
        """Return the values that the last run left on the card of an issue, if known.

        `issue` is its id, because its key may be another one by now.
        """
        return self._cards.get(issue)

    @cached_property
    def _cards(self) -> Mapping[str, Mapping[str, Any]]:
        """The values that were written last on each card, by the id of its issue."""
        found: dict[str, Mapping[str, Any]] = {}
        for change in self.runs.changes:
            match change.after:
                case [str(id), {"values": dict(values)}]:
                    found[id] = values
        return found

    @cached_property
    def _links(self) -> set[Pair]:
        """The pairs of issues with a link that a run made and none removed."""
        found: set[_Link] = set()
        for change in self.runs.changes:
            before, after = (_linked(change, each) for each in (change.before, change.after))
            found -= {before} if before and change.outcome == "landed" else set()
            found |= {after} if after else set()
        return {pair for _, pair in found}

    @cached_property
    def _changes(self) -> Mapping[str, list[_Ends]]:
        """What each issue had before and after each change, in order."""
        found: dict[str, list[_Ends]] = {}
        for change in self.runs.changes:
            before, after = change.before, change.after
            if change.module in _MODULES and isinstance(after, dict) and "labels" in after:
                is_first = not before or _MARK not in before.get("body", "")
                ends = _Ends(_names(before) if before else None, _names(after), is_first)
                found.setdefault(change.key, []).append(ends)
        return found

    @cached_property
    def _given(self) -> frozenset[str]:
        """The names of labels and milestones that runs renamed, removed or created again."""
        return frozenset(self._of_things())

    def _of_things(self) -> Iterator[str]:
        for run in self.runs.all:
            for change in run.changes:
                field = _NAMES.get(change.module)
                ends = (change.before, change.after)
                if field and (all(ends) or change.entry.get("used_by")):
                    yield from (folded(str(each[field])) for each in ends if each)


def _linked(change: PastChange, state: Any) -> _Link | None:
    """Return the link in a state of a change."""
    match state:
        case [str(one), str(other)] if change.module in LINK_FIELDS:
            return change.module, frozenset({one, other})
        case {"child": str(child), "parent": str(parent)}:
            return _PARENT, frozenset({child, parent})
        case {"id": str(id), "parent": str(parent)} if change.before is None:
            issue = (change.payload or {}).get("issue") or {}
            return _PARENT, frozenset({str(issue.get("id", id)), parent})
    return None


def _names(issue: Mapping[str, Any]) -> frozenset[str]:
    """Return the labels and the milestone of an issue, folded; with an empty text if it is closed.

    So an empty text is among the differences of two such sets if it was closed or reopened.
    """
    milestone, is_closed = issue.get("milestone"), issue.get("state") == "closed"
    names = (*issue["labels"], *filter(None, [milestone]), *[""] * is_closed)
    return frozenset(folded(str(each)) for each in names)
