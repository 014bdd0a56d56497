"""Issue types; they are null if the owner has none (reported by clients)."""

from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, links, mutation, resolves
from gh_sandbox.graphql.resolvers.common import Info, loader, ordering, select_page
from gh_sandbox.rules.issues import issue as issues
from gh_sandbox.rules.owners import issue_type as issue_types
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.repositories import repository as repositories

columns("IssueType", "name description color isEnabled isPrivate")
links("Issue", "issue_type", "issueType")

_ORDER = {"CREATED_AT": "issue_type.created_at", "NAME": "issue_type.name"}
_DEFAULT = "issue_type.created_at, issue_type.id"
_FIELDS = {
    "name": "name",
    "description": "description",
    "color": "color",
    "isEnabled": "is_enabled",
}


@resolves("Repository.issueTypes")
def of_repository(repository: Entity, info: Info, **args: Any) -> Page | None:
    """Return the types that a repository's issues can have."""
    owner = owners.get(loader(info).session, repository.row["owner_id"])
    if not owner["has_issue_types"]:
        return None

    order = ordering(args, _ORDER, _DEFAULT, "issue_type.id")
    sql = (
        "SELECT repository.id, issue_type.id FROM issue_type JOIN repository "
        "ON repository.owner_id = issue_type.owner_id WHERE is_enabled AND repository.id"
    )
    return select_page(repository, info, args, "issue_type", sql, order)


@resolves("Repository.issueType")
def by_name(repository: Entity, info: Info, name: str) -> Entity | None:
    """Return a type by name."""
    row = issue_types.find(loader(info).session, repository.row["owner_id"], name)
    return None if row is None else loader(info).entity("issue_type", row["id"])


@resolves("Organization.issueTypes")
def of_organization(organization: Entity, info: Info, **args: Any) -> Page | None:
    """Return an organization's types, enabled or not."""
    if not organization.row["has_issue_types"]:
        return None

    order = ordering(args, _ORDER, _DEFAULT, "issue_type.id")
    sql = "SELECT owner_id, id FROM issue_type WHERE owner_id"
    return select_page(organization, info, args, "issue_type", sql, order)


@mutation("createIssueType", "admin:org")
def create(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Create a type."""
    owner = loader.node(given["ownerId"], "Organization")
    id = issue_types.create(loader.session, owner.row, _fields(given))
    return {"issueType": loader.entity("issue_type", id)}


@mutation("updateIssueType", "admin:org")
def update(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Change a type."""
    issue_type = loader.node(given["issueTypeId"], "IssueType")
    issue_types.update(loader.session, issue_type.row, _fields(given))
    return {"issueType": loader.entity("issue_type", issue_type.id)}


@mutation("deleteIssueType", "admin:org")
def delete(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Delete a type."""
    issue_types.delete(loader.session, loader.node(given["issueTypeId"], "IssueType").row)
    return {"deletedIssueTypeId": given["issueTypeId"]}


@mutation("updateIssueIssueType", "public_repo")
def set_on_issue(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Set or remove the type of an issue."""
    issue = loader.node(given["issueId"], "Issue")
    repositories.require_for(loader.session, issue.row, "TRIAGE", "UpdateIssueIssueType")
    wanted = given.get("issueTypeId")
    id = None if wanted is None else loader.node(wanted, "IssueType").id
    issues.update(loader.session, issue.row, issues.IssueChange(issue_type_id=id))
    return {"issue": loader.entity("issue", issue.id)}


def _fields(given: dict[str, Any]) -> dict[str, object]:
    return {column: given[key] for key, column in _FIELDS.items() if key in given}
