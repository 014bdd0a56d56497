"""The data that a run stores for the next one: the register, and its first questions."""

from collections.abc import Callable
from dataclasses import replace

from gh_playbook.convergence import registering
from gh_playbook.convergence.registering import Names
from gh_playbook.github import register
from gh_playbook.github.early_commit import Version
from gh_playbook.github.git_ref import ObstructedError
from gh_playbook.github.reading import kept_reading
from gh_playbook.github.register import Saved
from gh_playbook.github.writer import Writer
from gh_playbook.model.register import Register
from gh_playbook.model.target import of_repository
from gh_playbook.model.world import World
from gh_playbook.run.execution import Execution

_REFUSED = (
    "GitHub refused the register: the lock stays for up to two minutes, so that a run which "
    "had already read the repository reads it again"
)
_LATER = (
    "a later version of gh-playbook has written the register on GitHub, so this run has left it as "
    "it is: update gh-playbook on this machine; the lock stays for up to two minutes, so that a "
    "run which had already read the repository reads it again"
)

_OBSTRUCTED = (
    "{name} is in the way of the register, which is on this machine only: if nobody needs it, "
    "remove it with `gh api -X DELETE repos/{repository}/git/{name}`"
)


def remember(execution: Execution, world: World) -> Callable[[], None] | None:
    """Begin to store the register, together with the release of the lock, if this run changes it.

    The caller has to call the returned function, if any, which waits for GitHub's answer. A run
    that changes something else also writes down the boards, labels and so on that it found by their
    names; a run that changes nothing keeps them only on this machine.
    """
    session, prepared = execution.session, execution.prepared
    writer = session.writer
    if writer is None or _is_remembered(execution, world, writer.requests):
        return None
    keep_reading(execution, world)
    finish = None
    before = world.register
    bound, known = _found(execution, world)
    is_news = not known.says_the_same(before)
    has_written = bound != before or writer.requests > 0
    if not registering.is_shared(prepared) or not has_written:
        if is_news:
            register.keep(known, session.memory, of_repository(world.repository))
            world.register = replace(known, is_ahead=True)
    elif is_news or before.is_ahead:
        finish = _store(_renewed(execution, known), execution, writer, world)
    execution.remembered[:] = [(world, writer.requests)]
    return finish


def next_version(execution: Execution, world: World, expected: Names) -> Version | None:
    """Return the register that this run will store, and the commit that it follows.

    None if it stores none, or if not everything exists that it is `expected` to list.
    """
    prepared = execution.prepared
    if execution.settings.undoes is not None or not registering.is_shared(prepared):
        return None
    before = world.register
    if not world.repository.may_push or before.is_later:
        return None
    if not registering.is_complete(prepared, world, expected):
        return None
    _, known = _found(execution, world)
    if known.says_the_same(before) and not before.is_ahead:
        return None
    return register.version(_renewed(execution, known))


def keep_reading(execution: Execution, world: World) -> None:
    """Keep what lets the next run on this machine ask for all at once."""
    session, prepared = execution.session, execution.prepared
    if registering.reads_all_of_it(prepared) and execution.settings.undoes is None:
        kept_reading.keep(world, session.memory, [*prepared.context.issues])


def _is_remembered(execution: Execution, world: World, writes: int) -> bool:
    """Tell whether nothing was written since this world was remembered."""
    return any(last is world and count == writes for last, count in execution.remembered)


def _found(execution: Execution, world: World) -> tuple[Register, Register]:
    """Return the register with the present issues, and the same with all other things, too."""
    prepared = execution.prepared
    bound = registering.bound(prepared, world, undoes=execution.settings.undoes is not None)
    return bound, registering.known(prepared, world, bound)


def _renewed(execution: Execution, known: Register) -> Register:
    """Return the register to store, with the commit that it follows."""
    claimed = next((lock.claimed for lock in execution.locks if lock.claimed), None)
    return replace(known, is_ahead=False, commit=known.commit or claimed)


def _store(
    renewed: Register, execution: Execution, writer: Writer, world: World
) -> Callable[[], None]:
    """Begin to write the register, together with the release of the lock if possible."""
    given_back = [(lock, lock.giving_back()) for lock in execution.locks]
    also = [update for _, updates in given_back for update in updates]
    version = register.version(renewed)
    saving = register.Saving(
        renewed,
        world.repository,
        execution.session.reader,
        writer,
        execution.session.memory,
        also,
        next(filter(None, (each.early.of(version) for each in execution.run_ends)), None),
    )
    moving = saving.begin()
    world.register = renewed

    def finish() -> None:
        try:
            saved = saving.finish(moving)
        except ObstructedError as error:
            # As long as it is there, GitHub refuses every run that takes the register for unchanged
            # since its reading, so the lock need not stay.
            saved = Saved.ALONE
            told = _OBSTRUCTED.format(name=error.name, repository=world.repository.name)
            execution.withdrawn.append(told)
        for lock, updates in given_back:
            if saved is Saved.TOGETHER and updates:
                lock.forget()
            # A run that read the repository before must not take its reading for the latest.
            elif saved is Saved.REFUSED and lock.leave():
                execution.withdrawn.append(_LATER if renewed.is_later else _REFUSED)
            lock.keep()

    return finish
