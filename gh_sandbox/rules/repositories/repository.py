"""Rules for repositories, and for the viewer's permissions in them.

Permission levels: GitHub docs, "Repository roles for an organization".
"""

from collections.abc import Iterable

from gh_sandbox.errors import ForbiddenError, NotFoundError
from gh_sandbox.rules.owners import owner
from gh_sandbox.rules.repositories import repository_name as names
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

LEVELS = ("READ", "TRIAGE", "WRITE", "MAINTAIN", "ADMIN")


def find(session: Session, login: str, name: str, *, follow_renames: bool = True) -> Row:
    """Return a repository that the viewer can see, by its present or a former name."""
    row = names.named(session, login, name)
    if row is None and follow_renames:
        row = names.once_named(session, login, name)
    if row is None or permission(session, row) is None:
        full_name = f"{login}/{name}"
        raise NotFoundError(f"Could not resolve to a Repository with the name '{full_name}'.")
    return row


def permission(session: Session, repository: Row) -> str | None:
    """Return the viewer's level in a repository; None for a private repository of others."""
    held, grant = _held(session, repository), session.viewer.grant
    if grant is None:
        return held
    if grant.reaches(repository["owner_id"], repository["id"]):
        return grant.level(held)
    return None if repository["is_private"] else "READ"


def _held(session: Session, repository: Row) -> str | None:
    """Return the level of the viewer's user."""
    if repository["owner_id"] == session.viewer.id:
        return "ADMIN"
    if owner.is_member(session, repository["owner_id"], admin=True):
        return "ADMIN"
    row = session.store.one(
        "SELECT permission FROM collaborator WHERE repository_id = ? AND user_id = ?",
        repository["id"],
        session.viewer.id,
    )
    if row is not None:
        return str(row["permission"])
    return None if repository["is_private"] else "READ"


def levels(session: Session, repository: Row) -> dict[int, str]:
    """Return the level of each user with access to a repository, by user id.

    In the sandbox, membership in an organization gives no access to its private repositories.
    """
    store, holder = session.store, repository["owner_id"]
    found = {}
    for row in store.all("SELECT user_id, role FROM member WHERE organization_id = ?", holder):
        if row["role"] == "ADMIN" or not repository["is_private"]:
            found[row["user_id"]] = "ADMIN" if row["role"] == "ADMIN" else "READ"
    for row in store.all("SELECT * FROM collaborator WHERE repository_id = ?", repository["id"]):
        known = found.get(row["user_id"], "READ")
        found[row["user_id"]] = max(known, row["permission"], key=LEVELS.index)
    if owner.get(session, holder)["type"] == "User":
        found[holder] = "ADMIN"
    return found


def invited_ids(session: Session, repository: Row) -> set[int]:
    """Return the users who were invited to a repository as collaborators."""
    known = "SELECT user_id FROM collaborator WHERE repository_id = ?"
    return {row["user_id"] for row in session.store.all(known, repository["id"])}


def invite(session: Session, repository: Row, user_id: int, level: str) -> None:
    """Give a user a level in a repository; this replaces an earlier level."""
    dismiss(session, repository, user_id)
    values: dict[str, Value] = {"repository_id": repository["id"], "user_id": user_id}
    session.store.insert("collaborator", {**values, "permission": level})


def dismiss(session: Session, repository: Row, user_id: int) -> None:
    """Remove a user from the collaborators of a repository."""
    gone = "DELETE FROM collaborator WHERE repository_id = ? AND user_id = ?"
    session.store.execute(gone, repository["id"], user_id)


def is_collaborator(session: Session, repository: Row, user_id: int | None = None) -> bool:
    """Tell whether a user, by default the viewer, is a collaborator."""
    known = "SELECT 1 FROM collaborator WHERE repository_id = ? AND user_id = ?"
    return session.store.one(known, repository["id"], user_id or session.viewer.id) is not None


