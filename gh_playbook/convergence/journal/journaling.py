"""The sender and the listener of a run that has a journal."""

from collections.abc import Iterator, Sequence

from gh_playbook.convergence.forecast import Forecast
from gh_playbook.convergence.journal.journal import Journal, JournalError
from gh_playbook.convergence.listener import Listener
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.declaration.source import Fault
from gh_playbook.frozen import dataclass
from gh_playbook.model.change import Change
from gh_playbook.model.outcome import Result
from gh_playbook.model.sending import Sender, Sent
from gh_playbook.model.target import Target
from gh_playbook.model.world import World
from gh_playbook.settings import Settings


@dataclass
class JournalingSender:
    """Sends through another sender, and writes each change and its outcome into the journal."""

    sender: Sender
    journal: Journal

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        """Yield the outcome of each change, as the sender does.

        What GitHub has carried out is yielded, too, if the journal cannot be written any more.
        Raises JournalError after that.
        """
        numbers = self.journal.sending(changes)
        for batch in self.sender.send(changes):
            try:
                self.journal.answered((numbers[sent.index], sent) for sent in batch)
            except JournalError:
                yield batch
                raise
            yield batch

    def reread(self) -> World:
        """Return the world as it is now."""
        return self.sender.reread()

    def bind(self, world: World) -> None:
        """Pass the call to the sender."""
        self.sender.bind(world)


@dataclass
class JournalingListener:
    """Passes everything to the listener of a run, and writes the result of each step."""

    listener: Listener
    journal: Journal

    def begin(self, target: Target, settings: Settings) -> None:
        """Write it, and pass it to the listener."""
        self.journal.target(target)
        self.listener.begin(target, settings)

    def ask(self, questions: Sequence[Fault]) -> bool | None:
        """Pass the question to the listener."""
        return self.listener.ask(questions)

    def confirm(self, step: Step) -> bool:
        """Pass the question to the listener."""
        return self.listener.confirm(step)

    def caution(self, questions: Sequence[Fault]) -> None:
        """Pass it to the listener."""
        self.listener.caution(questions)

    def tell_forecast(self, forecast: Forecast) -> None:
        """Pass it to the listener."""
        self.listener.tell_forecast(forecast)

    def begin_group(self, steps: Sequence[Step], total: int) -> None:
        """Pass it to the listener."""
        self.listener.begin_group(steps, total)

    def landed(self, change: Change) -> None:
        """Pass it to the listener."""
        self.listener.landed(change)

    def end_step(self, step: Step, results: Sequence[Result]) -> None:
        """Write it, and pass it to the listener."""
        self.journal.step(step, results)
        self.listener.end_step(step, results)

    def wait(self, seconds: float, why: str) -> None:
        """Pass it to the listener."""
        self.listener.wait(seconds, why)
