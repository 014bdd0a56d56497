"""The order of sub-issues in a pull: only reported, because lines of the file have an order."""

from collections.abc import Iterable, Iterator, Mapping

from gh_playbook.declaration.issue import Issue
from gh_playbook.model.world import World
from gh_playbook.pulling.three_way import Base, Conflict

FIELD = "sub_issues"
_REASON = "move their lines in the file by hand"


def conflicts(
    issues: Iterable[Issue], before: Mapping[str, Issue], world: World, bases: Mapping[str, Base]
) -> Iterator[Conflict]:
    """Yield the parents whose sub-issues people have reordered.

    `issues` are the issues of the edited file, in its order, `before` those of the earlier file.
    """
    declared: dict[str, list[str]] = {}
    for issue in issues:
        if issue.parent is not None and world.issue(issue.key) is not None:
            declared.setdefault(issue.parent, []).append(issue.key)
    keys = {id: key for key, id in world.bound.items()}
    for parent, children in declared.items():
        existing = world.issue(parent)
        there = [keys[id] for id in (existing.sub_issues if existing else ()) if id in keys]
        ours = [key for key in children if key in there]
        theirs = [key for key in there if key in ours]
        if ours != theirs and _is_theirs(parent, ours, theirs, before, world, bases):
            yield Conflict(parent, FIELD, ours, theirs, _REASON, is_by_hand=True)


def _is_theirs(
    parent: str,
    ours: list[str],
    theirs: list[str],
    before: Mapping[str, Issue],
    world: World,
    bases: Mapping[str, Base],
) -> bool:
    """Tell whether people have added sub-issues since, or changed their order."""
    moved = [key for key in ours if key in before and before[key].parent != parent]
    if moved or any(key not in before for key in ours):
        return True
    last = bases[parent].values.get(FIELD) if parent in bases else None
    known = [key for id in last or () for key, bound in world.bound.items() if bound == id]
    return last is not None and [key for key in known if key in theirs] != theirs
