"""The earlier runs on a repository, of which later runs and pulls learn what they changed.

The journals of a repository that no longer exists do not count: it was deleted and made anew, or
its sandbox was reset.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path

from gh_playbook.convergence.journal import past_run
from gh_playbook.convergence.journal.past_run import PastChange, PastRun
from gh_playbook.convergence.journal.pull_memory import Memory
from gh_playbook.frozen import dataclass
from gh_playbook.model.target import Target


@dataclass
class EarlierRuns:
    """The runs on a repository whose journals are in a folder, and what pulls of it remember.

    `target` is known only by its name until GitHub has answered (`meet`); no question comes up
    before. The journals are read once, and only if one does. The results of steps, which are most
    of a journal, are left out. A journal that cannot be read does not count. `load` returns the
    memory of pulls.
    """

    folder: Path
    target: Target
    load: Callable[[Target], Memory] = lambda _target: Memory()

    def meet(self, target: Target) -> None:
        """Take the repository that GitHub's answer is about in place of the name."""
        self.target = target

    @cached_property
    def all(self) -> list[PastRun]:
        """These runs, the oldest first."""
        found, _ = past_run.readable(self.folder)
        return _on(self.target, reversed(found))

    @property
    def changes(self) -> Iterator[PastChange]:
        """Their changes that landed, or may have landed, in order."""
        return (each for run in self.all for each in run.changes if each.may_have_landed)

    @cached_property
    def pulled(self) -> Memory:
        """What pulls took in."""
        return self.load(self.target)


def whole_runs(folder: Path, target: Target) -> list[PastRun]:
    """Return the runs on a repository, the latest first, with the results of their steps.

    Raises InputError if a journal cannot be read.
    """
    return _on(target, past_run.runs(folder))


def gone(runs: Iterable[PastRun]) -> frozenset[str]:
    """Return the ids of those runs whose repository is gone, as the latest run tells.

    The runs begin with the latest.
    """
    present: dict[tuple[str, str], Target] = {}
    found: set[str] = set()
    for run in runs:
        past = run.target
        latest = present.setdefault((past.server, past.repository.casefold()), past)
        if not latest.has_past(past):
            found.add(run.id)
    return frozenset(found)


def _on(target: Target, runs: Iterable[PastRun]) -> list[PastRun]:
    return [each for each in runs if target.has_past(each.target)]
