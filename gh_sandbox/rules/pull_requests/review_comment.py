"""Rules for the comments of reviews: on a line of the difference, on a file, or in answer to one.

Sources: GitHub's REST description, "Pull request review comments"; the refusals of a line outside
of the difference as reported in cli/cli#5746 (alone) and in The-PR-Agent/pr-agent#592 (in a
review), of a wrong order of lines in ubuntu/WSL#244. A comment alone makes a review of its own,
which says no more. Unverified: the refusals of an unknown file, commit and comment to answer.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gh_sandbox import patch
from gh_sandbox.errors import FieldError, InvalidError, NotFoundError
from gh_sandbox.patch import Place
from gh_sandbox.rules.pull_requests import diff
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

_SIDES = ("RIGHT", "LEFT")


class PlaceError(Exception):
    """A comment has no place in the difference; `faults` are a field and a message each."""

    def __init__(self, *faults: tuple[str, str]) -> None:
        super().__init__(faults)
        self.faults = faults

    @property
    def refusal(self) -> InvalidError:
        """The refusal of a comment that comes alone."""
        thread = "pull_request_review_thread"
        entries = [
            FieldError(
                "PullRequestReviewComment",
                f"{thread}.{field}",
                "missing_field" if field == "diff_hunk" else "custom",
                None if field == "diff_hunk" else f"{thread}.{field} {text}",
            )
            for field, text in self.faults
        ]
        return InvalidError(*entries, graphql_message=self.sentence)

    @property
    def sentence(self) -> str:
        """The refusal of a whole review."""
        return " and ".join(
            f"Pull request review thread {field.replace('_', ' ')} {text}"
            for field, text in self.faults
        )


def of_pull_request(session: Session, pull_request: Row) -> list[Row]:
    """Return the comments on a pull request, oldest first."""
    known = "SELECT * FROM review_comment WHERE issue_id = ? ORDER BY id"
    return session.store.all(known, pull_request["id"])


def of_repository(session: Session, repository: Row) -> list[Row]:
    """Return the comments on all pull requests of a repository, oldest first."""
    return session.store.all(
        "SELECT review_comment.* FROM review_comment JOIN issue ON issue.id = issue_id "
        "WHERE repository_id = ? ORDER BY review_comment.id",
        repository["id"],
    )


def count(session: Session, pull_request_id: int) -> int:
    """Return the number of comments on a pull request."""
    known = "SELECT COUNT(*) FROM review_comment WHERE issue_id = ?"
    return session.store.number(known, pull_request_id)


def get(session: Session, repository: Row, id: int) -> Row:
    """Return a comment of a repository, or refuse with 404."""
    found = (row for row in of_repository(session, repository) if row["id"] == id)
    row = next(found, None)
    if row is None:
        raise NotFoundError
    return row


def add(session: Session, pull_request: Row, review_id: int, given: Mapping[str, Any]) -> int:
    """Add a comment from REST's properties to a review, and return its id.

    Raises PlaceError. The place is one of the difference at the review's commit.
    """
    sha = session.store.get("review", review_id)["commit_sha"]
    values = {**_placed(session, pull_request, sha, given), "in_reply_to_id": None}
    return _insert(session, pull_request, review_id, str(given["body"]), values)


def answer(session: Session, pull_request: Row, review_id: int, to: int, body: str) -> int:
    """Answer a comment on a pull request; the answer belongs to the first comment of the place."""
    rows = of_pull_request(session, pull_request)
    row = next((each for each in rows if each["id"] == to), None)
    if row is None:
        raise NotFoundError
    names = ("path", "line", "side", "start_line", "start_side", "position", "diff_hunk")
    values: dict[str, Value] = {name: row[name] for name in names}
    values["in_reply_to_id"] = row["in_reply_to_id"] or row["id"]
    return _insert(session, pull_request, review_id, body, values)


def update(session: Session, repository: Row, row: Row, body: str) -> None:
    """Change a comment's text."""
    repositories.require_author(session, repository, row, "UpdatePullRequestReviewComment")
    values: dict[str, Value] = {"body": body, "updated_at": session.now()}
    session.store.update("review_comment", row["id"], values)


def delete(session: Session, repository: Row, row: Row) -> None:
    """Delete a comment."""
    repositories.require_author(session, repository, row, "DeletePullRequestReviewComment")
    session.store.execute("DELETE FROM review_comment WHERE id = ?", row["id"])


def _insert(
    session: Session, pull_request: Row, review_id: int, body: str, values: Mapping[str, Value]
) -> int:
    own: dict[str, Value] = {
        "review_id": review_id,
        "issue_id": pull_request["id"],
        "author_id": session.viewer.id,
        "body": body,
        "commit_sha": session.store.get("review", review_id)["commit_sha"],
    }
    times = session.times()
    return session.store.insert("review_comment", {**own, **values, **times})


def _placed(
    session: Session, pull_request: Row, sha: str, given: Mapping[str, Any]
) -> dict[str, Value]:
    """Return the columns of a comment's place."""
    path = given["path"]
    changes = diff.of_pull_request(session, pull_request, head=sha)
    change = next((each for each in changes if each.path == path), None)
    if change is None:
        raise PlaceError(("path", "could not be resolved"))
    if given.get("subject_type") == "file":
        return {"path": path, "diff_hunk": ""}
    lines = list(patch.places(change.patch)) if change.patch else []
    if given.get("line") is None and given.get("position") is not None:
        found = [each for each in lines if each.position == given["position"]]
        return _at(path, _only(found, "position", "is invalid"))
    side, start = given.get("side") or _SIDES[0], given.get("start_line")
    place = _only(_on(lines, side, given.get("line")), "line", "must be part of the diff")
    if start is None:
        return _at(path, place, side)
    start_side = given.get("start_side") or side
    if start >= given["line"] and start_side == side:
        raise PlaceError(("start_line", "must precede the end line."))
    _only(_on(lines, start_side, start), "start_line", "must be part of the diff")
    return {**_at(path, place, side), "start_line": start, "start_side": start_side}


def _on(lines: Sequence[Place], side: str, number: int | None) -> list[Place]:
    if number is None:
        return []
    return [each for each in lines if (each.before if side == "LEFT" else each.after) == number]


def _only(found: Sequence[Place], field: str, text: str) -> Place:
    if not found:
        raise PlaceError((field, text), ("diff_hunk", "can't be blank"))
    return found[0]


def _at(path: str, place: Place, side: str | None = None) -> dict[str, Value]:
    side = side or ("LEFT" if place.after is None else "RIGHT")
    line = place.before if side == "LEFT" else place.after
    return {
        "path": path,
        "line": line,
        "side": side,
        "position": place.position,
        "diff_hunk": place.hunk,
    }
