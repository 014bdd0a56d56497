"""Labels and milestones that an input may remove, as far as known before the comparison."""

from collections.abc import Iterator

from gh_playbook.convergence.prepared import Prepared
from gh_playbook.model.past import Reversal
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES

_KINDS = ("label", "milestone")


def removable(prepared: Prepared, world: World) -> list[str]:
    """Return the ids of the labels and milestones in a world that the input may remove."""
    found = [world.labels.find(name) for name in _names(prepared, "label", world)]
    ids = [each.id for each in found if each]
    milestones = [world.milestones.find(name) for name in _names(prepared, "milestone", world)]
    return list(dict.fromkeys([*ids, *(each.id for each in milestones if each)]))


def former_users(prepared: Prepared, world: World) -> list[str]:
    """Return the ids of the pull requests that lost something which undo creates again."""
    pasts = prepared.undone(*_KINDS)
    ids = dict.fromkeys(id for each in pasts for id in each.used_by)
    return [id for id in ids if id not in world.issues]


def _names(prepared: Prepared, module: str, world: World) -> Iterator[str]:
    steps = [each for each in prepared.steps if each.step.module == module]
    if any(each.items is None for each in steps):
        for thing in prepared.undeclared(module, world):
            yield thing.get("name") or thing["title"]
    for item in (item for each in steps for item in each.items or ()):
        desired = item.desired
        if not isinstance(desired, Reversal):
            if desired.is_absent:
                yield MODULES[module].key(desired)
        elif desired.past.before is None:
            yield desired.past.key
