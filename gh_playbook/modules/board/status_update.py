"""Status updates of the board: each is posted once, and again when its content changes."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from gh_playbook.declaration.backlog.project import StatusUpdate
from gh_playbook.github.reading import project_parsing, selection
from gh_playbook.model.change import Action, Change, Created, Difference, Mutation, Payload
from gh_playbook.model.past import Past
from gh_playbook.model.project import ExistingProject, ExistingStatusUpdate, status_update_marker
from gh_playbook.model.world import UNBORN, World
from gh_playbook.modules import undo
from gh_playbook.modules.board_module import BoardModule
from gh_playbook.modules.context import Context
from gh_playbook.modules.module import Effect, compare, skipped
from gh_playbook.modules.project_access import open_project, without_project

_TOLD = ("status", "start", "target", "body")


class StatusUpdateModule(BoardModule[StatusUpdate, ExistingStatusUpdate]):
    """A status update of the board."""

    name = "status_update"
    may_double = True
    effect = Effect.NOTHING
    title = "Status updates of the board"
    argument = StatusUpdate
    existing = ExistingStatusUpdate

    def key(self, desired: StatusUpdate) -> str:
        """Return the update's key."""
        return desired.key

    def listed(
        self, world: World, context: Context
    ) -> Iterator[tuple[str, str, ExistingStatusUpdate | None]]:
        """Yield the declared updates that were posted as they are declared now."""
        declared, board = context.project, world.project
        if declared is not None and board is not None:
            for each in declared.status_updates:
                latest = _latest(each, board)
                is_posted = latest is not None and _says(latest, each)
                yield self.name, each.key, latest if is_posted else None

    def diff(
        self, desired: StatusUpdate, world: World, context: Context
    ) -> Change[ExistingStatusUpdate]:
        """Compare with the latest update of this key."""
        change: Change[ExistingStatusUpdate] = Change(
            self.name, desired.key, Action.SKIP, "posted", desired.source
        )
        project = open_project(world, context)
        if project is None:
            return without_project(change, world)
        if not world.features.status_updates:
            reason = "this GitHub has no status updates of projects"
            return replace(change, action=Action.UNSUPPORTED, reason=reason)
        latest, wanted = _latest(desired, project), _wanted(desired)
        if latest is not None and _says(latest, desired):
            return change
        reason = "not posted" if latest is None else "not posted since it changed"
        return _post(replace(change, reason=reason), wanted, project, latest)

    def record(
        self, change: Change[ExistingStatusUpdate], world: World, payload: Payload | None
    ) -> None:
        """Put the update into the world."""
        if world.project is not None:
            new = self.landed(change.made, payload) if payload else change.made
            world.project = replace(world.project, updates=(new, *world.project.updates))

    def landed(self, _after: ExistingStatusUpdate, payload: Payload) -> ExistingStatusUpdate:
        """Return the update from GitHub's answer."""
        return project_parsing.status_update(payload["statusUpdate"])

    def remove(
        self, key: str, existing: ExistingStatusUpdate, _world: World
    ) -> Change[ExistingStatusUpdate]:
        """Delete the update."""
        wire = {"statusUpdateId": existing.id}
        return Change(
            self.name,
            key,
            Action.REMOVE,
            "taken back",
            differences=(Difference("status", existing.status, None),),
            operations=(Mutation("deleteProjectV2StatusUpdate", wire, "deletedStatusUpdateId"),),
            before=existing,
        )

    def forget(self, change: Change[ExistingStatusUpdate], world: World) -> None:
        """Note that the update no longer exists."""
        if world.project is not None and change.before is not None:
            left = tuple(each for each in world.project.updates if each.id != change.before.id)
            world.project = replace(world.project, updates=left)

    def restore(self, past: Past, world: World) -> Change[ExistingStatusUpdate]:
        """Delete an update that a run posted; post again an update that an undo deleted."""
        project = world.project
        if project is None:
            return undo.gone(past)
        now = _present(past, project)
        if past.after is None:
            if now is not None:
                return skipped(self.name, past.key, "as before the run")
            change: Change[ExistingStatusUpdate] = Change(self.name, past.key, Action.CREATE, "")
            return _post(replace(change, reason="as before the run"), past.before, project, None)
        if now is None:
            return undo.gone(past)
        left = undo.edited(undo.as_left(past, now, _TOLD), now, _TOLD)
        if left:
            return undo.conflict(past, left)
        return self.remove(past.key, now, world)

    def created(self, key: str, world: World) -> Created | None:
        """Return the update: GitHub accepts any number of equal ones."""
        posted = next(_of_key(key, world.project), None) if world.project else None
        return Created(posted.id, left=posted) if posted else None

    def twins(self, key: str, own: Created, world: World) -> list[Created]:
        """Return the latest updates of this key that say the same.

        An equal one from before another one of the key is what the backlog said at an earlier time.
        """
        updates = _of_key(key, world.project) if world.project else ()
        same = takewhile(lambda each: replace(each, id=own.id) == own.left, updates)
        return [Created(each.id) for each in same]

    def withdraw(
        self, key: str, own: Created, _older: Created, world: World
    ) -> Change[ExistingStatusUpdate]:
        """Delete the younger one of two equal updates."""
        reason = f"a second status update {key!r} is withdrawn, because another run posted one"
        return self.remove(key, replace(own.left, id=own.id), world).but(reason=reason)


