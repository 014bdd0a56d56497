"""Rules for the names of repositories: present names, and redirects from former ones.

Source: GitHub docs, "Renaming a repository" and "Transferring a repository": a former name
redirects to the repository until another repository takes the name. Spaces and other characters in
a name become dashes: defunkt/github-gem#47; a taken name: hipstas/AudiAnnotate#92 over REST,
and over GraphQL, with a capital, cli/cli#14266. Unverified: the messages for a name that is too
long or empty.
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
    """Return the repository that had this name before, unless another one has taken it since."""
    return session.store.one(
        "SELECT repository.* FROM previous_name JOIN owner ON owner.id = previous_name.owner_id "
        "JOIN repository ON repository.id = repository_id "
        "WHERE login = ? AND previous_name.name = ?",
        login,
        name,
    )


def spelt(name: str) -> str:
    """Return a wanted name in GitHub's spelling.

    Raises InvalidError for a name that is not possible.
    """
    found = re.sub(r"[^A-Za-z0-9._-]+", "-", name.strip())
    if not found.strip("."):
        fault = FieldError("Repository", "name", "missing_field")
        raise InvalidError(fault, graphql_message="Name can't be blank")
    if len(found) > _LIMIT:
        text = f"name is too long (maximum is {_LIMIT} characters)"
        fault = FieldError("Repository", "name", "custom", text)
        raise InvalidError(fault, graphql_message=text.capitalize())
    return found


def take(session: Session, owner_id: int, name: str, *, refusal: str = "Validation Failed") -> None:
    """Refuse a taken name; end the redirect from this name, if there is one."""
    taken = "SELECT 1 FROM repository WHERE owner_id = ? AND name = ?"
    if session.store.one(taken, owner_id, name) is not None:
        text = "name already exists on this account"
        fault = FieldError("Repository", "name", "custom", text)
        raise InvalidError(fault, graphql_message=text.capitalize(), message=refusal)
    session.store.execute(
        "DELETE FROM previous_name WHERE owner_id = ? AND name = ?", owner_id, name
    )


def leave(session: Session, repository: Row) -> None:
    """Redirect from the name that a repository has had until now."""
    session.store.execute(
        "INSERT OR REPLACE INTO previous_name (owner_id, name, repository_id) VALUES (?, ?, ?)",
        repository["owner_id"],
        repository["name"],
        repository["id"],
    )
