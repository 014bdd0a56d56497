"""Labels."""

from typing import Any
from urllib.parse import quote

from gh_sandbox import identifiers
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rules.issues import label as labels
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

_TEXTS = "color:string|null description:string|null"


def body(session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `label`; the sandbox has no archived labels."""
    name = repositories.full_name(session, repositories.get(session, row["repository_id"]))
    return {
        "id": row["id"],
        "node_id": identifiers.encode("Label", row["id"], within=row["repository_id"]),
        "url": f"{session.api}/repos/{name}/labels/{quote(row['name'], safe='')}",
        "name": row["name"],
        "color": row["color"],
        "default": bool(row["is_default"]),
        "description": row["description"],
        "archived_at": None,
        "archived_by": None,
    }


@route("GET", "/repos/{owner}/{repo}/labels", takes=PAGING)
def list_all(call: Call) -> Reply:
    """List a repository's labels."""
    rows = call.session.store.all(
        "SELECT * FROM label WHERE repository_id = ? ORDER BY id", call.repository()["id"]
    )
    return call.paged(rows, lambda row: body(call.session, row))


@route("POST", "/repos/{owner}/{repo}/labels", "public_repo", gives=f"name!:string {_TEXTS}")
def create(call: Call) -> Reply:
    """Create a label."""
    repository = call.repository()
    name = call.required("name", "Label")
    color = str(call.body.get("color") or labels.DEFAULT_COLOR)
    description = call.body.get("description")
    id = labels.create(call.session, repository, name, color, description)
    return Reply(body(call.session, call.session.store.get("label", id)), 201)


@route("GET", "/repos/{owner}/{repo}/labels/{name:path}")
def get(call: Call) -> Reply:
    """Return a label."""
    row = labels.get(call.session, call.repository(), call.parts["name"])
    return Reply(body(call.session, row), changed=row["updated_at"])


@route(
    "PATCH",
    "/repos/{owner}/{repo}/labels/{name:path}",
    "public_repo",
    gives=f"new_name:string {_TEXTS}",
    lacks="archived",
)
def update(call: Call) -> Reply:
    """Change a label."""
    row = labels.get(call.session, call.repository(), call.parts["name"])
    labels.update(
        call.session,
        row,
        name=call.body.get("new_name") or call.body.get("name"),
        color=call.body.get("color"),
        description=call.body.get("description"),
    )
    return Reply(body(call.session, call.session.store.get("label", row["id"])))


@route("DELETE", "/repos/{owner}/{repo}/labels/{name:path}", "public_repo")
def delete(call: Call) -> Reply:
    """Delete a label."""
    row = labels.get(call.session, call.repository(), call.parts["name"])
    labels.delete(call.session, row)
    return Reply(None, 204)
