"""Two equal boards or views that two runs created at the same time: the younger one is withdrawn.

A board is closed under another title, because somebody may have used it already. A view is deleted.
"""

from gh_playbook.model.change import Action, Change, Created, Difference, Mutation
from gh_playbook.model.project import ExistingProject, ExistingView
from gh_playbook.model.world import World


def created(world: World) -> Created | None:
    """Return the board that a run has just created."""
    project = world.project
    return Created(project.id, project.number) if project and project.number else None


def withdraw(own: Created, world: World) -> Change[ExistingProject] | None:
    """Return the change that withdraws a board, if another run created an older one."""
    project = world.project
    if project is None or not project.number or not own.number or project.number >= own.number:
        return None
    withdrawn = f"{project.title} (withdrawn for #{project.number})"
    linked = {"projectId": own.id, "repositoryId": world.repository.id}
    closed = {"projectId": own.id, "title": withdrawn, "closed": True}
    return Change(
        "project",
        project.title,
        Action.UPDATE,
        f"project #{own.number} is withdrawn, because another run created #{project.number} "
        f"of {project.title!r}",
        differences=(Difference("title", project.title, withdrawn),),
        operations=(
            Mutation("unlinkProjectV2FromRepository", linked, "clientMutationId"),
            Mutation("updateProjectV2", closed, "projectV2 { id }"),
        ),
        number=own.number,
    )


def created_view(name: str, world: World) -> Created | None:
    """Return the view that a run has just created."""
    project = world.project
    view = project.view(name) if project and project.number is not None else None
    return Created(view.id, view.number) if view else None


def withdraw_view(name: str, own: Created, world: World) -> Change[ExistingView] | None:
    """Return the change that deletes a view, if another run created an older one."""
    views = world.project.views if world.project else ()
    same = [each for each in views if each.name == name]
    oldest = min(same, key=lambda each: each.number or 0, default=None)
    existing = next((each for each in same if each.id == own.id), None)
    if oldest is None or existing is None or oldest.id == own.id:
        return None
    return Change(
        "project_view",
        name,
        Action.UPDATE,
        f"a second view {name!r} is withdrawn, because another run created one",
        operations=(Mutation("deleteProjectV2View", {"viewId": own.id}, "clientMutationId"),),
        before=existing,
    )
