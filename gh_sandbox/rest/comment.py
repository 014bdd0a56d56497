"""Comments."""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.rest import issue, reaction, user
from gh_sandbox.rest.call import PAGING, Call, Reply, route
from gh_sandbox.rules import association as associations
from gh_sandbox.rules import comment as comments
from gh_sandbox.rules import reaction as reactions
from gh_sandbox.rules import repository as repositories
from gh_sandbox.session import WEB, Session
from gh_sandbox.store import Row


def body(session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `issue-comment`."""
    on = session.store.get("issue", row["issue_id"])
    repository = session.store.get("repository", on["repository_id"])
    name = repositories.full_name(session, repository)
    url = f"{session.api}/repos/{name}/issues"
    path = "pull" if on["is_pull_request"] else "issues"
    return {
        "url": f"{url}/comments/{row['id']}",
        "html_url": f"{WEB}/{name}/{path}/{on['number']}#issuecomment-{row['id']}",
        "issue_url": f"{url}/{on['number']}",
        "id": row["id"],
        "node_id": identifiers.encode("IssueComment", row["id"], within=on["repository_id"]),
        "user": user.by_id(session, row["author_id"]),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "author_association": associations.of_author(session, repository, row["author_id"]),
        "body": row["body"],
        "reactions": reaction.rollup(
            f"{url}/comments/{row['id']}",
            reactions.counts(session, "comment_id", [row["id"]]).get(row["id"], {}),
        ),
        "performed_via_github_app": None,
    }


@route("GET", "/repos/{owner}/{repo}/issues/comments/{id}")
def get(call: Call) -> Reply:
    """Return a comment."""
    return Reply(body(call.session, _find(call)))


@route("PATCH", "/repos/{owner}/{repo}/issues/comments/{id}", "public_repo", gives="body:string")
def update(call: Call) -> Reply:
    """Change a comment."""
    row = _find(call)
    comments.update(call.session, row, call.required("body", "IssueComment"))
    return Reply(body(call.session, call.session.store.get("comment", row["id"])))


@route("DELETE", "/repos/{owner}/{repo}/issues/comments/{id}", "public_repo")
def delete(call: Call) -> Reply:
    """Delete a comment."""
    comments.delete(call.session, _find(call))
    return Reply(None, 204)


@route("GET", "/repos/{owner}/{repo}/issues/comments", takes=f"sort direction since {PAGING}")
def of_repository(call: Call) -> Reply:
    """List the comments of all issues and pull requests, oldest first.

    Without `sort` GitHub ignores `direction` (its REST description).
    """
    sort = call.choice("sort", "created updated")
    direction = call.choice("direction", "asc desc") if "sort" in call.query else "asc"
    rows = call.session.store.all(
        "SELECT comment.* FROM comment JOIN issue ON issue.id = issue_id "
        "WHERE repository_id = ? AND comment.updated_at >= ? "
        f"ORDER BY comment.{sort}_at {direction}, comment.id {direction}",
        call.repository()["id"],
        call.moment("since") or "",
    )
    return call.paged(rows, lambda row: body(call.session, row))


@route("GET", "/repos/{owner}/{repo}/issues/{number}/comments", takes=f"since {PAGING}")
def list_all(call: Call) -> Reply:
    """List the comments of an issue or pull request, oldest first."""
    rows = call.session.store.all(
        "SELECT * FROM comment WHERE issue_id = ? AND updated_at >= ? ORDER BY id",
        issue.find(call)["id"],
        call.moment("since") or "",
    )
    return call.paged(rows, lambda row: body(call.session, row))


@route(
    "POST",
    "/repos/{owner}/{repo}/issues/{number}/comments",
    "public_repo",
    gives="body:string",
)
def create(call: Call) -> Reply:
    """Comment on an issue or pull request."""
    text = call.required("body", "IssueComment")
    id = comments.create(call.session, issue.find(call), text)
    return Reply(body(call.session, call.session.store.get("comment", id)), 201)


def _find(call: Call) -> Row:
    return comments.get(call.session, call.repository(), call.number("id"))
