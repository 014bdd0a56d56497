"""Milestones."""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest import request_body
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.issues import label
from gh_sandbox.rest.owners import user
from gh_sandbox.rules.issues import milestone as milestones
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import WEB, Session
from gh_sandbox.state.store import Row

# Unverified: milestones without issues are the least complete, those without a date the last due.
_SORTS = {
    "due_on": "due_on IS NULL, due_on {}",
    "completeness": (
        "(SELECT COALESCE(AVG(issue.state = 'CLOSED'), 0) FROM issue "
        "WHERE milestone_id = milestone.id) {}"
    ),
}
_RESOURCE = "Milestone"
_FIELDS = ("title", "state", "description", "due_on")
_PROPERTIES = "state:string description:string|null due_on:string|null"


def body(session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `milestone`; its counts include pull requests."""
    name = repositories.full_name(session, repositories.get(session, row["repository_id"]))
    url = f"{session.api}/repos/{name}/milestones/{row['number']}"
    count = "SELECT COUNT(*) FROM issue WHERE milestone_id = ? AND state = ?"
    return {
        "url": url,
        "html_url": f"{WEB}/{name}/milestone/{row['number']}",
        "labels_url": f"{url}/labels",
        "id": row["id"],
        "node_id": identifiers.encode("Milestone", row["id"], within=row["repository_id"]),
        "number": row["number"],
        "title": row["title"],
        "description": row["description"],
        "creator": user.by_id(session, row["creator_id"]),
        "open_issues": session.store.number(count, row["id"], "OPEN"),
        "closed_issues": session.store.number(count, row["id"], "CLOSED"),
        "state": row["state"].lower(),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "due_on": row["due_on"],
        "closed_at": row["closed_at"],
    }


def by_id(session: Session, id: int | None) -> dict[str, Any] | None:
    """Return the `milestone` of an id, or null."""
    if id is None:
        return None
    return session.remembered(
        ("milestone", id), lambda: body(session, session.store.get("milestone", id))
    )


@route("GET", "/repos/{owner}/{repo}/milestones", takes=f"state sort direction {PAGING}")
def list_all(call: Call) -> Reply:
    """List a repository's milestones, by default the open ones."""
    order = _SORTS[call.choice("sort", "due_on completeness", _RESOURCE)]
    direction = call.choice("direction", "asc desc", _RESOURCE)
    rows = call.session.store.all(
        "SELECT * FROM milestone WHERE repository_id = ? AND ? IN ('ALL', state) "
        f"ORDER BY {order.format(direction)}, number",
        call.repository()["id"],
        call.choice("state", "open closed all", _RESOURCE).upper(),
    )
    return call.paged(rows, lambda row: body(call.session, row))


@route(
    "POST",
    "/repos/{owner}/{repo}/milestones",
    "public_repo",
    gives=f"title!:string {_PROPERTIES}",
    closed=True,
)
def create(call: Call) -> Reply:
    """Create a milestone."""
    id = milestones.create(call.session, call.repository(), _given(call))
    return Reply(body(call.session, call.session.store.get("milestone", id)), 201)


@route("GET", "/repos/{owner}/{repo}/milestones/{number}")
def get(call: Call) -> Reply:
    """Return a milestone."""
    return Reply(body(call.session, _find(call)))


@route(
    "PATCH",
    "/repos/{owner}/{repo}/milestones/{number}",
    "public_repo",
    gives=f"title:string {_PROPERTIES}",
    closed=True,
)
def update(call: Call) -> Reply:
    """Change a milestone."""
    row = _find(call)
    milestones.update(call.session, row, _given(call))
    return Reply(body(call.session, call.session.store.get("milestone", row["id"])))


@route("DELETE", "/repos/{owner}/{repo}/milestones/{number}", "public_repo")
def delete(call: Call) -> Reply:
    """Delete a milestone."""
    milestones.delete(call.session, _find(call))
    return Reply(None, 204)


@route("GET", "/repos/{owner}/{repo}/milestones/{number}/labels", takes=PAGING)
def milestone_labels(call: Call) -> Reply:
    """List the labels of a milestone's issues."""
    rows = call.session.store.all(
        "SELECT DISTINCT label.* FROM label JOIN issue_label ON label.id = label_id "
        "JOIN issue ON issue.id = issue_id WHERE milestone_id = ? ORDER BY label.id",
        _find(call)["id"],
    )
    return call.paged(rows, lambda row: label.body(call.session, row))


def _find(call: Call) -> Row:
    return milestones.get(call.session, call.repository(), call.number("number"))


def _given(call: Call) -> dict[str, object]:
    due = call.body.get("due_on")
    if due is not None:
        request_body.require_moment("properties/due_on", str(due))
    return {key: call.body[key] for key in _FIELDS if key in call.body}
