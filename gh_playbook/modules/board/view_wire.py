"""Views of the project in GitHub's inputs.

They are created through REST, which alone accepts columns, grouping and sorting. No API can change
these three afterwards; GraphQL can change name, layout, filter and fields.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gh_playbook.declaration.backlog.project import ProjectView
from gh_playbook.model.change import Call, Mutation
from gh_playbook.model.project import ExistingProject, ExistingView
from gh_playbook.model.world import World


def creating(desired: ProjectView, project: ExistingProject, world: World) -> Call:
    """Return the request that creates a view."""
    repository = world.repository
    owner = (
        f"orgs/{repository.owner}"
        if repository.owner_is_organization
        else f"users/{repository.owner_number}"
    )
    body: dict[str, Any] = {"name": desired.name, "layout": desired.layout}
    if desired.filter:
        body["filter"] = desired.filter
    if desired.fields and desired.layout != "roadmap":
        body["visible_fields"] = _numbers(desired.fields, project)
    if desired.columns:
        body["vertical_group_by"] = _numbers([desired.columns], project)
    if desired.group_by:
        body["group_by"] = _numbers([desired.group_by], project)
    if desired.sort_by:
        body["sort_by"] = [
            [number, each.direction]
            for each in desired.sort_by
            for number in _numbers([each.field], project)
        ]
    return Call("POST", f"{owner}/projectsV2/{project.number}/views", body)


def updating(
    existing: ExistingView, fields: Mapping[str, Any], project: ExistingProject
) -> Mutation:
    """Return the mutation that changes these fields of a view."""
    wire: dict[str, Any] = {"viewId": existing.id}
    if "name" in fields:
        wire["name"] = fields["name"]
    if "layout" in fields:
        wire["layout"] = f"{fields['layout'].upper()}_LAYOUT"
    if "filter" in fields:
        wire["filter"] = fields["filter"]
    if "fields" in fields:
        found = [project.field(name) for name in fields["fields"]]
        wire["configuration"] = {"visibleFieldIds": [field.id for field in found if field]}
    return Mutation("updateProjectV2View", wire, "projectV2View { id }")


def _numbers(names: Sequence[str], project: ExistingProject) -> list[int | None]:
    found = [project.field(name) for name in names]
    return [field.number for field in found if field]
