"""Open issues whose entries have left the backlog, in words.

Each run names them, whether it writes or not. They are no conflict: nothing of the run's own work
differs, and another backlog of the repository may declare them.
"""

from collections.abc import Iterable

from gh_playbook.model.world import World
from gh_playbook.run.converged import Converged

_ADVICE = "or write `orphans: close`, unless another backlog declares {}"
# The number of issues that are named; `verify` names all.
_NAMED = 20


def has_to_name(run: Converged) -> bool:
    """Tell whether no step of the run names them, and the run is about the whole backlog."""
    prepared = run.execution.prepared
    return prepared.chosen is None and not prepared.closes_orphans


def warnings(left: Iterable[tuple[str, str]], world: World) -> tuple[str, ...]:
    """Return a warning that names them by their references and keys.

    A conflict names those whose keys were probably renamed: nobody should close these.
    """
    renamed = {f"#{number}" for number in world.renamed}
    left = [each for each in left if each[0] not in renamed]
    if not left:
        return ()
    if len(left) == 1:
        ((reference, key),) = left
        told = f"{reference} is still open, and its entry {key!r} has left the backlog: close it, "
        return (told + _ADVICE.format("it"),)
    named = ", ".join(f"{reference} {key!r}" for reference, key in left[:_NAMED])
    named += f" and {len(left) - _NAMED} more" if len(left) > _NAMED else ""
    told = f"{len(left)} issues are still open, and their entries have left the backlog: {named}. "
    return (told + "Close them, " + _ADVICE.format("them"),)
