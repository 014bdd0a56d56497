"""The teams of organizations, and the projects linked to them.

Sources: GitHub's GraphQL schema, `Organization.team`, `ProjectV2.teams`, `linkProjectV2ToTeam`.
Unverified: only members see a team, and the scope that links need.
"""

from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, links, mutation, resolves
from gh_sandbox.graphql.resolvers.common import Info, loader, ordering, select_page
from gh_sandbox.graphql.resolvers.project import writable
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.projects import project as projects

columns("Team", "name slug")
links("Team", "owner", "organization=owner_id")
_ORDER = {"NAME": "name"}


@resolves("Organization.team")
def of_organization(organization: Entity, info: Info, slug: str) -> Entity | None:
    """Return a team by its slug; only members see it."""
    session = loader(info).session
    sql = "SELECT id FROM team WHERE owner_id = ? AND slug = ?"
    found = session.store.one(sql, organization.id, slug)
    if found is None or not owners.is_member(session, organization.id):
        return None
    return loader(info).entity("team", found["id"])


@resolves("ProjectV2.teams")
def of_project(project: Entity, info: Info, **args: Any) -> Page:
    """Return the teams that a project is linked to."""
    sql = (
        "SELECT project_id, team.id FROM project_team "
        "JOIN team ON team.id = team_id WHERE project_id"
    )
    order = ordering(args, _ORDER, "name", "team.id")
    return select_page(project, info, args, "team", sql, order)


@mutation("linkProjectV2ToTeam", "project")
def link(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Link a project to a team."""
    project = writable(loader, given["projectId"], "LinkProjectV2ToTeam")
    team = loader.node(given["teamId"], "Team")
    projects.link_team(loader.session, project.row, team.row)
    return {"team": team}


@mutation("unlinkProjectV2FromTeam", "project")
def unlink(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Unlink a project from a team."""
    project = writable(loader, given["projectId"], "UnlinkProjectV2FromTeam")
    team = loader.node(given["teamId"], "Team")
    projects.unlink_team(loader.session, project.row, team.row)
    return {"team": team}
