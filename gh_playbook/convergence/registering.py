"""The register that a run writes: the issues of declared keys, and the ids of things."""

from collections.abc import Iterable
from dataclasses import replace

from gh_playbook.convergence.journal.own_writing import file_mark
from gh_playbook.convergence.plan.plan import Plan
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.name import folded
from gh_playbook.model.claim import claim
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.past import Past
from gh_playbook.model.register import Register, RegisterEntry
from gh_playbook.model.world import World
from gh_playbook.modules import ISSUE_MODULES, MODULES, Context, Part

# The kind and the name of each thing that a register lists.
Names = frozenset[tuple[str, str]]


def is_shared(prepared: Prepared) -> bool:
    """Tell whether the register on GitHub is about the things that this input declares."""
    return prepared.reads(Part.ISSUES) or prepared.project_title() is not None


def reads_all_of_it(prepared: Prepared) -> bool:
    """Tell whether this input reads everything that other runs of its backlog read."""
    has_its_board = prepared.project_title() is not None or prepared.backlog.project is None
    return prepared.reads(Part.ISSUES) and has_its_board


def bound(prepared: Prepared, world: World, *, undoes: bool) -> Register:
    """Return the register with the issues as they are bound now."""
    if undoes:
        found = restored(world, prepared.undone(*ISSUE_MODULES, "orphan"))
        return found if world.project else _without(found, prepared.undone("project"))
    return world.register.renewed(entries(world, prepared.context.issues))


def known(prepared: Prepared, world: World, bound: Register) -> Register:
    """Return a register with the board and other things, too, under their declared names."""
    found = bound.with_things(things(world, prepared.context))
    found = found.with_files(_files(found, prepared.context))
    title, board = prepared.project_title(), world.project
    if title and board and board.number is not None:
        found = found.with_board(title, RegisterEntry(board.number, board.id))
    return found


def names(prepared: Prepared, world: World) -> Names:
    """Return the kinds and names of everything that exists and that the register lists."""
    context = prepared.context
    there = {("issue", key) for key in context.issues if _is_listed(world, key)}
    there |= {(kind, name) for kind, ids in things(world, context).items() for name in ids}
    return frozenset(there | ({("board", "")} if world.project is not None else set()))


def _is_listed(world: World, key: str) -> bool:
    """Tell whether the register lists the issue: it exists, and has its marker."""
    return _has_marker(world.issue(key), key)


def is_complete(prepared: Prepared, world: World, expected: Names) -> bool:
    """Tell whether exactly that exists which the register will list: `expected` has its `names`.

    The last issue is looked at first: this is asked with each document, while they are created.
    """
    last = next(reversed(prepared.context.issues), None)
    if last is not None and ("issue", last) in expected and not _is_listed(world, last):
        return False
    return names(prepared, world) == expected


def is_renewed(prepared: Prepared, plan: Plan, *, undoes: bool = False) -> bool:
    """Tell whether a run of this plan writes a new register to GitHub."""
    world = plan.world
    repository, before = world.repository, world.register
    if not is_shared(prepared) or repository.tree is None or not repository.may_push:
        return False
    if before.is_later:
        return False
    found = bound(prepared, world, undoes=undoes)
    if not plan.rounds and found == before:
        return False
    # New things have ids of their own in a plan; new issues and a new board have no number.
    has_new_board = world.project is not None and world.project.number is None
    issues = (world.issue(key) for key in prepared.context.issues)
    has_new_issue = any(each is not None and each.number is None for each in issues)
    is_news = not known(prepared, world, found).says_the_same(before)
    return is_news or before.is_ahead or has_new_board or has_new_issue


def _files(found: Register, context: Context) -> dict[int, str]:
    """Return the marks of the files that declare the bound issues, by number."""
    declared = ((found.entries.get(key), each.source) for key, each in context.issues.items())
    pairs = [(entry.number, source.file) for entry, source in declared if entry and source]
    marks = {file: file_mark(file) for file in {file for _, file in pairs}}
    return {number: marks[file] for number, file in pairs}


def entries(world: World, keys: Iterable[str]) -> dict[str, RegisterEntry]:
    """Return the register's entries for these keys: the issues with their markers.

    Those that were moved to another repository stay in it, so that they are not created again.
    """
    found = dict(world.departed)
    for key in keys:
        issue = world.issue(key)
        if issue and issue.number is not None and _is_listed(world, key):
            found[key] = RegisterEntry(issue.number, issue.id)
    return found


def things(world: World, context: Context) -> dict[str, dict[str, str]]:
    """Return the ids of the declared things that exist, by kind and folded name."""
    found: dict[str, dict[str, str]] = {}
    for module in MODULES.values():
        for kind, name, each in module.listed(world, context):
            if each is not None:
                found.setdefault(kind, {})[folded(name)] = each.id
    return found


def unshown(prepared: Prepared, world: World) -> set[str]:
    """Return the ids of declared things of the board that no list shows, and that may double.

    The run that made them knew their ids; GitHub's lists may be older than that run.
    """
    board = world.project
    if board is None:
        return set()
    read = [
        each
        for each in MODULES.values()
        if each.may_double and all(map(prepared.reads, each.reads))
    ]
    missing = [
        world.register.thing(kind, name)
        for module in read
        for kind, name, each in module.listed(world, prepared.context)
        if each is None
    ]
    shown = {each.id for each in board.views} | {each.id for each in board.updates}
    shown |= {id for key, each in board.items.items() for id in (key, each.id)}
    return {id for id in missing if id} - shown


def restored(world: World, pasts: Iterable[Past]) -> Register:
    """Return the register's entries after undo: without the entries that the run added.

    `pasts` tell what the run did to issues. An issue that had its marker before the run, or that
    the run left alone, stays in the register, so that no second one is created if people moved or
    rewrote it.
    """
    found = list(pasts)
    came = {
        getattr(each.latest, "id", "") for each in found if not _has_marker(each.before, each.key)
    }
    kept = {
        key: each
        for key, each in world.register.entries.items()
        if each.id not in came or _has_marker(world.issues.get(each.id), key)
    }
    for past in found:
        issue = world.issues.get(getattr(past.latest, "id", ""))
        if issue and issue.number is not None and _has_marker(issue, past.key):
            kept[past.key] = RegisterEntry(issue.number, issue.id)
    return replace(world.register, entries=kept)


def _without(register: Register, pasts: Iterable[Past]) -> Register:
    """Return the register without the boards that are gone with their runs."""
    gone = {getattr(each.latest, "id", "") for each in pasts}
    boards = {title: each for title, each in register.boards.items() if each.id not in gone}
    return replace(register, boards=boards)


def _has_marker(issue: object, key: str) -> bool:
    mark = claim(issue) if isinstance(issue, ExistingIssue) else None
    return mark is not None and mark.key == key and not mark.is_copy
