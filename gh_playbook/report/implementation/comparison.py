"""The backlog beside a world that is known: what a dry run in it would come to."""

from gh_playbook.engine import DryRun, Engine
from gh_playbook.modules import MODULES
from gh_playbook.outcome import Result, registered
from gh_playbook.preparation import CLOSINGS, Prepared
from gh_playbook.world import World


def compare(prepared: Prepared, world: World) -> tuple[Result, ...]:
    """Return what became of each thing in a dry run. The world stays as it is.

    Raises InputError where what a step registers does not fit a later one.
    """
    copy = world.copy()
    engine = Engine(copy, MODULES, prepared.context, DryRun(copy), lambda _world: None)
    results: list[Result] = []
    known: dict[str, object] = {}
    for group in prepared.groups():
        if group[0].module in CLOSINGS:
            continue
        items = [item for step in group for item in prepared.items_of(step, known)]
        found = engine.converge(items)
        results += found
        for step in group:
            if step.register:
                pairs = zip(items, found, strict=True)
                known[step.register] = registered(
                    [each for item, each in pairs if item.step is step]
                )
    return tuple(results)
