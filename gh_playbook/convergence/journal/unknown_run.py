"""Why there is no run of an id, and which run may be meant.

The ids of all runs look alike, and an undo of another run would do harm. So a run is only suggested
if it has the same time or the same random part.
"""

from collections.abc import Sequence


def told(id: str, names: Sequence[str]) -> str:
    """Return what a message adds about an id that no kept run has; `names` are the kept ids."""
    time, _, random = id.partition("-")
    alike = [name for name in names if random and _parts(name) & {time, random}]
    if len(alike) == 1:
        return f": did you mean {alike[0]!r}?"
    if random and id < min(names):
        return ": only the journals of later runs were kept (`keep_runs`)"
    return ": see `gh-playbook runs`"


def _parts(name: str) -> set[str]:
    time, _, random = name.partition("-")
    return {time, random}
