"""The summary of a run: its results and its exit code."""

from collections.abc import Mapping

from gh_playbook.frozen import dataclass
from gh_playbook.github.error import AuthenticationError
from gh_playbook.github.process.interruption import Interruption, Stop
from gh_playbook.model.outcome import Outcome, Result, count
from gh_playbook.model.target import Target
from gh_playbook.settings import Settings


@dataclass(frozen=True)
class RunReport:
    """The results of a run; `checksum` is of a dry run's plan, None if nothing would change."""

    target: Target
    settings: Settings
    results: tuple[Result, ...]
    requests: Mapping[str, int]
    retries: int
    waited: float
    seconds: float
    stopped: Stop | None = None
    checksum: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def repository(self) -> str:
        """The repository that the run was about."""
        return self.target.repository

    @property
    def recap(self) -> dict[str, int]:
        """The number of things with each outcome."""
        return count(self.results)

    @property
    def exit_code(self) -> int:
        """The process's exit code, by the rules of `docs/reference/output.md`."""
        if isinstance(self.stopped, AuthenticationError):
            return 4
        if isinstance(self.stopped, Interruption):
            return self.stopped.exit_code
        ended = {result.outcome for result in self.results}
        if self.stopped or ended & {Outcome.FAILED, Outcome.BLOCKED}:
            return 1
        differs = any(result.changed for result in self.results) or Outcome.CONFLICT in ended
        return 2 if self.settings.dry_run and self.settings.detailed_exitcode and differs else 0
