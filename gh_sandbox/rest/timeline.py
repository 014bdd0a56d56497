"""What happened: an issue's events and timeline, which has its comments too; a repository's events.

The header `x-sandbox-not-kept` names what GitHub has there and the sandbox has not.
"""

from typing import Any

from gh_sandbox.errors import NotFoundError
from gh_sandbox.rest import comment_body, event_body, issue
from gh_sandbox.rest.call import PAGING, Call, Reply, route
from gh_sandbox.rules import timeline as timelines
from gh_sandbox.session import Session
from gh_sandbox.store import Row
from gh_sandbox.timeline_kind import CROSS_REFERENCED, NOT_KEPT

_EVENTS = "/repos/{owner}/{repo}/issues/events"
_ISSUE = "/repos/{owner}/{repo}/issues/{number}"
_OF_REPOSITORY = (
    "SELECT issue_event.* FROM issue_event JOIN issue ON issue.id = issue_id "
    f"WHERE repository_id = ? AND event <> '{CROSS_REFERENCED}'"
)


@route("GET", _EVENTS, takes=PAGING)
def of_repository(call: Call) -> Reply:
    """List the events of all issues, the latest first (unverified)."""
    rows = call.session.store.all(
        f"{_OF_REPOSITORY} ORDER BY issue_event.id DESC", call.repository()["id"]
    )
    return _told(call.paged(rows, lambda row: event_body.with_issue(call.session, row)))


@route("GET", _EVENTS + "/{event_id}")
def get(call: Call) -> Reply:
    """Return an event."""
    sql = f"{_OF_REPOSITORY} AND issue_event.id = ?"
    row = call.session.store.one(sql, call.repository()["id"], call.number("event_id"))
    if row is None:
        raise NotFoundError
    return Reply(event_body.with_issue(call.session, row), changed=row["created_at"])


@route("GET", _ISSUE + "/events", takes=PAGING)
def of_issue(call: Call) -> Reply:
    """List the events, oldest first; what names the issue is in the timeline only."""
    rows = timelines.events_of(call.session, issue.find(call)["id"])
    shown = [row for row in rows if row["event"] != CROSS_REFERENCED]
    return _told(call.paged(shown, lambda row: event_body.of_issue(call.session, row)))


@route("GET", _ISSUE + "/timeline", takes=f"exclude {PAGING}")
def timeline(call: Call) -> Reply:
    """List events and comments, oldest first, but for the kinds that `exclude` names."""
    id = issue.find(call)["id"]
    excluded = call.query.get("exclude", "").split(",")
    comments = call.session.store.all("SELECT * FROM comment WHERE issue_id = ?", id)
    events = timelines.events_of(call.session, id)
    rows = [row for row in [*events, *comments] if _name(row) not in excluded]
    rows.sort(key=lambda row: str(row["created_at"]))
    return _told(call.paged(rows, lambda row: _entry(call.session, row)))


def _told(reply: Reply) -> Reply:
    header = {"x-sandbox-not-kept": ", ".join(NOT_KEPT.split())}
    return Reply(reply.body, reply.status, {**reply.headers, **header})


def _name(row: Row) -> str:
    return str(row["event"]) if "event" in row.keys() else "commented"  # noqa: SIM118 - a row's values


def _entry(session: Session, row: Row) -> dict[str, Any]:
    if _name(row) != "commented":
        return event_body.body(session, row)
    shown = comment_body.body(session, row)
    return {"event": "commented", "actor": shown["user"], **shown}
