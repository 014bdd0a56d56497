"""The reach of a run's writes: the things that have to be read again to prove them.

The operations of a change name everything that it writes by ids. Some changes alter more than they
name: a label's new name shows on each issue with the label, a field's options on each card. A
change counts as reaching everywhere unless it is known to have no such effect.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from gh_playbook.frozen import dataclass
from gh_playbook.model.change import Action, Call, Change
from gh_playbook.model.claim import claim
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.project import ExistingItem
from gh_playbook.model.world import UNBORN, World
from gh_playbook.modules import MODULES, Effect
from gh_playbook.modules.issues.placement import Placement


@dataclass
class Reach:
    """The reach of the changes of a run: the ids that they name, and names of labels.

    `is_everywhere` tells that a change may have altered things that it does not name; nothing more
    is noted then.
    """

    ids: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    is_everywhere: bool = False

    def note(self, change: Change, world: World) -> None:
        """Note a change that was carried out, and that the world has taken in.

        Once everything has to be read again, what else was written does not matter.
        """
        if self.is_everywhere or not change.writes:
            return
        self.is_everywhere |= not _is_bounded(change)
        self.ids.update(_named([*_inputs(change)]))
        before = change.before
        if isinstance(before, ExistingIssue | Placement) and before.parent:
            self.ids.add(before.parent)
        made = world.issue(change.key)
        if made is not None and _effect(change) is Effect.ISSUES:
            self.ids.add(made.id)
        if change.module == "label":
            self.labels.add(change.key)

    def issues(self, world: World) -> tuple[str, ...]:
        """Return the ids of the issues to read again: the written ones, and those linked to them.

        Links count in both directions: an issue that waits for a written one has its number in its
        text.
        """
        written = self._written(world)
        found = {id for id in written if id in world.issues}
        for each in world.issues.values():
            linked = {each.parent, *each.sub_issues, *each.blocked_by, *each.related_to}
            if each.id in written:
                found |= {id for id in linked if id in world.issues}
            elif not linked.isdisjoint(written):
                found.add(each.id)
        return tuple(sorted(found, key=lambda each: world.issues[each].number or 0))

    @staticmethod
    def cards(issues: Iterable[str], world: World) -> tuple[str, ...]:
        """Return the ids of the cards of these issues."""
        items = _items(world)
        return tuple(items[id].id for id in issues if id in items)

    @staticmethod
    def is_settled(world: World) -> bool:
        """Tell whether every id that a run knows is GitHub's."""
        ids = [*world.issues, *(each.id for each in _items(world).values())]
        return not any(id.startswith(UNBORN) for id in ids)

    def _written(self, world: World) -> set[str]:
        """Return the named ids, with the issues of the cards among them."""
        return self.ids | {issue for issue, item in _items(world).items() if item.id in self.ids}


def _items(world: World) -> Mapping[str, ExistingItem]:
    return world.project.items if world.project else {}


def _effect(change: Change) -> Effect:
    """Return the effect of a change; of users' own modules nothing is known."""
    module = MODULES.get(change.module)
    if module is None:
        return Effect.ANYWHERE
    fields = {each.field for each in change.differences}
    is_of_own = change.action is Action.UPDATE and fields <= module.own_fields
    if module.own_fields and (is_of_own or change.action is Action.CREATE):
        return Effect.NOTHING
    return module.effect


def _is_bounded(change: Change) -> bool:
    """Tell whether the things that a change alters can be read again by the ids that it names."""
    effect = _effect(change)
    if effect is Effect.ISSUES:
        return not _takes_over(change) and not _takes_off(change)
    return effect is Effect.NOTHING


def _takes_over(change: Change) -> bool:
    """Tell whether the change adopts an issue, which had no marker before."""
    return isinstance(change.before, ExistingIssue) and claim(change.before) is None


def _takes_off(change: Change) -> bool:
    """Tell whether the change removes a card: a removed card cannot be read by id."""
    return MODULES[change.module].is_of_board and change.action is Action.REMOVE


def _inputs(change: Change) -> Iterator[Any]:
    for each in change.operations:
        yield each.body if isinstance(each, Call) else each.input


def _named(value: Any) -> Iterator[str]:
    """Yield the texts in an operation's input: ids are among them."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, Mapping):
            waiting += each.values()
        elif isinstance(each, Sequence):
            waiting += each
