"""Changing GitHub: operations are sent in batches, and each answer is read.

Mutations are sent as aliases of one document. GitHub carries them out in order, and each succeeds
or fails by itself. Reports say that documents were cut off after 18 to 22 heavy mutations, or after
50 to 76 light ones. GitHub does not say which mutations are heavy [unverified]: here only those
that set one field, and those of labels, count as light.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from gh_playbook.frozen import dataclass
from gh_playbook.github import response
from gh_playbook.github.creation import creates
from gh_playbook.github.error import (
    AuthenticationError,
    GitHubError,
    RateLimitedError,
    UncertainError,
)
from gh_playbook.github.pacing import Pacer
from gh_playbook.github.process.gh import Gh, Underway
from gh_playbook.model.change import Call, Mutation, Operation, Payload

HEAVY_BATCH = 16
LIGHT_BATCH = 40
# The weight of a whole document, a multiple of both weights.
FULL = HEAVY_BATCH * LIGHT_BATCH
_ATTEMPTS = 4
# GitHub stopped before this alias: it was not carried out.
_CUT_OFF = "RESOURCE_LIMITS_EXCEEDED"
_NOT_REACHED = {_CUT_OFF, "RATE_LIMITED"}


@dataclass(frozen=True)
class Done:
    """GitHub carried out an operation; `payload` is its answer, None if that is empty.

    For a mutation it is the payload of its alias, for a REST request its JSON.
    """

    payload: Payload | None


# GitHub's reply to one operation. UncertainError: perhaps done; NotReachedError: not done, to be
# sent again; any other error: refused.
Reply = Done | GitHubError


@dataclass(frozen=True)
class Begun:
    """A batch that was sent; `request` names it in errors."""

    operations: Sequence[Operation]
    request: str
    sent: Underway


@dataclass
class Writer:
    """Writes to GitHub; `requests` counts its requests, `retries` those that it sent again.

    `before_request` is called after each wait, right before a request is sent; an exception from it
    ends the sending. `is_read_back` tells that documents follow which read what was written.
    `_refusals` counts how often in a row a limit has put off what its caller sends again.
    """

    gh: Gh
    pacer: Pacer
    before_request: Callable[[], None] = lambda: None
    requests: int = 0
    retries: int = 0
    is_read_back: bool = True
    _taken: int = LIGHT_BATCH
    _refusals: int = 0

    @staticmethod
    def batches(operations: Sequence[Operation]) -> Iterator[range]:
        """Yield the operations of each request, in order."""
        start = 0
        while start < len(operations):
            end = start + fitting(operations[start : start + LIGHT_BATCH + 1])
            yield range(start, end)
            start = end

    def next_batch(self, operations: Sequence[Operation]) -> int:
        """Return how many of the first operations go into the next request.

        If GitHub has cut off such a document before, no more go in than it carried out then.
        """
        size = fitting(operations[: LIGHT_BATCH + 1])
        return _unparted(operations, min(size, self._taken))

    def make_room(self, operations: Sequence[Operation]) -> float:
        """Wait as long as GitHub's limits take; return how long this run has waited for them."""
        self.pacer.make_room(sum(map(creates, operations)))
        return self.pacer.waited

    def send(
        self, operations: Sequence[Operation], *, are_last: bool = False, again: bool = True
    ) -> list[Reply]:
        """Send one batch; return GitHub's reply to each operation.

        If they `are_last`, this run writes nothing after them, as far as known. A batch that GitHub
        refuses because of a limit is sent `again` after the wait; without that, the replies are
        PostponedErrors.

        An UncertainError means that the operation may have been carried out: read before trying
        again. Raises AuthenticationError, and RateLimitedError when GitHub wants a longer pause
        than this run has patience for; then nothing of the batch was carried out.
        """
        return self.replies(self.begin(operations, are_last=are_last), again=again)

    def begin(self, operations: Sequence[Operation], *, are_last: bool = False) -> Begun:
        """Wait as long as GitHub's pace takes, and send one batch, as `send` does."""
        self.pacer.before_write(sum(map(creates, operations)))
        self.before_request()
        return self._begun(operations, more=self.is_read_back or not are_last)

    def begin_beside(self, call: Call) -> Begun | None:
        """Send a REST request while a document is on its way.

        Return None if writes are paced, or if its process cannot be started: the document's answer
        still has to be taken.
        """
        if not self.pacer.has_room:
            return None
        self.pacer.before_write(int(creates(call)))
        with suppress(GitHubError):
            return self._begun([call], more=True)
        return None

    def replies(self, begun: Begun, *, again: bool = True) -> list[Reply]:
        """Return the replies to a batch that was begun, as `send` does."""
        refusals = 0 if again else self._refusals
        while True:
            try:
                found = self._replies(begun)
            except RateLimitedError as error:
                refusals += 1
                self._wait_for(error, refusals)
                if not again:
                    self._refusals = refusals
                    return [PostponedError(error.message)] * len(begun.operations)
                begun = self.begin(begun.operations)
                continue
            except AuthenticationError:
                raise
            except GitHubError as error:
                found = [error] * len(begun.operations)
            if not again:
                self._refusals = 0
            return found

    def _wait_for(self, limit: RateLimitedError, refusals: int) -> None:
        """Wait as long as GitHub asks; raise the error at the last of several refusals."""
        if refusals >= _ATTEMPTS:
            raise limit
        self.pacer.heed(limit, refusals)
        self.retries += 1

    def _begun(self, operations: Sequence[Operation], *, more: bool) -> Begun:
        self.requests += 1
        first, request = operations[0], _named(operations)
        if isinstance(first, Call):
            path, body = (first.method, first.path), first.body
        else:
            path, body = ("POST", "graphql"), _body(operations)
        sent = self.gh.begin(*path, body, request=request, more=more)
        return Begun(operations, request, sent)

    def _replies(self, begun: Begun) -> list[Reply]:
        """Read the answer. Raises the GitHubError that it stands for."""
        if isinstance(begun.operations[0], Call):
            return [Done(response.rest(begun.sent.answer(), begun.request))]
        mutations = [each for each in begun.operations if isinstance(each, Mutation)]
        answer = response.graphql(begun.sent.answer(), begun.request)
        replies: list[Reply] = []
        for index, mutation in enumerate(mutations):
            payload = answer.data.get(f"m{index}")
            error = answer.error(f"m{index}", mutation.name)
            if error is None:
                replies.append(Done(payload))
            elif payload is not None:
                message = f"carried out, but the answer is incomplete: {error.message}"
                replies.append(UncertainError(message, request=error.request))
            else:
                replies.append(_unreached(error) if error.kind in _NOT_REACHED else error)
        self._learn(replies)
        self._heed(answer, mutations)
        return replies

    def _learn(self, replies: Sequence[Reply]) -> None:
        """Remember how much of a document GitHub accepts, if it has cut this one off."""
        kinds = [each.kind if isinstance(each, NotReachedError) else "" for each in replies]
        if _CUT_OFF in kinds:
            # The limit is halved at most, because a single slow moment of GitHub should not affect
            # the whole run.
            self._taken = max(kinds.index(_CUT_OFF), len(kinds) // 2, 1)

    def _heed(self, answer: response.QueryAnswer, mutations: Sequence[Mutation]) -> None:
        """Wait if a limit has stopped part of a batch; the next request continues there."""
        errors = (answer.error(f"m{i}", each.name) for i, each in enumerate(mutations))
        limit = next((each for each in errors if isinstance(each, RateLimitedError)), None)
        if limit is not None:
            self.retries += 1
            with suppress(RateLimitedError):  # Without a wait, GitHub refuses the next request.
                self.pacer.heed(limit, 1)


class NotReachedError(GitHubError):
    """GitHub stopped before this operation: it was certainly not carried out."""


class PostponedError(NotReachedError):
    """GitHub refused the whole request because of a limit, and the wait for it is over."""


def _named(operations: Sequence[Operation]) -> str:
    names = {f"{e.method} {e.path}" if isinstance(e, Call) else e.name for e in operations}
    return ", ".join(sorted(names))


def _body(operations: Sequence[Operation]) -> Mapping[str, object]:
    mutations = [each for each in operations if isinstance(each, Mutation)]
    given = {f"input{i}": dict(each.input) for i, each in enumerate(mutations)}
    return {"query": document(mutations), "variables": given}


def document(mutations: Sequence[Mutation]) -> str:
    """Return the GraphQL document of a batch: aliases `m0`, … with `$input0`, …."""
    variables = ", ".join(
        f"$input{i}: {each.name[0].upper()}{each.name[1:]}Input!"
        for i, each in enumerate(mutations)
    )
    fields = "\n".join(
        f"  m{i}: {each.name}(input: $input{i}) {{ {each.selection} }}"
        for i, each in enumerate(mutations)
    )
    return f"mutation({variables}) {{\n{fields}\n}}"


def _unreached(error: GitHubError) -> NotReachedError:
    return NotReachedError(error.message, request=error.request, kind=error.kind)


def fitting(operations: Sequence[Operation]) -> int:
    """Return how many of the first operations fit into one request."""
    size, taken = 0, 0
    for operation in operations:
        taken += weight(operation)
        if size and taken > FULL:
            break
        size += 1
    return _unparted(operations, size)


def _unparted(operations: Sequence[Operation], size: int) -> int:
    """Return the size of a batch that does not separate related operations, if there is one."""
    for smaller in range(size, 0, -1):
        last = operations[smaller - 1]
        if smaller == len(operations) or not (isinstance(last, Mutation) and last.with_next):
            return smaller
    return size


def weight(operation: Operation) -> int:
    """Return the weight of an operation in a request; a REST request is a request of its own."""
    if isinstance(operation, Call):
        return FULL
    return FULL // (LIGHT_BATCH if operation.light else HEAVY_BATCH)
