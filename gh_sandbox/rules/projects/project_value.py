"""Rules for the field values of a project's items.

Sources: GitHub docs, "Using the API to manage Projects" (the values that cannot be set through a
project); reports (the type VALIDATION, and the message for an option of another field);
gr2m/github-project#96 (an archived item accepts no values, and the message for that);
hoonsubin/github-projects-mcp-server#248 (values of issue fields cannot be set through a project).
Unverified: the other messages, and the length limit of a text.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gh_sandbox.errors import ApiError
from gh_sandbox.rules.issues import event as events
from gh_sandbox.rules.projects import project_choice as choices
from gh_sandbox.rules.projects import project_field as fields
from gh_sandbox.rules.projects import project_item as items
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

TEXT_LIMIT = 1024
# The GraphQL key for a value of each type of field, and its name in messages.
KEYS = {
    "TEXT": ("text", "text value"),
    "NUMBER": ("number", "number value"),
    "DATE": ("date", "date value"),
    "SINGLE_SELECT": ("singleSelectOptionId", "single select option Id"),
    "MULTI_SELECT": ("multiSelectOptionIds", "multi select option Ids"),
    "ITERATION": ("iterationId", "iteration Id"),
}


@dataclass(frozen=True)
class StatusSet(events.Event):
    """The status of an issue or pull request on a project was set; a name of None is no status."""

    project_id: int
    option: str
    before: str
    actor_id: int


def put(
    session: Session,
    item: Row,
    field: Row,
    given: Mapping[str, object],
    *,
    creator_id: int | None = None,
) -> None:
    """Set a value, given under the key that the field's type requires.

    The creator of a new value is the viewer, unless another creator is given.
    """
    _require_unarchived(item)
    value = _checked(session, field, given)
    if not value and field["data_type"] == "MULTI_SELECT":
        # No option means no value (unverified).
        clear(session, item, field)
        return
    now = session.now()
    existing = session.store.one(
        "SELECT id, value FROM project_value WHERE item_id = ? AND field_id = ?",
        item["id"],
        field["id"],
    )
    if existing is None:
        place: dict[str, Value] = {"item_id": item["id"], "field_id": field["id"], "value": value}
        by: dict[str, Value] = {"creator_id": creator_id or session.viewer.id, "created_at": now}
        session.store.insert("project_value", {**place, **by, "updated_at": now})
    else:
        session.store.update("project_value", existing["id"], {"value": value, "updated_at": now})
    items.touch(session, item["id"])
    if field["is_built_in"] and item["issue_id"] is not None:
        before = existing and choices.find(session, field["id"], existing["value"])
        option = choices.find(session, field["id"], value)
        if option is not None:
            names = (option["name"], before["name"] if before else "")
            actor_id = creator_id or session.viewer.id
            status = StatusSet(item["issue_id"], item["project_id"], *names, actor_id)
            events.publish(session, status)


def clear(session: Session, item: Row, field: Row) -> None:
    """Remove a value; a value that does not exist changes nothing."""
    _require_custom(field)
    _require_unarchived(item)
    session.store.execute(
        "DELETE FROM project_value WHERE item_id = ? AND field_id = ?", item["id"], field["id"]
    )
    items.touch(session, item["id"])


def _require_unarchived(item: Row) -> None:
    if item["archived_at"] is not None:
        raise _refused("The item is archived and cannot be updated")


def _require_custom(field: Row) -> None:
    if field["issue_field_id"] is not None:
        reason = "used as a project field in organization accounts cannot be mutated"
        raise _refused(f"Issue fields {reason} in the current project.")
    if field["data_type"] not in fields.CUSTOM_TYPES:
        kind = field["data_type"].lower()
        raise _refused(f"The field of type {kind} is currently not supported.")


def _checked(session: Session, field: Row, given: Mapping[str, object]) -> str:
    """Return a value in its stored form."""
    _require_custom(field)
    values = {key: value for key, value in given.items() if value is not None}
    if len(values) > 1:
        raise _refused("Only one value can be given for a field")
    data_type = field["data_type"]
    key, kind = KEYS[data_type]
    if key not in values:
        expected = f"field of type {data_type.lower()}"
        raise _refused(f"Did not receive a {kind} to update a {expected}")
    value = values[key]
    if data_type == "NUMBER":
        return _number(value)
    if data_type == "MULTI_SELECT":
        return _chosen(session, field, value)
    text = str(value)
    if data_type == "DATE":
        return _day(text)
    if data_type == "TEXT":
        if len(text) > TEXT_LIMIT:
            raise _refused(f"Text is too long (maximum is {TEXT_LIMIT} characters)")
    elif choices.find(session, field["id"], text) is None:
        raise _refused(f"The {kind} does not belong to the field")
    return text


def _chosen(session: Session, field: Row, value: object) -> str:
    """Read several options and sort them in the order of the field."""
    keys = {str(key) for key in value} if isinstance(value, list) else {str(value)}
    offered = choices.of_fields(session, [field["id"]]).get(field["id"], [])
    if not keys <= {row["key"] for row in offered}:
        raise _refused("A multi select option Id does not belong to the field")
    return ",".join(row["key"] for row in offered if row["key"] in keys)


def _number(value: object) -> str:
    try:
        number = float(str(value))
    except ValueError as error:
        raise _refused("Number is invalid") from error
    if not math.isfinite(number):
        raise _refused("Number is invalid")
    return repr(number)


def _day(text: str) -> str:
    """Read a day, also from a timestamp: `gh` sends midnight of the day."""
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError as error:
        raise _refused("Date is invalid") from error


def _refused(message: str) -> ApiError:
    return ApiError(422, message, type="VALIDATION")
