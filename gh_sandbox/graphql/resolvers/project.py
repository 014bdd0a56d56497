"""Projects: the common parts, their own properties, and their mutations."""

from typing import Any

from gh_sandbox.errors import unresolved_node
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, filled, links, mutation, resolves
from gh_sandbox.graphql.resolvers.common import Info, loader, ordering, select_page
from gh_sandbox.graphql.source import is_of_project
from gh_sandbox.rules.projects import project as projects
from gh_sandbox.rules.projects import project_copy
from gh_sandbox.session import WEB
from gh_sandbox.state.store import Value

columns(
    "ProjectV2",
    "number title shortDescription readme public=is_public template=is_template "
    "createdAt updatedAt closedAt",
)
filled("ProjectV2", "closed=closed_at")
links("ProjectV2", "owner", "owner")

_VALUES = [
    f"ProjectV2ItemField{kind}Value"
    for kind in ("Date", "Iteration", "MultiSelect", "Number", "SingleSelect", "Text")
]
links(
    "ProjectV2Field ProjectV2SingleSelectField ProjectV2MultiSelectField ProjectV2IterationField "
    "ProjectV2StatusUpdate ProjectV2Item ProjectV2View ProjectV2Workflow",
    "project",
    "project",
)
links(
    " ".join(["ProjectV2 ProjectV2Item ProjectV2StatusUpdate DraftIssue", *_VALUES]),
    "owner",
    "creator",
)
_REPOSITORY_ORDER = {
    "CREATED_AT": "created_at",
    "NAME": "name",
    "PUSHED_AT": "pushed_at",
    "STARGAZERS": "repository.id",
    "UPDATED_AT": "updated_at",
}
_PROPERTIES = {
    "title": "title",
    "shortDescription": "short_description",
    "readme": "readme",
    "public": "is_public",
    "closed": "closed",
}


@resolves("ProjectV2.resourcePath")
def resource_path(project: Entity, _info: Info) -> str:
    """Return the page's path on the site."""
    kind = "orgs" if project.row["owner_type"] == "Organization" else "users"
    return f"/{kind}/{project.row['owner_login']}/projects/{project.row['number']}"


@resolves("ProjectV2.url")
def url(project: Entity, info: Info) -> str:
    """Return the page's address."""
    return WEB + resource_path(project, info)


@resolves("ProjectV2.viewerCanUpdate", "ProjectV2.viewerCanClose", "ProjectV2.viewerCanReopen")
def viewer_can_update(project: Entity, info: Info) -> bool:
    """Return whether the viewer may change the project."""
    return projects.allows(loader(info).session, project.row, "WRITE")


@resolves("ProjectV2.repositories")
def repositories(project: Entity, info: Info, **args: Any) -> Page:
    """Return the repositories that the project is linked to."""
    sql = (
        "SELECT project_id, repository.id FROM project_repository "
        "JOIN repository ON repository.id = repository_id WHERE project_id"
    )
    order = ordering(args, _REPOSITORY_ORDER, "created_at DESC", "repository.id")
    return select_page(project, info, args, "repository", sql, order)


def writable(loader: Loader, node: str, operation: str, level: str = "WRITE") -> Entity:
    """Return a project by node id, if the viewer may write to it."""
    project = loader.node(node, "ProjectV2")
    require(loader, project.id, operation, level)
    return project


def require(loader: Loader, project_id: int, operation: str, level: str = "WRITE") -> None:
    """Refuse an operation on a project to a viewer with a lower level, or who cannot see it."""
    project = loader.entity("project", project_id)
    if not is_visible(loader, project):
        raise unresolved_node(project.node_id)
    projects.require(loader.session, project.row, level, operation)


def is_visible(loader: Loader, entity: Entity) -> bool:
    """Tell whether the viewer may see a project or a part of it; anything else is visible."""
    if not is_of_project(entity.type):
        return True
    id = entity.id if entity.type == "ProjectV2" else entity.row["project_id"]
    row = loader.session.store.get("project", id)
    return projects.permission(loader.session, row) is not None


@mutation("createProjectV2", "project")
def create(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Create a project, linked to the given repository, if any."""
    owner = loader.node(given["ownerId"], "Organization", "User")
    projects.require_creating(loader.session, owner.row)
    id = projects.create(loader.session, owner.row, given["title"])
    if given.get("repositoryId"):
        repository = loader.node(given["repositoryId"], "Repository")
        projects.link(loader.session, loader.session.store.get("project", id), repository.row)
    return {"projectV2": loader.entity("project", id)}


@mutation("updateProjectV2", "project")
def update(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Change the given properties of a project."""
    level = "ADMIN" if given.get("public") is not None else "WRITE"
    project = writable(loader, given["projectId"], "UpdateProjectV2", level)
    changes: dict[str, Value] = {
        column: given[key] for key, column in _PROPERTIES.items() if given.get(key) is not None
    }
    projects.update(loader.session, project.row, changes)
    return {"projectV2": loader.entity("project", project.id)}


@mutation("deleteProjectV2", "project")
def delete(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Delete a project; the answer still has its properties, and empty lists."""
    project = writable(loader, given["projectId"], "DeleteProjectV2", "ADMIN")
    projects.delete(loader.session, project.row)
    return {"projectV2": project}


@mutation("copyProjectV2", "project")
def copy(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Copy a project to an owner: its fields, views and workflows, and optionally its drafts."""
    project = loader.node(given["projectId"], "ProjectV2")
    require(loader, project.id, "CopyProjectV2", "READ")
    owner = loader.node(given["ownerId"], "Organization", "User")
    projects.require_creating(loader.session, owner.row)
    drafts = bool(given.get("includeDraftIssues"))
    id = project_copy.copy(loader.session, project.row, owner.row, given["title"], drafts=drafts)
    return {"projectV2": loader.entity("project", id)}


@mutation("markProjectV2AsTemplate", "project")
def mark_as_template(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Make a project a template."""
    return _mark(loader, given["projectId"], "MarkProjectV2AsTemplate", is_template=1)


@mutation("unmarkProjectV2AsTemplate", "project")
def unmark_as_template(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Turn a template into an ordinary project."""
    return _mark(loader, given["projectId"], "UnmarkProjectV2AsTemplate", is_template=0)


def _mark(loader: Loader, node: str, operation: str, **values: Value) -> dict[str, Any]:
    project = writable(loader, node, operation, "ADMIN")
    projects.update(loader.session, project.row, values)
    return {"projectV2": loader.entity("project", project.id)}


@mutation("linkProjectV2ToRepository", "project")
def link(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Link a project to a repository."""
    project = writable(loader, given["projectId"], "LinkProjectV2ToRepository")
    repository = loader.node(given["repositoryId"], "Repository")
    projects.link(loader.session, project.row, repository.row)
    return {"repository": repository}


@mutation("unlinkProjectV2FromRepository", "project")
def unlink(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Unlink a project from a repository."""
    project = writable(loader, given["projectId"], "UnlinkProjectV2FromRepository")
    repository = loader.node(given["repositoryId"], "Repository")
    projects.unlink(loader.session, project.row, repository.row)
    return {"repository": repository}
