"""The progress of each item of a group, and its final result."""

from collections.abc import Sequence
from dataclasses import field, replace
from functools import cached_property

from gh_playbook.declaration.name import folded
from gh_playbook.declaration.playbook.expansion import Item
from gh_playbook.frozen import dataclass
from gh_playbook.github.error import GitHubError
from gh_playbook.github.process.interruption import Stop
from gh_playbook.model.change import Action, Change, Difference, Thing, joined
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES

# One thing needs few rounds (fields, link, place; five for iterations that cards have). If it needs
# more, GitHub does not keep the values.
_ROUNDS_EACH = 7
# How often a thing is sent again if GitHub says that it exists, but no reading finds it.
_ROUNDS_UNSEEN = 1

# A second one is never made: GitHub's lists may be older than its answers.
_UNSEEN = "GitHub has made it, and does not show it yet: run again in a few minutes"

# An issue gets these by their ids, and is compared by their names.
_NAMED = {"labels", "milestone", "type"}
_PERHAPS_RENAMED = "if a label, milestone or type was renamed meanwhile, run again"

_PERHAPS_MADE = "it may exist, and GitHub would accept a second one: run again in a few minutes"

# The key of an issue, or another thing.
Awaited = str | Thing

# The beginning of the advice to create something with another command.
_SETUP = ": `setup-"
_DONE = {Outcome.CREATED, Outcome.UPDATED, Outcome.REMOVED}
_ENDINGS = {
    Action.FAIL: Outcome.FAILED,
    Action.BLOCK: Outcome.BLOCKED,
    Action.CONFLICT: Outcome.CONFLICT,
}


@dataclass(frozen=True)
class Doubt:
    """A change that was sent without a trustworthy answer; perhaps it was carried out.

    `is_there` is true if GitHub says that such a thing already exists.
    """

    change: Change
    error: str
    is_there: bool = False


@dataclass
class Progress:
    """The progress of one item: the changes that were carried out, and its end.

    `index` is the item's position in its group, `key` its name in reports. It `makes_issue` if it
    creates an issue, not a card or a link of one. `awaited` are the things that it waits for;
    `needed` are those of them that must exist. `rounds` counts how often it was sent; `compared_at`
    is the number of changes carried out in the group when it was last compared. It `is_complete` if
    nothing more is to do after its last change, as far as that is known. It `is_there` if it waits
    and is an issue that exists, whose text it may overwrite. While it `is_under_way`, it may have
    been sent and has no answer yet. `is_made` tells that GitHub has answered that this run created
    it.
    """

    index: int
    key: str
    item: Item
    makes_issue: bool = False
    landed: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    awaited: set[Awaited] = field(default_factory=set)
    needed: set[Awaited] = field(default_factory=set)
    is_there: bool = False
    rounds: int = 0
    compared_at: int = -1
    is_complete: bool = False
    doubt: Doubt | None = None
    is_under_way: bool = False
    is_made: bool = False
    ended: Change | None = None

    @cached_property
    def things(self) -> tuple[Thing, Thing]:
        """The two forms in which others may await this item: by its name, and by its kind."""
        return (self.item.module, folded(self.key)), (self.item.module, "")

    @property
    def is_open(self) -> bool:
        """Tell whether it has not ended, and may still change something."""
        return self.ended is None and not self.is_complete

    @property
    def is_settled(self) -> bool:
        """Tell whether it has ended in a way that nothing can change later."""
        return self.ended is not None and self.ended.action in {Action.FAIL, Action.BLOCK}

    def is_outdated(self, landings: int) -> bool:
        """Tell whether later changes in the world may change the result of its comparison."""
        return not self.is_settled and self.compared_at < landings

    def reopen(self) -> None:
        """Forget how it has ended, unless nothing can change that."""
        if not self.is_settled:
            self.ended = None
            self.is_complete = False

    def note_compared(self, change: Change, landings: int) -> None:
        """Note what a comparison has found after so many changes of the group.

        A doubtful change counts as carried out if the comparison no longer contains it.
        """
        self.compared_at = landings
        self.is_complete = False
        doubt = self.doubt
        if doubt is not None and change.differences != doubt.change.differences:
            self.landed.append(doubt.change)
            self.doubt = None

    def note_answer(self) -> None:
        """Count a round whose answer leaves no doubt."""
        self.rounds += 1
        self.doubt = None

    def note_doubt(self, change: Change, error: str, *, is_there: bool) -> None:
        """Count a round after which nobody knows whether the change was carried out."""
        self.rounds += 1
        self.doubt = Doubt(change, error, is_there)

    def note_landed(self, change: Change, note: str) -> None:
        """Note that a change was carried out."""
        self.note_answer()
        self.notes += [note] if note else []
        self.landed.append(change)
        self.is_made |= change.action is Action.CREATE
        self.is_complete = change.completes

    def why_hopeless(self, change: Change) -> str | None:
        """Return why a change is not worth another try; None if it is worth one."""
        doubt = self.doubt
        if self.is_made and change.action is Action.CREATE:
            return _UNSEEN
        if doubt is not None and doubt.is_there and self.rounds >= _ROUNDS_UNSEEN:
            return f"{doubt.error}; but this login cannot see it"
        if doubt is not None and _may_double(change):
            return f"{doubt.error}; {_PERHAPS_MADE}"
        if self.rounds < _ROUNDS_EACH:
            return None
        if doubt is not None:
            return f"sent {self.rounds} times, and no answer says that it was done: {doubt.error}"
        names = [each.field for each in change.differences]
        told = f"GitHub does not keep it: {', '.join(names)}"
        return told if _NAMED.isdisjoint(names) else f"{told}; {_PERHAPS_RENAMED}"

    def result(self, world: World) -> Result:
        """Return the result of the item, once it has ended."""
        ended, landed = self.ended, self.landed
        if ended is None:
            raise AssertionError("every item ends")
        outcome = _outcome(ended, landed)
        reasons = [change.reason for change in landed]
        if outcome not in _DONE or ended.action is Action.UNSUPPORTED:
            reasons.append(ended.reason)
        module = MODULES.get(ended.module)
        # A label or a milestone may have the same name as the key of an issue.
        existing = world.issue(ended.key) if module is not None and module.has_issue_key else None
        # A thing that was removed is not found any more; its change had the number.
        numbered = next((each for each in (ended, *landed[::-1]) if each.number), ended)
        warnings = [each for change in (*landed, ended) for each in change.warnings]
        # The warning of a change may be the same as the final reason.
        warnings = [each for each in (*warnings, *self.notes) if each not in reasons]
        return Result(
            step=self.item.step.name,
            module=ended.module,
            key=ended.key,
            outcome=outcome,
            reason=joined(reasons),
            differences=_merged([*landed, ended]),
            number=existing.number if existing else numbered.number,
            url=existing.url if existing else numbered.url,
            source=self.item.source,
            warnings=tuple(dict.fromkeys(warnings)),
        )


