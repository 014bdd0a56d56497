"""Convergence: compare, do what can be done, compare again, until nothing is left to do.

One loop serves dry and real runs. It is handed a `Sender`; a dry run's holds nothing that could
write. What waits for an issue that does
not exist yet is tried again once it does; so numbers are always real ones when they are written,
and an interrupted run goes on where it stopped.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gh_playbook.declaration.expansion import Item
from gh_playbook.github.error import GitHubError
from gh_playbook.model.change import Action, Change, Difference
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.model.sending import InDoubt, Landed, NotSent, Refused, Sender, Sent
from gh_playbook.model.world import World
from gh_playbook.modules import Context, Module

# One thing needs few operations (fields, link, place); more means that GitHub does not keep them.
_ROUNDS_EACH = 6


@dataclass(frozen=True)
class _Doubt:
    """A change that was sent, and perhaps carried out, without a trustworthy answer."""

    change: Change
    error: str


@dataclass
class _Progress:
    """How far one item is: what landed, and, once nothing is left to do, how it ended."""

    item: Item
    landed: list[Change] = field(default_factory=list)
    rounds: int = 0
    doubt: _Doubt | None = None
    ended: Change | None = None

    @property
    def is_settled(self) -> bool:
        """Tell whether it ended in a way that nothing later can change."""
        return self.ended is not None and self.ended.action in {Action.FAIL, Action.BLOCK}

    def resolve_doubt(self, change: Change) -> None:
        """Count what was in doubt as landed where, by this comparison, it is no longer to do."""
        doubt = self.doubt
        if doubt is not None and change.differences != doubt.change.differences:
            self.landed.append(doubt.change)
            self.doubt = None


@dataclass
class Engine:
    """Converges items, one group after the other; keeps the world true.

    `stopped` is why the run had to end before everything was done, if it had to.
    """

    world: World
    modules: Mapping[str, Module[Any, Any]]
    context: Context
    sender: Sender
    on_landed: Callable[[Change], None] = lambda _change: None
    stopped: GitHubError | None = None
    _tried: set[str] = field(default_factory=set)

    def converge(self, items: Sequence[Item]) -> list[Result]:
        """Make items true that may depend on each other; return what became of each, in order."""
        group = [_Progress(item) for item in items]
        self._tried |= {self._key(item) for item in items}
        while self.stopped is None:
            ready = self._ready(group)
            if not ready:
                break
            try:
                self._send(ready)
            except GitHubError as error:
                self.stopped = error
        for progress in group:
            if progress.ended is None:
                self._give_up(progress)
        return [self._result(progress) for progress in group]

    def _ready(self, group: Sequence[_Progress]) -> list[tuple[_Progress, Change]]:
        """Return what can be sent now; end what has nothing left to do.

        What had nothing to do is compared again at the end, for others may have changed that.
        """
        waiting = self._compare([each for each in group if each.ended is None])
        if not waiting:
            waiting = self._compare([each for each in group if not each.is_settled])
        ready = [pair for pair in waiting if not self._waits(pair[1])]
        if ready:
            return ready
        # All that is left waits. Where only texts wait for each other, one does without for now.
        wanted = frozenset(key for _, change in waiting for key in change.wants)
        for progress, _ in waiting:
            change = self._diff(progress.item, wanted)
            if change.writes and not self._waits(change):
                return [(progress, change)]
        return []

    def _compare(self, group: Sequence[_Progress]) -> list[tuple[_Progress, Change]]:
        """Return what differs; end the rest."""
        coming = {self._key(each.item) for each in group if each.ended is None}
        absent = frozenset(
            key
            for key in self.context.issues
            if key not in coming and self.world.issue(key) is None
        )
        differing = []
        for progress in group:
            change = self._diff(progress.item, absent)
            progress.resolve_doubt(change)
            lost = [key for key in change.needs if key in absent]
            if lost:
                reason = f"needs {', '.join(lost)}, {self._why_absent(lost)}"
                progress.ended = replace(change, action=Action.BLOCK, reason=reason)
            elif change.writes or change.needs:
                progress.ended = None
                differing.append((progress, change))
            else:
                progress.ended = change
        return differing

    def _why_absent(self, keys: Sequence[str]) -> str:
        """Say why issues are not there: this run could not make them, or was not asked to."""
        if self._tried.issuperset(keys):
            return "which could not be made"
        return "which does not exist: `all` makes everything"

    def _diff(self, item: Item, without: frozenset[str]) -> Change:
        context = replace(self.context, without=without)
        return self.modules[item.module].diff(item.desired, self.world, context)

    def _key(self, item: Item) -> str:
        return self.modules[item.module].key(item.desired)

    def _waits(self, change: Change) -> bool:
        return any(self.world.issue(key) is None for key in (*change.needs, *change.wants))

    def _send(self, ready: Sequence[tuple[_Progress, Change]]) -> None:
        sendable = []
        for progress, change in ready:
            progress.rounds += 1
            if progress.rounds > _ROUNDS_EACH:
                progress.ended = _failed(change, _too_often(change, progress.doubt))
            else:
                sendable.append((progress, change))
        answered = []
        for batch in self.sender.send([change for _, change in sendable]):
            for sent in batch:
                self._take(*sendable[sent.index], sent)
            answered += [sent for sent in batch if not isinstance(sent, NotSent)]
        if any(isinstance(sent, InDoubt) for sent in answered):
            self.world = self.sender.reread()
        elif sendable and not answered:
            raise GitHubError("GitHub carries out nothing of what it is sent")

    def _take(self, progress: _Progress, change: Change, sent: Sent) -> None:
        """Take in what became of a change."""
        match sent:
            case NotSent():
                progress.rounds -= 1
            case InDoubt(error=error):
                progress.doubt = _Doubt(change, error)
            case Refused(error=error):
                progress.doubt = None
                progress.ended = _failed(change, error)
            case Landed(payload=payload):
                progress.doubt = None
                self.modules[change.module].record(change, self.world, payload)
                progress.landed.append(change)
                self.on_landed(change)

    def _give_up(self, progress: _Progress) -> None:
        """End what still waits when nothing can be sent any more."""
        unborn = frozenset(key for key in self.context.issues if self.world.issue(key) is None)
        change = self._diff(progress.item, unborn)
        if self.stopped is not None:
            if change.writes or change.needs or change.action is Action.BLOCK:
                reason = f"not done, the run stopped: {self.stopped.message}"
                change = replace(change, action=Action.BLOCK, reason=reason, warnings=())
        elif change.writes or change.needs:
            missing = [key for key in change.needs if self.world.issue(key) is None]
            change = replace(change, action=Action.BLOCK, reason=f"waits for {', '.join(missing)}")
        progress.ended = change

    def _result(self, progress: _Progress) -> Result:
        ended, landed = progress.ended, progress.landed
        if ended is None:
            raise AssertionError("every item ends")
        outcome = _outcome(ended, landed)
        reasons = [change.reason for change in landed]
        if outcome not in {Outcome.CREATED, Outcome.UPDATED} or ended.action is Action.UNSUPPORTED:
            reasons.append(ended.reason)
        existing = self.world.issue(ended.key)
        warnings = [each for change in (*landed, ended) for each in change.warnings]
        return Result(
            step=progress.item.step.name,
            module=ended.module,
            key=ended.key,
            outcome=outcome,
            reason="; ".join(dict.fromkeys(reasons)),
            differences=_merged([*landed, ended]),
            number=existing.number if existing else ended.number,
            url=existing.url if existing else ended.url,
            source=progress.item.source,
            warnings=tuple(dict.fromkeys(warnings)),
        )


def _too_often(change: Change, doubt: _Doubt | None) -> str:
    """Say why a change that was sent again and again is given up."""
    names = ", ".join(each.field for each in change.differences)
    if doubt is not None:
        return f"sent {_ROUNDS_EACH} times, and no answer says that it was done: {doubt.error}"
    return f"GitHub does not keep it: {names}"


def _failed(change: Change, error: str) -> Change:
    reason = f"{error}; {change.advice}" if change.advice else error
    return replace(change, action=Action.FAIL, reason=reason)


_ENDINGS = {
    Action.FAIL: Outcome.FAILED,
    Action.BLOCK: Outcome.BLOCKED,
    Action.CONFLICT: Outcome.CONFLICT,
}


def _outcome(ended: Change, landed: Sequence[Change]) -> Outcome:
    if ended.action in _ENDINGS:
        return _ENDINGS[ended.action]
    if any(change.action is Action.CREATE for change in landed):
        return Outcome.CREATED
    if landed:
        return Outcome.UPDATED
    return Outcome.UNSUPPORTED if ended.action is Action.UNSUPPORTED else Outcome.SKIPPED


def _merged(changes: Sequence[Change]) -> tuple[Difference, ...]:
    """Return the differences of several changes of one thing: from the first to the last."""
    merged: dict[str, Difference] = {}
    for change in changes:
        for each in change.differences:
            first = merged.get(each.field)
            existing = first.existing if first else each.existing
            merged[each.field] = Difference(each.field, existing, each.desired)
    return tuple(merged.values())
