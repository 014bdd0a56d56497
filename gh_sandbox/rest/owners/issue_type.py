"""Issue types."""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import Call, route
from gh_sandbox.rules.owners import issue_type as issue_types
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

_PROPERTIES = "name!:string is_enabled!:boolean description:string|null color:string|null"
_FIELDS = ("name", "description", "color", "is_enabled")


def body(_session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `issue-type`."""
    return {
        "id": row["id"],
        "node_id": identifiers.encode("IssueType", row["id"], within=row["owner_id"]),
        "name": row["name"],
        "description": row["description"],
        "color": row["color"].lower(),
        "is_enabled": bool(row["is_enabled"]),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def by_id(session: Session, id: int | None) -> dict[str, Any] | None:
    """Return the `issue-type` of an id, or null."""
    if id is None:
        return None
    return session.remembered(
        ("issue type", id), lambda: body(session, session.store.get("issue_type", id))
    )


@route("GET", "/orgs/{org}/issue-types", "read:org")
def list_all(call: Call) -> Reply:
    """List an organization's types."""
    organization = owners.find(call.session, call.parts["org"], "Organization")
    issue_types.require(organization)
    return _list(call, organization["id"])


@route("GET", "/repos/{owner}/{repo}/issue-types")
def of_repository(call: Call) -> Reply:
    """List the types of a repository's issues (unverified: `[]` if the owner has none)."""
    return _list(call, call.repository()["owner_id"], enabled=True)


@route("GET", "/user/issue-types", "read:user")
def of_viewer(call: Call) -> Reply:
    """List the viewer's own types."""
    issue_types.require(owners.get(call.session, call.session.viewer.id))
    return _list(call, call.session.viewer.id)


@route("POST", "/orgs/{org}/issue-types", "admin:org", gives=_PROPERTIES)
def create(call: Call) -> Reply:
    """Create a type; GitHub answers 200."""
    return _create(call, owners.find(call.session, call.parts["org"], "Organization"))


@route("POST", "/user/issue-types", "user", gives=_PROPERTIES)
def create_own(call: Call) -> Reply:
    """Create a type of the viewer (unverified: 200, as for organizations)."""
    return _create(call, owners.get(call.session, call.session.viewer.id))


@route("PUT", "/orgs/{org}/issue-types/{id}", "admin:org", gives=_PROPERTIES)
def update(call: Call) -> Reply:
    """Change a type."""
    row = _find(call)
    issue_types.update(call.session, row, _given(call))
    return Reply(body(call.session, call.session.store.get("issue_type", row["id"])))


@route("DELETE", "/orgs/{org}/issue-types/{id}", "admin:org")
def delete(call: Call) -> Reply:
    """Delete a type."""
    issue_types.delete(call.session, _find(call))
    return Reply(None, 204)


def _list(call: Call, owner_id: int, *, enabled: bool = False) -> Reply:
    rows = issue_types.of_owner(call.session, owner_id, enabled=enabled)
    return Reply([body(call.session, row) for row in rows])


def _create(call: Call, owner: Row) -> Reply:
    issue_types.require(owner)
    id = issue_types.create(call.session, owner, _given(call))
    return Reply(body(call.session, call.session.store.get("issue_type", id)))


def _find(call: Call) -> Row:
    organization = owners.find(call.session, call.parts["org"], "Organization")
    return issue_types.get(call.session, organization["id"], call.number("id"))


def _given(call: Call) -> dict[str, object]:
    return {key: call.body[key] for key in _FIELDS if key in call.body}
