"""Lists of projects: of owners, repositories and issues."""

from typing import Any

from gh_sandbox.errors import NotFoundError
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import resolves
from gh_sandbox.graphql.resolvers.common import Info, grouped, loader, ordering
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.projects import project as projects
from gh_sandbox.state.condition import Where

_ORDER = {
    "CREATED_AT": "project.created_at",
    "NUMBER": "project.number",
    "TITLE": "project.title COLLATE NOCASE",
    "UPDATED_AT": "project.updated_at",
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


@resolves(*(f"{type}.projectV2" for type in ["User", "Organization", "Repository"]))
def by_number(owner: Entity, info: Info, number: int) -> Entity:
    """Return a project of an owner, or of the owner of a repository that it is linked to."""
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
    """Return a project of the owner of an issue's repository (unverified)."""
    return by_number(loader(info).repository(issue.row["repository_id"]), info, number)


@resolves(*(f"{type}.projectsV2" for type in _PARENTS))
def listed(
    parent: Entity,
    info: Info,
    query: str | None = None,
    minPermissionLevel: str = "READ",  # noqa: N803
    **args: Any,
) -> Page:
    """Return the projects of an owner, a repository or an issue that the viewer can see."""
    session = loader(info).session

    def listing(ids: list[int]) -> dict[int, list[int]]:
        where = Where()
        for condition, values in projects.conditions(query or ""):
            where.add(condition, *values)
        order = ordering(args, _ORDER, "project.number DESC", "project.id")
        sql = _PARENTS[parent.type].format(where)
        rows = session.store.listed(sql, ids, where.values, order)
        found = session.store.some("project", {row["id"] for row in rows})
        seen = {row["id"] for row in projects.visible(session, found, minPermissionLevel)}
        return grouped([row for row in rows if row["id"] in seen])

    return loader(info).page(parent, info, args, "project", listing)


@resolves("User.viewerCanCreateProjects", "Organization.viewerCanCreateProjects")
def can_create(owner: Entity, info: Info) -> bool:
    """Return whether the viewer can create projects of an owner."""
    session = loader(info).session
    return owner.id == session.viewer.id or owners.is_member(session, owner.id)
