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
    """Return all boards with the title of the one that the run created, open or closed.

    A run creates a board only if there is no other with its title: so each of them is a new one.
    """
    board = world.project
    if board is None:
        return []
    numbers = {board.number, *board.namesakes, *board.closed_namesakes}
    others = [Created("", number) for number in numbers - {own.number}]
    return [own, *others] if own.number in numbers else []


def withdraw(own: Created, older: Created, world: World) -> Change[ExistingProject]:
    """Return the change that withdraws a board. Raises ValueError if there is no board."""
    project = world.project
    if project is None:
        raise ValueError(f"project #{own.number}: there is no other board")
    withdrawn = f"{project.title} (#{own.number}, withdrawn for #{older.number})"
    linked = {"projectId": own.id, "repositoryId": world.repository.id}
    closed = {"projectId": own.id, "title": withdrawn, "closed": True}
    return Change(
        "project",
        project.title,
        Action.UPDATE,
        f"project #{own.number} is withdrawn, because another run created #{older.number} "
        f"of {project.title!r}",
        differences=(Difference("title", project.title, withdrawn),),
        operations=(
            Mutation("unlinkProjectV2FromRepository", linked, "clientMutationId"),
            Mutation("updateProjectV2", closed, "projectV2 { id }"),
        ),
        number=own.number,
    )
