"""The edit history of texts: who edited an issue or a comment, and the text at that time.

Sources: GitHub's GraphQL schema (`userContentEdits`, `includesCreatedEdit`: the first edit also
adds an entry for the original text); its documentation, "Tracking changes in a comment"; reports
(`diff` is the whole text after the edit; only viewers with write access see it).
"""

from typing import Literal

from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

Kind = Literal["issue", "comment"]


def note(session: Session, kind: Kind, before: Row, text: str) -> bool:
    """Record a change of a text; `before` is its row so far. Return whether it differs."""
    if text == before["body"]:
        return False
    column = f"{kind}_id"
    known = session.store.one(f"SELECT 1 FROM content_edit WHERE {column} = ?", before["id"])
    if known is None:
        created = (before["author_id"], before["created_at"])
        _insert(session, column, before, *created, before["body"])
    _insert(session, column, before, session.viewer.id, session.now(), text)
    return True


def _insert(
    session: Session, column: str, of: Row, editor_id: int | None, edited_at: str, text: str
) -> None:
    values: dict[str, Value] = {column: of["id"], "editor_id": editor_id}
    session.store.insert("content_edit", {**values, "edited_at": edited_at, "text": text})