def _may_double(change: Change) -> bool:
    """Tell whether a change, sent again, could create a second thing."""
    module = MODULES.get(change.module)
    return change.action is Action.CREATE and module is not None and module.may_double


def failed(change: Change, error: str) -> Change:
    """Return a change that GitHub refused as failed, with advice."""
    reason = f"{error}; {change.advice}" if change.advice else error
    return replace(change, action=Action.FAIL, reason=reason)


def blocked(change: Change, error: str, advice: str) -> Change:
    """Return a change that this login may not make as blocked, with the missing permission."""
    return replace(change, action=Action.BLOCK, reason=f"{error}; {change.advice or advice}")


def without_setup(reason: str) -> str:
    """Return a reason without the advice to run a command whose work this run has done."""
    what, found, _ = reason.partition(_SETUP)
    return f"{what}, which could not be made" if found else reason


def unfinished(item: Progress, change: Change, stopped: Stop | None, needs: str) -> Change:
    """Return the rest of an item's change; it is blocked if it would do something.

    `stopped` is why the run ended early, if it did; otherwise `needs` is what the change lacks.
    """
    if stopped is not None:
        if change.would_write or change.action is Action.BLOCK:
            reason = _undone(stopped, is_under_way=item.is_under_way)
            return replace(change, action=Action.BLOCK, reason=reason, warnings=())
    elif change.would_write:
        return replace(change, action=Action.BLOCK, reason=needs)
    return change


def _undone(stopped: Stop, *, is_under_way: bool) -> str:
    """Return why a change was not carried out, or has no answer, when the run stopped."""
    if isinstance(stopped, GitHubError):
        # The run itself says once why.
        return "not done, the run stopped"
    return f"{'perhaps done' if is_under_way else 'not done'}, the run was {stopped.how}"


def _outcome(ended: Change, landed: Sequence[Change]) -> Outcome:
    if ended.action in _ENDINGS:
        return _ENDINGS[ended.action]
    if any(change.action is Action.CREATE for change in landed):
        return Outcome.CREATED
    if landed:
        is_removed = landed[-1].action is Action.REMOVE
        return Outcome.REMOVED if is_removed else Outcome.UPDATED
    return Outcome.UNSUPPORTED if ended.action is Action.UNSUPPORTED else Outcome.SKIPPED


def _merged(changes: Sequence[Change]) -> tuple[Difference, ...]:
    """Return the differences of several changes of one thing: from the first to the last."""
    merged: dict[str, Difference] = {}
    for change in changes:
        for each in change.differences:
            first = merged.get(each.field)
            merged[each.field] = replace(each, existing=first.existing) if first else each
    return tuple(merged.values())
