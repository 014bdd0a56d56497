"""Sending changes through a writer; another reading decides about doubtful changes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace

from gh_playbook.frozen import dataclass
from gh_playbook.github.error import GitHubError, UncertainError
from gh_playbook.github.refusal import is_doubtful, is_missing, is_outdated
from gh_playbook.github.rereading import Rereading
from gh_playbook.github.run_end import RunEnd
from gh_playbook.github.simultaneous_write import are_apart, makes_new
from gh_playbook.github.writer import (
    Begun,
    Done,
    NotReachedError,
    PostponedError,
    Reply,
    Writer,
)
from gh_playbook.model.change import Action, Call, Change, Mutation, Operation
from gh_playbook.model.claim import is_to_be_opened_again, to_be_opened_again
from gh_playbook.model.sending import InDoubt, Landed, NotSent, Refused, Sent, Stale
from gh_playbook.model.world import World

_ATTEMPTS = 3
# The place of a change among the sent ones, and one of its operations.
_Step = tuple[int, Operation]
# The replies to a batch, or the error that ends the sending.
Answered = list[Reply] | GitHubError


@dataclass
class LiveSender:
    """Sends changes to GitHub.

    `rereading` reads again the values that they overwrite; `rebind` binds declared issues again.
    `run_end` releases the lock together with the last changes. `_doubtful` are the things, by
    module and key, that this run may have made, or that were refused.
    """

    writer: Writer
    read: Callable[[], World]
    rereading: Rereading | None = None
    rebind: Callable[[World], None] = lambda _world: None
    run_end: RunEnd | None = None
    _doubtful: set[tuple[str, str]] = field(default_factory=set)

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        """Yield the outcome of each change when its last operation is answered.

        Operations that GitHub did not reach come first in the next request, so that every request
        makes progress. After a doubtful answer nothing more is sent. After a wait nothing is
        overwritten or removed that was compared before it.
        """
        sending, waited = _Sending.of(changes), self.writer.pacer.waited
        while sending.todo and not sending.is_over:
            batch = sending.todo[: self.writer.next_batch(_operations(sending.todo))]
            if self.writer.make_room(_operations(batch)) > waited and sending.has_grown_old(batch):
                yield sending.postponed()
                continue
            stale = self._stale(sending, batch)
            if stale:
                yield list(stale.values())
                sending.todo = [step for step in sending.todo if step[0] not in stale]
                continue
            sending.todo = sending.todo[len(batch) :]
            ended: GitHubError | None = None
            for steps, answer in self._answers(sending, batch):
                if isinstance(answer, GitHubError):
                    ended = answer
                else:
                    yield from self._taken(sending, steps, answer)
            if ended is not None:
                raise ended

    def _taken(
        self, sending: "_Sending", batch: Sequence[_Step], latest: list[Reply]
    ) -> Iterator[list[Sent]]:
        """Yield the outcomes that are complete with the replies to a batch."""
        sending.notes |= self._put_back(batch, latest)
        unreached = []
        for step, reply in zip(batch, latest, strict=True):
            if isinstance(reply, NotReachedError):
                unreached.append(step)
            else:
                sending.replies[step[0]].append(reply)
        sending.todo = unreached + sending.todo
        touched = dict.fromkeys(at for at, _ in batch)
        ended = [self._sent(sending, at) for at in touched if sending.is_answered(at)]
        if self.run_end:
            self.run_end.count(ended)
        yield ended
        is_outdated = any(isinstance(each, Stale) for each in ended)
        is_stuck = len(unreached) == len(batch) and not isinstance(latest[0], PostponedError)
        if is_stuck or is_outdated or any(map(is_doubtful, latest)):
            left = {at: sending.replies[at] for at in touched if not sending.is_answered(at)}
            self._doubtful |= {_thing(sending.changes[at]) for at, begun in left.items() if begun}
            yield [_left(at, begun) for at, begun in left.items()]
            sending.is_over = True

    def reread(self) -> World:
        """Return the world as it is now."""
        return self.read()

    def bind(self, world: World) -> None:
        """Bind the declared issues again."""
        self.rebind(world)

    def _answers(
        self, sending: "_Sending", batch: Sequence[_Step]
    ) -> list[tuple[Sequence[_Step], Answered]]:
        """Send a batch, and a REST request beside it if possible; wait for the answers.

        The replies to the batch come first, whatever GitHub answers first.
        """
        beside = sending.beside(batch)
        if self.run_end:
            self.run_end.go_on(is_alone=beside is None and not isinstance(batch[0][1], Call))
        if beside is None:
            return [(batch, self._answer(batch, are_last=not sending.todo))]
        begun = [(batch, self.writer.begin(_operations(batch)))]
        try:
            call = self.writer.begin_beside(beside[1])
            if call is not None:
                sending.todo.remove(beside)
                begun.append(([beside], call))
            return [(steps, self._tried(each)) for steps, each in begun]
        except BaseException:
            for _, each in begun:
                each.sent.end()
            raise

    def _tried(self, begun: Begun) -> Answered:
        try:
            return self.writer.replies(begun, again=False)
        except GitHubError as error:
            return error

    def _answer(self, batch: Sequence[_Step], *, are_last: bool) -> list[Reply]:
        """Send a batch; the last batch of a run also releases the lock."""
        operations, end = _operations(batch), self.run_end
        if not (are_last and end and end.are_last(len({at for at, _ in batch}))):
            return self.writer.send(operations, again=False)
        release = end.operation(operations)
        if release is None:  # A lock that is held is released in a request of its own.
            return self.writer.send(operations, are_last=not end.lock.is_held, again=False)
        *latest, reply = self.writer.send([*operations, release], are_last=True, again=False)
        end.answered(reply)
        return latest

    def _stale(self, sending: "_Sending", batch: Sequence[_Step]) -> dict[int, Stale]:
        """Read again the values that a batch will overwrite; return the changes that are stale.

        A change that was cut off in the middle is not checked again, because it was checked before
        its first operation.
        """
        overwriting = {
            at: sending.changes[at]
            for at, _ in batch
            if at not in sending.checked
            and not sending.replies[at]
            and sending.changes[at].overwrites is not None
        }
        sending.checked |= overwriting.keys()
        found = self.rereading.stale(overwriting) if self.rereading else []
        return {each.index: each for each in found}

    def _put_back(self, batch: Sequence[_Step], latest: list[Reply]) -> dict[int, str]:
        """Restore a text that somebody wrote between reading and writing; note that in the outcome.

        GitHub's answer to that replaces the last reply of the change, because it shows the present
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
            note = f"{edit.editor} edited its text meanwhile: the edit is in its history"
            if edit.text is None:
                break
            body = _restored(edit.text, operation.input["body"])
            operation = replace(operation, input={"id": operation.input["id"], "body": body})
            answer = self._persist(operation)
            if not isinstance(answer, Done):
                break
            reply, note = answer, f"{edit.editor} edited its text meanwhile: the edit was restored"
        return note, reply

    def _sent(self, sending: "_Sending", index: int) -> Sent:
        """Return the outcome of a change that is answered.

        If GitHub says that a thing exists which this run never sent before, somebody else has made
        it since the reading. If GitHub cannot find a thing that existed at the reading, it is gone,
        also if a new thing refers to it, as an issue does to a label. A file that is another one by
        now than at the reading is a conflict to GitHub (409); a card that was archived since takes
        no values, and none of an option that was made again since.
        In these cases the change was certainly not carried out, and undo leaves the thing alone;
        after a part of it was, the thing is read again.
        """
        change, replies = sending.changes[index], sending.replies[index]
        sent, thing = _sent(index, replies, sending.notes.get(index, "")), _thing(change)
        if thing in self._doubtful or not isinstance(sent, InDoubt | Refused):
            return sent
        self._doubtful.add(thing)
        is_begun = any(isinstance(each, Done) for each in replies)
        is_there = isinstance(sent, InDoubt) and sent.is_there
        is_other = any(is_outdated(each) or is_missing(each, change) for each in replies)
        if is_begun:
            return InDoubt(index, str(sent.error)) if is_other else sent
        return Stale(index) if is_there or is_other else sent

    def _persist(self, operation: Operation) -> Reply:
        """Send a harmless repeatable operation until its outcome is known."""
        reply: Reply = UncertainError("not sent")
        for _ in range(_ATTEMPTS):
            if isinstance(reply, UncertainError):
                (reply,) = self.writer.send([operation])
        return reply


