"""Listeners: what is told of a run while it happens."""

from collections.abc import Callable, Sequence
from typing import Protocol

from gh_playbook.convergence.forecast import Forecast
from gh_playbook.declaration.source import Fault
from gh_playbook.declaration.step import Step
from gh_playbook.model.change import Change
from gh_playbook.model.outcome import Result
from gh_playbook.model.target import Target
from gh_playbook.settings import Settings


class Listener(Protocol):
    """Is told what happens, while it happens."""

    def begin(self, target: Target, settings: Settings) -> None:
        """GitHub has answered: this is where the run goes."""

    def ask(self, questions: Sequence[Fault]) -> bool:
        """Ask whether to go on all the same; False where nobody says so."""
        ...

    def confirm(self, step: Step) -> bool:
        """Ask whether to carry out this step: what `--step` does."""
        ...

    def caution(self, questions: Sequence[Fault]) -> None:
        """A run would ask this; a dry run need not."""

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


class Quiet:
    """Listens and says nothing; what is asked, nobody answers."""

    def ask(self, _questions: Sequence[Fault]) -> bool:
        """Say no."""
        return False

    def confirm(self, _step: Step) -> bool:
        """Say no."""
        return False

    def __getattr__(self, _name: str) -> Callable[..., None]:
        return lambda *_arguments: None
