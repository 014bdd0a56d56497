"""Carrying changes out through a writer; what is in doubt is left to be read again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from gh_playbook.github.error import GitHubError, UncertainError
from gh_playbook.github.writer import NotReachedError, Outcome, Writer
from gh_playbook.model.change import Change
from gh_playbook.model.sending import Sent
from gh_playbook.model.world import World

# GraphQL and REST say so when something is there already: somebody else was quicker, or an
# earlier answer was lost.
_THERE_ALREADY = ("already_exists", "already been taken", "duplicate sub-issues")

_IN_REPOSITORY = {"label", "milestone", "issue", "sub_issue", "dependency", "relation", "file"}


@dataclass
class LiveSender:
    """Sends changes to GitHub."""

    writer: Writer
    read: Callable[[], World]

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        """Yield what became of the changes, as their last operations are answered.

        After doubt no more is sent.
        """
        operations = [(change, each) for change in changes for each in change.operations]
        answered: dict[int, list[Outcome]] = {}
        for batch in self.writer.batches([operation for _, operation in operations]):
            outcomes = self.writer.send([operations[index][1] for index in batch])
            sent = []
            for index, outcome in zip(batch, outcomes, strict=True):
                change = operations[index][0]
                outcomes_so_far = answered.setdefault(id(change), [])
                outcomes_so_far.append(outcome)
                if len(outcomes_so_far) == len(change.operations):
                    sent.append(_sent(change, outcomes_so_far))
            yield sent
            if any(isinstance(each, UncertainError) or _is_there(each) for each in outcomes):
                yield [
                    Sent(change, error="only part of it was answered", in_doubt=True)
                    for change in changes
                    if 0 < len(answered.get(id(change), ())) < len(change.operations)
                ]
                return

    def reread(self) -> World:
        """Return the world as it is now."""
        return self.read()


@dataclass
class ReadersSender:
    """Sends what a login that may only read the repository can change: its owner's things."""

    sender: LiveSender
    repository: str

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        """Yield as the sender does. Raises GitHubError for what is in the repository."""
        if any(change.module in _IN_REPOSITORY for change in changes):
            raise GitHubError(
                f"this login may only read {self.repository}: it takes write access, "
                "and `gh auth status` says who you are",
                kind="FORBIDDEN",
            )
        yield from self.sender.send(changes)

    def reread(self) -> World:
        """Return the world as it is now."""
        return self.sender.reread()


def _sent(change: Change, outcomes: Sequence[Outcome]) -> Sent:
    errors = [each for each in outcomes if isinstance(each, GitHubError)]
    last = outcomes[-1]
    if not errors and not isinstance(last, GitHubError):
        return Sent(change, payload=last)
    doubts = [each for each in errors if isinstance(each, UncertainError) or _is_there(each)]
    if doubts:
        return Sent(change, error=str(doubts[0]), in_doubt=True)
    refused = [each for each in errors if not isinstance(each, NotReachedError)]
    if not refused:
        return Sent(change, again=True)
    return Sent(change, error="; ".join(dict.fromkeys(map(str, refused))))


def _is_there(outcome: Outcome) -> bool:
    if not isinstance(outcome, GitHubError):
        return False
    return any(word in f"{outcome.kind} {outcome.message}" for word in _THERE_ALREADY)
