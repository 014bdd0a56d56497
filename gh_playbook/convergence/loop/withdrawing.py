"""Withdrawing: if two runs created the same thing at the same time, the younger one is removed.

Without a lock two runs can work at the same time. GitHub refuses a second label, milestone, type or
field with the same name, and a second card of an issue; but it creates any number of equal issues,
projects, views, drafts and status updates. So a run that created some of these reads again, and
withdraws its own if there is another with a lower number. Both runs come to the same decision, in
whatever order they read. Then it completes the older ones: the cards of a withdrawn board go onto
the other one.

Which things are equal, and how one is withdrawn, its module knows.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from gh_playbook.convergence.loop.engine import Engine
from gh_playbook.convergence.loop.group_convergence import converge
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.declared import Declared
from gh_playbook.frozen import dataclass
from gh_playbook.model.change import Action, Change, Created
from gh_playbook.model.sending import Landed, NotSent, Sender, Stale
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES


@dataclass
class Made:
    """The things that a run has created and of which GitHub accepts a second one.

    They are found by their module and key.
    """

    things: dict[tuple[str, str], Created] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.things)

    def clear(self) -> None:
        """Forget everything noted so far."""
        self.things.clear()

    def note(self, change: Change, world: World) -> None:
        """Note what a change has created, once the world contains it."""
        module, thing = MODULES.get(change.module), (change.module, change.key)
        known = self.things.get(thing)
        if change.action is Action.CREATE and module is not None:
            created = module.created(change.key, world)
            if created is not None:
                self.things[thing] = created
        elif known is not None and known.left is not None and _is_about(change, known):
            self.things[thing] = replace(known, left=change.after)


# Returns GitHub's numbers of things, by their ids.
Numbers = Callable[[Sequence[str]], Mapping[str, int]]


def withdraw(made: Made, sender: Sender, numbers: Numbers, told: list[str]) -> World:
    """Withdraw what another run created a moment earlier; return the world as it is now.

    Once a board is withdrawn, the other one is read, which may show more. A thing that has changed
    since the reading is tried once more. Messages about what was withdrawn are added to `told`,
    also if it raises GitHubError then.
    """
    world, is_done = sender.reread(), False
    stale: set[tuple[str, str]] = set()
    while not is_done and (found := list(_changes(made, world, numbers))):
        things, changes = zip(*found, strict=True)
        is_done = True
        for each in (sent for batch in sender.send(changes) for sent in batch):
            thing = things[each.index]
            if isinstance(each, Landed):
                told.append(changes[each.index].reason)
                del made.things[thing]
                is_done = False
            elif each == NotSent(each.index, has_waited=True):
                is_done = False
            elif isinstance(each, Stale) and thing not in stale:
                stale.add(thing)
                is_done = False
        world = sender.reread()
    return world


def complete(engine: Engine) -> None:
    """Give the older things what belonged to the withdrawn ones: links, cards, numbers in texts.

    The other run does so too, and GitHub has each of these only once. What GitHub would accept
    twice is left to that run.
    """
    items = [
        each
        for each in engine.results
        if _belongs_to_issue(each.module) and _exists(each.desired, engine.world)
    ]
    if items:
        converge(engine, items)


def _is_about(change: Change, made: Created) -> bool:
    """Tell whether a change is one of this very thing; a card comes with the id of its content."""
    before: Any = change.before[-1] if isinstance(change.before, tuple) else change.before
    return change.after is not None and before is not None and before.id == made.id


def _exists(desired: Declared, world: World) -> bool:
    """Tell whether the things of an issue may be completed: the issue itself is never created."""
    return not isinstance(desired, Issue) or world.issue(desired.key) is not None


def _belongs_to_issue(name: str) -> bool:
    return name in MODULES and MODULES[name].belongs_to_issue


def _changes(
    made: Made, world: World, numbers: Numbers
) -> Iterator[tuple[tuple[str, str], Change]]:
    """Yield the things for which an older one exists, with the changes that withdraw them."""
    doubled = [
        (thing, own, twins)
        for thing, own in made.things.items()
        if len(twins := MODULES[thing[0]].twins(thing[1], own, world)) > 1
        and any(each.id == own.id for each in twins)
    ]
    asked = [each.id for *_, twins in doubled for each in twins if each.number is None]
    known = numbers(asked) if asked else {}
    for (module, key), own, twins in doubled:
        by_number = {each.number or known.get(each.id, 0): each for each in twins}
        oldest = by_number[min(by_number)]
        if 0 not in by_number and oldest.id != own.id:
            yield (module, key), MODULES[module].withdraw(key, own, oldest, world)
