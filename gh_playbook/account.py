"""What is told of a run: while it happens, and what it came to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from gh_playbook.change import Change
from gh_playbook.foresight import Forecast
from gh_playbook.github.error import AuthenticationError, GitHubError
from gh_playbook.outcome import Outcome, Result, count
from gh_playbook.playbook import Step
from gh_playbook.settings import Settings


class Listener(Protocol):
    """Is told what happens, while it happens."""

    def begin(self, repository: str, settings: Settings) -> None:
        """The input is usable; GitHub is asked next."""

    def foresee(self, forecast: Forecast) -> None:
        """This is what the run will take, at GitHub's pace."""

    def begin_group(self, steps: Sequence[Step], total: int) -> None:
        """So many things are compared next."""

    def landed(self, change: Change) -> None:
        """A change was carried out."""

    def end_step(self, step: Step, results: Sequence[Result]) -> None:
        """A step is done."""

    def wait(self, seconds: float, why: str) -> None:
        """Nothing happens for so long."""


@dataclass(frozen=True)
class RunReport:
    """What a run did."""

    repository: str
    settings: Settings
    results: tuple[Result, ...]
    requests: Mapping[str, int]
    retries: int
    waited: float
    seconds: float
    stopped: GitHubError | None = None

    @property
    def recap(self) -> dict[str, int]:
        """How many things had each outcome."""
        return count(self.results)

    @property
    def exit_code(self) -> int:
        """The process's exit code, by the rules of the README."""
        if isinstance(self.stopped, AuthenticationError):
            return 4
        ended = {result.outcome for result in self.results}
        if self.stopped or ended & {Outcome.FAILED, Outcome.BLOCKED}:
            return 1
        differs = any(result.changed for result in self.results) or Outcome.CONFLICT in ended
        return 2 if self.settings.dry_run and self.settings.detailed_exitcode and differs else 0


class Quiet:
    """Listens and says nothing."""

    def __getattr__(self, _name: str) -> Callable[..., None]:
        return lambda *_arguments: None
