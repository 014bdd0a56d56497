"""Projects, and the common parts of the endpoints below one: its row, and paging by cursor.

Shapes: GitHub's REST description. Unverified: `description` is the readme.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from gh_sandbox import identifiers, whole_number
from gh_sandbox.errors import UnprocessableError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGE, PAGE_LIMIT, Call, Handler, route
from gh_sandbox.rest.owners import user
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.projects import project as projects
from gh_sandbox.rules.projects import project_status_update as updates
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

READ, WRITE = "read:project", "project"


# The parameters of a list with cursors.
CURSORS = "after before per_page"


def project_route(method: str, path: str = "", **words: Any) -> Callable[[Handler], Handler]:
    """Register a handler for the projects of organizations and of users; see `route`."""

    def register(handler: Handler) -> Handler:
        for owner in ("orgs/{org}", "users/{username}"):
            scope = READ if method == "GET" else WRITE
            route(method, f"/{owner}/projectsV2{path}", scope, **words)(handler)
        return handler

    return register


def url(session: Session, project: Row) -> str:
    """Return the API's address of a project."""
    owner = session.store.get("owner", project["owner_id"])
    kind = "orgs" if owner["type"] == "Organization" else "users"
    return f"{session.api}/{kind}/{owner['login']}/projectsV2/{project['number']}"


def body(session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `projects-v2`."""
    return {
        "id": row["id"],
        "node_id": identifiers.encode("ProjectV2", row["id"], within=row["owner_id"]),
        "owner": user.by_id(session, row["owner_id"]),
        "creator": user.by_id(session, row["creator_id"] or row["owner_id"]),
        "title": row["title"],
        "description": row["readme"],
        "short_description": row["short_description"],
        "public": bool(row["is_public"]),
        "number": row["number"],
        "state": "closed" if row["closed_at"] else "open",
        "closed_at": row["closed_at"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "deleted_at": None,
        "deleted_by": None,
        "is_template": bool(row["is_template"]),
        "latest_status_update": _status_update(session, updates.latest(session, row["id"])),
    }


def _status_update(session: Session, row: Row | None) -> dict[str, Any] | None:
    """Return GitHub's `projects-v2-status-update`."""
    if row is None:
        return None
    of = session.store.get("project", row["project_id"])
    found = {
        "id": row["id"],
        "node_id": identifiers.encode("ProjectV2StatusUpdate", row["id"], within=of["id"]),
        "project_node_id": identifiers.encode("ProjectV2", of["id"], within=of["owner_id"]),
        "creator": user.by_id(session, row["creator_id"] or of["owner_id"]),
        "body": row["body"],
        "status": row["status"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }
    days = {name: row[name] for name in ("start_date", "target_date") if row[name] is not None}
    return {**found, **days}


def owner_of(call: Call) -> Row:
    """Return the organization or user of the path; a user is there by login or database id."""
    if "org" in call.parts:
        return owners.find(call.session, call.parts["org"], "Organization")
    if "user_id" in call.parts:
        sql = "SELECT * FROM owner WHERE id = ? AND type = 'User'"
        return call.session.found(sql, call.number("user_id"))
    return owners.find(call.session, call.parts["username"], "User")


def found(call: Call, operation: str | None = None) -> Row:
    """Return the project of the path, if the viewer may do the operation."""
    project = projects.find(call.session, owner_of(call), call.number("project_number"))
    if operation is not None:
        projects.require(call.session, project, "WRITE", operation)
    return project


def paged(call: Call, ids: Sequence[int], bodies: Callable[[Sequence[int]], list[Any]]) -> Reply:
    """Reply with the page between the cursors `after` and `before`, and its `Link`."""
    size = whole_number.read(call.query.get("per_page", ""))
    size_asked = PAGE if size is None else min(max(size, 1), PAGE_LIMIT)
    start, stop = 0, len(ids)
    if "after" in call.query:
        start = _position(ids, call.query["after"]) + 1
        stop = min(start + size_asked, stop)
    elif "before" in call.query:
        stop = _position(ids, call.query["before"])
        start = max(0, stop - size_asked)
    else:
        stop = min(size_asked, stop)
    shown = ids[start:stop]
    links = []
    if shown and stop < len(ids):
        links.append(_link(call, "next", "after", shown[-1]))
    if shown and start > 0:
        links.append(_link(call, "prev", "before", shown[0]))
    return Reply(bodies(shown), headers={"Link": ", ".join(links)} if links else {})


def _link(call: Call, relation: str, name: str, id: int) -> str:
    others = {key: value for key, value in call.query.items() if key not in ("after", "before")}
    cursor = base64.urlsafe_b64encode(f"cursor:{id}".encode()).decode().rstrip("=")
    query = urlencode({**others, name: cursor})
    return f'<{call.url(call.path)}?{query}>; rel="{relation}"'


def _position(ids: Sequence[int], cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        return ids.index(int(text.removeprefix("cursor:")))
    except (binascii.Error, ValueError) as error:
        raise UnprocessableError(f"`{cursor}` does not appear to be a valid cursor.") from error


@project_route("GET", takes=f"q {CURSORS}")
def list_all(call: Call) -> Reply:
    """List an owner's projects that match `q`, latest first."""
    where, values = "owner_id = ?", [owner_of(call)["id"]]
    for condition, more in projects.conditions(call.query.get("q", "")):
        where += f" AND ({condition})"
        values += more
    rows = call.session.store.all(
        f"SELECT * FROM project WHERE {where} ORDER BY number DESC", *values
    )
    by_id = {row["id"]: row for row in projects.visible(call.session, rows)}
    return paged(call, list(by_id), lambda ids: [body(call.session, by_id[id]) for id in ids])


@project_route("GET", "/{project_number}")
def get(call: Call) -> Reply:
    """Return a project."""
    return Reply(body(call.session, found(call)))
