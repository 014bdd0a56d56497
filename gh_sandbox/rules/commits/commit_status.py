"""Rules for statuses of commits: what an external service reports about a commit.

Source: GitHub's REST description, "Commit statuses", and octokit's recording "create-status". Each
status has a context, and only the latest status of a context counts. The combined state is the
worst of these.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from gh_sandbox.errors import UnprocessableError
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

DEFAULT_CONTEXT = "default"


def create(session: Session, repository: Row, sha: str, given: Mapping[str, Any]) -> Row:
    """Create a status of a commit from REST's properties."""
    repositories.require(session, repository, "WRITE", "CreateStatus")
    if git_objects.find(session.store, repository["id"], sha, "commit") is None:
        raise UnprocessableError(f"No commit found for SHA: {sha}")
    id = session.store.insert(
        "commit_status",
        {
            "repository_id": repository["id"],
            "creator_id": session.viewer.id,
            "sha": sha,
            "context": given.get("context", DEFAULT_CONTEXT),
            "state": given["state"],
            "description": given.get("description"),
            "target_url": given.get("target_url"),
            "created_at": session.now(),
        },
    )
    return session.store.get("commit_status", id)


def latest(session: Session, repository_id: int, sha: str) -> list[Row]:
    """Return the latest status of each context of a commit."""
    return session.store.all(
        "SELECT * FROM commit_status WHERE id IN (SELECT MAX(id) FROM commit_status "
        "WHERE repository_id = ? AND sha = ? GROUP BY context) ORDER BY id",
        repository_id,
        sha,
    )


def worst(statuses: Iterable[Row]) -> str | None:
    """Return `failure` if any status failed, `success` if all succeeded, else `pending`.

    A commit without a status is `pending`.
    """
    states = {row["state"] for row in statuses}
    if states & {"error", "failure"}:
        return "failure"
    return ("success" if states == {"success"} else "pending") if states else None
