"""Two equal boards that two runs created at the same time: the younger one is withdrawn.

It is closed under another title, because somebody may have used it already.
"""

from gh_playbook.model.change import Action, Change, Created, Difference, Mutation
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.world import World


def created(world: World) -> Created | None:
    """Return the board that a run has just created."""
    project = world.project
    return Created(project.id, project.number) if project and project.number else None


def twins(own: Created, world: World) -> list[Created]:
    """Return the board and the one that the run created, if both have the same title."""
    board = world.project
    if board is None or own.number not in board.namesakes:
        return []
    return [Created(board.id, board.number), own]


def withdraw(own: Created, world: World) -> Change[ExistingProject]:
    """Return the change that withdraws a board. Raises ValueError if there is no other."""
    project = world.project
    if project is None:
        raise ValueError(f"project #{own.number}: there is no other board")
    withdrawn = f"{project.title} (#{own.number}, withdrawn for #{project.number})"
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
