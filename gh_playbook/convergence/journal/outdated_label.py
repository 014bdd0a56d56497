"""Labels that follow a value: when the value changes, the label of the old value is removed.

A label is removed only if the journals on this machine say that a run added it, and no later run or
pull saw the issue without it. Labels that people added belong to them.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from gh_playbook.convergence.journal.earlier_run import EarlierRuns
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.consistency.rule_label import RuleLabels
from gh_playbook.declaration.name import folded
from gh_playbook.frozen import dataclass
from gh_playbook.modules import ISSUE_MODULES

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class OutdatedLabels:
    """Tells which labels of an issue are outdated.

    The journals are read only if an issue has a label that a rule makes from another value.
    """

    rules: RuleLabels
    runs: EarlierRuns

    def of(self, issue: Issue, worn: Iterable[str]) -> frozenset[str]:
        """Return the outdated ones of an issue's labels, folded."""
        others = self.rules.others(issue, worn)
        if not others:
            return others
        put_on = (self._put_on.get(key, _NONE) for key in (issue.key, *issue.previously))
        return others & _NONE.union(*put_on)

    @cached_property
    def _put_on(self) -> Mapping[str, frozenset[str]]:
        """The labels that runs added to each issue and that were still there at later readings."""
        found: dict[str, frozenset[str]] = {}
        last: dict[str, str] = {}
        for run in self.runs.all:
            for change in run.changes:
                if change.module in ISSUE_MODULES and change.may_have_landed:
                    before, after = _labels(change.before), _labels(change.after)
                    kept = found.get(change.key, _NONE) & before
                    found[change.key] = (kept | (after - before)) & after
                    last[change.key] = run.id
        pulled = self.runs.pulled
        for key, base in pulled.bases.items():
            if key in found and base.labels is not None and last[key] <= pulled.run:
                found[key] &= base.labels
        return found


def _labels(issue: Any) -> frozenset[str]:
    """Return the labels that an issue had before or after a change."""
    names = issue.get("labels") if isinstance(issue, dict) else None
    return frozenset(folded(str(each)) for each in names) if isinstance(names, list) else _NONE
