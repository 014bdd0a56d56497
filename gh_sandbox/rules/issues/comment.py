"""Comments on issues and pull requests."""

from gh_sandbox.errors import FieldError, ForbiddenError, InvalidError
from gh_sandbox.rules.issues import content_edit as content_edits
from gh_sandbox.rules.issues import event as events
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

BODY_LIMIT = 65_536


def get(session: Session, repository: Row, id: int) -> Row:
    """Return a comment of a repository by database id, or refuse with 404."""
    return session.found(
        "SELECT comment.* FROM comment JOIN issue ON issue.id = issue_id "
        "WHERE comment.id = ? AND repository_id = ?",
        id,
        repository["id"],
    )


def create(session: Session, issue: Row, body: str) -> int:
    """Comment on an issue or pull request and return the comment's id."""
    repository = session.store.get("repository", issue["repository_id"])
    repositories.require_reach(session, repository)
    if issue["locked"] and not repositories.allows(session, repository, "WRITE"):
        raise ForbiddenError("Unable to create comment because issue is locked.")
    now = session.now()
    values = {"issue_id": issue["id"], "author_id": session.viewer.id, "body": _checked(body)}
    id = session.store.insert("comment", {**values, "created_at": now, "updated_at": now})
    session.store.update("issue", issue["id"], {"updated_at": now})
    events.publish(session, events.Commented(issue["id"], id))
    events.publish(session, events.Written(issue["id"], body))
    return id


def update(session: Session, comment: Row, body: str) -> None:
    """Change a comment's text."""
    _require_author(session, comment, "UpdateIssueComment")
    values: dict[str, Value] = {"body": _checked(body), "updated_at": session.now()}
    if content_edits.note(session, "comment", comment, body):
        values["last_edited_at"] = session.now()
    session.store.update("comment", comment["id"], values)
    events.publish(session, events.Written(comment["issue_id"], body))


def delete(session: Session, comment: Row) -> None:
    """Delete a comment."""
    _require_author(session, comment, "DeleteIssueComment")
    session.store.execute("DELETE FROM comment WHERE id = ?", comment["id"])
    events.publish(session, events.CommentDeleted(comment["issue_id"], comment["author_id"]))


def _checked(body: str) -> str:
    """Refuse a text that is empty or too long, as REST does (keploy/keploy#1507; many reports)."""
    if not body.strip():
        raise _unprocessable("Body cannot be blank")
    if len(body) > BODY_LIMIT:
        raise _unprocessable(f"Body is too long (maximum is {BODY_LIMIT} characters)")
    return body


def _unprocessable(text: str) -> InvalidError:
    fault = FieldError("IssueComment", "data", "unprocessable", text)
    return InvalidError(fault, graphql_message=text)


def _require_author(session: Session, comment: Row, operation: str) -> None:
    issue = session.store.get("issue", comment["issue_id"])
    repository = session.store.get("repository", issue["repository_id"])
    repositories.require_author(session, repository, comment, operation)
