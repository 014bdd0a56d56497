"""Pull requests as lists and links show them; nothing here makes or merges one."""

from gh_playbook.sandbox.errors import NotFoundError
from gh_playbook.sandbox.rules import issue as issues
from gh_playbook.sandbox.session import Session
from gh_playbook.sandbox.store import Row


def get(session: Session, repository: Row, number: int) -> Row:
    """Return the pull request of this number, as a row of issue, or refuse with 404."""
    row = issues.find(session, repository, number)
    if row is None or not row["is_pull_request"]:
        raise NotFoundError(f"Could not resolve to a PullRequest with the number of {number}.")
    return row


def details(session: Session, issue_id: int) -> Row:
    """Return what only a pull request has: branches, draft, merge."""
    row = session.store.one("SELECT * FROM pull_request WHERE issue_id = ?", issue_id)
    if row is None:
        raise LookupError(f"pull_request {issue_id}")
    return row
