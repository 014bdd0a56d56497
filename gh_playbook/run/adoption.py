"""`--adopt`: a run that only takes over existing issues."""

from dataclasses import replace

from gh_playbook.convergence.plan import make_plan
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.model import managed_block
from gh_playbook.model.change import Action, Change
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World
from gh_playbook.settings import Settings

_ISSUES = {"issue", "sub_issue"}


def is_adoption(change: Change) -> bool:
    """Tell whether a change only marks an issue of people's as a declared one."""
    before = change.before
    if change.action is not Action.UPDATE or not isinstance(before, ExistingIssue):
        return False
    if change.module not in _ISSUES or [each.field for each in change.differences] != ["body"]:
        return False
    block = managed_block.find(before.body)
    return block is None or block.key != change.key


def restricted(settings: Settings, prepared: Prepared, world: World) -> Prepared:
    """Return the input restricted to issues that only need a marker; without `adopt` all of it."""
    if not settings.adopt:
        return prepared
    plan = make_plan(prepared, world)
    others = {(each.module, each.key) for each in plan.changes if not is_adoption(each)}
    things = {(each.module, each.key) for each in plan.changes if is_adoption(each)}
    return replace(prepared, things=frozenset(things - others))
