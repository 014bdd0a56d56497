"""The events of an issue or pull request, and its timeline, which has its comments too."""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.rest import comment, issue, issue_body, user
from gh_sandbox.rest.call import PAGING, Call, Reply, route
from gh_sandbox.rules import repository as repositories
from gh_sandbox.rules import timeline as timelines
from gh_sandbox.session import Session
from gh_sandbox.store import Row

_ISSUE = "/repos/{owner}/{repo}/issues/{number}"
_CROSS_REFERENCED = "cross-referenced"


def body(session: Session, row: Row) -> dict[str, Any]:
    """Return the event as GitHub has one of its kind."""
    found = {
        "event": row["event"],
        "actor": user.by_id(session, row["actor_id"]),
        "created_at": row["created_at"],
    }
    if row["event"] == _CROSS_REFERENCED:
        source = issue_body.body(session, session.store.get("issue", row["source_id"]))
        return {
            **found,
            "updated_at": row["created_at"],
            "source": {"type": "issue", "issue": source},
        }
    on = session.store.get("issue", row["issue_id"])
    repository = session.store.get("repository", on["repository_id"])
    name = repositories.full_name(session, repository)
    found |= {
        "id": row["id"],
        "node_id": identifiers.encode("IssueEvent", row["id"], within=repository["id"]),
        "url": f"{session.api}/repos/{name}/issues/events/{row['id']}",
        "commit_id": None,
        "commit_url": None,
        "performed_via_github_app": None,
    }
    if row["label_name"] is not None:
        return {**found, "label": {"name": row["label_name"], "color": row["label_color"]}}
    reason = on["state_reason"] if row["event"] == "closed" else None
    return {**found, "state_reason": reason and reason.lower()}


@route("GET", _ISSUE + "/events", takes=PAGING)
def list_events(call: Call) -> Reply:
    """List the events, oldest first; what names the issue is in the timeline only."""
    rows = timelines.events_of(call.session, issue.find(call)["id"])
    shown = [row for row in rows if row["event"] != _CROSS_REFERENCED]
    return call.paged(shown, lambda row: body(call.session, row))


@route("GET", _ISSUE + "/timeline", takes=PAGING)
def timeline(call: Call) -> Reply:
    """List events and comments, oldest first."""
    id = issue.find(call)["id"]
    comments = call.session.store.all("SELECT * FROM comment WHERE issue_id = ?", id)
    events = timelines.events_of(call.session, id)
    rows = sorted([*events, *comments], key=lambda row: str(row["created_at"]))
    return call.paged(rows, lambda row: _entry(call.session, row))


def _entry(session: Session, row: Row) -> dict[str, Any]:
    if "event" in row.keys():  # noqa: SIM118 - a row is iterated by its values
        return body(session, row)
    shown = comment.body(session, row)
    return {"event": "commented", "actor": shown["user"], **shown}
