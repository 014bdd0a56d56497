"""Rules for the issues that a pull request closes: by keywords in its body, or by a link.

Source: GitHub docs, "Linking a pull request to an issue": nine keywords, before `#N`,
`owner/name#N` or an issue's address; only for pull requests to the default branch.
"""

import re

from gh_sandbox.rules.issues import event as events
from gh_sandbox.rules.issues import reference
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

_WORDS = r"(?:close[sd]?|fix(?:es|ed)?|resolve[sd]?)"
# A keyword and what it closes.
KEYWORDS = re.compile(rf"\b{_WORDS}:?\s+{reference.TARGET}", re.IGNORECASE)


def relink(session: Session, pull_request: Row) -> None:
    """Bring the links that keywords make up to date with a pull request's body and base."""
    store = session.store
    id = pull_request["id"]
    wanted = _named(session, pull_request)
    linked = store.all("SELECT * FROM closing_reference WHERE pull_request_id = ?", id)
    for link in linked:
        if not link["is_manual"] and link["issue_id"] not in wanted:
            store.execute(
                "DELETE FROM closing_reference WHERE pull_request_id = ? AND issue_id = ?",
                id,
                link["issue_id"],
            )
    for issue_id in wanted:
        if issue_id not in [link["issue_id"] for link in linked]:
            store.insert("closing_reference", {"pull_request_id": id, "issue_id": issue_id})
            events.publish(session, events.Linked(issue_id, id))


def issues_of(session: Session, pull_request_id: int) -> list[Row]:
    """List the issues that are closed when a pull request is merged."""
    return session.store.all(
        "SELECT issue.* FROM issue JOIN closing_reference ON issue_id = issue.id "
        "WHERE pull_request_id = ? ORDER BY number",
        pull_request_id,
    )


def _named(session: Session, pull_request: Row) -> list[int]:
    base = session.store.one(
        "SELECT default_branch, base_ref_name FROM pull_request JOIN issue ON issue.id = issue_id "
        "JOIN repository ON repository.id = repository_id WHERE issue_id = ?",
        pull_request["id"],
    )
    if base is None or base["base_ref_name"] != base["default_branch"]:
        return []
    repository_id, body = pull_request["repository_id"], pull_request["body"]
    rows = reference.named(session, repository_id, body, KEYWORDS)
    return [row["id"] for row in rows if not row["is_pull_request"]]
