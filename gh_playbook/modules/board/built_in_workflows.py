"""GitHub's built-in workflows of the project. No API can turn them on, so they are only reported.

The generated workflow does the rest, so a missing built-in workflow is not a fault.
"""

from dataclasses import replace

from gh_playbook.declaration.backlog.automation import Automations
from gh_playbook.model.change import Action, Change, Payload
from gh_playbook.model.world import World
from gh_playbook.modules.board_module import BoardModule
from gh_playbook.modules.context import Context
from gh_playbook.modules.module import Mention
from gh_playbook.modules.project_access import open_project, without_project


class BuiltInWorkflowsModule(BoardModule[Automations, None]):
    """The built-in workflows that are on, and the page where they can be turned on."""

    name = "built_in_workflows"
    title = "Built-in workflows"
    argument = Automations
    mention = Mention.NOT

    def key(self, _desired: Automations) -> str:
        """Return their name in reports."""
        return "workflows"

    def diff(self, desired: Automations, world: World, context: Context) -> Change[None]:
        """Report which of them are on."""
        change: Change[None] = Change(self.name, "workflows", Action.SKIP, "", desired.source)
        project = open_project(world, context)
        if project is None:
            return without_project(change, world)
        on = [each.name for each in project.workflows if each.enabled]
        page = f"{project.url}/workflows" if project.url else None
        reason = f"on: {', '.join(on) or 'none'}; only a person can turn others on"
        return replace(change, reason=f"{reason}: {page}" if page else reason, url=page)

    def record(self, change: Change[None], world: World, payload: Payload | None) -> None:
        """Do nothing, because nothing is ever written."""
