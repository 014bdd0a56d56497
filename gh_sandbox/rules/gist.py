"""Rules for gists: a few files of a user, with comments and stars, and without their history.

Source: GitHub's REST description, "Gists"; "About gists" in its docs: who has the address of a
secret gist can read it. Unverified: the refusals of a gist without files, and of a file without
content.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from gh_sandbox.errors import FieldError, InvalidError, NotFoundError
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

# The content of each file, by name.
Files = dict[str, str]


def files(row: Row) -> Files:
    """Return the files of a gist by name."""
    found: Files = json.loads(row["files"])
    return found


def of_owner(session: Session, owner_id: int) -> list[Row]:
    """Return the gists of a user that the viewer may list, the latest change first."""
    return [row for row in _listed(session) if row["owner_id"] == owner_id]


def public(session: Session) -> list[Row]:
    """Return all public gists, the latest change first."""
    return [row for row in _listed(session) if row["is_public"]]


def starred(session: Session) -> list[Row]:
    """Return the gists with the viewer's star, the latest change first."""
    return session.store.all(
        "SELECT gist.* FROM gist JOIN gist_star ON gist_id = gist.id WHERE user_id = ? "
        "ORDER BY updated_at DESC, gist.id DESC",
        session.viewer.id,
    )


def _listed(session: Session) -> list[Row]:
    return session.store.all(
        "SELECT * FROM gist WHERE is_public OR owner_id = ? ORDER BY updated_at DESC, id DESC",
        session.viewer.id,
    )


def get(session: Session, name: str) -> Row:
    """Return the gist with this id of GitHub's, or refuse with 404."""
    return session.found("SELECT * FROM gist WHERE name = ?", name)


def create(
    session: Session, given: Mapping[str, Any], description: str | None, *, is_public: bool
) -> Row:
    """Create a gist of the viewer's."""
    content = _changed({}, given)
    now = session.now()
    values: dict[str, Value] = {
        "name": f"{now}{session.viewer.id}",
        "owner_id": session.viewer.id,
        "description": description,
        "is_public": int(is_public),
        "files": json.dumps(content),
        "created_at": now,
        "updated_at": now,
    }
    id = session.store.insert("gist", values)
    name = hashlib.md5(f"gist {id}".encode(), usedforsecurity=False).hexdigest()
    session.store.update("gist", id, {"name": name})
    return session.store.get("gist", id)


def update(
    session: Session, row: Row, given: Mapping[str, Any] | None, description: str | None
) -> Row:
    """Change files: null removes one, `filename` renames one."""
    _require_owner(session, row)
    values: dict[str, Value] = {"updated_at": session.now()}
    if given is not None:
        values["files"] = json.dumps(_changed(files(row), given))
    if description is not None:
        values["description"] = description
    session.store.update("gist", row["id"], values)
    return session.store.get("gist", row["id"])


def delete(session: Session, row: Row) -> None:
    """Delete a gist."""
    _require_owner(session, row)
    session.store.execute("DELETE FROM gist WHERE id = ?", row["id"])


def stars(session: Session, row: Row) -> int:
    """Count the stars of a gist."""
    return session.store.number("SELECT COUNT(*) FROM gist_star WHERE gist_id = ?", row["id"])


def has_starred(session: Session, row: Row) -> bool:
    """Tell whether the viewer has starred a gist."""
    known = "SELECT 1 FROM gist_star WHERE user_id = ? AND gist_id = ?"
    return session.store.one(known, session.viewer.id, row["id"]) is not None


def star(session: Session, row: Row, *, on: bool) -> None:
    """Star a gist for the viewer, or take the star away."""
    change = (
        "INSERT OR IGNORE INTO gist_star (user_id, gist_id) VALUES (?, ?)"
        if on
        else "DELETE FROM gist_star WHERE user_id = ? AND gist_id = ?"
    )
    session.store.execute(change, session.viewer.id, row["id"])


def _changed(present: Files, given: Mapping[str, Any]) -> Files:
    """Return the files after a change; an empty content removes a file, as null does.

    `gh gist rename` relies on that: it sends the old name with an empty content.
    """
    found = dict(present)
    for name, change in given.items():
        if change is None or (name in present and change == {"content": ""}):
            found.pop(name, None)
            continue
        if not isinstance(change, dict):
            raise _invalid("invalid")
        content = change.get("content", found.get(name))
        if not isinstance(content, str) or not content:
            raise _invalid("missing_field")
        renamed = change.get("filename") or name
        if renamed != name:
            found.pop(name, None)
        found[renamed] = content
    if not found:
        raise _invalid("missing_field")
    return dict(sorted(found.items()))


def _require_owner(session: Session, row: Row) -> None:
    if row["owner_id"] != session.viewer.id:
        raise NotFoundError


def _invalid(code: str) -> InvalidError:
    return InvalidError(FieldError("Gist", "files", code), graphql_message="Files are invalid")
