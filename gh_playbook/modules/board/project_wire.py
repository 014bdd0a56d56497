"""The project itself in GraphQL's inputs."""

from collections.abc import Mapping
from typing import Any

from gh_playbook.github.reading import selection
from gh_playbook.model.change import Mutation
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.world import World


def updating(
    existing: ExistingProject, fields: Mapping[str, Any], world: World
) -> tuple[Mutation, ...]:
    """Return the mutation that changes these attributes of a project, if there are any."""
    wire = {
        "title": "title",
        "description": "shortDescription",
        "readme": "readme",
        "public": "public",
        "is_closed": "closed",
    }
    given = {wire[name]: value for name, value in fields.items()}
    payload = f"projectV2 {{ {selection.project(world.features)} }}"
    mutation = Mutation("updateProjectV2", {"projectId": existing.id, **given}, payload)
    return (mutation,) if given else ()


def linking(existing: ExistingProject, world: World, *, is_linked: bool) -> Mutation:
    """Return the mutation that links the repository to a project, or removes the link."""
    name = "linkProjectV2ToRepository" if is_linked else "unlinkProjectV2FromRepository"
    wire = {"projectId": existing.id, "repositoryId": world.repository.id}
    return Mutation(name, wire, "repository { id }")
