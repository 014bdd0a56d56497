"""The issue fields of an organization."""

from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, mutation, resolves
from gh_sandbox.graphql.resolvers.common import Info, loader
from gh_sandbox.rules.owners import issue_field as fields

TYPES = [f"IssueField{kind}" for kind in ("Text", "Number", "Date", "SingleSelect", "MultiSelect")]
_OPTION = "IssueFieldSingleSelectOption"
_ORDERS = {"CREATED_AT": "id", "NAME": "name"}
columns(" ".join(TYPES), "name description dataType visibility createdAt")
columns(_OPTION, "name description color priority")


@resolves("IssueFieldSingleSelect.options", "IssueFieldMultiSelect.options")
def options(field: Entity, info: Info) -> list[Entity]:
    """Return the options, by priority."""
    rows = fields.options(loader(info).session, [field.id]).get(field.id, [])
    found = loader(info).entities("issue_field_option", [row["id"] for row in rows])
    return [found[row["id"]] for row in rows]


@resolves("Organization.issueFields", "Repository.issueFields")
def of_owner(parent: Entity, info: Info, **args: Any) -> Page | None:
    """Return the fields of an organization, or of a repository's owner; most users have none."""
    owner_id = parent.row["owner_id"] if parent.type == "Repository" else parent.id
    rows = fields.of_owner(loader(info).session, owner_id)
    if not rows and parent.type == "Repository" and parent.row["owner_type"] != "Organization":
        return None
    order = args.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    column, backwards = _ORDERS[order["field"]], order["direction"] == "DESC"
    rows.sort(key=lambda row: (row[column], row["id"]), reverse=backwards)
    return loader(info).list_page(info, args, "issue_field", [row["id"] for row in rows])


@mutation("createIssueField", "admin:org")
def create(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Make a field."""
    owner = loader.node(given["ownerId"], "Organization")
    fields_given = {**_given(given), "data_type": given["dataType"]}
    id = fields.create(loader.session, owner.row, fields_given)
    return {"issueField": loader.entity("issue_field", id)}


@mutation("updateIssueField", "admin:org")
def update(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Change a field."""
    field = loader.node(given["id"], *TYPES)
    fields.update(loader.session, field.row, _given(given))
    return {"issueField": loader.entity("issue_field", field.id)}


@mutation("deleteIssueField", "admin:org")
def delete(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Delete a field and return its former state."""
    field = loader.node(given["fieldId"], *TYPES)
    fields.delete(loader.session, field.row)
    return {"issueField": field}


def _given(given: dict[str, Any]) -> dict[str, Any]:
    names = ("name", "description", "visibility", "options")
    return {name: given[name] for name in names if name in given}
