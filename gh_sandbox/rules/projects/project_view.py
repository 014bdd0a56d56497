"""Rules for the views of a project.

Sources: GitHub's GraphQL schema (a view's name, layout, filter and fields) and REST description
(grouping and sorting, which only REST sets, and the fields that cannot group); reports ("View 1" of
a new project, a board's columns by Status). Unverified: the fields that a view shows by default,
the messages of refusals, and that the number of a deleted view is not used again.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from gh_sandbox.errors import FieldError, InvalidError, NotFoundError
from gh_sandbox.rules.projects import project_field as fields
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

_VISIBLE = ("Title", "Assignees", "Status", "Linked pull requests", "Sub-issues progress")
_UNGROUPABLE = ("TITLE", "REVIEWERS", "LINKED_PULL_REQUESTS", "SUB_ISSUES_PROGRESS")


@dataclass(frozen=True)
class Arrangement:
    """The arrangement of a view, in database ids of fields; None means GitHub's default."""

    visible_fields: Sequence[int] | None = None
    group_by: Sequence[int] = ()
    vertical_group_by: Sequence[int] | None = None
    sort_by: Sequence[tuple[int, str]] = ()


def create_first(session: Session, project_id: int) -> None:
    """Create the first view of a new project."""
    create(session, project_id, "View 1", "TABLE_LAYOUT")


def get(session: Session, project_id: int, number: int) -> Row:
    """Return a project's view by number, or refuse with 404."""
    return session.found(
        "SELECT * FROM project_view WHERE project_id = ? AND number = ?",
        project_id,
        number,
        what=f"Could not resolve to a ProjectV2View with the number {number}.",
    )


def create(
    session: Session,
    project_id: int,
    name: str,
    layout: str,
    *,
    view_filter: str | None = None,
    arrangement: Arrangement | None = None,
) -> int:
    """Create a view and return its id."""
    given = arrangement or Arrangement()
    visible, columns = given.visible_fields, given.vertical_group_by
    if visible is None:
        visible = _ids(session, project_id, _VISIBLE)
    if columns is None:
        columns = _ids(session, project_id, (fields.STATUS,)) if layout == "BOARD_LAYOUT" else ()
    for id in (*visible, *(id for id, _ in given.sort_by)):
        _require_field(session, project_id, id)
    for id in (*given.group_by, *columns):
        _require_groupable(_require_field(session, project_id, id))
    number = session.store.number(
        "SELECT COALESCE(MAX(number), 0) + 1 FROM project_view WHERE project_id = ?", project_id
    )
    values: dict[str, Value] = {"project_id": project_id, "number": number}
    values |= {"name": _checked_name(name), "layout": layout, "filter": view_filter}
    values |= {"visible_fields": json.dumps(list(visible)), "sort_by": json.dumps(given.sort_by)}
    values |= {"group_by": json.dumps(list(given.group_by))}
    values |= {"vertical_group_by": json.dumps(list(columns)), "creator_id": session.viewer.id}
    return session.store.insert("project_view", {**values, **session.times()})


def update(session: Session, view: Row, changes: dict[str, Value]) -> None:
    """Change the name, layout or filter of a view."""
    values = dict(changes)
    if "name" in values:
        values["name"] = _checked_name(str(values["name"]))
    session.store.update("project_view", view["id"], {**values, "updated_at": session.now()})


def show_fields(session: Session, view: Row, field_ids: Sequence[int]) -> None:
    """Set the fields that a view shows."""
    for id in field_ids:
        _require_field(session, view["project_id"], id)
    update(session, view, {"visible_fields": json.dumps(list(field_ids))})


def delete(session: Session, view: Row) -> None:
    """Delete a view; a project keeps at least one (unverified)."""
    count = session.store.number(
        "SELECT COUNT(*) FROM project_view WHERE project_id = ?", view["project_id"]
    )
    if count == 1:
        raise _refused("id", "The last view of a project cannot be deleted")
    session.store.execute("DELETE FROM project_view WHERE id = ?", view["id"])


def field_ids(view: Row, column: str) -> list[int]:
    """Read a column that lists fields; the ids of deleted fields are still in it."""
    found: list[int] = json.loads(view[column])
    return found


def sorting(view: Row) -> list[tuple[int, str]]:
    """Read the sorting of a view: pairs of a field's id and ASC or DESC."""
    return [(id, direction) for id, direction in json.loads(view["sort_by"])]


def _ids(session: Session, project_id: int, names: Sequence[str]) -> list[int]:
    found = (fields.named(session, project_id, name) for name in names)
    return [row["id"] for row in found if row is not None]


def _require_field(session: Session, project_id: int, id: int) -> Row:
    try:
        return fields.get(session, project_id, id)
    except NotFoundError as error:
        raise _refused("fields", f"The field {id} does not exist in the project") from error


def _require_groupable(field: Row) -> None:
    if field["data_type"] in _UNGROUPABLE:
        raise _refused("group_by", f"The field {field['name']} cannot be grouped by")


def _checked_name(name: str) -> str:
    if not name.strip():
        raise _refused("name", "Name can't be blank")
    return name


def _refused(field: str, message: str) -> InvalidError:
    return InvalidError(
        FieldError("ProjectV2View", field, "custom", message), graphql_message=message
    )
