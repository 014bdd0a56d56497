"""Rules for comments on commits.

Source: GitHub's REST description, "Commit comments". Unverified: the refusals of an empty text and
of a commit that does not exist; that the place in a file is not compared with the commit.
"""

from collections.abc import Mapping

from gh_sandbox.errors import FieldError, InvalidError
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value


def of_repository(session: Session, repository: Row, sha: str | None = None) -> list[Row]:
    """Return the comments on all commits of a repository, or on one, oldest first."""
    return session.store.all(
        "SELECT * FROM commit_comment WHERE repository_id = ?1 "
        "AND (?2 IS NULL OR commit_sha = ?2) ORDER BY id",
        repository["id"],
        sha,
    )


def count(session: Session, repository: Row, sha: str) -> int:
    """Return the number of comments on a commit."""
    known = "SELECT COUNT(*) FROM commit_comment WHERE repository_id = ? AND commit_sha = ?"
    return session.store.number(known, repository["id"], sha)


def get(session: Session, repository: Row, id: int) -> Row:
    """Return a comment of a repository, or refuse with 404."""
    known = "SELECT * FROM commit_comment WHERE repository_id = ? AND id = ?"
    return session.found(known, repository["id"], id)


def create(
    session: Session, repository: Row, sha: str, body: str, place: Mapping[str, Value]
) -> Row:
    """Comment on a commit."""
    repositories.require_reach(session, repository)
    values: dict[str, Value] = {
        "repository_id": repository["id"],
        "author_id": session.viewer.id,
        "commit_sha": sha,
        "body": _checked(body),
        **place,
        **session.times(),
    }
    return session.store.get("commit_comment", session.store.insert("commit_comment", values))


def update(session: Session, repository: Row, row: Row, body: str) -> None:
    """Change a comment's text."""
    repositories.require_author(session, repository, row, "UpdateCommitComment")
    values: dict[str, Value] = {"body": _checked(body), "updated_at": session.now()}
    session.store.update("commit_comment", row["id"], values)


def delete(session: Session, repository: Row, row: Row) -> None:
    """Delete a comment."""
    repositories.require_author(session, repository, row, "DeleteCommitComment")
    session.store.execute("DELETE FROM commit_comment WHERE id = ?", row["id"])


def _checked(body: str) -> str:
    if not body.strip():
        fault = FieldError("CommitComment", "body", "missing_field")
        raise InvalidError(fault, graphql_message="Body cannot be blank")
    return body