def allows(session: Session, repository: Row, level: str) -> bool:
    """Tell whether the viewer has at least this level."""
    held = permission(session, repository)
    return held is not None and LEVELS.index(held) >= LEVELS.index(level)


def require(
    session: Session,
    repository: Row,
    level: str,
    operation: str,
    *,
    although_archived: bool = False,
) -> None:
    """Refuse an operation that needs a higher level; GraphQL names it: `CreateLabel`.

    GraphQL's message is reported; REST's is unverified.
    """
    require_reach(session, repository, although_archived=although_archived)
    if not allows(session, repository, level):
        login = session.viewer.login
        raise ForbiddenError(
            "Must have push access to repository.",
            graphql_message=(
                f"{login} does not have the correct permissions to execute `{operation}`"
            ),
        )


def require_for(session: Session, thing: Row, level: str, operation: str) -> None:
    """Like `require`, for the repository of a thing, such as an issue or a label."""
    require(session, get(session, thing["repository_id"]), level, operation)


def require_author(
    session: Session, repository: Row, text: Row, operation: str, *, level: str = "WRITE"
) -> None:
    """Refuse an operation of somebody who neither wrote a text nor has this level."""
    if text["author_id"] == session.viewer.id:
        require_reach(session, repository)
    else:
        require(session, repository, level, operation)


def require_reach(session: Session, repository: Row, *, although_archived: bool = False) -> None:
    """Refuse writing with a token for other repositories, and to an archived repository.

    A token for other repositories may not write even what everybody may write. Archived: GitHub
    docs, "About archiving repositories"; the message is in
    integrations/terraform-provider-github#1129 and many other reports.
    """
    if repository["archived_at"] and not although_archived:
        raise ForbiddenError("Repository was archived so is read-only.")
    grant = session.viewer.grant
    if grant is not None and not grant.reaches(repository["owner_id"], repository["id"]):
        raise grant.refusal()


def hidden_ids(session: Session) -> frozenset[int]:
    """Return the private repositories that the viewer cannot see."""
    return session.remembered("hidden repositories", lambda: _hidden_ids(session))


def _hidden_ids(session: Session) -> frozenset[int]:
    rows = session.store.all("SELECT * FROM repository WHERE is_private")
    return frozenset(row["id"] for row in rows if permission(session, row) is None)


def hides(session: Session, thing: Row) -> bool:
    """Tell whether a thing, such as an issue, is in a repository that the viewer cannot see."""
    return thing["repository_id"] in hidden_ids(session)


def readable(session: Session) -> list[Row]:
    """Return the repositories that the viewer may read, oldest first."""
    rows = session.store.all("SELECT * FROM repository ORDER BY id")
    return [row for row in rows if permission(session, row) is not None]


def assignable_ids(session: Session, repository: Row) -> list[int]:
    """List the users who can be assigned: the owner or the members, and collaborators."""
    rows = session.store.all(
        "SELECT id FROM owner WHERE type = 'User' AND (id = ?1 "
        "OR id IN (SELECT user_id FROM member WHERE organization_id = ?1) "
        "OR id IN (SELECT user_id FROM collaborator WHERE repository_id = ?2 "
        "AND permission <> 'READ')) ORDER BY login",
        repository["owner_id"],
        repository["id"],
    )
    return [row["id"] for row in rows]


def require_assignable(session: Session, repository: Row, user_ids: Iterable[int]) -> None:
    """Refuse users who cannot be assigned; unverified: how GraphQL does so."""
    for id in set(user_ids) - set(assignable_ids(session, repository)):
        login = owner.get(session, id)["login"]
        raise NotFoundError(f"Could not assign {login}: not a collaborator of the repository.")


def full_name(session: Session, repository: Row) -> str:
    """Return `owner/name`, in the letter case of its creation."""
    return f"{owner.get(session, repository['owner_id'])['login']}/{repository['name']}"


def get(session: Session, id: int) -> Row:
    """Return a repository by database id, which must exist."""
    return session.remembered(("repository", id), lambda: session.store.get("repository", id))
