"""Bodies of the events of an issue or pull request, with the names at the time of the event."""

import json
from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.rest.issues import issue_body, lock
from gh_sandbox.rest.owners import issue_type, user
from gh_sandbox.rest.repositories import repository
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row
from gh_sandbox.timeline_kind import CROSS_REFERENCED, KINDS

# The relation of an event's other issue to its own issue.
_LINKS = {
    "sub_issue_added": "sub_issue",
    "sub_issue_removed": "sub_issue",
    "parent_issue_added": "parent_issue",
    "parent_issue_removed": "parent_issue",
    "blocked_by_added": "blocked_by",
    "blocked_by_removed": "blocked_by",
    "blocking_added": "blocking",
    "blocking_removed": "blocking",
}
# Events that only GraphQL shows.
_OF_GRAPHQL = (
    *("duplicate_of", "before", "after", "author", "repository", "field", "branch"),
    *("project", "status", "previous"),
)


def body(session: Session, row: Row) -> dict[str, Any]:
    """Return an event in the form of the timeline."""
    if row["event"] == CROSS_REFERENCED:
        return _cross_reference(session, row)
    on = session.store.get("issue", row["issue_id"])
    holder = session.store.get("repository", on["repository_id"])
    url = f"{session.api}/repos/{repositories.full_name(session, holder)}"
    details: dict[str, Any] = json.loads(row["details"])
    commit, of = details.pop("commit_id", None), details.get("repository", holder["id"])
    source = session.store.one("SELECT * FROM repository WHERE id = ?", of) or holder
    commits = f"{session.api}/repos/{repositories.full_name(session, source)}/commits"
    is_review = "requested_reviewer" in details
    return {
        "id": row["id"],
        "node_id": identifiers.encode(KINDS[row["event"]].type, row["id"], within=holder["id"]),
        "url": f"{url}/issues/events/{row['id']}",
        "actor": user.by_id(session, row["actor_id"]),
        "event": row["event"],
        "commit_id": commit,
        "commit_url": commit and f"{commits}/{commit}",
        "created_at": row["created_at"],
        **{
            name: _shown(session, name, value)
            for name, value in details.items()
            if name not in _OF_GRAPHQL
        },
        **_link(session, row),
        **({"review_requester": user.by_id(session, row["actor_id"])} if is_review else {}),
        "performed_via_github_app": None,
    }


def of_issue(session: Session, row: Row) -> dict[str, Any]:
    """Return an event in the form of an issue's list of events, with the user who assigned."""
    found = body(session, row)
    return {**found, "assigner": found["actor"]} if "assignee" in found else found


def with_issue(session: Session, row: Row) -> dict[str, Any]:
    """Return an event in the form of a single one, or of a repository's list of events."""
    found = of_issue(session, row)
    issue = issue_body.body(session, session.store.get("issue", row["issue_id"]))
    del issue["closed_by"]
    return {**found, "issue": issue}


def _cross_reference(session: Session, row: Row) -> dict[str, Any]:
    source = issue_body.with_repository(session, [session.store.get("issue", row["other_id"])])[0]
    return {
        "actor": user.by_id(session, row["actor_id"]),
        "created_at": row["created_at"],
        "updated_at": row["created_at"],
        "source": {"type": "issue", "issue": source},
        "event": row["event"],
    }


def _shown(session: Session, name: str, value: Any) -> Any:
    if name in ("assignee", "requested_reviewer"):
        return user.by_id(session, value)
    if name == "dismissed_review":
        return {
            "state": value["state"].lower(),
            "review_id": value["review_id"],
            "dismissal_message": value["message"],
        }
    if name == "label":
        return {"name": value["name"], "color": value["color"]}
    if name in ("issue_type", "prev_issue_type"):
        return {**value, "color": value["color"].lower()}
    if name == "state_reason":
        return value and value.lower()
    return lock.REASONS.get(value) if name == "lock_reason" else value


def _link(session: Session, row: Row) -> dict[str, Any]:
    name = _LINKS.get(row["event"])
    if name is None:
        return {}
    id = row["other_id"]
    other = None if id is None else session.store.get("issue", id)
    if other is None or repositories.hides(session, other):
        return {name: None}
    return {name: _reference(session, other)}


def _reference(session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `issue-reference`."""
    holder = session.store.get("repository", row["repository_id"])
    id, reason = row["issue_type_id"], row["state_reason"]
    type = None if id is None else issue_type.body(session, session.store.get("issue_type", id))
    wanted = ("id", "node_id", "name", "color")
    return {
        "number": row["number"],
        "title": row["title"],
        "state": row["state"].lower(),
        "state_reason": reason and reason.lower(),
        "repository": repository.simple(session, holder),
        "issue_type": type and {each: type[each] for each in wanted},
    }
