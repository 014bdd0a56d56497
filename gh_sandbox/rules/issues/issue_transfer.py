"""Rules for moving an issue to another repository, and for old numbers of moved or deleted issues.

Sources: GitHub docs, "Transferring an issue to another repository" (same owner, write access to
both, not from a private repository to a public one; labels and milestones are kept where the other
repository has equal ones) and, in the REST description, "Get an issue" (301 after a transfer, 410
after a deletion). Measured on the live service in 2026-09: only the issue itself redirects, its
comments and events give 404 (Systemorph/MeshWeaver#4629); GraphQL finds no issue with the old
number (apache/devlake#7969). Unverified: the messages of refusals, and that old ids find nothing.
"""

from gh_sandbox.errors import GoneError, MovedError, UnprocessableError
from gh_sandbox.rules.issues import event as events
from gh_sandbox.rules.issues import label as labels
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value


def transfer(session: Session, issue: Row, target: Row, *, make_labels: bool = False) -> int:
    """Move an issue to a repository, and return its id there."""
    issue = session.store.get("issue", issue["id"])
    source = repositories.get(session, issue["repository_id"])
    _check(session, source, target)
    label_ids = _labels(session, issue["id"], target, make=make_labels)
    store, now = session.store, session.now()
    store.execute("UPDATE repository SET last_number = last_number + 1 WHERE id = ?", target["id"])
    values: dict[str, Value] = {name: issue[name] for name in issue.keys() if name != "id"}  # noqa: SIM118 - a row is iterated by its values
    values |= {
        "repository_id": target["id"],
        "number": store.get("repository", target["id"])["last_number"],
        "milestone_id": _milestone(session, issue["milestone_id"], target),
        "is_pinned": 0,
        "updated_at": now,
    }
    id = store.insert("issue", values)
    store.repoint("issue", issue["id"], id)
    store.execute("DELETE FROM issue_label WHERE issue_id = ?", id)
    store.insert_many("issue_label", [{"issue_id": id, "label_id": each} for each in label_ids])
    store.execute("DELETE FROM issue WHERE id = ?", issue["id"])
    leave(session, issue, moved_to=id)
    events.publish(session, events.Transferred(id, source["id"]))
    return id


def leave(session: Session, issue: Row, *, moved_to: int | None = None) -> None:
    """Remember where an issue moved; None means that it was deleted."""
    values: dict[str, Value] = {"repository_id": issue["repository_id"], "number": issue["number"]}
    session.store.insert("past_issue", {**values, "moved_to_id": moved_to})


def look_up(session: Session, repository: Row, number: int) -> None:
    """Raise MovedError or GoneError for the number of an issue that was moved or deleted."""
    past = session.store.one(
        "SELECT * FROM past_issue WHERE repository_id = ? AND number = ?", repository["id"], number
    )
    if past is None:
        return
    if past["moved_to_id"] is None:
        raise GoneError("This issue was deleted")
    there = session.store.get("issue", past["moved_to_id"])
    if repositories.permission(session, repositories.get(session, there["repository_id"])):
        raise MovedError(f"/repositories/{there['repository_id']}/issues/{there['number']}")


def _check(session: Session, source: Row, target: Row) -> None:
    for repository in (source, target):
        repositories.require(session, repository, "WRITE", "TransferIssue")
    if source["id"] == target["id"]:
        raise UnprocessableError("The issue is in this repository")
    if source["owner_id"] != target["owner_id"]:
        raise UnprocessableError("Issues cannot be transferred to a repository of another owner")
    if source["is_private"] and not target["is_private"]:
        raise UnprocessableError("Issues cannot be transferred from private to public repositories")
    if not target["has_issues_enabled"] or target["archived_at"]:
        raise UnprocessableError("The repository takes no issues")


def _labels(session: Session, issue_id: int, target: Row, *, make: bool) -> list[int]:
    sql = "SELECT label.* FROM label JOIN issue_label ON label.id = label_id WHERE issue_id = ?"
    found = []
    for label in session.store.all(sql, issue_id):
        there = labels.find(session, target, label["name"])
        if there is not None:
            found.append(there["id"])
        elif make:
            known = (label["name"], label["color"], label["description"])
            found.append(labels.create(session, target, *known))
    return found


def _milestone(session: Session, id: int | None, target: Row) -> int | None:
    """Return the milestone with the same title and due date."""
    row = None if id is None else session.store.get("milestone", id)
    if row is None:
        return None
    there = session.store.one(
        "SELECT id FROM milestone WHERE repository_id = ? AND title = ? AND due_on IS ?",
        target["id"],
        row["title"],
        row["due_on"],
    )
    return None if there is None else there["id"]
