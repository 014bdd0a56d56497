"""Rules for the status updates of a project.

Source: GitHub's GraphQL schema; GitHub docs, "Sharing project updates". Unverified: an update
without any content is allowed, and the message of the refusal.
"""

from datetime import date

from gh_sandbox.errors import FieldError, InvalidError
from gh_sandbox.rules.projects import project as projects
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

PROPERTIES = ("body", "status", "start_date", "target_date")


def create(session: Session, project_id: int, values: dict[str, Value]) -> int:
    """Create a status update of a project and return its id."""
    _check(values)
    by: dict[str, Value] = {"project_id": project_id, "creator_id": session.viewer.id}
    times = session.times()
    id = session.store.insert("project_status_update", {**values, **by, **times})
    projects.touch(session, project_id)
    return id


def update(session: Session, row: Row, values: dict[str, Value]) -> None:
    """Change the given properties of a status update."""
    _check({**{name: row[name] for name in PROPERTIES}, **values})
    changes = {**values, "updated_at": session.now()}
    session.store.update("project_status_update", row["id"], changes)
    projects.touch(session, row["project_id"])


def delete(session: Session, row: Row) -> None:
    """Delete a status update."""
    session.store.execute("DELETE FROM project_status_update WHERE id = ?", row["id"])
    projects.touch(session, row["project_id"])


def latest(session: Session, project_id: int) -> Row | None:
    """Return a project's latest status update."""
    return session.store.one(
        "SELECT * FROM project_status_update WHERE project_id = ? "
        "ORDER BY created_at DESC, id DESC",
        project_id,
    )


def _check(values: dict[str, Value]) -> None:
    for name in ("start_date", "target_date"):
        if values.get(name) is not None:
            _day(name, str(values[name]))
    start, target = values.get("start_date"), values.get("target_date")
    if start is not None and target is not None and str(start) > str(target):
        raise _refused("target_date", "Target date must be after the start date")


def _day(name: str, text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise _refused(name, f"{text} is not a date") from error


def _refused(field: str, message: str) -> InvalidError:
    fault = FieldError("ProjectV2StatusUpdate", field, "custom", message)
    return InvalidError(fault, graphql_message=message)
