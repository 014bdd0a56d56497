"""The association of an author with a repository, as far as the viewer may know it.

Sources: GitHub's GraphQL schema, `CommentAuthorAssociation`; its documentation, "Publicizing or
hiding organization membership"; reports (to a token that may not read the organization, private
members look like outsiders; a workflow's token is such a token). Unverified: the scope that is
needed is `read:org`, and apps are NONE.
"""

from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row


def of_author(session: Session, repository: Row, author_id: int | None) -> str:
    """Return the association of an author with a repository: OWNER, MEMBER, COLLABORATOR, NONE."""
    key = ("association", repository["id"], author_id)
    return session.remembered(key, lambda: _found(session, repository, author_id))


def _found(session: Session, repository: Row, author_id: int | None) -> str:
    if author_id == repository["owner_id"]:
        return "OWNER"
    if _is_seen_member(session, repository["owner_id"], author_id):
        return "MEMBER"
    sql = "SELECT 1 FROM collaborator WHERE repository_id = ? AND user_id = ?"
    invited = session.store.one(
        f"{sql} AND user_id NOT IN (SELECT id FROM owner WHERE type = 'Bot')",
        repository["id"],
        author_id,
    )
    return "NONE" if invited is None else "COLLABORATOR"


def _is_seen_member(session: Session, organization_id: int, user_id: int | None) -> bool:
    where = "WHERE organization_id = ? AND user_id = ?"
    if session.store.one(f"SELECT 1 FROM member {where}", organization_id, user_id) is None:
        return False
    is_private = session.store.one(
        f"SELECT 1 FROM private_member {where}", organization_id, user_id
    )
    return is_private is None or user_id == session.viewer.id or _reads(session, organization_id)


def _reads(session: Session, organization_id: int) -> bool:
    """Tell whether the viewer may read the members of an organization."""
    return owners.is_member(session, organization_id) and session.viewer.has("read:org")
