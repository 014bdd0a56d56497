"""The convergence of a group: compare, send, compare again, until nothing is left to do.

One loop serves dry runs and real runs: it gets the engine's `Sender`, and the sender of a dry run
cannot write. An item that waits for an issue is compared again when the issue exists. So only real
numbers are written, and the next run continues after an interruption.
"""

from collections.abc import Sequence
from dataclasses import replace

from gh_playbook.convergence.loop.agenda import Agenda
from gh_playbook.convergence.loop.engine import Engine
from gh_playbook.convergence.loop.progress import (
    Progress,
    blocked,
    failed,
    unfinished,
    without_setup,
)
from gh_playbook.convergence.loop.queue import Queue, Ready
from gh_playbook.convergence.loop.turn import Turns
from gh_playbook.convergence.loop.unmade_issue import UnmadeIssues
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.playbook.expansion import Item
from gh_playbook.github.error import GitHubError
from gh_playbook.github.process.interruption import GOES_ON, Interruption
from gh_playbook.model.change import Action, Change, Thing
from gh_playbook.model.outcome import Result
from gh_playbook.model.sending import InDoubt, Landed, NotSent, Refused, Sent, Stale
from gh_playbook.modules import Context
from gh_playbook.modules.comparison import key_of, take_in
from gh_playbook.modules.right import advice


def converge(engine: Engine, items: Sequence[Item]) -> list[Result]:
    """Converge items that may depend on each other; return their results in the same order."""
    if all(item in engine.known for item in items):
        return [engine.known[item] for item in items]
    keys = [key_of(engine.modules[item.module], item.desired) for item in items]
    engine.tried.update(keys)
    pairs = zip(keys, items, strict=True)
    group = [
        Progress(index, key, item, engine.makes_issue(key, item))
        for index, (key, item) in enumerate(pairs)
    ]
    _Convergence(engine, group).run()
    found = [each.result(engine.world) for each in group]
    engine.results |= zip(items, found, strict=True)
    return found


