"""Rules for dependencies: an issue is blocked by another issue.

Sources: GitHub's changelog of 2025-08-21 (50 in each direction); reports (adding a dependency twice
is an error with this message; removing one that does not exist is no error in REST); PyGithub's
recordings of 2026-06 (`updated_at` of the issues does not change). Unverified: the messages for a
cycle, for an issue that blocks itself, and for too many dependencies.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from gh_sandbox.errors import UnprocessableError
from gh_sandbox.rules.issues import event as events
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session

LIMIT = 50
_PREFIX = "An error occurred while adding the blocking issue to the issue. Validation failed: "


@dataclass(frozen=True)
class DependencySummary:
    """Numbers of open and of all issues, for both directions: blocking it, and blocked by it."""

    blocked_by: int = 0
    total_blocked_by: int = 0
    blocking: int = 0
    total_blocking: int = 0


def summaries(session: Session, ids: Iterable[int]) -> dict[int, DependencySummary]:
    """Return the summary of each of these issues."""
    wanted = list(ids)
    blocked_by = _counts(session, wanted, "blocked_id", "blocking_id")
    blocking = _counts(session, wanted, "blocking_id", "blocked_id")
    return {
        id: DependencySummary(*blocked_by.get(id, (0, 0)), *blocking.get(id, (0, 0)))
        for id in wanted
    }


def _counts(session: Session, ids: list[int], own: str, other: str) -> dict[int, tuple[int, int]]:
    rows = session.store.grouped(
        f"SELECT {own}, SUM(state = 'OPEN'), COUNT(*) "
        f"FROM dependency JOIN issue ON issue.id = {other} WHERE {own}",
        ids,
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def add(session: Session, blocked_id: int, blocking_id: int) -> None:
    """Make one issue blocked by another."""
    issue = session.store.get("issue", blocked_id)
    repositories.require_for(session, issue, "TRIAGE", "AddBlockedBy")
    if blocked_id == blocking_id:
        raise _refused("Target issue cannot be the same as the source issue")
    if _exists(session, blocked_id, blocking_id):
        raise _refused("Target issue has already been taken")
    if _exists(session, blocking_id, blocked_id):
        raise _refused("Target issue would create a circular dependency")
    for column, id in (("blocked_id", blocked_id), ("blocking_id", blocking_id)):
        sql = f"SELECT COUNT(*) FROM dependency WHERE {column} = ?"
        if session.store.number(sql, id) >= LIMIT:
            raise _refused(f"Issue cannot have more than {LIMIT} dependencies of a kind")
    session.store.insert(
        "dependency",
        {"blocked_id": blocked_id, "blocking_id": blocking_id, "added_at": session.now()},
    )
    events.publish(session, events.BlockedByAdded(blocked_id, blocking_id))


def remove(session: Session, blocked_id: int, blocking_id: int) -> None:
    """Remove a dependency; one that does not exist changes nothing."""
    issue = session.store.get("issue", blocked_id)
    repositories.require_for(session, issue, "TRIAGE", "RemoveBlockedBy")
    sql = "DELETE FROM dependency WHERE blocked_id = ? AND blocking_id = ?"
    if session.store.execute(sql, blocked_id, blocking_id):
        events.publish(session, events.BlockedByRemoved(blocked_id, blocking_id))


def _exists(session: Session, blocked_id: int, blocking_id: int) -> bool:
    sql = "SELECT 1 FROM dependency WHERE blocked_id = ? AND blocking_id = ?"
    return session.store.one(sql, blocked_id, blocking_id) is not None


def _refused(reason: str) -> UnprocessableError:
    """Refuse; GraphQL's error type was seen as VALIDATION only once, so it is unverified."""
    return UnprocessableError(_PREFIX + reason, type="VALIDATION")
