"""Projects: where they are found, their own properties, and the mutations that change them."""

from typing import Any

from gh_playbook.sandbox.errors import NotFoundError
from gh_playbook.sandbox.graphql.entity import Entity, Loader
from gh_playbook.sandbox.graphql.page import Page
from gh_playbook.sandbox.graphql.registry import columns, mutation, resolves
from gh_playbook.sandbox.graphql.resolvers.common import (
    Info,
    Where,
    grouped,
    loader,
    node_id,
    ordering,
)
from gh_playbook.sandbox.rules import owner as owners
from gh_playbook.sandbox.rules import project as projects
from gh_playbook.sandbox.rules import project_copy
from gh_playbook.sandbox.session import WEB
from gh_playbook.sandbox.store import Value

columns("ProjectV2", "number title shortDescription readme createdAt updatedAt closedAt")
# Classic projects are gone from GitHub, and there are no teams in the sandbox: no field answers
# one of these, but documents name them.
columns("ProjectCard", "id project column")
columns("Project", "id name closed closedAt")
columns("ProjectColumn", "id name")

_FIELDS = ["ProjectV2Field", "ProjectV2SingleSelectField", "ProjectV2IterationField"]
_VALUES = [
    f"ProjectV2ItemField{kind}Value"
    for kind in ("Date", "Iteration", "Number", "SingleSelect", "Text")
]
_PARTS = [*_FIELDS, "ProjectV2Item", "ProjectV2View", "ProjectV2Workflow"]
_TYPES = ["ProjectV2", *_PARTS, *_VALUES]
_ORDER = {
    "CREATED_AT": "project.created_at",
    "NUMBER": "project.number",
    "TITLE": "project.title COLLATE NOCASE",
    "UPDATED_AT": "project.updated_at",
}
_REPOSITORY_ORDER = {
    "CREATED_AT": "created_at",
    "NAME": "name",
    "PUSHED_AT": "pushed_at",
    "STARGAZERS": "repository.id",
    "UPDATED_AT": "updated_at",
}
_OWNED = "SELECT owner_id, project.id FROM project WHERE {} AND owner_id"
_HOLDING = (
    "SELECT {0}, project.id FROM project JOIN {1} ON project_id = project.id WHERE {{}} AND {0}"
)
_PARENTS = {
    "User": _OWNED,
    "Organization": _OWNED,
    "Repository": _HOLDING.format("repository_id", "project_repository"),
    "Issue": _HOLDING.format("issue_id", "project_item"),
    "PullRequest": _HOLDING.format("issue_id", "project_item"),
    "DraftIssue": _HOLDING.format("draft_issue_id", "project_item"),
}
_PROPERTIES = {
    "title": "title",
    "shortDescription": "short_description",
    "readme": "readme",
    "public": "is_public",
    "closed": "closed",
}

resolves(*(f"{type}.id" for type in [*_TYPES, "DraftIssue"]))(node_id)


@resolves(*(f"{type}.databaseId" for type in _TYPES))
def database_id(entity: Entity, _info: Info) -> int:
    """Answer the database id."""
    return entity.id


@resolves(*(f"{type}.fullDatabaseId" for type in ["ProjectV2", *_PARTS[-3:]]))
def full_database_id(entity: Entity, _info: Info) -> str:
    """Answer the database id as a text, which is how GitHub writes a BigInt."""
    return str(entity.id)


@resolves(*(f"{type}.project" for type in _PARTS))
def project_of(entity: Entity, info: Info) -> Entity | None:
    """Answer the project that has it."""
    return loader(info).one(entity, "project_id", "project")


@resolves(*(f"{type}.creator" for type in ["ProjectV2", "ProjectV2Item", "DraftIssue", *_VALUES]))
def creator(entity: Entity, info: Info) -> Entity | None:
    """Answer who made it."""
    return loader(info).one(entity, "creator_id", "owner")


