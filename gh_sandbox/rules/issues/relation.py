"""Rules for relations ("related to") between issues; a relation has no direction.

Source: reports of September 2026 on the live service. Unverified: the error for adding a relation
twice (an emulator has one), its message, and whether there is a limit (here there is none).
"""

from gh_sandbox.errors import UnprocessableError
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session


def add(session: Session, issue_id: int, related_id: int) -> None:
    """Relate two issues."""
    issue = session.store.get("issue", issue_id)
    repositories.require_for(session, issue, "TRIAGE", "AddRelatesTo")
    if issue_id == related_id:
        raise UnprocessableError("An issue cannot relate to itself")
    sql = "SELECT 1 FROM relation WHERE issue_id = ? AND related_id = ?"
    if session.store.one(sql, issue_id, related_id) is not None:
        raise UnprocessableError("Validation failed: Target issue has already been taken")
    for one, other in ((issue_id, related_id), (related_id, issue_id)):
        session.store.insert(
            "relation", {"issue_id": one, "related_id": other, "added_at": session.now()}
        )


def remove(session: Session, issue_id: int, related_id: int) -> None:
    """Remove a relation; one that does not exist changes nothing."""
    issue = session.store.get("issue", issue_id)
    repositories.require_for(session, issue, "TRIAGE", "RemoveRelatesTo")
    for one, other in ((issue_id, related_id), (related_id, issue_id)):
        sql = "DELETE FROM relation WHERE issue_id = ? AND related_id = ?"
        session.store.execute(sql, one, other)
