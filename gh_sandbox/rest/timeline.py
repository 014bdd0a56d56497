"""The events and the timeline of an issue, and the events of a repository.

A timeline also contains comments; that of a pull request contains its commits and reviews too
(GitHub's REST description, `timeline-committed-event` and `timeline-reviewed-event`; states in
lower case, as recorded). The header `x-sandbox-not-kept` names the kinds that GitHub has and the
sandbox lacks.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from gh_sandbox.errors import NotFoundError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest import event_body
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.commits import git_object
from gh_sandbox.rest.issues import comment_body, issue
from gh_sandbox.rest.pull_requests import review
from gh_sandbox.rules.issues import timeline as timelines
from gh_sandbox.rules.pull_requests import pull_request as pull_requests
from gh_sandbox.rules.pull_requests import review as reviews
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row
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
    """List the events, oldest first; references to the issue are only in its timeline."""
    rows = timelines.events_of(call.session, issue.find(call)["id"])
    shown = [row for row in rows if row["event"] != CROSS_REFERENCED]
    return _told(call.paged(shown, lambda row: event_body.of_issue(call.session, row)))


@route("GET", _ISSUE + "/timeline", takes=f"exclude {PAGING}")
def timeline(call: Call) -> Reply:
    """List events and comments, oldest first, without the kinds in `exclude`."""
    excluded = call.query.get("exclude", "").split(",")
    entries = [each for each in _entries(call, issue.find(call)) if each.name not in excluded]
    entries.sort(key=lambda each: each.moment)
    return _told(call.paged(entries, lambda each: each.body()))


def _told(reply: Reply) -> Reply:
    header = {"x-sandbox-not-kept": ", ".join(NOT_KEPT.split())}
    return Reply(reply.body, reply.status, {**reply.headers, **header})


@dataclass(frozen=True)
class _Entry:
    """An entry of a timeline: its kind, its time, and the function that makes its body."""

    name: str
    moment: str
    body: Callable[[], dict[str, Any]]


def _entries(call: Call, on: Row) -> Iterator[_Entry]:
    """Yield the timeline of an issue or pull request."""
    session = call.session
    if on["is_pull_request"]:
        for sha in pull_requests.commits(session, on):
            committed = git_object.commit_body(call, call.repository(), sha)
            moment = committed["committer"]["date"]
            yield _Entry("committed", moment, partial(dict, committed, event="committed"))
    for row in timelines.events_of(session, on["id"]):
        yield _Entry(row["event"], row["created_at"], partial(event_body.body, session, row))
    if on["is_pull_request"]:
        for row in reviews.of_pull_request(session, on):
            yield _Entry("reviewed", row["submitted_at"], partial(_reviewed, call, row))
    for row in session.store.all("SELECT * FROM comment WHERE issue_id = ?", on["id"]):
        yield _Entry("commented", row["created_at"], partial(_commented, session, row))


def _reviewed(call: Call, row: Row) -> dict[str, Any]:
    shown = review.body(call, row)
    return {**shown, "state": shown["state"].lower(), "event": "reviewed"}


def _commented(session: Session, row: Row) -> dict[str, Any]:
    shown = comment_body.body(session, row)
    return {"event": "commented", "actor": shown["user"], **shown}