@resolves(*(f"{type}.projectV2" for type in ["User", "Organization", "Repository"]))
def by_number(owner: Entity, info: Info, number: int) -> Entity:
    """Answer a project of an owner, or of the owner of a repository that it is linked to."""
    column = "owner_id" if owner.type == "Repository" else "id"
    session = loader(info).session
    row = projects.find(session, session.store.get("owner", owner.row[column]), number)
    sql = "SELECT 1 FROM project_repository WHERE project_id = ? AND repository_id = ?"
    linked = owner.type != "Repository" or session.store.one(sql, row["id"], owner.id)
    if not linked:
        raise NotFoundError(f"Could not resolve to a ProjectV2 with the number {number}.")
    return loader(info).entity("project", row["id"])


@resolves("Issue.projectV2", "PullRequest.projectV2")
def by_number_of_issue(issue: Entity, info: Info, number: int) -> Entity:
    """Answer a project of the owner of an issue's repository (unverified)."""
    return by_number(loader(info).repository(issue.row["repository_id"]), info, number)


@resolves(*(f"{type}.projectsV2" for type in _PARENTS))
def listed(
    parent: Entity,
    info: Info,
    query: str | None = None,
    minPermissionLevel: str = "READ",  # noqa: N803
    **args: Any,
) -> Page:
    """Answer the projects of an owner, a repository or an issue that the viewer can see."""
    session = loader(info).session

    def listing(ids: list[int]) -> dict[int, list[int]]:
        where = _searched(query or "")
        order = ordering(args, _ORDER, "project.number DESC", "project.id")
        sql = _PARENTS[parent.type].format(where)
        rows = session.store.listed(sql, ids, where.values, order)
        found = session.store.some("project", {row["id"] for row in rows})
        seen = {row["id"] for row in projects.visible(session, found, minPermissionLevel)}
        return grouped([row for row in rows if row["id"] in seen])

    return loader(info).page(parent, info, args, "project", listing)


def _searched(query: str) -> Where:
    """Turn `is:open some title` into a condition; each word must be in the title."""
    conditions = {
        "is:open": "closed_at IS NULL",
        "is:closed": "closed_at IS NOT NULL",
        "is:public": "is_public",
        "is:private": "NOT is_public",
        "is:template": "is_template",
    }
    where = Where()
    for word in query.split():
        if word in conditions:
            where.add(conditions[word])
        else:
            where.add("instr(lower(title), lower(?))", word.strip('"'))
    return where


@resolves("User.viewerCanCreateProjects", "Organization.viewerCanCreateProjects")
def can_create(owner: Entity, info: Info) -> bool:
    """Answer whether the viewer can create projects of an owner."""
    session = loader(info).session
    return owner.id == session.viewer.id or owners.is_member(session, owner.id)


@resolves("ProjectV2.owner")
def owner(project: Entity, info: Info) -> Entity | None:
    """Answer the user or organization that owns the project."""
    return loader(info).one(project, "owner_id", "owner")


@resolves("ProjectV2.closed")
def closed(project: Entity, _info: Info) -> bool:
    """Answer whether the project is closed."""
    return project.row["closed_at"] is not None


@resolves("ProjectV2.public")
def public(project: Entity, _info: Info) -> bool:
    """Answer whether everyone sees the project."""
    return bool(project.row["is_public"])


@resolves("ProjectV2.template")
def template(project: Entity, _info: Info) -> bool:
    """Answer whether the project is a template."""
    return bool(project.row["is_template"])


@resolves("ProjectV2.resourcePath")
def resource_path(project: Entity, _info: Info) -> str:
    """Answer the page's path on the site."""
    kind = "orgs" if project.row["owner_type"] == "Organization" else "users"
    return f"/{kind}/{project.row['owner_login']}/projects/{project.row['number']}"


@resolves("ProjectV2.url")
def url(project: Entity, info: Info) -> str:
    """Answer the page's address."""
    return WEB + resource_path(project, info)


