"""What is asked before a run writes: where it may not have been meant to go, or to do so much."""

from collections.abc import Iterator

from gh_playbook.convergence.plan import Plan, make_plan
from gh_playbook.convergence.preparation import Prepared
from gh_playbook.declaration.source import Fault
from gh_playbook.model.change import Action
from gh_playbook.model.identity import claim
from gh_playbook.model.world import World
from gh_playbook.settings import Settings

# So many of people's issues a first run may change unasked.
UNASKED = 10
_NAMED = 5
_ISSUES = {"issue", "sub_issue"}


def questions(settings: Settings, prepared: Prepared, world: World) -> Iterator[Fault]:
    """Yield what a run of these settings has to ask first.

    A plan that people have looked at is not asked about.
    """
    if settings.plan is not None or settings.checksum is not None:
        return
    yield from other_repository(settings, prepared)
    if len(world.issues) > UNASKED and not _has_been_here(prepared, world):
        touched = _touched(make_plan(prepared, world), world)
        if len(touched) > UNASKED:
            some = ", ".join(f"#{number}" for number in touched[:_NAMED])
            yield Fault(
                f"no issue of {world.repository.name} is this backlog's yet, and "
                f"{len(touched)} of people's would be changed: {some}, …"
            )


def other_repository(settings: Settings, prepared: Prepared) -> Iterator[Fault]:
    """Yield that the repository is not the one of the backlog, where that is so."""
    declared, given = prepared.backlog.repository, settings.repo
    if given is not None and declared is not None and given.casefold() != declared.casefold():
        told = f"the backlog is about {declared}, and --repo says {given}"
        yield Fault(told, prepared.backlog.place("repository"))


def _has_been_here(prepared: Prepared, world: World) -> bool:
    """Tell whether an earlier run has made or adopted any of the declared issues."""
    for declared in prepared.context.issues.values():
        keys = {declared.key, *declared.previously}
        issue = world.issue(declared.key)
        claimed = claim(issue) if issue else None
        if keys & world.register.entries.keys() or (claimed is not None and claimed.key in keys):
            return True
    return False


def _touched(plan: Plan, world: World) -> list[int]:
    """Return the numbers of issues that are there and would be changed."""
    there = {issue.number: issue for issue in world.issues.values() if issue.number is not None}
    touched = {
        change.number
        for change in plan.changes
        if change.module in _ISSUES and change.action is Action.UPDATE and change.number in there
    }
    renamed = {
        str(each.existing).casefold()
        for change in plan.changes
        if change.module == "label" and change.action is Action.UPDATE
        for each in change.differences
        if each.field == "name"
    }
    for number, issue in there.items():
        if renamed & {label.casefold() for label in issue.labels}:
            touched.add(number)
    return sorted(number for number in touched if number is not None)
