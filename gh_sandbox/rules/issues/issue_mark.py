"""Rules for locking and pinning issues and pull requests; both need triage rights.

Source: GitHub docs, "Pinning an issue to your repository" (three at most). Unverified: all other
messages.
"""

from gh_sandbox.errors import UnprocessableError
from gh_sandbox.rules.issues import event as events
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

PIN_LIMIT = 3


def lock(session: Session, issue: Row, reason: str | None) -> None:
    """Lock the conversation; `reason` is in GraphQL's capitals."""
    _write(session, issue, "LockLockable", {"locked": 1, "active_lock_reason": reason})
    if not issue["locked"]:
        events.publish(session, events.Locked(issue["id"], reason))


def unlock(session: Session, issue: Row) -> None:
    """Unlock the conversation."""
    _write(session, issue, "UnlockLockable", {"locked": 0, "active_lock_reason": None})
    if issue["locked"]:
        events.publish(session, events.Unlocked(issue["id"]))


def pin(session: Session, issue: Row) -> None:
    """Pin an issue to its repository."""
    pinned = "SELECT COUNT(*) FROM issue WHERE repository_id = ? AND is_pinned AND id <> ?"
    if session.store.number(pinned, issue["repository_id"], issue["id"]) >= PIN_LIMIT:
        raise UnprocessableError(f"Maximum {PIN_LIMIT} pinned issues per repository")
    _write(session, issue, "PinIssue", {"is_pinned": 1})
    if not issue["is_pinned"]:
        events.publish(session, events.Pinned(issue["id"]))


def unpin(session: Session, issue: Row) -> None:
    """Unpin an issue."""
    _write(session, issue, "UnpinIssue", {"is_pinned": 0})
    if issue["is_pinned"]:
        events.publish(session, events.Unpinned(issue["id"]))


def _write(session: Session, issue: Row, operation: str, values: dict[str, Value]) -> None:
    repositories.require_for(session, issue, "TRIAGE", operation)
    session.store.update("issue", issue["id"], {**values, "updated_at": session.now()})
