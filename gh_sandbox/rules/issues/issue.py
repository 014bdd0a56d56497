"""Rules for issues: creating, changing, closing; pull requests share some of them.

Sources: GitHub's GraphQL schema (`CreateIssueInput`, `UpdateIssueInput`: lists replace); reports
(the limit of bodies and its message, 100 labels on an issue). Unverified: the limit of titles.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from gh_sandbox.errors import (
    ApiError,
    FieldError,
    InvalidError,
    NotFoundError,
    UnprocessableError,
)
from gh_sandbox.rules.issues import closing, issue_transfer
from gh_sandbox.rules.issues import content_edit as content_edits
from gh_sandbox.rules.issues import event as events
from gh_sandbox.rules.issues import issue_history as history
from gh_sandbox.rules.issues import sub_issue as sub_issues
from gh_sandbox.rules.owners import issue_type as issue_types
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

TITLE_LIMIT = 256
BODY_LIMIT = 65_536
LABEL_LIMIT = 100
REASONS = ("COMPLETED", "NOT_PLANNED", "DUPLICATE")


@dataclass(frozen=True)
class Unset:
    """The type of "not given": the property keeps its value. None already means "no value"."""


UNSET: Final = Unset()


@dataclass(frozen=True)
class IssueChange:
    """The properties to write on an issue, in database ids; a given list replaces the old one."""

    title: str | Unset = UNSET
    body: str | Unset = UNSET
    label_ids: Sequence[int] | Unset = UNSET
    assignee_ids: Sequence[int] | Unset = UNSET
    milestone_id: int | Unset | None = UNSET
    issue_type_id: int | Unset | None = UNSET


def find(session: Session, repository: Row, number: int) -> Row | None:
    """Return the issue or pull request of this number."""
    return session.store.one(
        "SELECT * FROM issue WHERE repository_id = ? AND number = ?", repository["id"], number
    )


def get(session: Session, repository: Row, number: int) -> Row:
    """Return the issue or pull request of this number, or refuse with 404."""
    row = find(session, repository, number)
    if row is None:
        raise NotFoundError(
            f"Could not resolve to an issue or pull request with the number of {number}."
        )
    return row


def require_enabled(repository: Row) -> None:
    """Refuse with 410 where a repository has no issues."""
    if not repository["has_issues_enabled"]:
        raise ApiError(410, "Issues are disabled for this repo", type="UNPROCESSABLE")


def create(
    session: Session,
    repository: Row,
    change: IssueChange,
    *,
    parent_id: int | None = None,
) -> int:
    """Create an issue with all its properties and return its id.

    A sub-issue without a milestone takes the milestone of its parent (reported, since 2025-09).
    """
    require_enabled(repository)
    if parent_id is not None and isinstance(change.milestone_id, Unset):
        parent = session.store.get("issue", parent_id)
        if parent["repository_id"] == repository["id"]:
            change = replace(change, milestone_id=parent["milestone_id"])
    id = insert(session, repository, change)
    events.publish(session, events.Created(id))
    if parent_id is not None:
        sub_issues.add(session, parent_id, id)
    return id


def insert(
    session: Session, repository: Row, change: IssueChange, *, is_pull_request: bool = False
) -> int:
    """Insert the row of an issue or pull request with a new number, and return its id."""
    repositories.require_reach(session, repository)
    if isinstance(change.title, Unset):
        raise InvalidError(_missing_title(), graphql_message="Title can't be blank")
    values = _checked(session, repository, change)
    session.store.execute(
        "UPDATE repository SET last_number = last_number + 1, updated_at = ? WHERE id = ?",
        session.now(),
        repository["id"],
    )
    number = session.store.get("repository", repository["id"])["last_number"]
    values |= {"repository_id": repository["id"], "number": number, "author_id": session.viewer.id}
    values |= {"is_pull_request": int(is_pull_request), **session.times()}
    id = session.store.insert("issue", values)
    _write_lists(session, id, change)
    history.tell(session, None, session.store.get("issue", id))
    if not isinstance(change.body, Unset):
        events.publish(session, events.Written(id, change.body))
    return id


def update(session: Session, issue: Row, change: IssueChange) -> None:
    """Change the given properties of an issue or pull request."""
    repository = session.store.get("repository", issue["repository_id"])
    _require_triage(session, issue, "UpdateIssue")
    values = _checked(session, repository, change)
    is_edited = not isinstance(change.body, Unset) and content_edits.note(
        session, "issue", issue, change.body
    )
    if is_edited:
        values["last_edited_at"] = session.now()
    session.store.update("issue", issue["id"], {**values, "updated_at": session.now()})
    _write_lists(session, issue["id"], change)
    history.tell(session, issue, session.store.get("issue", issue["id"]))
    if is_edited:
        events.publish(session, events.Edited(issue["id"]))
    if not isinstance(change.body, Unset):
        events.publish(session, events.Written(issue["id"], change.body))
        if issue["is_pull_request"]:
            closing.relink(session, session.store.get("issue", issue["id"]))


def close(
    session: Session,
    issue: Row,
    reason: str = "COMPLETED",
    duplicate_of: int | None = None,
    *,
    closer_id: int | None = None,
    commit: events.RepositoryCommit | None = None,
) -> None:
    """Close an issue, or change the reason of a closed one."""
    _require_triage(session, issue, "CloseIssue")
    if duplicate_of == issue["id"]:
        raise UnprocessableError("An issue cannot be a duplicate of itself")
    if reason not in REASONS:
        raise InvalidError(
            FieldError("Issue", "state_reason", "invalid"),
            graphql_message="State reason is invalid",
        )
    values: dict[str, Value] = {"state": "CLOSED", "updated_at": session.now()}
    if not issue["is_pull_request"]:
        values |= {"state_reason": reason, "duplicate_of_id": duplicate_of}
    if issue["state"] == "OPEN":
        values |= {"closed_at": session.now(), "closed_by_id": session.viewer.id}
    session.store.update("issue", issue["id"], values)
    if issue["state"] == "OPEN":
        events.publish(session, events.Closed(issue["id"], closer_id, commit))
    history.tell(session, issue, session.store.get("issue", issue["id"]))


def reopen(session: Session, issue: Row) -> None:
    """Open a closed issue again; an open one stays as it is."""
    _require_triage(session, issue, "ReopenIssue")
    if issue["state"] == "OPEN":
        return
    merged = "SELECT 1 FROM pull_request WHERE issue_id = ? AND merged_at IS NOT NULL"
    if session.store.one(merged, issue["id"]) is not None:
        raise UnprocessableError("The pull request is merged and cannot be reopened")
    values: dict[str, Value] = {"state": "OPEN", "closed_at": None, "closed_by_id": None}
    values |= {"state_reason": None if issue["is_pull_request"] else "REOPENED"}
    values |= {"duplicate_of_id": None, "updated_at": session.now()}
    session.store.update("issue", issue["id"], values)
    events.publish(session, events.Reopened(issue["id"]))
    history.tell(session, issue, session.store.get("issue", issue["id"]))


def delete(session: Session, issue: Row) -> None:
    """Delete an issue for good; administrators only (GitHub docs, "Deleting an issue")."""
    repositories.require_for(session, issue, "ADMIN", "DeleteIssue")
    session.store.execute("DELETE FROM issue WHERE id = ?", issue["id"])
    issue_transfer.leave(session, issue)


def label_ids(session: Session, issue_id: int) -> list[int]:
    """List the labels of an issue."""
    rows = session.store.all("SELECT label_id FROM issue_label WHERE issue_id = ?", issue_id)
    return [row["label_id"] for row in rows]


def assignee_ids(session: Session, issue_id: int) -> list[int]:
    """List the assignees of an issue."""
    rows = session.store.all("SELECT user_id FROM issue_assignee WHERE issue_id = ?", issue_id)
    return [row["user_id"] for row in rows]


def _require_triage(session: Session, issue: Row, operation: str) -> None:
    """Refuse a viewer who neither wrote the issue nor has triage rights."""
    repository = session.store.get("repository", issue["repository_id"])
    repositories.require_author(session, repository, issue, operation, level="TRIAGE")


def refuse_many_labels(labels: Set[int] | Set[str]) -> None:
    """Refuse more labels, by their ids or names, than an issue can have."""
    if len(labels) > LABEL_LIMIT:
        raise UnprocessableError(f"Issues cannot have more than {LABEL_LIMIT} labels")


def _checked(session: Session, repository: Row, change: IssueChange) -> dict[str, Value]:
    values: dict[str, Value] = {}
    if not isinstance(change.title, Unset):
        values["title"] = _checked_title(change.title)
    if not isinstance(change.body, Unset):
        if len(change.body) > BODY_LIMIT:
            raise _too_long("body", BODY_LIMIT)
        values["body"] = change.body
    if not isinstance(change.label_ids, Unset):
        refuse_many_labels(set(change.label_ids))
    if not isinstance(change.milestone_id, Unset):
        values["milestone_id"] = change.milestone_id
    if not isinstance(change.issue_type_id, Unset):
        if not issue_types.usable(session, repository, change.issue_type_id):
            raise UnprocessableError("Issue type is not enabled or not found for this repository")
        values["issue_type_id"] = change.issue_type_id
    return values


def _checked_title(title: str) -> str:
    if not title.strip():
        raise InvalidError(_missing_title(), graphql_message="Title can't be blank")
    if len(title) > TITLE_LIMIT:
        raise _too_long("title", TITLE_LIMIT)
    return title


def _missing_title() -> FieldError:
    return FieldError("Issue", "title", "missing_field")


def _too_long(field: str, limit: int) -> InvalidError:
    text = f"{field} is too long (maximum is {limit} characters)"
    return InvalidError(
        FieldError("Issue", field, "custom", text), graphql_message=text[0].upper() + text[1:]
    )


def _write_lists(session: Session, id: int, change: IssueChange) -> None:
    if not isinstance(change.assignee_ids, Unset):
        _replace(session, "issue_assignee", id, "user_id", change.assignee_ids)
    if not isinstance(change.label_ids, Unset):
        _replace(session, "issue_label", id, "label_id", change.label_ids)


def _replace(session: Session, table: str, id: int, column: str, ids: Sequence[int]) -> None:
    rows = session.store.all(f"SELECT {column} FROM {table} WHERE issue_id = ?", id)
    present, wanted = [row[0] for row in rows], list(dict.fromkeys(ids))
    session.store.execute(f"DELETE FROM {table} WHERE issue_id = ?", id)
    new: list[dict[str, Value]] = [{"issue_id": id, column: each} for each in wanted]
    session.store.insert_many(table, new)
    history.tell_list(session, id, column, present, wanted)
