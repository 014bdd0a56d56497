"""The earlier runs on a repository, of which later runs and pulls learn what they changed."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from gh_playbook.convergence.journal import past_run
from gh_playbook.convergence.journal.past_run import PastChange, PastRun
from gh_playbook.frozen import dataclass


@dataclass(frozen=True)
class EarlierRuns:
    """The runs on a repository, `owner/name`, whose journals are in a folder.

    The journals are read once, and only if a question about these runs comes up. The results of
    steps, which are most of a journal, are left out. A journal that cannot be read does not count.
    """

    folder: Path
    repository: str

    @cached_property
    def all(self) -> list[PastRun]:
        """These runs, the oldest first."""
        found, _ = past_run.readable(self.folder, with_steps=False)
        return _on(self.repository, reversed(found))

    @property
    def changes(self) -> Iterator[PastChange]:
        """Their changes that landed, or may have landed, in order."""
        return (each for run in self.all for each in run.changes if each.may_have_landed)


def whole_runs(folder: Path, repository: str) -> list[PastRun]:
    """Return the runs on a repository, the latest first, with the results of their steps.

    Raises InputError if a journal cannot be read.
    """
    return _on(repository, past_run.runs(folder))


def _on(repository: str, runs: Iterable[PastRun]) -> list[PastRun]:
    name = repository.casefold()
    return [each for each in runs if each.target.repository.casefold() == name]