def _restored(text: str, overwritten_by: str) -> str:
    """Return a text to restore; an issue that was closed until it is declared again says so."""
    return to_be_opened_again(text) if is_to_be_opened_again(overwritten_by) else text


def _thing(change: Change) -> tuple[str, str]:
    return change.module, change.key


@dataclass
class _Sending:
    """Changes that are being sent: the steps left to do, and the replies to those done.

    `notes` are about changes; `checked` are the changes whose things were read again. When it
    `is_over`, nothing more is sent.
    """

    changes: Sequence[Change]
    todo: list[_Step]
    replies: list[list[Reply]]
    notes: dict[int, str] = field(default_factory=dict)
    checked: set[int] = field(default_factory=set)
    is_over: bool = False

    @classmethod
    def of(cls, changes: Sequence[Change]) -> "_Sending":
        """Begin with all operations of the changes."""
        todo = [(at, each) for at, change in enumerate(changes) for each in change.operations]
        return cls(changes, todo, [[] for _ in changes])

    def beside(self, batch: Sequence[_Step]) -> tuple[int, Call] | None:
        """Return the next REST request, if it may be sent at the same time as a document."""
        if isinstance(batch[0][1], Call):
            return None
        for at, operation in self.todo:
            if isinstance(operation, Call):
                may_go = makes_new(self.changes[at]) and are_apart(operation, _operations(batch))
                return (at, operation) if may_go else None
        return None

    def has_grown_old(self, batch: Sequence[_Step]) -> bool:
        """Tell whether a batch begins to overwrite or remove a thing."""
        return any(not self.replies[at] and _replaces(self.changes[at]) for at, _ in batch)

    def postponed(self) -> list[Sent]:
        """Take out all changes that are not begun, and return this outcome of each."""
        left = dict.fromkeys(at for at, _ in self.todo if not self.replies[at])
        self.todo = [step for step in self.todo if step[0] not in left]
        return [NotSent(at, has_waited=True) for at in left]

    def is_answered(self, at: int) -> bool:
        """Tell whether all operations of a change are answered."""
        return len(self.replies[at]) == len(self.changes[at].operations)


def _replaces(change: Change) -> bool:
    """Tell whether people may lose with a change what they did since it was compared."""
    return change.overwrites is not None or change.action is Action.REMOVE


def _operations(steps: Sequence[_Step]) -> list[Operation]:
    return [operation for _, operation in steps]


def _sent(index: int, replies: Sequence[Reply], note: str) -> Sent:
    """Return the outcome of a change from the replies to all its operations."""
    doubts = [each for each in replies if is_doubtful(each)]
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
    """Return the outcome of a change with unanswered operations."""
    return InDoubt(index, "only part of it was answered") if replies else NotSent(index)
