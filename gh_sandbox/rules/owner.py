"""Users and organizations, and who may administer what."""

from gh_sandbox.errors import NotFoundError
from gh_sandbox.session import Session
from gh_sandbox.store import Row


def find(session: Session, login: str, type: str | None = None) -> Row:
    """Return the owner of this login; refused in GitHub's words when there is none of the type."""
    row = session.store.one("SELECT * FROM owner WHERE login = ?", login)
    if row is None or type not in (None, row["type"]):
        kind = type or "RepositoryOwner"
        name = "an Organization" if kind == "Organization" else f"a {kind}"
        raise NotFoundError(f"Could not resolve to {name} with the login of '{login}'.")
    return row


def is_member(session: Session, organization_id: int, *, admin: bool = False) -> bool:
    """Tell whether the viewer belongs to an organization, as an administrator if asked."""
    row = session.store.one(
        "SELECT role FROM member WHERE organization_id = ? AND user_id = ?",
        organization_id,
        session.viewer.id,
    )
    return row is not None and (row["role"] == "ADMIN" or not admin)
