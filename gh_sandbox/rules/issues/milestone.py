"""Rules for milestones: REST writes them, GraphQL only reads them (GitHub's GraphQL schema).

Titles are unique and case-sensitive, also on renaming: reported from the live service.
"""

from datetime import datetime

from gh_sandbox.clock import stamp
from gh_sandbox.errors import FieldError, InvalidError
from gh_sandbox.rules.issues import due_date
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value


def get(session: Session, repository: Row, number: int) -> Row:
    """Return a milestone by its number, or refuse with 404."""
    return session.found(
        "SELECT * FROM milestone WHERE repository_id = ? AND number = ?",
        repository["id"],
        number,
        what=f"Could not resolve to a Milestone with the number of {number}.",
    )


def create(session: Session, repository: Row, given: dict[str, object]) -> int:
    """Create a milestone from REST's fields and return its id."""
    repositories.require(session, repository, "WRITE", "CreateMilestone")
    given = {"title": None, **given}
    number = session.store.number(
        "SELECT COALESCE(MAX(number), 0) + 1 FROM milestone WHERE repository_id = ?",
        repository["id"],
    )
    values: dict[str, Value] = {
        "repository_id": repository["id"],
        "number": number,
        "creator_id": session.viewer.id,
        **session.times(),
        **_checked(session, repository["id"], given, None),
    }
    return session.store.insert("milestone", values)


def update(session: Session, milestone: Row, given: dict[str, object]) -> None:
    """Change REST's fields of a milestone."""
    repositories.require_for(session, milestone, "WRITE", "UpdateMilestone")
    changes = _checked(session, milestone["repository_id"], given, milestone)
    session.store.update("milestone", milestone["id"], {**changes, "updated_at": session.now()})


def delete(session: Session, milestone: Row) -> None:
    """Delete a milestone; it is removed from its issues."""
    repositories.require_for(session, milestone, "WRITE", "DeleteMilestone")
    session.store.execute("DELETE FROM milestone WHERE id = ?", milestone["id"])


def _checked(
    session: Session, repository_id: int, given: dict[str, object], existing: Row | None
) -> dict[str, Value]:
    changes: dict[str, Value] = {}
    if "title" in given:
        title = str(given["title"] or "")
        changes["title"] = _checked_title(session, repository_id, title, existing)
    if "description" in given:
        description = given["description"]
        changes["description"] = None if description is None else str(description)
    if "due_on" in given:
        changes["due_on"] = _due_on(given["due_on"])
    if "state" in given:
        state = str(given["state"]).upper()
        if state not in ("OPEN", "CLOSED"):
            raise InvalidError(
                FieldError("Milestone", "state", "invalid"), graphql_message="State is invalid"
            )
        if existing is None or state != existing["state"]:
            changes["closed_at"] = session.now() if state == "CLOSED" else None
        changes["state"] = state
    return changes


def _checked_title(session: Session, repository_id: int, title: str, existing: Row | None) -> str:
    if not title.strip():
        raise InvalidError(
            FieldError("Milestone", "title", "missing_field"),
            graphql_message="Title can't be blank",
        )
    taken = session.store.one(
        "SELECT id FROM milestone WHERE repository_id = ? AND title = ?", repository_id, title
    )
    if taken is not None and (existing is None or taken["id"] != existing["id"]):
        raise InvalidError(
            FieldError("Milestone", "title", "already_exists"),
            graphql_message="Title has already been taken",
        )
    return title


def _due_on(value: object) -> str | None:
    if value is None:
        return None
    try:
        return stamp(due_date.floored(datetime.fromisoformat(str(value))))
    except (ValueError, OverflowError) as error:
        raise InvalidError(
            FieldError("Milestone", "due_on", "invalid"), graphql_message="Due on is invalid"
        ) from error
