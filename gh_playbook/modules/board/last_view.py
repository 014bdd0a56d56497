"""The last view of a board, which GitHub keeps.

Unverified; the sandbox has the same rule: `gh_sandbox/rules/projects/project_view.py`.
"""

from dataclasses import replace

from gh_playbook.declaration.backlog.project import ProjectView
from gh_playbook.declaration.name import folded
from gh_playbook.model.change import Action, Change
from gh_playbook.model.project import ExistingProject, ExistingView
from gh_playbook.modules.context import Context

REASON = "GitHub keeps a board's last view: the board needs another one before this can go"


def kept(
    change: Change[ExistingView], desired: ProjectView, project: ExistingProject, context: Context
) -> Change[ExistingView]:
    """Return the removal of a view, or why it has to stay.

    If all views of the board are declared absent, the first of them stays until a declared one has
    been created; without one, that is a conflict.
    """
    declared = context.project.views if context.project else ()
    absent = {folded(each.name) for each in (desired, *declared) if each.is_absent}
    is_first = folded(project.views[0].name) == folded(desired.name)
    if not is_first or any(folded(each.name) not in absent for each in project.views):
        return change
    awaits = tuple(("project_view", folded(each.name)) for each in declared if not each.is_absent)
    action = Action.BLOCK if awaits else Action.CONFLICT
    return replace(
        change, action=action, reason=REASON, differences=(), operations=(), awaits=awaits
    )
