"""Carrying changes out through a writer; what is in doubt is left to be read again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from gh_playbook.github.error import GitHubError, UncertainError
from gh_playbook.github.writer import Done, NotReachedError, Reply, Writer
from gh_playbook.model.change import Change
from gh_playbook.model.sending import InDoubt, Landed, NotSent, Refused, Sent
from gh_playbook.model.world import World

# GraphQL and REST say so when something is there already: somebody else was quicker, or an
# earlier answer was lost.
_THERE_ALREADY = ("already_exists", "already been taken", "duplicate sub-issues")


@dataclass
class LiveSender:
    """Sends changes to GitHub."""

    writer: Writer
    read: Callable[[], World]

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        """Yield what became of the changes, as their last operations are answered.

        What GitHub did not reach goes first into the next request, so that each gets on, however
        little GitHub carries out at a time. After doubt no more is sent.
        """
        todo = [(at, each) for at, change in enumerate(changes) for each in change.operations]
        replies: list[list[Reply]] = [[] for _ in changes]
        while todo:
            size = self.writer.next_batch([operation for _, operation in todo])
            batch, todo = todo[:size], todo[size:]
            latest = self.writer.send([operation for _, operation in batch])
            unreached = []
            for (at, operation), reply in zip(batch, latest, strict=True):
                if isinstance(reply, NotReachedError):
                    unreached.append((at, operation))
                else:
                    replies[at].append(reply)
            todo = unreached + todo
            touched = dict.fromkeys(at for at, _ in batch)
            is_answered = {at: len(replies[at]) == len(changes[at].operations) for at in touched}
            yield [_sent(at, replies[at]) for at in touched if is_answered[at]]
            if len(unreached) == len(batch) or any(map(_is_doubtful, latest)):
                yield [_left(at, replies[at]) for at in touched if not is_answered[at]]
                return

    def reread(self) -> World:
        """Return the world as it is now."""
        return self.read()


def _sent(index: int, replies: Sequence[Reply]) -> Sent:
    """Return what became of a change, by the replies to all its operations."""
    doubts = [each for each in replies if _is_doubtful(each)]
    if doubts:
        is_there = not any(isinstance(each, UncertainError) for each in doubts)
        return InDoubt(index, str(doubts[0]), is_there)
    refused = [each for each in replies if isinstance(each, GitHubError)]
    if refused:
        is_forbidden = any(each.is_forbidden for each in refused)
        return Refused(index, "; ".join(dict.fromkeys(map(str, refused))), is_forbidden)
    last = replies[-1]
    return Landed(index, last.payload if isinstance(last, Done) else None)


def _left(index: int, replies: Sequence[Reply]) -> Sent:
    """Return what became of a change that not all operations were answered of."""
    return InDoubt(index, "only part of it was answered") if replies else NotSent(index)


def _is_doubtful(reply: Reply) -> bool:
    """Tell whether an operation may have been carried out, now or earlier."""
    match reply:
        case UncertainError():
            return True
        case GitHubError():
            return any(word in f"{reply.kind} {reply.message}" for word in _THERE_ALREADY)
        case _:
            return False
