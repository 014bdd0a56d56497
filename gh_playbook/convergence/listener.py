"""Listeners: they are told what happens during a run."""

from collections.abc import Callable, Sequence
from typing import Protocol

from gh_playbook.convergence.forecast import Forecast
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.model.change import Change
from gh_playbook.model.outcome import Result
from gh_playbook.model.target import Target
from gh_playbook.settings import Settings


class Listener(Protocol):
    """Is told what happens during a run."""

    def begin(self, target: Target, settings: Settings) -> None:
        """GitHub has answered: this is the target of the run."""

    def ask(self, questions: Sequence[Fault]) -> bool | None:
        """Ask whether to continue; return the answer, or None if nobody can be asked."""
        ...

    def confirm(self, step: Step) -> bool:
        """Ask whether to carry out this step, for `--step`."""
        ...

    def caution(self, questions: Sequence[Fault]) -> None:
        """Tell which question a real run would ask; a dry run does not ask it."""

    def tell_forecast(self, forecast: Forecast) -> None:
        """Tell the forecast of the run, at GitHub's pace."""

    def begin_group(self, steps: Sequence[Step], total: int) -> None:
        """Tell how many things are compared next."""

    def landed(self, change: Change) -> None:
        """A change was carried out."""

    def end_step(self, step: Step, results: Sequence[Result]) -> None:
        """A step is done."""

    def wait(self, seconds: float, why: str) -> None:
        """Tell that the run pauses for so many seconds."""


def require_yes(listener: Listener, questions: Sequence[Fault], advice: str) -> None:
    """Ask questions. Raises InputError with an advice unless the answer is yes.

    Whoever has answered has read the questions: they are told only where nobody could be asked.
    """
    answer = listener.ask(questions)
    if not answer:
        raise InputError(questions if answer is None else (), advice)


class Quiet:
    """A listener that prints nothing and answers no question."""

    def ask(self, _questions: Sequence[Fault]) -> bool | None:
        """Say that nobody can be asked."""
        return None

    def confirm(self, _step: Step) -> bool:
        """Say no."""
        return False

    def __getattr__(self, _name: str) -> Callable[..., None]:
        return lambda *_arguments: None
