"""Access to the project: whether this login sees it, and may put things into it."""

from dataclasses import replace

from gh_playbook.model.change import Action, Change
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.project_field import ExistingField
from gh_playbook.model.token_scope import is_granted
from gh_playbook.model.world import World
from gh_playbook.modules.context import Context
from gh_playbook.modules.module import After

CLOSED = (
    "the project is closed: reopen it, give the backlog another title, or write `closed: true` or "
    "`closed: false`"
)
# The reason for each of its parts.
_PART_OF_CLOSED = "the project is closed: reopen it, or declare `closed`"
NO_PROJECTS = "this GitHub has no projects"
NO_SCOPE = "this login may not see projects: run `gh auth refresh -s project`"
NO_PERMISSION = (
    "this token may not see projects: it takes the organization's permission Projects, "
    "which the token of a workflow never has"
)
NO_ACCESS = (
    "some of the owner's projects are hidden from this login, and the board may be one of them: "
    "ask for access to it"
)
_SEES_OWNERS = "read:org"
_SEES_PROJECTS = {"project", "read:project"}
LOSES_VALUES = (
    "this server's projects are too old to be changed without losing cards' values: it has no "
    "`archivedStates` of items, or takes no ids of options"
)


def unavailable(world: World) -> str | None:
    """Return the reason why this login cannot have the project, if there is one.

    Only the user can create a project of that user; others get FORBIDDEN, whatever their rights in
    the repository.
    """
    if not world.features.projects:
        return NO_PROJECTS
    if not world.features.keeps_values:
        return LOSES_VALUES
    if not world.features.project_scope:
        return _hidden(world)
    if world.project is None and world.repository.owner_is_another_user:
        return f"no such project, and only {world.repository.owner} can make one there"
    return _lost(world)


def out_of_sight(world: World) -> str | None:
    """Return why a board that was not found may exist all the same: this login does not see it."""
    if world.project is not None or not world.features.projects:
        return None
    return _lost(world) if world.features.project_scope else _hidden(world)


def _hidden(world: World) -> str:
    """Return what this login lacks to see projects."""
    scopes = world.login.scopes
    if scopes is None:
        return NO_PERMISSION
    return NO_ACCESS if _SEES_PROJECTS & scopes else NO_SCOPE


def _lost(world: World) -> str | None:
    """Return why a board of earlier runs is not created again: it may only be hidden.

    Owners of an organization see all boards. If GitHub did not say whether the login is an owner,
    it counts as one, unless only a scope was missing to ask.
    """
    repository, scopes = world.repository, world.login.scopes
    cannot_ask = scopes is not None and not is_granted(_SEES_OWNERS, scopes)
    is_unknown = repository.is_owned_by_login is None and cannot_ask
    may_be_hidden = repository.owner_is_organization and (
        repository.is_owned_by_login is False or is_unknown
    )
    if world.project is not None or world.lost_board is None or not may_be_hidden:
        return None
    how = f" (with the scope `{_SEES_OWNERS}`)" if is_unknown else ""
    return (
        f"earlier runs had the project #{world.lost_board}, which this login does not see: ask for "
        f"access to it; if it was deleted, a run of an owner of {repository.owner}{how} makes it "
        "again"
    )


def open_project(world: World, context: Context) -> ExistingProject | None:
    """Return the project for new things; a project that people closed is left alone.

    Things are also put into a project that is declared closed: GitHub accepts them [unverified].
    """
    project, declared = world.project, context.project
    is_declared = declared is not None and declared.closed is not None
    return None if project is None or (project.is_closed and not is_declared) else project


def status_field(project: ExistingProject, context: Context) -> ExistingField | None:
    """Return the field that the backlog fills with the status of an issue."""
    declared = context.project.fields if context.project else ()
    names = [field.name for field in declared if field.value == "status"]
    return project.field(names[0] if names else "Status")


def without_project(change: Change[After], world: World) -> Change[After]:
    """Return the change of a part whose project does not exist, or is closed."""
    reason = unavailable(world)
    if reason:
        return replace(change, action=Action.UNSUPPORTED, reason=reason)
    if world.project:
        return replace(change, action=Action.BLOCK, reason=_PART_OF_CLOSED)
    reason = "needs the project: `setup-project` makes it"
    return replace(change, action=Action.BLOCK, reason=reason, awaits=(("project", ""),))
