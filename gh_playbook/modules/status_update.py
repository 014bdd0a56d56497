"""Status updates of the board: each posted once, and again when its content changes."""

from dataclasses import replace

from gh_playbook.declaration.project import StatusUpdate
from gh_playbook.github import parsing, selection
from gh_playbook.model.change import Action, Change, Difference, Mutation, Payload
from gh_playbook.model.project import ExistingStatusUpdate, status_update_marker
from gh_playbook.model.world import UNBORN, World
from gh_playbook.modules.module import Context, Module, Part
from gh_playbook.modules.project import open_project, without_project


class StatusUpdateModule(Module[StatusUpdate, ExistingStatusUpdate]):
    """A status update of the board."""

    name = "status_update"
    title = "Status updates of the board"
    argument = StatusUpdate
    existing = ExistingStatusUpdate
    is_in_repository = False
    scope = "project"
    permission = "Projects of the organization"
    reads = frozenset({Part.PROJECT})

    def key(self, desired: StatusUpdate) -> str:
        """Return the update's key."""
        return desired.key

    def diff(
        self, desired: StatusUpdate, world: World, _context: Context
    ) -> Change[ExistingStatusUpdate]:
        """Compare with the latest update of this key."""
        change = Change[ExistingStatusUpdate](
            self.name, desired.key, Action.SKIP, "posted", desired.source
        )
        project = open_project(world)
        if project is None:
            return without_project(change, world)
        if not world.features.status_updates:
            reason = "this GitHub has no status updates of projects"
            return replace(change, action=Action.UNSUPPORTED, reason=reason)
        latest = next((each for each in project.updates if each.key == desired.key), None)
        wanted = _wanted(desired)
        if latest is not None and replace(wanted, id=latest.id) == latest:
            return change
        return replace(
            change,
            action=Action.CREATE,
            reason="not posted" if latest is None else "not posted since it changed",
            differences=(Difference("status", latest and latest.status, desired.status),),
            operations=(
                Mutation(
                    "createProjectV2StatusUpdate",
                    {"projectId": project.id, **_wire(desired)},
                    f"statusUpdate {{ {selection.STATUS_UPDATE} }}",
                ),
            ),
            after=wanted,
        )

    def record(
        self, change: Change[ExistingStatusUpdate], world: World, payload: Payload | None
    ) -> None:
        """Take in the update."""
        if world.project is not None:
            new = self.landed(change.made, payload) if payload else change.made
            world.project = replace(world.project, updates=(new, *world.project.updates))

    def landed(self, _after: ExistingStatusUpdate, payload: Payload) -> ExistingStatusUpdate:
        """Return the update as GitHub answered."""
        return parsing.status_update(payload["statusUpdate"])


def _wanted(desired: StatusUpdate) -> ExistingStatusUpdate:
    return ExistingStatusUpdate(
        UNBORN + desired.key,
        desired.key,
        desired.status,
        desired.start,
        desired.target,
        _body(desired),
    )


def _body(desired: StatusUpdate) -> str:
    return f"{desired.body}\n\n{status_update_marker(desired.key)}".lstrip()


def _wire(desired: StatusUpdate) -> dict[str, str]:
    days = {"startDate": desired.start, "targetDate": desired.target}
    given = {name: day.isoformat() for name, day in days.items() if day}
    return {"status": desired.status.upper(), "body": _body(desired), **given}
