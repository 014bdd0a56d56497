"""The order of sub-issues in a pull: their lines in the file have the order."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from yaml import MappingNode, SequenceNode

from gh_playbook.convergence.journal.pull_memory import Base
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.editing.yaml_edit import EditError, Editor
from gh_playbook.editing.yaml_list import arrange, key_of
from gh_playbook.editing.yaml_node import items, under
from gh_playbook.model.world import World
from gh_playbook.pulling.three_way import Conflict, Taken

FIELD = "sub_issues"


def differences(
    issues: Iterable[Issue],
    before: Mapping[str, Issue],
    world: World,
    bases: Mapping[str, Base],
    was_placed: Callable[[str], bool] = lambda _key: False,
) -> Iterator[Taken]:
    """Yield the parents whose sub-issues people have reordered.

    `issues` are the issues of the edited file, in its order, `before` those of the earlier file.
    `was_placed` tells whether the last run left a sub-issue in its place in that file.
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
        if ours == theirs:
            continue
        moved = [key for key in ours if key not in before or before[key].parent != parent]
        remembered = bases[parent].values.get(FIELD) if parent in bases else None
        last = [keys.get(id) for id in remembered or ()]
        if all(map(was_placed, ours)):
            last = [*ours]
        yield from _judged(parent, ours, theirs, moved, last)


def _judged(
    parent: str,
    ours: list[str],
    theirs: list[str],
    moved: Sequence[str],
    last: Sequence[str | None],
) -> Iterator[Taken]:
    """Yield the order of sub-issues, if people have added some since, or moved them.

    `moved` are those that the file has only now below this parent. `last` is what was written last;
    it is empty if nobody knows.
    """
    known = [key for key in last if key in theirs]
    if moved:
        yield Taken(parent, FIELD, ours, theirs)
    elif known and known != theirs:
        is_ours = known != [key for key in ours if key in known]
        yield (Conflict if is_ours else Taken)(parent, FIELD, ours, theirs)


def write(names: Sequence[str], editor: Editor, parent: MappingNode) -> None:
    """Put the sub-issues of an issue in the file into this order.

    Raises EditError where they are not all below it.
    """
    listed = under(parent, FIELD)
    if not isinstance(listed, SequenceNode) or {*names} - {*map(key_of, items(listed))}:
        raise EditError("they are not all below it")
    arrange(editor, listed, names, key_of)
    editor.apply()


def place(key: str, editor: Editor) -> MappingNode:
    """Return the mapping of an issue, in a file to which all edits have been made."""
    editor.apply()
    return editor.issue(key)
