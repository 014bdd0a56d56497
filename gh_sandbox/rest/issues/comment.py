"""Comments."""

from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.issues import comment_body, issue
from gh_sandbox.rules.issues import comment as comments
from gh_sandbox.rules.issues import comment_mark as marks
from gh_sandbox.state.store import Row


@route("GET", "/repos/{owner}/{repo}/issues/comments/{id}")
def get(call: Call) -> Reply:
    """Return a comment."""
    return Reply(comment_body.body(call.session, _find(call)))


@route("PATCH", "/repos/{owner}/{repo}/issues/comments/{id}", "public_repo", gives="body!:string")
def update(call: Call) -> Reply:
    """Change a comment."""
    row = _find(call)
    comments.update(call.session, row, str(call.body["body"]))
    return Reply(comment_body.body(call.session, call.session.store.get("comment", row["id"])))


@route("PUT", "/repos/{owner}/{repo}/issues/comments/{id}/pin", "public_repo")
def pin(call: Call) -> Reply:
    """Pin a comment to the top of its issue."""
    row = _find(call)
    marks.pin(call.session, row)
    return Reply(comment_body.body(call.session, call.session.store.get("comment", row["id"])))


@route("DELETE", "/repos/{owner}/{repo}/issues/comments/{id}/pin", "public_repo")
def unpin(call: Call) -> Reply:
    """Unpin a comment."""
    marks.unpin(call.session, _find(call))
    return Reply(None, 204)


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
    return call.paged_at_once(rows, lambda shown: comment_body.bodies(call.session, shown))


@route("GET", "/repos/{owner}/{repo}/issues/{number}/comments", takes=f"since {PAGING}")
def list_all(call: Call) -> Reply:
    """List the comments of an issue or pull request, oldest first."""
    rows = call.session.store.all(
        "SELECT * FROM comment WHERE issue_id = ? AND updated_at >= ? ORDER BY id",
        issue.find(call)["id"],
        call.moment("since") or "",
    )
    return call.paged_at_once(rows, lambda shown: comment_body.bodies(call.session, shown))


@route(
    "POST",
    "/repos/{owner}/{repo}/issues/{number}/comments",
    "public_repo",
    gives="body!:string",
)
def create(call: Call) -> Reply:
    """Comment on an issue or pull request."""
    text = str(call.body["body"])
    id = comments.create(call.session, issue.find(call), text)
    return Reply(comment_body.body(call.session, call.session.store.get("comment", id)), 201)


def _find(call: Call) -> Row:
    return comments.get(call.session, call.repository(), call.number("id"))