class _Convergence:
    """The convergence of one group; `_landings` counts the changes that were carried out."""

    def __init__(self, engine: Engine, group: list[Progress]) -> None:
        self._engine = engine
        self._group = group
        self._agenda = Agenda(group)
        self._turns = Turns(self._agenda)
        self._queue = Queue(self._is_urgent, self._agenda.holds_up)
        self._landings = 0
        self._unmade = UnmadeIssues(engine.context, engine.missing)

    def run(self) -> None:
        """Bring all items to a result, even if the run stops."""
        try:
            self._converge()
        except KeyboardInterrupt as interrupt:
            self._engine.stopped = Interruption.of(interrupt, GOES_ON)
        if open_ := [each for each in self._group if each.ended is None]:
            self._unmade.find(coming=set())
            self._give_up(open_)

    def _converge(self) -> None:
        """Compare and send until nothing is left to send."""
        self._look_around()
        self._agenda.add(self._group)
        while self._engine.stopped is None:
            ready = self._ready()
            if not ready:
                break
            try:
                self._send(ready)
            except GitHubError as error:
                self._engine.stopped = error

    def _ready(self) -> list[Ready]:
        """Return the changes to send next, and end the items that have nothing left to do."""
        while True:
            while items := self._agenda.take():
                self._compare(items)
            ready = self._queue.take() or self._do_without()
            if ready:
                return ready
            stale = [each for each in self._group if each.is_outdated(self._landings)]
            if not stale:
                return []
            self._engine.recall()
            self._look_around()
            self._agenda.add(stale)

    def _do_without(self) -> list[Ready]:
        """If all items wait, continue with one that waits only for issues in its text."""
        while item := self._agenda.take_waiting_for_texts():
            awaited = (each for each in item.awaited if isinstance(each, str))
            change = self._engine.diff(item.item, self._unmade.context(awaited))
            if change.writes and not self._missing(change):
                return [(item, change)]
        return []

    def _compare(self, items: Sequence[Progress]) -> None:
        """Queue what can be sent; end the finished items, keep the waiting ones."""
        context = self._unmade.context()
        for each in items:
            change = self._engine.diff(each.item, context)
            each.note_compared(change, self._landings)
            if lost := self._lost(change):
                self._end(each, replace(change, action=Action.BLOCK, reason=self._needs(lost)))
            elif coming := self._coming(each, change):
                self._wait(each, change, context, coming)
            elif not change.would_write:
                self._end(each, self._explained(change))
            elif self._missing(change):
                self._wait(each, change, context)
            else:
                each.ended = None
                self._queue.add(each, change)

    def _explained(self, change: Change) -> Change:
        """Return a blocked change without advice that this run has already tried in vain."""
        if change.action is not Action.BLOCK:
            return change
        told = folded(change.reason)
        awaited = [(kind, name) for kind, name in change.awaits if name in told]
        if not self._agenda.has_given_up(awaited):
            return change
        return replace(change, reason=without_setup(change.reason))

    def _lost(self, change: Change) -> list[str]:
        """Return the needed issues that will never exist, once all others of them exist.

        So the reason does not depend on the order in which the issues are decided.
        """
        missing = self._engine.missing(change.needs)
        lost = [key for key in missing if key in self._unmade]
        return lost if len(lost) == len(missing) else []

    def _needs(self, lost: Sequence[str]) -> str:
        """Return the reason of a change without these issues."""
        return f"needs {', '.join(dict.fromkeys(lost))}, {self._engine.why_absent(lost)}"

    def _missing(self, change: Change) -> list[str]:
        """Return the issues that a change waits for."""
        return self._engine.missing((*change.needs, *change.wants))

    def _wait(
        self, item: Progress, change: Change, context: Context, coming: Sequence[Thing] = ()
    ) -> None:
        """Keep an item until the things that it waits for exist, or are known never to exist."""
        item.ended = None
        missing = self._engine.missing
        item.is_there = item.makes_issue and not missing([item.key])
        needs = [key for key in missing(change.needs) if key not in self._unmade]
        wants = () if coming else missing(change.wants)
        if any(key in self._unmade and key not in context.without for key in wants):
            # An issue was given up after the context was made: the text can do without it.
            self._agenda.add([item])
        else:
            self._agenda.wait(item, [*needs, *coming], wants)

    def _is_urgent(self, item: Progress, change: Change) -> bool:
        """Tell whether others wait for a change, or whether more changes of its thing follow."""
        is_awaited = any(map(self._agenda.is_awaited, item.things))
        return change.goes_on or is_awaited or item.makes_issue

    def _send(self, ready: Sequence[Ready]) -> None:
        """Send changes, and apply the outcome of each as soon as it is known."""
        sendable = self._worth_sending(ready)
        for item, _ in sendable:
            item.is_under_way = True
        answered: list[Sent] = []
        for batch in self._engine.sender.send([change for _, change in sendable]):
            for sent in batch:
                self._take(*sendable[sent.index], sent)
            answered += [sent for sent in batch if sent != NotSent(sent.index)]
        self._agenda.add(item for item, _ in sendable if item.is_open)
        stale = [sent for sent in answered if isinstance(sent, Stale)]
        if any(isinstance(sent, InDoubt) or sent == Stale(sent.index) for sent in answered):
            self._reread()
        elif stale:
            self._engine.sender.bind(self._engine.world)
            self._engine.renew()
            self._look_again()
        elif sendable and not answered:
            raise GitHubError("GitHub carries out none of the operations that were sent")

    def _worth_sending(self, ready: Sequence[Ready]) -> list[Ready]:
        """Return the changes that are worth another try, and end all other items as failed."""
        sendable: list[Ready] = []
        for item, change in ready:
            reason = item.why_hopeless(change)
            if reason is None:
                sendable.append((item, change))
            else:
                self._end(item, failed(change, reason))
        return sendable

    def _take(self, item: Progress, change: Change, sent: Sent) -> None:
        """Apply the outcome of a change."""
        item.is_under_way = False
        match sent:
            case NotSent() | Stale(fresh=None):
                pass
            case Stale(fresh=fresh):
                item.note_answer()
                self._engine.world.put_fresh(fresh)
                self._engine.renew()
            case InDoubt(error=error, is_there=is_there):
                item.note_doubt(change, error, is_there=is_there)
            case Refused(error=error, is_forbidden=is_forbidden):
                item.doubt = None
                asked = advice(self._engine.modules[change.module])
                given_up = blocked(change, error, asked) if is_forbidden else failed(change, error)
                self._end(item, given_up)
            case Landed(payload=payload, note=note):
                take_in(self._engine.modules[change.module], change, self._engine.world, payload)
                self._engine.renew()
                item.note_landed(change, note)
                self._land(item, change)

    def _land(self, item: Progress, change: Change) -> None:
        """Tell everybody that a change was carried out and is in the world."""
        self._landings += 1
        self._engine.on_landed(change)
        if not self._engine.missing([item.key]):
            self._unmade.discard(item.key)
            self._agenda.come(item.key)
        self._tell(item)

    def _reread(self) -> None:
        """Read the world again after a doubtful answer, and compare all items.

        While this run waited for its lock, another run may have changed or removed things that were
        as declared.
        """
        self._engine.has_reread = True
        self._engine.renew(self._engine.sender.reread())
        for each in self._group:
            each.reopen()
        self._look_again()

    def _look_again(self) -> None:
        """Compare all open items, because the world has changed."""
        self._engine.foreseen = None
        self._queue.clear()
        self._landings += 1
        self._look_around()
        self._agenda.add(each for each in self._group if each.is_open)

    def _tell(self, item: Progress) -> None:
        """Compare the items that wait for this item again: it has changed, or has ended."""
        for thing in item.things:
            self._agenda.come(thing)

    def _end(self, item: Progress, change: Change) -> None:
        """End an item. Items that wait for an issue which it did not create stop waiting."""
        item.ended = change
        self._tell(item)
        self._turns.go_on(item)
        if item.makes_issue and self._engine.missing([item.key]):
            self._unmade.add(item.key)
            self._agenda.fail(item.key)

    def _coming(self, item: Progress, change: Change) -> list[Thing]:
        """Return the things that a change still has to wait for; its turn is one of them.

        An issue that waits for its parent has no turn, and the issues after it do not wait for it.
        """
        missing = self._engine.missing
        coming = self._agenda.coming(change.awaits)
        has_turn = item.makes_issue and missing([item.key]) and not missing(change.needs)
        if has_turn:
            coming = coming or self._turns.before(item)
        if has_turn and coming:
            self._turns.wait(item)
        else:
            self._turns.go_on(item)
        return coming

    def _look_around(self) -> None:
        """Find out which issues do not exist and will not be created."""
        self._unmade.find(
            {each.key for each in self._group if each.ended is None and each.makes_issue}
        )

    def _give_up(self, items: Sequence[Progress]) -> None:
        """End the items that still wait when nothing can be sent any more."""
        for each in items:
            change = self._engine.diff(each.item, self._unmade.context())
            reason = self._needs(self._missing(change))
            each.ended = unfinished(each, change, self._engine.stopped, reason)
