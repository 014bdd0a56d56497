"""Rules for issue types, which the repositories of an organization, or of some users, share.

Sources: GitHub docs, "Managing issue types in an organization" (at most 25 types); GitHub's REST
description (administrators only, `errors` of a 422 are plain texts) and docs, "REST API endpoints
for issue types" of users. Unverified: which users have types, and the answer for owners without
types, except the documented 404.
"""

from gh_sandbox.errors import ApiError, FieldError, ForbiddenError, InvalidError, NotFoundError
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.owners.color import COLORS
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

LIMIT = 25


def require(owner: Row) -> None:
    """Refuse with 404 an owner without types: most users, and some organizations."""
    if not owner["has_issue_types"]:
        raise NotFoundError("Could not resolve to an Organization.")


def of_owner(session: Session, owner_id: int, *, enabled: bool = False) -> list[Row]:
    """List an owner's types; with `enabled`, only those that can be set on issues."""
    condition = "is_enabled" if enabled else "1"
    sql = f"SELECT * FROM issue_type WHERE owner_id = ? AND {condition} ORDER BY id"
    return session.store.all(sql, owner_id)


def find(session: Session, owner_id: int, name: str) -> Row | None:
    """Return an owner's type of this name, whatever its case."""
    return session.store.one(
        "SELECT * FROM issue_type WHERE owner_id = ? AND name = ?", owner_id, name
    )


def get(session: Session, owner_id: int, id: int) -> Row:
    """Return an owner's type by database id, or refuse with 404."""
    return session.found("SELECT * FROM issue_type WHERE id = ? AND owner_id = ?", id, owner_id)


def create(session: Session, owner: Row, given: dict[str, object]) -> int:
    """Create a type from `name`, `is_enabled`, `description`, `color` and return its id."""
    require(owner)
    _require_admin(session, owner["id"], "CreateIssueType")
    if len(of_owner(session, owner["id"])) >= LIMIT:
        raise refused(f"{owner['type']} cannot have more than {LIMIT} issue types")
    values = {"color": "GRAY", **_checked(session, owner["id"], given, None)}
    values |= {"owner_id": owner["id"], **session.times()}
    return session.store.insert("issue_type", values)


def update(session: Session, issue_type: Row, given: dict[str, object]) -> None:
    """Change the given properties of a type."""
    _require_admin(session, issue_type["owner_id"], "UpdateIssueType")
    changes = _checked(session, issue_type["owner_id"], given, issue_type["id"])
    session.store.update("issue_type", issue_type["id"], {**changes, "updated_at": session.now()})


def delete(session: Session, issue_type: Row) -> None:
    """Delete a type; its issues have no type afterwards."""
    _require_admin(session, issue_type["owner_id"], "DeleteIssueType")
    session.store.execute("DELETE FROM issue_type WHERE id = ?", issue_type["id"])


def usable(session: Session, repository: Row, id: int | None) -> bool:
    """Tell whether issues of a repository can have this type."""
    if id is None:
        return True
    row = session.store.one("SELECT * FROM issue_type WHERE id = ?", id)
    return row is not None and row["owner_id"] == repository["owner_id"] and bool(row["is_enabled"])


def named(session: Session, repository: Row, name: str) -> int:
    """Return the id of a type by its name, the form in which REST sets an issue's type."""
    row = find(session, repository["owner_id"], name)
    if row is None:
        raise InvalidError(
            FieldError("Issue", "type", "invalid"), graphql_message=f"Issue type {name} not found"
        )
    return int(row["id"])


def _checked(
    session: Session, owner_id: int, given: dict[str, object], itself: int | None
) -> dict[str, Value]:
    changes: dict[str, Value] = {}
    if "name" in given:
        name = str(given["name"] or "").strip()
        if not name:
            raise refused("Name can't be blank")
        taken = find(session, owner_id, name)
        if taken is not None and taken["id"] != itself:
            raise refused("Name has already been taken")
        changes["name"] = name
    if "description" in given:
        description = given["description"]
        changes["description"] = None if description is None else str(description)
    if given.get("color") is not None:
        color = str(given["color"]).upper()
        if color not in COLORS:
            raise refused("Color is not included in the list")
        changes["color"] = color
    if "is_enabled" in given:
        changes["is_enabled"] = int(bool(given["is_enabled"]))
    return changes


def refused(reason: str) -> ApiError:
    """Refuse with a plain text; this form is GitHub's, the messages are unverified."""
    return ApiError(
        422, "Validation Failed", type="UNPROCESSABLE", faults=[reason], graphql_message=reason
    )


def _require_admin(session: Session, owner_id: int, operation: str) -> None:
    itself = session.viewer.id == owner_id
    if not itself and not owners.is_member(session, owner_id, admin=True):
        raise ForbiddenError(
            "Must have admin rights to Organization.",
            graphql_message=(
                f"{session.viewer.login} does not have the correct permissions "
                f"to execute `{operation}`"
            ),
        )
