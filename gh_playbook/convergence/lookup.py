"""What a backlog names of GitHub's that must be there: looked up before anything is written."""

from collections.abc import Iterator

from gh_playbook.convergence.preparation import Prepared
from gh_playbook.declaration.declared import suggestion
from gh_playbook.declaration.source import Fault
from gh_playbook.model.world import World
from gh_playbook.modules import Part


def faults(prepared: Prepared, world: World) -> list[Fault]:
    """Return what the backlog names and GitHub does not have, each with its place."""
    return list(_assignees(prepared, world)) if prepared.reads(Part.ISSUES) else []


def _assignees(prepared: Prepared, world: World) -> Iterator[Fault]:
    for issue in prepared.context.issues.values():
        for index, login in enumerate(issue.assignees):
            if world.account(login) is None:
                hint = suggestion(login, world.accounts)
                message = f"{login!r} cannot be assigned in {world.repository.name}{hint}"
                yield Fault(message, issue.place("assignees", index))
