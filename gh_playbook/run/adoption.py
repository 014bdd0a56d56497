"""`--adopt`: a run that only takes over existing issues."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from gh_playbook.convergence.plan.plan import Plan, make_plan
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.wording import counted, first_of
from gh_playbook.model import managed_block
from gh_playbook.model.change import Action, Change
from gh_playbook.model.claim import claim
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.outcome import Outcome
from gh_playbook.model.world import World
from gh_playbook.modules import ISSUE_MODULES
from gh_playbook.settings import Settings

_DOUBTFUL = {Outcome.FAILED, Outcome.CONFLICT}


def is_adoption(change: Change) -> bool:
    """Tell whether a change only marks an issue of people's as a declared one."""
    before = change.before
    if change.action is not Action.UPDATE or not isinstance(before, ExistingIssue):
        return False
    if change.module not in ISSUE_MODULES or [each.field for each in change.differences] != [
        "body"
    ]:
        return False
    block = managed_block.find(before.body)
    return block is None or block.key != change.key


def restricted(
    settings: Settings, prepared: Prepared, world: World
) -> tuple[Prepared, Sequence[str]]:
    """Return the input restricted to issues that only need a marker, and what it leaves alone.

    Issues that nobody can tell are in it, because their lines say why. Without `adopt` it is the
    whole input.
    """
    if not settings.adopt:
        return prepared, ()
    plan = make_plan(prepared, world)
    others = {(each.module, each.key) for each in plan.changes if not is_adoption(each)}
    things = {(each.module, each.key) for each in plan.changes if is_adoption(each)}
    doubtful = {
        (each.module, each.key)
        for each in plan.results
        if each.module in ISSUE_MODULES and each.outcome in _DOUBTFUL
    }
    chosen = frozenset((things - others) | doubtful)
    return replace(prepared, things=chosen), [*_left(plan, chosen)]


def _left(plan: Plan, chosen: Container[tuple[str, str]]) -> Iterator[str]:
    """Yield what is left alone: issues that are not there, and those that differ."""
    issues = [
        each
        for each in plan.changes
        if each.module in ISSUE_MODULES and (each.module, each.key) not in chosen
    ]
    missing = dict.fromkeys(each.key for each in issues if each.action is Action.CREATE)
    differing = dict.fromkeys(
        f"#{each.number} {each.key}"
        for each in issues
        if isinstance(each.before, ExistingIssue) and claim(each.before) is None
    )
    if missing:
        told = counted(len(missing), "issue is", "issues are")
        yield f"{told} not there, and left to `all`: {first_of(missing)}"
        alike = (each for change in issues if change.key in missing for each in change.warnings)
        yield from dict.fromkeys(alike)
    if differing:
        told = counted(len(differing), "issue differs", "issues differ")
        how = "left without a marker; `all --dry-run --diff` shows how"
        yield f"{told} from the backlog, {how}: {first_of(differing)}"
