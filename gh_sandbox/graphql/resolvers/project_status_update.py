"""The status updates of projects."""

from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, mutation, resolves
from gh_sandbox.graphql.resolvers import project
from gh_sandbox.graphql.resolvers.common import Info, ordering, select_page
from gh_sandbox.markup import as_html
from gh_sandbox.rules.projects import project_status_update as updates
from gh_sandbox.state.store import Value

columns("ProjectV2StatusUpdate", "body status startDate targetDate createdAt updatedAt")
_PROPERTIES = {
    "body": "body",
    "status": "status",
    "startDate": "start_date",
    "targetDate": "target_date",
}


@resolves("ProjectV2.statusUpdates")
def listed(project: Entity, info: Info, **args: Any) -> Page:
    """Return a project's status updates, the latest first."""
    sql = "SELECT project_id, id FROM project_status_update WHERE project_id"
    order = ordering(args, {"CREATED_AT": "created_at"}, "created_at DESC, id DESC")
    return select_page(project, info, args, "project_status_update", sql, order)


@resolves("ProjectV2StatusUpdate.bodyHTML")
def body_html(update: Entity, _info: Info) -> str | None:
    """Return the text as HTML."""
    text = update.row["body"]
    return None if text is None else as_html(text)


@mutation("createProjectV2StatusUpdate", "project")
def create(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Create a status update of a project."""
    holder = project.writable(loader, given["projectId"], "CreateProjectV2StatusUpdate")
    id = updates.create(loader.session, holder.id, _values(given))
    return {"statusUpdate": loader.entity("project_status_update", id)}


@mutation("updateProjectV2StatusUpdate", "project")
def update(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Change the given properties of a status update."""
    found = _writable(loader, given, "UpdateProjectV2StatusUpdate")
    updates.update(loader.session, found.row, _values(given))
    return {"statusUpdate": loader.entity("project_status_update", found.id)}


@mutation("deleteProjectV2StatusUpdate", "project")
def delete(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Delete a status update."""
    found = _writable(loader, given, "DeleteProjectV2StatusUpdate")
    updates.delete(loader.session, found.row)
    holder = loader.entity("project", found.row["project_id"])
    return {"deletedStatusUpdateId": given["statusUpdateId"], "projectV2": holder}


def _writable(loader: Loader, given: dict[str, Any], operation: str) -> Entity:
    found = loader.node(given["statusUpdateId"], "ProjectV2StatusUpdate")
    project.require(loader, found.row["project_id"], operation)
    return found


def _values(given: dict[str, Any]) -> dict[str, Value]:
    return {column: given[key] for key, column in _PROPERTIES.items() if key in given}
