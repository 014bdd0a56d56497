"""Rules for issue fields, which an organization defines for all its issues.

Sources: GitHub docs, "Managing issue fields in your organization" (25 at most, five types) and
"REST API endpoints for issue fields" of users, which can only list their own; GitHub's REST
description and GraphQL schema. Unverified: the messages of refusals; only members see a field
unless its visibility says otherwise; an option without an id is the existing one with its name; a
user without fields is answered 404.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from gh_sandbox.errors import ForbiddenError, NotFoundError
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.owners.color import COLORS
from gh_sandbox.rules.owners.issue_type import refused
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

LIMIT = 25
TYPES = ("TEXT", "NUMBER", "DATE", "SINGLE_SELECT", "MULTI_SELECT")
SELECTS = ("SINGLE_SELECT", "MULTI_SELECT")
VISIBILITIES = ("ORG_ONLY", "ALL")
Given = Mapping[str, Any]


def of_owner(session: Session, owner_id: int) -> list[Row]:
    """List the fields of an owner that the viewer may see, in order of creation."""
    sql = "SELECT * FROM issue_field WHERE owner_id = ? ORDER BY id"
    is_member = session.viewer.id == owner_id or owners.is_member(session, owner_id)
    rows = session.store.all(sql, owner_id)
    return [row for row in rows if is_member or row["visibility"] == "ALL"]


def get(session: Session, owner_id: int, id: int) -> Row:
    """Return a field of an owner that the viewer may see, or refuse with 404."""
    for row in of_owner(session, owner_id):
        if row["id"] == id:
            return row
    raise NotFoundError


def options(session: Session, field_ids: Iterable[int]) -> dict[int, list[Row]]:
    """Return the options of select fields, by priority."""
    found: dict[int, list[Row]] = {}
    sql = "SELECT * FROM issue_field_option WHERE field_id"
    for row in session.store.listed(sql, field_ids, [], "priority, id"):
        found.setdefault(row["field_id"], []).append(row)
    return found


def create(session: Session, organization: Row, given: Given) -> int:
    """Make a field from `name`, `data_type`, `description`, `visibility`, `options`."""
    if organization["type"] != "Organization":
        raise NotFoundError("Could not resolve to an Organization.")
    _require_admin(session, organization["id"], "CreateIssueField")
    count = "SELECT COUNT(*) FROM issue_field WHERE owner_id = ?"
    if session.store.number(count, organization["id"]) >= LIMIT:
        raise refused(f"Organization cannot have more than {LIMIT} issue fields")
    if given.get("data_type") not in TYPES:
        raise refused("Data type is not included in the list")
    if (given["data_type"] in SELECTS) != bool(given.get("options")):
        raise refused("Options are for select fields, which have at least one")
    values = {"data_type": given["data_type"], "visibility": VISIBILITIES[0]}
    values |= _checked(session, organization["id"], {"name": "", **given}, None)
    values |= {"owner_id": organization["id"], **session.times()}
    id = session.store.insert("issue_field", values)
    _write_options(session, id, given.get("options") or [])
    return id


def update(session: Session, field: Row, given: Given) -> None:
    """Change the given properties of a field.

    Options that are not given are deleted with their values.
    """
    _require_admin(session, field["owner_id"], "UpdateIssueField")
    changes = _checked(session, field["owner_id"], given, field["id"])
    session.store.update("issue_field", field["id"], {**changes, "updated_at": session.now()})
    if "name" in changes:
        sql = "UPDATE project_field SET name = ? WHERE issue_field_id = ?"
        session.store.execute(sql, changes["name"], field["id"])
    if given.get("options") is not None:
        if field["data_type"] not in SELECTS or not given["options"]:
            raise refused("Options are for select fields, which have at least one")
        _write_options(session, field["id"], given["options"])


def delete(session: Session, field: Row) -> None:
    """Delete a field with its values on issues."""
    _require_admin(session, field["owner_id"], "DeleteIssueField")
    session.store.execute("DELETE FROM issue_field WHERE id = ?", field["id"])


def _checked(session: Session, owner_id: int, given: Given, itself: int | None) -> dict[str, Value]:
    changes: dict[str, Value] = {}
    if "name" in given:
        name = str(given["name"] or "").strip()
        taken = session.store.one(
            "SELECT id FROM issue_field WHERE owner_id = ? AND name = ?", owner_id, name
        )
        if not name:
            raise refused("Name can't be blank")
        if taken is not None and taken["id"] != itself:
            raise refused("Name has already been taken")
        changes["name"] = name
    if "description" in given:
        changes["description"] = given["description"]
    if given.get("visibility") is not None:
        if given["visibility"] not in VISIBILITIES:
            raise refused("Visibility is not included in the list")
        changes["visibility"] = given["visibility"]
    return changes


def _write_options(session: Session, field_id: int, wanted: list[Given]) -> None:
    present = options(session, [field_id]).get(field_id, [])
    by_id = {row["id"]: row for row in present}
    by_name = {row["name"].lower(): row for row in present}
    kept: set[int] = set()
    for place, option in enumerate(wanted):
        known = by_id.get(option.get("id")) or by_name.get(str(option["name"]).lower())
        values = _option(option, place, session.now())
        if known is None:
            times: dict[str, Value] = {"field_id": field_id, "created_at": session.now()}
            kept.add(session.store.insert("issue_field_option", {**values, **times}))
        else:
            session.store.update("issue_field_option", known["id"], values)
            kept.add(known["id"])
    for row in present:
        if row["id"] not in kept:
            session.store.execute("DELETE FROM issue_field_option WHERE id = ?", row["id"])
    orphans = "id NOT IN (SELECT value_id FROM issue_field_choice)"
    sql = f"DELETE FROM issue_field_value WHERE field_id = ? AND {orphans}"
    session.store.execute(sql, field_id)


def _option(option: Given, place: int, now: str) -> dict[str, Value]:
    name, color = str(option.get("name") or "").strip(), str(option.get("color") or "GRAY").upper()
    if not name:
        raise refused("Option name can't be blank")
    if color not in COLORS:
        raise refused("Option color is not included in the list")
    return {
        "name": name,
        "color": color,
        "description": option.get("description"),
        "priority": option.get("priority", place + 1),
        "updated_at": now,
    }


def _require_admin(session: Session, owner_id: int, operation: str) -> None:
    if not owners.is_member(session, owner_id, admin=True):
        login = session.viewer.login
        text = f"{login} does not have the correct permissions to execute `{operation}`"
        raise ForbiddenError("Must have admin rights to Organization.", graphql_message=text)
