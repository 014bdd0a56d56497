"""GitHub's built-in workflows of the project: no API can turn them on, so they are only told.

What they do not do the generated workflow does, so nothing here is a fault.
"""

from dataclasses import replace
from typing import ClassVar

from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.project import Automations
from gh_playbook.model.change import Action, Change, Payload
from gh_playbook.model.world import World
from gh_playbook.modules.module import Context
from gh_playbook.modules.project import open_project, without_project


class BuiltInWorkflowsModule:
    """Which of the project's built-in workflows are on, and the page that turns them on."""

    name: ClassVar[str] = "built_in_workflows"
    argument: ClassVar[type[Declared]] = Automations
    reads_issues: ClassVar[bool] = False

    def key(self, _desired: Automations) -> str:
        """Return what they are called."""
        return "workflows"

    def diff(self, desired: Automations, world: World, _context: Context) -> Change[None]:
        """Say which are on."""
        change = Change[None](self.name, "workflows", Action.SKIP, "", desired.source)
        project = open_project(world)
        if project is None:
            return without_project(change, world)
        on = [each.name for each in project.workflows if each.enabled]
        page = f"{project.url}/workflows" if project.url else None
        reason = f"on: {', '.join(on) or 'none'}; only a person can turn others on"
        return replace(change, reason=f"{reason}: {page}" if page else reason, url=page)

    def record(self, change: Change[None], world: World, payload: Payload | None) -> None:
        """Take in nothing: nothing is ever written."""
