"""Sending changes through a writer; doubtful ones are left for another reading."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from gh_playbook.github.closing import Closing
from gh_playbook.github.error import GitHubError, UncertainError
from gh_playbook.github.rereading import Rereading
from gh_playbook.github.writer import Done, NotReachedError, Reply, Writer
from gh_playbook.model.change import Change, Mutation, Operation
from gh_playbook.model.sending import InDoubt, Landed, NotSent, Refused, Sent, Stale
from gh_playbook.model.world import World

# GraphQL and REST say so when something is there already: somebody else was quicker, or an
# earlier answer was lost.
_THERE_ALREADY = ("already_exists", "already been taken", "duplicate sub-issues")
_ATTEMPTS = 3
# The place of a change among those sent, and one of its operations.
_Step = tuple[int, Operation]


@dataclass
class LiveSender:
    """Sends changes to GitHub.

    `rereading` reads again what they overwrite; `rebind` binds the declared issues anew. `closing`
    ends the run's need of the lock together with its last changes. `_doubtful` are the things, by
    module and key, that this run may have made, or that were refused.
    """

    writer: Writer
    read: Callable[[], World]
    rereading: Rereading | None = None
    rebind: Callable[[World], None] = lambda _world: None
    closing: Closing | None = None
    _doubtful: set[tuple[str, str]] = field(default_factory=set)

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        """Yield the outcome of each change when its last operation is answered.

        Operations that GitHub did not reach come first in the next request, so that every request
        makes progress. After a doubtful answer nothing more is sent.
        """
        todo = [(at, each) for at, change in enumerate(changes) for each in change.operations]
        replies: list[list[Reply]] = [[] for _ in changes]
        notes: dict[int, str] = {}
        checked: set[int] = set()
        while todo:
            batch = todo[: self.writer.next_batch([operation for _, operation in todo])]
            stale = self._stale(changes, batch, checked, replies)
            if stale:
                yield list(stale.values())
                todo = [step for step in todo if step[0] not in stale]
                continue
            todo = todo[len(batch) :]
            latest = self._answers(batch, are_last=not todo)
            notes |= self._put_back(batch, latest)
            unreached = []
            for step, reply in zip(batch, latest, strict=True):
                if isinstance(reply, NotReachedError):
                    unreached.append(step)
                else:
                    replies[step[0]].append(reply)
            todo = unreached + todo
            touched = dict.fromkeys(at for at, _ in batch)
            is_answered = {at: len(replies[at]) == len(changes[at].operations) for at in touched}
            ended = [
                self._sent(at, changes[at], replies[at], notes.get(at, ""))
                for at in touched
                if is_answered[at]
            ]
            if self.closing:
                self.closing.count(ended)
            yield ended
            is_outdated = any(isinstance(each, Stale) for each in ended)
            if len(unreached) == len(batch) or is_outdated or any(map(_is_doubtful, latest)):
                left = {at: replies[at] for at in touched if not is_answered[at]}
                self._doubtful |= {_thing(changes[at]) for at, begun in left.items() if begun}
                yield [_left(at, begun) for at, begun in left.items()]
                return

    def reread(self) -> World:
        """Return the world as it is now."""
        return self.read()

    def bind(self, world: World) -> None:
        """Bind the declared issues anew."""
        self.rebind(world)

    def _answers(self, batch: Sequence[_Step], *, are_last: bool) -> list[Reply]:
        """Send a batch; with the last one of a run goes what gives the lock back."""
        operations = [operation for _, operation in batch]
        if not (are_last and self.closing):
            return self.writer.send(operations)
        release = self.closing.operation(operations, len({at for at, _ in batch}))
        if release is None:
            return self.writer.send(operations)
        *latest, reply = self.writer.send([*operations, release])
        self.closing.answered(reply)
        return latest

    def _stale(
        self,
        changes: Sequence[Change],
        batch: Sequence[_Step],
        checked: set[int],
        replies: Sequence[Sequence[Reply]],
    ) -> dict[int, Stale]:
        """Read again what a batch will overwrite; return the changes whose things have changed.

        A change that was cut off in the middle is not checked again: it was before its first
        operation.
        """
        overwriting = {
            at: changes[at]
            for at, _ in batch
            if at not in checked and not replies[at] and changes[at].overwrites is not None
        }
        checked |= overwriting.keys()
        found = self.rereading.stale(overwriting) if self.rereading else []
        return {each.index: each for each in found}

    def _put_back(self, batch: Sequence[_Step], latest: list[Reply]) -> dict[int, str]:
        """Restore what somebody wrote between reading and writing, and note that in the outcome.

        GitHub's answer to that replaces the last reply of the change, because it is the present
        state.
        """
        notes = {}
        last = {at: place for place, (at, _) in enumerate(batch)}
        for (at, operation), reply in zip(batch, [*latest], strict=True):
            note, now = self._undone(operation, reply)
            if note:
                notes[at] = note
                latest[last[at]] = now
        return notes

    def _undone(self, operation: Operation, reply: Reply) -> tuple[str, Reply]:
        """Restore the text that an operation has overwritten, and any overwritten by that."""
        note = ""
        while self.rereading and isinstance(operation, Mutation) and isinstance(reply, Done):
            edit = self.rereading.between(operation, reply.payload)
            if edit is None:
                break
            note = f"{edit.editor} edited its text meanwhile: that is in its history of edits"
            if edit.text is None:
                break
            operation = replace(operation, input={"id": operation.input["id"], "body": edit.text})
            answer = self._persist(operation)
            if not isinstance(answer, Done):
                break
            reply, note = answer, f"{edit.editor} edited its text meanwhile: that was put back"
        return note, reply

    def _sent(self, index: int, change: Change, replies: Sequence[Reply], note: str) -> Sent:
        """Return the outcome of a change.

        What GitHub says to be there although this run never sent it before is somebody else's, made
        since the reading; and what was there at the reading is gone if GitHub cannot find it. So
        the change was certainly not carried out, and undo leaves the thing.
        """
        sent, thing = _sent(index, replies, note), _thing(change)
        if thing in self._doubtful or not isinstance(sent, InDoubt | Refused):
            return sent
        self._doubtful.add(thing)
        is_begun = any(isinstance(each, Done) for each in replies)
        is_there = isinstance(sent, InDoubt) and sent.is_there
        is_gone = change.before is not None and any(map(_is_missing, replies))
        return Stale(index) if (is_there or is_gone) and not is_begun else sent

    def _persist(self, operation: Operation) -> Reply:
        """Send a harmless repeatable operation until its outcome is known."""
        reply: Reply = UncertainError("not sent")
        for _ in range(_ATTEMPTS):
            if isinstance(reply, UncertainError):
                (reply,) = self.writer.send([operation])
        return reply


def _thing(change: Change) -> tuple[str, str]:
    return change.module, change.key


def _sent(index: int, replies: Sequence[Reply], note: str) -> Sent:
    """Return the outcome of a change from the replies to all its operations."""
    doubts = [each for each in replies if _is_doubtful(each)]
    if doubts:
        is_there = not any(isinstance(each, UncertainError) for each in doubts)
        return InDoubt(index, str(doubts[0]), is_there)
    refused = [each for each in replies if isinstance(each, GitHubError)]
    if refused:
        is_forbidden = any(each.is_forbidden for each in refused)
        return Refused(index, "; ".join(dict.fromkeys(map(str, refused))), is_forbidden)
    last = replies[-1]
    return Landed(index, last.payload if isinstance(last, Done) else None, note)


def _left(index: int, replies: Sequence[Reply]) -> Sent:
    """Return the outcome of a change of which not all operations were answered."""
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


def _is_missing(reply: Reply) -> bool:
    """Tell whether GitHub found something not to be there that a request is about."""
    return isinstance(reply, GitHubError) and (reply.kind == "NOT_FOUND" or reply.status == 404)
