"""Links and cards that an earlier run on this machine made, and that are not declared any more."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from gh_playbook.convergence.journal.earlier_run import EarlierRuns
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.source import shown
from gh_playbook.frozen import dataclass
from gh_playbook.model.change import Action
from gh_playbook.modules import LINK_FIELDS

_CARD = "project_item"
_LANDED = "landed"
# A module, and the ids of the issues that a link connects, or of the issue on a card.
_Tie = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class MadeTies:
    """Tells which ties an earlier run made.

    `prune` are the kinds that the backlog prunes: then nothing is left over.
    """

    runs: EarlierRuns
    prune: frozenset[str]

    def are_left(self, module: str, ids: tuple[str, ...], issue: Issue) -> bool:
        """Tell whether a run certainly made a tie from the file of an issue, and none removed it.

        A tie that a step of a playbook declares is not the issue's.
        """
        if ("cards" if module == _CARD else "links") in self.prune or issue.source is None:
            return False
        return self._made.get((module, ids)) == shown(issue.source.file)

    @cached_property
    def _made(self) -> Mapping[_Tie, str]:
        """The file that declared each tie, if a run made it and it was not removed since."""
        found: dict[_Tie, str] = {}
        for change in self.runs.changes:
            if change.module not in LINK_FIELDS and change.module != _CARD:
                continue
            tie = (change.module, _ids(change.module, change.after or change.before))
            if change.after is None or change.outcome != _LANDED:
                found.pop(tie, None)
            elif change.action == Action.CREATE:
                found[tie] = change.file
        return found


def _ids(module: str, state: Any) -> tuple[str, ...]:
    ids = state if isinstance(state, list) else []
    return tuple(map(str, ids[:1] if module == _CARD else ids))
