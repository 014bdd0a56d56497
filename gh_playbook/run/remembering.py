"""The data that a run stores for the next one: the register, and its first questions."""

from dataclasses import replace

from gh_playbook.convergence import registering
from gh_playbook.github import foreseeing, register
from gh_playbook.github.register import Saved
from gh_playbook.github.writer import Writer
from gh_playbook.model.register import Register
from gh_playbook.model.world import World
from gh_playbook.run.execution import Execution

_REFUSED = (
    "GitHub did not take the register: the lock stays for up to two minutes, so that a run which "
    "had already read the repository reads it again"
)


def remember(execution: Execution, world: World) -> None:
    """Store the register, if this run has changed what it says.

    A run that changes something else also writes down the boards, labels and so on that it found by
    their names; a run that changes nothing keeps them only on this machine.
    """
    session, prepared = execution.session, execution.prepared
    writer = session.writer
    if writer is None or _is_remembered(execution, world, writer.requests):
        return
    undoes = execution.settings.undoes is not None
    foresee(execution, world)
    before = world.register
    bound = registering.bound(prepared, world, undoes=undoes)
    known = registering.known(prepared, world, bound)
    is_news = not known.says_the_same(before)
    has_written = bound != before or writer.requests > 0
    if not registering.is_shared(prepared) or not has_written:
        if is_news:
            register.keep(known, session.memory, world.repository.name)
            world.register = replace(known, is_ahead=True)
    elif is_news or before.is_ahead:
        _store(replace(known, is_ahead=False), execution, writer, world)
    execution.remembered[:] = [(world, writer.requests)]


def foresee(execution: Execution, world: World) -> None:
    """Keep what lets the next run on this machine ask for all at once."""
    session, prepared = execution.session, execution.prepared
    if registering.is_foreseen(prepared) and execution.settings.undoes is None:
        foreseeing.keep(world, session.memory, [*prepared.context.issues])


def _is_remembered(execution: Execution, world: World, writes: int) -> bool:
    """Tell whether nothing was written since this world was remembered."""
    return any(last is world and count == writes for last, count in execution.remembered)


def _store(known: Register, execution: Execution, writer: Writer, world: World) -> None:
    """Write the register, together with the release of the lock if possible."""
    claimed = next((lock.claimed for lock in execution.locks if lock.claimed), None)
    renewed = replace(known, commit=known.commit or claimed)
    given_back = [(lock, lock.giving_back()) for lock in execution.locks]
    also = [update for _, updates in given_back for update in updates]
    reader, memory = execution.session.reader, execution.session.memory
    saved = register.save(renewed, world.repository, reader, writer, memory, also)
    for lock, updates in given_back:
        if saved is Saved.TOGETHER and updates:
            lock.forget()
        # A run that read the repository before this one must not take its reading for the latest.
        elif saved is Saved.REFUSED and lock.leave():
            execution.withdrawn.append(_REFUSED)
    world.register = renewed
