"""Reactions to issues, pull requests, comments (also on lines and on commits), and releases.

Source: GitHub's REST description, "Reactions"; each user has each reaction once, and releases have
no thumbs down and no confused faces. Unverified: who
may react where a conversation is locked (here: who may comment there), and the wordings.
"""

from dataclasses import dataclass

from gh_sandbox.errors import ForbiddenError, NotFoundError
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

# GraphQL's names, in the order in which GitHub shows them, and REST's.
CONTENTS = {
    "THUMBS_UP": "+1",
    "THUMBS_DOWN": "-1",
    "LAUGH": "laugh",
    "HOORAY": "hooray",
    "CONFUSED": "confused",
    "HEART": "heart",
    "ROCKET": "rocket",
    "EYES": "eyes",
}
# GitHub's REST description, "Create reaction for a release".
OF_RELEASES = ("THUMBS_UP", "LAUGH", "HOORAY", "HEART", "ROCKET", "EYES")


@dataclass(frozen=True)
class Subject:
    """The subject of a reaction: an issue, a release, or one of the three kinds of comments.

    `issue` has the conversation; a release and a comment on a commit have none.
    """

    column: str
    row: Row
    issue: Row | None

    @property
    def repository_id(self) -> int:
        """The repository."""
        return int((self.issue or self.row)["repository_id"])


def of_issue(issue: Row) -> Subject:
    """Return an issue or pull request as a subject."""
    return Subject("issue_id", issue, issue)


def of_comment(session: Session, comment: Row) -> Subject:
    """Return a comment as a subject."""
    return Subject("comment_id", comment, session.store.get("issue", comment["issue_id"]))


def of_review_comment(session: Session, comment: Row) -> Subject:
    """Return a comment on a line or a file as a subject."""
    pull_request = session.store.get("issue", comment["issue_id"])
    return Subject("review_comment_id", comment, pull_request)


def of_commit_comment(comment: Row) -> Subject:
    """Return a comment on a commit as a subject."""
    return Subject("commit_comment_id", comment, None)


def of_release(release: Row) -> Subject:
    """Return a release as a subject."""
    return Subject("release_id", release, None)


def of_release_rows(session: Session, release_id: int) -> list[Row]:
    """Return the reactions to a release, oldest first."""
    return session.store.all("SELECT * FROM reaction WHERE release_id = ? ORDER BY id", release_id)


def is_allowed(session: Session, issue: Row | None) -> bool:
    """Tell whether the viewer may take part in a conversation, which may be locked."""
    if issue is None:
        return True
    repository = repositories.get(session, issue["repository_id"])
    return not issue["locked"] or repositories.allows(session, repository, "WRITE")


def find(session: Session, subject: Subject, content: str) -> Row | None:
    """Return the viewer's reaction with this content, or None."""
    return session.store.one(
        f"SELECT * FROM reaction WHERE {subject.column} = ? AND user_id = ? AND content = ?",
        subject.row["id"],
        session.viewer.id,
        content,
    )


def add(session: Session, subject: Subject, content: str) -> Row:
    """Add a reaction and return it; an equal one of the viewer is returned as it is."""
    present = find(session, subject, content)
    if present is not None:
        return present
    repositories.require_reach(session, repositories.get(session, subject.repository_id))
    if not is_allowed(session, subject.issue):
        raise ForbiddenError("Unable to react because the conversation is locked.")
    id = session.store.insert(
        "reaction",
        {
            subject.column: subject.row["id"],
            "user_id": session.viewer.id,
            "content": content,
            "created_at": session.now(),
        },
    )
    return session.store.get("reaction", id)


def remove(session: Session, subject: Subject, id: int) -> Row:
    """Remove one of the viewer's reactions from a subject, and return it."""
    row = session.store.one(
        f"SELECT * FROM reaction WHERE id = ? AND {subject.column} = ?", id, subject.row["id"]
    )
    if row is None:
        raise NotFoundError
    if row["user_id"] != session.viewer.id:
        raise ForbiddenError("You are not allowed to delete this reaction.")
    session.store.execute("DELETE FROM reaction WHERE id = ?", id)
    return row


def counts(session: Session, column: str, ids: list[int]) -> dict[int, dict[str, int]]:
    """Count the reactions to each of some subjects, by content."""
    found: dict[int, dict[str, int]] = {}
    rows = session.store.matching(f"SELECT {column}, content FROM reaction WHERE {column}", ids)
    for id, content in rows:
        each = found.setdefault(id, {})
        each[content] = each.get(content, 0) + 1
    return found