@resolves("ProjectV2.viewerCanUpdate", "ProjectV2.viewerCanClose", "ProjectV2.viewerCanReopen")
def viewer_can_update(project: Entity, info: Info) -> bool:
    """Answer whether the viewer may change the project."""
    return projects.allows(loader(info).session, project.row, "WRITE")


@resolves("ProjectV2.repositories")
def repositories(project: Entity, info: Info, **args: Any) -> Page:
    """Answer the repositories that show the project."""

    def listing(ids: list[int]) -> dict[int, list[int]]:
        sql = (
            "SELECT project_id, repository.id FROM project_repository "
            "JOIN repository ON repository.id = repository_id WHERE project_id"
        )
        order = ordering(args, _REPOSITORY_ORDER, "created_at DESC", "repository.id")
        return grouped(loader(info).session.store.listed(sql, ids, [], order))

    return loader(info).page(project, info, args, "repository", listing)


def writable(loader: Loader, node: str, operation: str, level: str = "WRITE") -> Entity:
    """Return a project by node id, to a viewer who may write it."""
    project = loader.node(node, "ProjectV2")
    require(loader, project.id, operation, level)
    return project


def require(loader: Loader, project_id: int, operation: str, level: str = "WRITE") -> None:
    """Refuse an operation on a project to a viewer below a level."""
    row = loader.session.store.get("project", project_id)
    projects.require(loader.session, row, level, operation)


@mutation("createProjectV2", "project")
def create(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Create a project, linked to a repository if one is given."""
    owner = loader.node(given["ownerId"], "Organization", "User")
    projects.require_creating(loader.session, owner.row)
    id = projects.create(loader.session, owner.row, given["title"])
    if given.get("repositoryId"):
        repository = loader.node(given["repositoryId"], "Repository")
        projects.link(loader.session, loader.session.store.get("project", id), repository.row)
    return {"projectV2": loader.entity("project", id)}


@mutation("updateProjectV2", "project")
def update(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Change what is given of a project."""
    level = "ADMIN" if given.get("public") is not None else "WRITE"
    project = writable(loader, given["projectId"], "UpdateProjectV2", level)
    changes: dict[str, Value] = {
        column: given[key] for key, column in _PROPERTIES.items() if given.get(key) is not None
    }
    projects.update(loader.session, project.row, changes)
    return {"projectV2": loader.entity("project", project.id)}


@mutation("deleteProjectV2", "project")
def delete(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Delete a project; what it was can still be asked for in the answer, its lists are empty."""
    project = writable(loader, given["projectId"], "DeleteProjectV2", "ADMIN")
    projects.delete(loader.session, project.row)
    return {"projectV2": project}


@mutation("copyProjectV2", "project")
def copy(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Copy a project to an owner: its fields, views and workflows, and its drafts if asked."""
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
    """Make a project a template no longer."""
    return _mark(loader, given["projectId"], "UnmarkProjectV2AsTemplate", is_template=0)


def _mark(loader: Loader, node: str, operation: str, **values: Value) -> dict[str, Any]:
    project = writable(loader, node, operation, "ADMIN")
    projects.update(loader.session, project.row, values)
    return {"projectV2": loader.entity("project", project.id)}


@mutation("linkProjectV2ToRepository", "project")
def link(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Show a project in a repository."""
    project = writable(loader, given["projectId"], "LinkProjectV2ToRepository")
    repository = loader.node(given["repositoryId"], "Repository")
    projects.link(loader.session, project.row, repository.row)
    return {"repository": repository}


@mutation("unlinkProjectV2FromRepository", "project")
def unlink(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Show a project in a repository no longer."""
    project = writable(loader, given["projectId"], "UnlinkProjectV2FromRepository")
    repository = loader.node(given["repositoryId"], "Repository")
    projects.unlink(loader.session, project.row, repository.row)
    return {"repository": repository}
