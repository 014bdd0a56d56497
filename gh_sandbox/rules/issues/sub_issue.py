"""Rules for sub-issues: one parent each, their order, their number and depth.

Sources: GitHub docs, "Adding sub-issues" (100 per parent, eight levels); reports (the messages,
"occured" included); PyGithub's recordings of 2025-07 (`updated_at` of the issues does not change).
Unverified: the level at which counting starts, and the messages for depth, cycles and the removal
of an issue that is no sub-issue.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from gh_sandbox.errors import UnprocessableError
from gh_sandbox.rules.issues import event as events
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

LIMIT = 100
LEVELS = 8
_PREFIX = "An error occured while adding the sub-issue to the parent issue. "


def add(session: Session, parent_id: int, child_id: int, *, replace_parent: bool = False) -> None:
    """Make an issue the last sub-issue of another."""
    issue = session.store.get("issue", parent_id)
    repositories.require_for(session, issue, "TRIAGE", "AddSubIssue")
    existing = _link(session, child_id)
    if existing is not None and (not replace_parent or existing["parent_id"] == parent_id):
        duplicate = "Issue may not contain duplicate sub-issues and "
        same = existing["parent_id"] == parent_id
        only = "Sub issue may only have one parent"
        raise UnprocessableError(_PREFIX + (duplicate if same else "") + only)
    if parent_id in (child_id, *_descendants(session, child_id)):
        raise UnprocessableError(_PREFIX + "Sub issue cannot be the parent or itself")
    children = _children(session, parent_id)
    if len(children) >= LIMIT:
        raise UnprocessableError(_PREFIX + f"Parent cannot have more than {LIMIT} sub-issues")
    if len(_ancestors(session, parent_id)) + 1 + _height(session, child_id) > LEVELS:
        raise UnprocessableError(_PREFIX + f"Sub-issues cannot be nested more than {LEVELS} levels")
    if existing is not None:
        _unlink(session, existing["parent_id"], child_id)
    session.store.insert(
        "sub_issue",
        {
            "issue_id": child_id,
            "parent_id": parent_id,
            "position": _next_position(session, parent_id),
        },
    )
    events.publish(session, events.SubIssueAdded(child_id, parent_id))


def remove(session: Session, parent_id: int, child_id: int) -> None:
    """Remove a sub-issue from its parent."""
    issue = session.store.get("issue", parent_id)
    repositories.require_for(session, issue, "TRIAGE", "RemoveSubIssue")
    _require_child(session, parent_id, child_id)
    _unlink(session, parent_id, child_id)


def reprioritize(
    session: Session,
    parent_id: int,
    child_id: int,
    *,
    after_id: int | None = None,
    before_id: int | None = None,
) -> None:
    """Move a sub-issue directly after or before another one of the same parent."""
    issue = session.store.get("issue", parent_id)
    repositories.require_for(session, issue, "TRIAGE", "ReprioritizeSubIssue")
    sibling = after_id if after_id is not None else before_id
    if sibling is None or (after_id is not None and before_id is not None):
        raise UnprocessableError("Exactly one of after_id and before_id is required")
    for id in (child_id, sibling):
        _require_child(session, parent_id, id)
    order = [id for id in _children(session, parent_id) if id != child_id]
    if sibling != child_id:
        order.insert(order.index(sibling) + (after_id is not None), child_id)
        for position, id in enumerate(order):
            session.store.execute(
                "UPDATE sub_issue SET position = ? WHERE issue_id = ?", position, id
            )


@dataclass(frozen=True)
class SubIssueSummary:
    """Counts of an issue's sub-issues: all, and closed ones."""

    total: int = 0
    completed: int = 0

    @property
    def percent_completed(self) -> int:
        """The share of closed sub-issues in per cent, rounded down."""
        return 100 * self.completed // self.total if self.total else 0


def summaries(session: Session, ids: Iterable[int]) -> dict[int, SubIssueSummary]:
    """Return the summary of each issue that has sub-issues."""
    rows = session.store.grouped(
        "SELECT parent_id, COUNT(*), SUM(state = 'CLOSED') "
        "FROM sub_issue JOIN issue ON issue.id = issue_id WHERE parent_id",
        ids,
    )
    return {row[0]: SubIssueSummary(row[1], row[2]) for row in rows}


def parents(session: Session, ids: Iterable[int]) -> dict[int, Row]:
    """Return the parent of each of these issues that has one."""
    rows = session.store.matching(
        "SELECT sub_issue.issue_id AS child_id, issue.* FROM sub_issue "
        "JOIN issue ON issue.id = parent_id WHERE sub_issue.issue_id",
        ids,
    )
    return {row["child_id"]: row for row in rows}


def parent_id(session: Session, issue_id: int) -> int | None:
    """Return the parent of an issue."""
    link = _link(session, issue_id)
    return None if link is None else int(link["parent_id"])


def _unlink(session: Session, parent_id: int, child_id: int) -> None:
    session.store.execute("DELETE FROM sub_issue WHERE issue_id = ?", child_id)
    events.publish(session, events.SubIssueRemoved(child_id, parent_id))


def _link(session: Session, child_id: int) -> Row | None:
    return session.store.one("SELECT * FROM sub_issue WHERE issue_id = ?", child_id)


def _children(session: Session, parent_id: int) -> list[int]:
    rows = session.store.all(
        "SELECT issue_id FROM sub_issue WHERE parent_id = ? ORDER BY position", parent_id
    )
    return [row["issue_id"] for row in rows]


def _next_position(session: Session, parent_id: int) -> int:
    return session.store.number(
        "SELECT COALESCE(MAX(position), -1) + 1 FROM sub_issue WHERE parent_id = ?", parent_id
    )


def _ancestors(session: Session, issue_id: int) -> list[int]:
    found: list[int] = []
    above = parent_id(session, issue_id)
    while above is not None:
        found.append(above)
        above = parent_id(session, above)
    return found


def _descendants(session: Session, issue_id: int) -> list[int]:
    children = _children(session, issue_id)
    return [*children, *(id for child in children for id in _descendants(session, child))]


def _height(session: Session, issue_id: int) -> int:
    """Return the number of levels below an issue."""
    return max((1 + _height(session, id) for id in _children(session, issue_id)), default=0)


def _require_child(session: Session, parent: int, child_id: int) -> None:
    if parent_id(session, child_id) != parent:
        raise UnprocessableError("The provided sub-issue does not belong to the parent issue")
