"""Links and cards that an earlier run on this machine made, and that are not declared any more."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from gh_playbook.convergence.journal import past_run
from gh_playbook.convergence.journal.past_run import PastChange
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.frozen import dataclass
from gh_playbook.model.change import Action
from gh_playbook.modules import LINK_FIELDS

_CARD = "project_item"
_LANDED = "landed"
# A module, and the ids of the issues that a link connects, or of the issue on a card.
_Tie = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class MadeTies:
    """Tells which ties a run made; `repository` is its `owner/name`.

    `prune` are the kinds that the backlog prunes: then nothing is left over. The journals are read
    once, and only if such a question comes up. A journal that cannot be read does not count.
    """

    repository: str
    journals: Path
    prune: frozenset[str]

    def are_left(self, module: str, ids: tuple[str, ...], issue: Issue) -> bool:
        """Tell whether a run certainly made a tie from the file of an issue, and none removed it.

        A tie that a step of a playbook declares is not the issue's.
        """
        if ("cards" if module == _CARD else "links") in self.prune or issue.source is None:
            return False
        file = str(issue.source).rsplit(":", 2)[0]
        return self._made.get((module, ids)) == file

    @cached_property
    def _made(self) -> Mapping[_Tie, str]:
        """The file that declared each tie, if a run made it and it was not removed since."""
        found: dict[_Tie, str] = {}
        for change in self._changes():
            after, before = change.entry.get("after"), change.entry.get("before")
            tie = (change.module, _ids(change.module, after or before))
            if after is None or change.outcome != _LANDED:
                found.pop(tie, None)
            elif change.action == Action.CREATE:
                found[tie] = str(change.entry.get("source") or "").rsplit(":", 2)[0]
        return found

    def _changes(self) -> Iterator[PastChange]:
        """Yield what runs did to links and cards, in order."""
        for run in reversed(past_run.changes_of(self.journals, self.repository)):
            for change in run.changes:
                is_tie = change.module in LINK_FIELDS or change.module == _CARD
                if is_tie and change.may_have_landed:
                    yield change


def _ids(module: str, state: Any) -> tuple[str, ...]:
    ids = state if isinstance(state, list) else []
    return tuple(map(str, ids[:1] if module == _CARD else ids))
