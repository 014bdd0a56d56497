"""The names of repositories: whose they are, and where those that they had before lead.

Source: GitHub docs, "Renaming a repository" and "Transferring a repository": what is asked by an
old name is led to the new one, until another repository takes the old name. That a name's blanks
and other signs become dashes: defunkt/github-gem#47; a taken one: hipstas/AudiAnnotate#92.
Unverified: the words for one that is too long or empty.
"""

import re

from gh_sandbox.errors import FieldError, InvalidError
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

_LIMIT = 100


def named(session: Session, login: str, name: str) -> Row | None:
    """Return the repository that has this name now."""
    return session.store.one(
        "SELECT repository.* FROM repository JOIN owner ON owner.id = owner_id "
        "WHERE login = ? AND repository.name = ?",
        login,
        name,
    )


def once_named(session: Session, login: str, name: str) -> Row | None:
    """Return the repository that had this name before, which no other has taken since."""
    return session.store.one(
        "SELECT repository.* FROM previous_name JOIN owner ON owner.id = previous_name.owner_id "
        "JOIN repository ON repository.id = repository_id "
        "WHERE login = ? AND previous_name.name = ?",
        login,
        name,
    )


def spelt(name: str) -> str:
    """Return a wanted name as GitHub spells it. Raises InvalidError for one that cannot be."""
    found = re.sub(r"[^A-Za-z0-9._-]+", "-", name.strip())
    if not found.strip("."):
        fault = FieldError("Repository", "name", "missing_field")
        raise InvalidError(fault, graphql_message="Name can't be blank")
    if len(found) > _LIMIT:
        text = f"name is too long (maximum is {_LIMIT} characters)"
        raise InvalidError(FieldError("Repository", "name", "custom", text), graphql_message=text)
    return found


def take(session: Session, owner_id: int, name: str, *, refusal: str = "Validation Failed") -> None:
    """Refuse a name that is taken; from now on an old repository of this name is not led to."""
    taken = "SELECT 1 FROM repository WHERE owner_id = ? AND name = ?"
    if session.store.one(taken, owner_id, name) is not None:
        text = "name already exists on this account"
        fault = FieldError("Repository", "name", "custom", text)
        raise InvalidError(fault, graphql_message=text, message=refusal)
    session.store.execute(
        "DELETE FROM previous_name WHERE owner_id = ? AND name = ?", owner_id, name
    )


def leave(session: Session, repository: Row) -> None:
    """Let the name that a repository has had until now lead to it."""
    session.store.execute(
        "INSERT OR REPLACE INTO previous_name (owner_id, name, repository_id) VALUES (?, ?, ?)",
        repository["owner_id"],
        repository["name"],
        repository["id"],
    )
