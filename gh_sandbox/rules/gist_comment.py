"""Rules for comments on gists.

Source: GitHub's REST description, "Gist comments". The author may change a comment; the author and
the owner of the gist may delete it (unverified).
"""

from gh_sandbox.errors import FieldError, InvalidError, NotFoundError
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value


def of_gist(session: Session, gist: Row) -> list[Row]:
    """Return the comments on a gist, oldest first."""
    known = "SELECT * FROM gist_comment WHERE gist_id = ? ORDER BY id"
    return session.store.all(known, gist["id"])


def get(session: Session, gist: Row, id: int) -> Row:
    """Return a comment on a gist, or refuse with 404."""
    known = "SELECT * FROM gist_comment WHERE gist_id = ? AND id = ?"
    return session.found(known, gist["id"], id)


def create(session: Session, gist: Row, body: str) -> Row:
    """Comment on a gist."""
    values: dict[str, Value] = {
        "gist_id": gist["id"],
        "author_id": session.viewer.id,
        "body": _checked(body),
        **session.times(),
    }
    return session.store.get("gist_comment", session.store.insert("gist_comment", values))


def update(session: Session, row: Row, body: str) -> Row:
    """Change a comment's text."""
    if row["author_id"] != session.viewer.id:
        raise NotFoundError
    values: dict[str, Value] = {"body": _checked(body), "updated_at": session.now()}
    session.store.update("gist_comment", row["id"], values)
    return session.store.get("gist_comment", row["id"])


def delete(session: Session, gist: Row, row: Row) -> None:
    """Delete a comment."""
    if session.viewer.id not in (row["author_id"], gist["owner_id"]):
        raise NotFoundError
    session.store.execute("DELETE FROM gist_comment WHERE id = ?", row["id"])


def _checked(body: str) -> str:
    if not body.strip():
        fault = FieldError("GistComment", "body", "missing_field")
        raise InvalidError(fault, graphql_message="Body cannot be blank")
    return body
