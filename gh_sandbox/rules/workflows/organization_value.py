"""Rules for the secrets and variables of an organization, which its repositories' workflows share.

Sources: GitHub's REST description, "GitHub Actions Secrets" and "GitHub Actions Variables"; the
refusal as in cli/cli#8810, also for a token without the scope (cli/cli#2845). A repository's own
value of a name comes before the organization's: GitHub docs, "Variables", "Configuration variable
precedence".
"""

from collections.abc import Sequence

from gh_sandbox.errors import ApiError, ForbiddenError, NotFoundError
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

SELECTED = "selected"


def require_admin(session: Session, organization: Row, kind: str) -> None:
    """Refuse who is no administrator of the organization."""
    is_admin = owners.is_member(session, organization["id"], admin=True)
    may = session.viewer.grant is not None or session.viewer.has("admin:org")
    if not (is_admin and may):
        raise ForbiddenError(
            f"You must be an org admin or have the actions {kind}s fine-grained permission."
        )


def of_organization(session: Session, organization: Row, kind: str) -> list[Row]:
    """Return an organization's values of a kind, by name."""
    return session.store.all(
        "SELECT * FROM organization_value WHERE owner_id = ? AND kind = ? ORDER BY name",
        organization["id"],
        kind,
    )


def reaching(session: Session, kind: str, repository_id: int) -> list[Row]:
    """Return the values of its organization that a repository may use, by name."""
    return session.store.all(
        "SELECT organization_value.* FROM organization_value "
        "JOIN repository USING (owner_id) WHERE repository.id = ?1 AND kind = ?2 AND ("
        "visibility = 'all' OR visibility = 'private' AND is_private "
        "OR EXISTS (SELECT 1 FROM organization_value_repository "
        "WHERE value_id = organization_value.id AND repository_id = ?1)) "
        "ORDER BY organization_value.name",
        repository_id,
        kind,
    )


def find(session: Session, organization: Row, kind: str, name: str) -> Row | None:
    """Return the value of this name, whatever its case."""
    known = "SELECT * FROM organization_value WHERE owner_id = ? AND kind = ? AND name = ?"
    return session.store.one(known, organization["id"], kind, name.upper())


def get(session: Session, organization: Row, kind: str, name: str) -> Row:
    """Return the value of this name, or refuse with 404."""
    row = find(session, organization, kind, name)
    if row is None:
        raise NotFoundError
    return row


def create(
    session: Session, organization: Row, kind: str, name: str, value: str, visibility: str
) -> Row:
    """Create a value."""
    values: dict[str, Value] = {
        "owner_id": organization["id"],
        "kind": kind,
        "name": name.upper(),
        "value": value,
        "visibility": visibility,
        **session.times(),
    }
    id = session.store.insert("organization_value", values)
    return session.store.get("organization_value", id)


def change(session: Session, row: Row, **changes: str) -> Row:
    """Change columns of a value; one that not only selected repositories may use selects none."""
    values: dict[str, Value] = {**changes, "updated_at": session.now()}
    session.store.update("organization_value", row["id"], values)
    if changes.get("visibility", SELECTED) != SELECTED:
        session.store.execute(
            "DELETE FROM organization_value_repository WHERE value_id = ?", row["id"]
        )
    return session.store.get("organization_value", row["id"])


def delete(session: Session, row: Row) -> None:
    """Delete a value."""
    session.store.execute("DELETE FROM organization_value WHERE id = ?", row["id"])


def selected_ids(session: Session, row: Row) -> list[int]:
    """Return the ids of the selected repositories."""
    known = "SELECT repository_id FROM organization_value_repository WHERE value_id = ? ORDER BY 1"
    return [each["repository_id"] for each in session.store.all(known, row["id"])]


def select(session: Session, row: Row, ids: Sequence[int]) -> None:
    """Replace the selected repositories, which must be the organization's."""
    _require_selecting(row)
    if any(type(each) is not int for each in ids):
        raise NotFoundError  # GitHub may use other words [unverified].
    for repository in session.store.some("repository", ids):
        if repository["owner_id"] != row["owner_id"]:
            raise NotFoundError
    if len(session.store.some("repository", ids)) < len(set(ids)):
        raise NotFoundError
    session.store.execute("DELETE FROM organization_value_repository WHERE value_id = ?", row["id"])
    rows: list[dict[str, Value]] = [
        {"value_id": row["id"], "repository_id": id} for id in sorted(set(ids))
    ]
    session.store.insert_many("organization_value_repository", rows)


def _require_selecting(row: Row) -> None:
    """Refuse to select repositories for a value that all may use: 409 (the message unverified)."""
    if row["visibility"] != SELECTED:
        text = "Visibility of the value must be set to selected"
        raise ApiError(409, text, type="UNPROCESSABLE")