def _present(past: Past, project: ExistingProject) -> ExistingStatusUpdate | None:
    """Return the update that a run posted, by its id, or by its content if the id is unknown."""
    known = next((each for each in project.updates if each.id == past.latest.id), None)
    if known is not None or (past.after is not None and past.is_known):
        return known
    alike = (each for each in project.updates if replace(past.latest, id=each.id) == each)
    return next(alike, None)


def _latest(desired: StatusUpdate, board: ExistingProject) -> ExistingStatusUpdate | None:
    """Return the latest update of a declared one's key."""
    return next(_of_key(desired.key, board), None)


def _of_key(key: str, board: ExistingProject) -> Iterator[ExistingStatusUpdate]:
    """Yield the updates of a key, the latest first."""
    return (each for each in board.updates if each.key == key)


def _says(existing: ExistingStatusUpdate, desired: StatusUpdate) -> bool:
    return replace(_wanted(desired), id=existing.id) == existing


def _post(
    change: Change[ExistingStatusUpdate],
    wanted: ExistingStatusUpdate,
    project: ExistingProject,
    latest: ExistingStatusUpdate | None,
) -> Change[ExistingStatusUpdate]:
    """Complete the change that posts an update: a new one, or one whose content has changed."""
    pairs = {
        name: (getattr(latest, name, None), value)
        for name in _TOLD
        if (value := getattr(wanted, name)) or latest is not None
    }
    return replace(
        change,
        action=Action.CREATE,
        differences=compare(pairs),
        operations=(
            Mutation(
                "createProjectV2StatusUpdate",
                {"projectId": project.id, **_wire(wanted)},
                f"statusUpdate {{ {selection.STATUS_UPDATE} }}",
            ),
        ),
        after=replace(wanted, id=UNBORN + wanted.key),
    )


def _wanted(desired: StatusUpdate) -> ExistingStatusUpdate:
    return ExistingStatusUpdate(
        UNBORN + desired.key,
        desired.key,
        desired.status,
        desired.start,
        desired.target,
        f"{desired.body}\n\n{status_update_marker(desired.key)}".lstrip(),
    )


def _wire(wanted: ExistingStatusUpdate) -> dict[str, str]:
    days = {"startDate": wanted.start, "targetDate": wanted.target}
    given = {name: day.isoformat() for name, day in days.items() if day}
    return {"status": wanted.status.upper(), "body": wanted.body, **given}
