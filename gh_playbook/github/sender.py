"""Carrying changes out through a writer; what is in doubt is left to be read again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from gh_playbook.change import Change
from gh_playbook.engine import Sent
from gh_playbook.github.error import GitHubError, UncertainError
from gh_playbook.github.writer import NotReachedError, Writer
from gh_playbook.world import World

# GraphQL and REST say so when something is there already: somebody else was quicker, or an
# earlier answer was lost.
_THERE_ALREADY = ("already_exists", "already been taken", "duplicate sub-issues")


@dataclass
class LiveSender:
    """Sends changes to GitHub."""

    writer: Writer
    read: Callable[[], World]

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        """Yield what became of the changes, batch by batch; after doubt, send no more."""
        operations = [change.operation for change in changes if change.operation is not None]
        for batch in self.writer.batches(operations):
            outcomes = self.writer.send([operations[index] for index in batch])
            sent = [
                _sent(changes[index], outcome)
                for index, outcome in zip(batch, outcomes, strict=True)
            ]
            yield sent
            if any(each.in_doubt for each in sent):
                return

    def reread(self) -> World:
        """Return the world as it is now."""
        return self.read()


def _sent(change: Change, outcome: object) -> Sent:
    if not isinstance(outcome, GitHubError):
        return Sent(change, payload=outcome)  # type: ignore[arg-type]
    if isinstance(outcome, NotReachedError):
        return Sent(change, again=True)
    if isinstance(outcome, UncertainError) or any(
        word in f"{outcome.kind} {outcome.message}" for word in _THERE_ALREADY
    ):
        return Sent(change, in_doubt=True)
    return Sent(change, error=str(outcome))
