"""Rules for pinning and hiding comments; both need triage rights.

Sources: GitHub's REST description, "Pin an issue comment", and GraphQL schema, `minimizeComment`.
Unverified: a new pin replaces the previous one, and hiding does not change `updated_at`.
"""

from gh_sandbox.errors import NotFoundError
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value


def pin(session: Session, comment: Row) -> None:
    """Pin a comment to the top of its issue."""
    issue = session.store.get("issue", comment["issue_id"])
    if issue["is_pull_request"]:
        raise NotFoundError
    _require_triage(session, comment, "PinIssueComment")
    sql = "UPDATE comment SET pinned_at = NULL, pinned_by_id = NULL WHERE issue_id = ?"
    session.store.execute(sql, issue["id"])
    values: dict[str, Value] = {"pinned_at": session.now(), "pinned_by_id": session.viewer.id}
    session.store.update("comment", comment["id"], values)


def unpin(session: Session, comment: Row) -> None:
    """Unpin a comment."""
    _require_triage(session, comment, "UnpinIssueComment")
    session.store.update("comment", comment["id"], {"pinned_at": None, "pinned_by_id": None})


def minimize(session: Session, comment: Row, classifier: str | None) -> None:
    """Hide a comment for a reason, in GraphQL's capitals; None shows the comment again."""
    if comment["author_id"] != session.viewer.id:
        _require_triage(session, comment, "MinimizeComment")
    reason = None if classifier is None else classifier.lower().replace("_", "-")
    session.store.update("comment", comment["id"], {"minimized_reason": reason})


def may_minimize(session: Session, comment: Row) -> bool:
    """Tell whether the viewer may hide a comment."""
    issue = session.store.get("issue", comment["issue_id"])
    repository = repositories.get(session, issue["repository_id"])
    is_own: bool = comment["author_id"] == session.viewer.id
    return is_own or repositories.allows(session, repository, "TRIAGE")


def _require_triage(session: Session, comment: Row, operation: str) -> None:
    issue = session.store.get("issue", comment["issue_id"])
    repositories.require_for(session, issue, "TRIAGE", operation)
