"""The issue fields of an organization."""

from collections.abc import Mapping, Sequence
from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.errors import NotFoundError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest import request_body
from gh_sandbox.rest.call import Call, route
from gh_sandbox.rules.owners import issue_field as fields
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

_FIELDS = "/orgs/{org}/issue-fields"
_PROPERTIES = "name:string description:string|null visibility:string"
# GraphQL's and REST's names of a field's visibility.
_VISIBILITIES = {"ORG_ONLY": "organization_members_only", "ALL": "all"}
NODE_TYPES = {
    "TEXT": "IssueFieldText",
    "NUMBER": "IssueFieldNumber",
    "DATE": "IssueFieldDate",
    "SINGLE_SELECT": "IssueFieldSingleSelect",
    "MULTI_SELECT": "IssueFieldMultiSelect",
}


def bodies(session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return GitHub's `issue-field` for each row."""
    options = fields.options(session, [row["id"] for row in rows])
    return [
        {
            "id": row["id"],
            "node_id": identifiers.encode(NODE_TYPES[row["data_type"]], row["id"]),
            "name": row["name"],
            "description": row["description"],
            "data_type": row["data_type"].lower(),
            "visibility": _VISIBILITIES[row["visibility"]],
            "options": [option(each) for each in options[row["id"]]]
            if row["id"] in options
            else None,
            "created_at": row["created_at"],
            "updated_at": row["updated_at"],
        }
        for row in rows
    ]


def option(row: Row) -> dict[str, Any]:
    """Return one option of a select field."""
    plain = ("id", "name", "description", "priority", "created_at", "updated_at")
    return {**{name: row[name] for name in plain}, "color": row["color"].lower()}


@route("GET", _FIELDS, "read:org")
def list_all(call: Call) -> Reply:
    """List an organization's fields that the viewer may see."""
    organization = owners.find(call.session, call.parts["org"], "Organization")
    return Reply(bodies(call.session, fields.of_owner(call.session, organization["id"])))


@route("GET", "/user/issue-fields", "read:user")
def of_viewer(call: Call) -> Reply:
    """List the viewer's own fields."""
    found = fields.of_owner(call.session, call.session.viewer.id)
    if not found:
        raise NotFoundError
    return Reply(bodies(call.session, found))


@route(
    "POST",
    _FIELDS,
    "admin:org",
    gives=f"name!:string data_type!:string options:array|null {_PROPERTIES}",
)
def create(call: Call) -> Reply:
    """Make a field; GitHub answers 200."""
    organization = owners.find(call.session, call.parts["org"], "Organization")
    return _shown(call, fields.create(call.session, organization, _given(call.body)))


@route("PATCH", _FIELDS + "/{issue_field_id}", "admin:org", gives=f"options:array {_PROPERTIES}")
def update(call: Call) -> Reply:
    """Change a field."""
    row = _find(call)
    fields.update(call.session, row, _given(call.body))
    return _shown(call, row["id"])


@route("DELETE", _FIELDS + "/{issue_field_id}", "admin:org")
def delete(call: Call) -> Reply:
    """Delete a field."""
    fields.delete(call.session, _find(call))
    return Reply(None, 204)


def _find(call: Call) -> Row:
    organization = owners.find(call.session, call.parts["org"], "Organization")
    return fields.get(call.session, organization["id"], call.number("issue_field_id"))


def _shown(call: Call, id: int) -> Reply:
    return Reply(bodies(call.session, [call.session.store.get("issue_field", id)])[0])


def _given(body: Mapping[str, Any]) -> dict[str, Any]:
    """Read a body and translate REST's lower case into the capitals of the rules."""
    found = dict(body)
    if found.get("options") is not None:
        found["options"] = request_body.objects(found["options"], "options")
    if "data_type" in found:
        found["data_type"] = str(found["data_type"]).upper()
    if found.get("visibility") is not None:
        names = {rest: name for name, rest in _VISIBILITIES.items()}
        found["visibility"] = names.get(found["visibility"], found["visibility"])
    return found
