"""What a run writes into the register: the issues of the declared keys, and the ids of things."""

from gh_playbook.convergence.binding import entries, restored, things
from gh_playbook.convergence.plan import Plan
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.model.register import Entry, Register
from gh_playbook.model.world import World
from gh_playbook.modules import Part


def is_shared(prepared: Prepared) -> bool:
    """Tell whether the register on GitHub is about what this input declares."""
    return prepared.reads(Part.ISSUES) or prepared.project_title() is not None


def is_foreseen(prepared: Prepared) -> bool:
    """Tell whether this input has everything read that runs of its backlog have."""
    has_its_board = prepared.project_title() is not None or prepared.backlog.project is None
    return prepared.reads(Part.ISSUES) and has_its_board


def bound(prepared: Prepared, world: World, *, undoes: bool) -> Register:
    """Return the register with the issues as they are bound now."""
    if undoes:
        return restored(world, prepared.undone("issue", "sub_issue", "orphan"))
    return world.register.renewed(entries(world, prepared.context.issues))


def known(prepared: Prepared, world: World, *, undoes: bool) -> Register:
    """Return the register with the board and other things, too, under their declared names."""
    found = bound(prepared, world, undoes=undoes).with_things(things(world, prepared.context))
    title, board = prepared.project_title(), world.project
    if title and board and board.number is not None:
        found = found.with_board(title, Entry(board.number, board.id))
    return found


def is_renewed(prepared: Prepared, plan: Plan, *, undoes: bool = False) -> bool:
    """Tell whether a run of this plan writes a new register to GitHub."""
    world = plan.world
    repository, before = world.repository, world.register
    if not is_shared(prepared) or repository.tree is None or not repository.may_push:
        return False
    # New things have ids of their own in a plan, a new board has no number.
    has_new_board = world.project is not None and world.project.number is None
    is_news = not known(prepared, world, undoes=undoes).says_the_same(before)
    has_written = bool(plan.rounds) or bound(prepared, world, undoes=undoes) != before
    return has_written and (is_news or before.is_ahead or has_new_board)
