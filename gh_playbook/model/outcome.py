"""Outcomes: the result of each change; the words of every report."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import field
from enum import StrEnum
from typing import Any

from gh_playbook.declaration.source import Source
from gh_playbook.frozen import dataclass
from gh_playbook.model.change import Difference


class Outcome(StrEnum):
    """How a change ended or, in a dry run, how it would end.

    `verified` is for a verification that found nothing new to report, `ok` for other steps that
    only looked. `ignored` and `rescued` failed, and the playbook handles that.
    """

    CREATED = "created"
    UPDATED = "updated"
    REMOVED = "removed"
    SKIPPED = "skipped"
    VERIFIED = "verified"
    CONFLICT = "conflict"
    UNSUPPORTED = "unsupported"
    FAILED = "failed"
    BLOCKED = "blocked"
    OK = "ok"
    IGNORED = "ignored"
    RESCUED = "rescued"


_WRITTEN = frozenset({Outcome.CREATED, Outcome.UPDATED, Outcome.REMOVED})


@dataclass(frozen=True)
class Result:
    """One declared thing with its outcome.

    `status` and `json` are GitHub's answer to a registered read; they are stored nowhere.
    """

    step: str
    module: str
    key: str
    outcome: Outcome
    reason: str
    differences: tuple[Difference, ...] = ()
    number: int | None = None
    url: str | None = None
    source: Source | None = None
    warnings: tuple[str, ...] = ()
    status: int | None = field(default=None, metadata={"is_kept": False})
    json: Any = field(default=None, metadata={"is_kept": False})

    @property
    def changed(self) -> bool:
        """Tell whether something was, or would be, written."""
        return self.outcome in _WRITTEN or (
            self.outcome is Outcome.UNSUPPORTED and bool(self.differences)
        )

    @property
    def is_closed(self) -> bool:
        """Tell whether it is an issue that was, or would be, closed: it is removed by that."""
        return self.outcome is Outcome.REMOVED and any(
            (each.field, each.desired) == ("state", "closed") for each in self.differences
        )


def registered(results: Sequence[Result]) -> dict[str, Any]:
    """Return the value that `register` stores for a step: its results, and their summary."""
    return {
        "changed": any(result.changed for result in results),
        "failed": any(result.outcome is Outcome.FAILED for result in results),
        "results": list(results),
        "status": results[0].status if len(results) == 1 else None,
        "json": results[0].json if len(results) == 1 else None,
    }


def count(results: Iterable[Result]) -> dict[str, int]:
    """Return the number of results for each outcome, in the outcomes' order."""
    counted = Counter(result.outcome for result in results)
    return {outcome.value: counted[outcome] for outcome in Outcome}
