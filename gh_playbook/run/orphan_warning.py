"""Open issues whose entries have left the backlog, in words.

Each run names them, whether it writes or not. They are no conflict: nothing of the run's own work
differs, and another backlog of the repository may declare them.
"""

from collections.abc import Iterable, Sequence

from gh_playbook.declaration.yaml.yaml_value import flow
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.model.world import World
from gh_playbook.run.converged import Converged

_ADVICE = "or write `orphans: close`, unless another backlog declares {}"
_RENAMED = "; if it is {} under a new key, write `previously: [{}]` there"
_MAYBE_RENAMED = "; if an entry has only a new key, write its old one as `previously` there"
_ISSUES = frozenset({"issue", "sub_issue"})
# The number of issues that are named; `verify` names all.
_NAMED = 20


def has_to_name(run: Converged) -> bool:
    """Tell whether no step of the run names them, and the run is about the whole backlog."""
    prepared = run.execution.prepared
    return prepared.chosen is None and not prepared.closes_orphans


def to_make(results: Iterable[Result]) -> list[str]:
    """Return the keys of the issues that a dry run would make."""
    return [
        each.key for each in results if each.module in _ISSUES and each.outcome is Outcome.CREATED
    ]


def warnings(
    left: Iterable[tuple[str, str]], world: World, to_make: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return a warning that names them by their references and keys.

    A conflict names those whose keys were probably renamed: nobody should close these. `to_make`
    are keys of issues that do not exist yet: each may be one of these under a new key.
    """
    renamed = {f"#{number}" for number in world.renamed}
    left = [each for each in left if each[0] not in renamed]
    if not left:
        return ()
    if len(left) == 1:
        ((reference, key),) = left
        told = f"{reference} is still open, and its entry {key!r} has left the backlog: close it, "
        return (told + _ADVICE.format("it") + _new_key([key], to_make),)
    named = ", ".join(f"{reference} {key!r}" for reference, key in left[:_NAMED])
    named += f" and {len(left) - _NAMED} more" if len(left) > _NAMED else ""
    told = f"{len(left)} issues are still open, and their entries have left the backlog: {named}. "
    keys = [key for _, key in left]
    return (told + "Close them, " + _ADVICE.format("them") + _new_key(keys, to_make),)


def _new_key(left: Sequence[str], to_make: Sequence[str]) -> str:
    if len(left) == len(to_make) == 1:
        return _RENAMED.format(repr(to_make[0]), flow(left[0]))
    return _MAYBE_RENAMED if to_make else ""
