"""GitHub's `issue-comment`."""

from collections.abc import Sequence
from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.rest import reaction
from gh_sandbox.rest.owners import user
from gh_sandbox.rules import reaction as reactions
from gh_sandbox.rules.owners import association as associations
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import WEB, Session
from gh_sandbox.state.store import Row


def body(session: Session, row: Row) -> dict[str, Any]:
    """Return the body of one comment."""
    return bodies(session, [row])[0]


def bodies(session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the bodies of comments; the related rows are read for all of them together."""
    counts = reactions.counts(session, "comment_id", [row["id"] for row in rows])
    issues = {row["id"]: row for row in session.store.some("issue", {r["issue_id"] for r in rows})}
    return [_body(session, row, issues[row["issue_id"]], counts.get(row["id"], {})) for row in rows]


def _body(session: Session, row: Row, on: Row, counts: dict[str, int]) -> dict[str, Any]:
    holder = repositories.get(session, on["repository_id"])
    name = repositories.full_name(session, holder)
    url = f"{session.api}/repos/{name}/issues"
    path = "pull" if on["is_pull_request"] else "issues"
    pin = {"pinned_at": row["pinned_at"], "pinned_by": user.by_id(session, row["pinned_by_id"])}
    reason = row["minimized_reason"]
    return {
        "url": f"{url}/comments/{row['id']}",
        "html_url": f"{WEB}/{name}/{path}/{on['number']}#issuecomment-{row['id']}",
        "issue_url": f"{url}/{on['number']}",
        "id": row["id"],
        "node_id": identifiers.encode("IssueComment", row["id"], within=on["repository_id"]),
        "user": user.by_id(session, row["author_id"]),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "author_association": associations.of_author(session, holder, row["author_id"]),
        "body": row["body"],
        "reactions": reaction.rollup(f"{url}/comments/{row['id']}", counts),
        "performed_via_github_app": None,
        "pin": pin if row["pinned_at"] else None,
        "minimized": None if reason is None else {"reason": reason},
    }
