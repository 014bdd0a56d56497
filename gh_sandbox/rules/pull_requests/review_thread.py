"""Rules for the threads of reviews: a comment on a place, with its answers, open or resolved.

A thread has no row of its own: it is the first comment of its place. Source: GitHub's GraphQL
schema, `PullRequestReviewThread`; who may resolve one as in its docs, "Resolving conversations":
the author of the pull request, and who has write access.
"""

from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row


def may_resolve(session: Session, thread: Row) -> bool:
    """Tell whether the viewer may resolve a thread, and open it again."""
    repository, pull_request = _place(session, thread)
    is_author = pull_request["author_id"] == session.viewer.id
    return is_author or repositories.allows(session, repository, "WRITE")


def resolve(session: Session, thread: Row, *, resolved: bool) -> None:
    """Resolve a thread, or open it again; a thread that is in the state already stays so."""
    repository, pull_request = _place(session, thread)
    operation = "ResolveReviewThread" if resolved else "UnresolveReviewThread"
    repositories.require_author(session, repository, pull_request, operation)
    if resolved != (thread["resolved_by_id"] is not None):
        by = session.viewer.id if resolved else None
        session.store.update("review_comment", thread["id"], {"resolved_by_id": by})


def _place(session: Session, thread: Row) -> tuple[Row, Row]:
    pull_request = session.store.get("issue", thread["issue_id"])
    return repositories.get(session, pull_request["repository_id"]), pull_request
