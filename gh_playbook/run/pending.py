"""The pending changes: what a run would write to GitHub now, in words."""

from collections.abc import Iterable, Mapping

from gh_playbook.convergence.binding import binding
from gh_playbook.convergence.plan.plan import Plan, make_plan
from gh_playbook.convergence.preparation import prepare
from gh_playbook.github.reader import Reader
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.model.world import World
from gh_playbook.run.adoption import is_adoption
from gh_playbook.settings import Settings


def changes_of(plan: Plan) -> list[str]:
    """Return the changes and the obstacles of a plan in words, without new markers."""
    adopted = {(each.module, each.key) for each in plan.changes if is_adoption(each)}
    return _told(each for each in plan.results if (each.module, each.key) not in adopted)


def _told(results: Iterable[Result]) -> list[str]:
    return [
        f"{each.module.replace('_', ' ')} {each.key}: {each.outcome}, "
        + "; ".join([each.reason, *(each.warnings if each.outcome is Outcome.CREATED else ())])
        for each in results
        if each.outcome is not Outcome.SKIPPED
    ]


def pending(
    settings: Settings, world: World, elsewhere: Mapping[str, str], reader: Reader
) -> tuple[str, ...]:
    """Return the changes of a run of the present backlog in a world that was read before.

    The markers of new issues, and of issues whose text people replaced, are included. `elsewhere`
    are references to issues that are not in the world, by their ids.
    """
    prepared = prepare(settings)
    after = world.copy()
    ids = {name: id for id, name in elsewhere.items()}
    for name in prepared.references():
        id = after.references.get(name) or ids.get(name) or _own(name, world)
        if id is not None:
            after.references = {**after.references, name: id}
            if after.known(id) is None:
                after.foreign[id] = ExistingIssue(id, None, name, "")
    binding(prepared, reader).bind(after)
    return tuple(_told(make_plan(prepared, after).results))


def _own(name: str, world: World) -> str | None:
    """Return the id of an issue of this repository that is referenced by its number."""
    number = name.removeprefix("#")
    found = world.numbered(int(number)) if number.isdecimal() else None
    return found.id if found else None
