"""Rules for the variables of a repository's workflows.

Source: GitHub docs, "Store information in variables", "Naming conventions for configuration
variables": names are stored in capitals.
"""

import re

from gh_sandbox.errors import NotFoundError
from gh_sandbox.rules.workflows import organization_value
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

_NAME = re.compile(r"(?!GITHUB_)[A-Z_][A-Z0-9_]*", re.IGNORECASE)


def is_name(text: str) -> bool:
    """Tell whether a text is a valid name."""
    return _NAME.fullmatch(text) is not None


def of_repository(session: Session, repository_id: int) -> list[Row]:
    """Return a repository's variables, by name."""
    known = "SELECT * FROM variable WHERE repository_id = ? ORDER BY name"
    return session.store.all(known, repository_id)


def values(session: Session, repository_id: int) -> dict[str, str]:
    """Return the values of the variables that a repository's workflows see, by name."""
    shared = organization_value.reaching(session, "variable", repository_id)
    own = of_repository(session, repository_id)
    return {row["name"]: row["value"] for row in (*shared, *own)}


def find(session: Session, repository: Row, name: str) -> Row | None:
    """Return the variable of this name, whatever its case."""
    known = "SELECT * FROM variable WHERE repository_id = ? AND name = ?"
    return session.store.one(known, repository["id"], name.upper())


def get(session: Session, repository: Row, name: str) -> Row:
    """Return the variable of this name, or refuse with 404."""
    row = find(session, repository, name)
    if row is None:
        raise NotFoundError
    return row


def put(session: Session, repository: Row, name: str, value: str) -> None:
    """Create a variable."""
    session.store.insert(
        "variable",
        {
            "repository_id": repository["id"],
            "name": name.upper(),
            "value": value,
            **session.times(),
        },
    )


def change(session: Session, row: Row, name: str, value: str) -> None:
    """Change the name and the value of a variable."""
    values = {"name": name.upper(), "value": value, "updated_at": session.now()}
    session.store.update("variable", row["id"], values)


def delete(session: Session, row: Row) -> None:
    """Delete a variable."""
    session.store.execute("DELETE FROM variable WHERE id = ?", row["id"])
