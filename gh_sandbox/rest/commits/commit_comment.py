"""Comments on commits."""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest import reaction
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.commits import commit
from gh_sandbox.rest.owners import user
from gh_sandbox.rules import reaction as reactions
from gh_sandbox.rules.commits import commit_comment as comments
from gh_sandbox.rules.owners import association as associations
from gh_sandbox.session import WEB
from gh_sandbox.state.store import Row

_REPOSITORY = "/repos/{owner}/{repo}"
_OF_COMMIT = _REPOSITORY + "/commits/{ref:path}/comments"
_COMMENT = _REPOSITORY + "/comments/{comment_id}"


def _body(call: Call, row: Row) -> dict[str, Any]:
    """Return GitHub's `commit-comment`."""
    session, place = call.session, call.repository()
    name = call.full_name()
    url = f"{call.repository_url()}/comments/{row['id']}"
    counts = reactions.counts(session, "commit_comment_id", [row["id"]])
    return {
        "url": url,
        "html_url": f"{WEB}/{name}/commit/{row['commit_sha']}#commitcomment-{row['id']}",
        "id": row["id"],
        "node_id": identifiers.encode("CommitComment", row["id"], within=place["id"]),
        "user": user.by_id(session, row["author_id"]),
        "position": row["position"],
        "line": row["line"],
        "path": row["path"],
        "commit_id": row["commit_sha"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "author_association": associations.of_author(session, place, row["author_id"]),
        "body": row["body"],
        "reactions": reaction.rollup(url, counts.get(row["id"], {})),
    }


@route("GET", _REPOSITORY + "/comments", takes=PAGING)
def of_repository(call: Call) -> Reply:
    """List the comments on all commits, oldest first."""
    rows = comments.of_repository(call.session, call.repository())
    return call.paged(rows, lambda row: _body(call, row))


@route("GET", _OF_COMMIT, takes=PAGING)
def of_commit(call: Call) -> Reply:
    """List the comments on a commit, oldest first."""
    rows = comments.of_repository(call.session, call.repository(), commit.named(call))
    return call.paged(rows, lambda row: _body(call, row))


@route(
    "POST",
    _OF_COMMIT,
    "public_repo",
    gives="body!:string path:string|null position:integer|null line:integer|null",
)
def create(call: Call) -> Reply:
    """Comment on a commit."""
    place = {name: call.body.get(name) for name in ("path", "position", "line")}
    sha, body = commit.named(call), call.body["body"]
    row = comments.create(call.session, call.repository(), sha, body, place)
    return Reply(_body(call, row), 201)


@route("GET", _COMMENT)
def get(call: Call) -> Reply:
    """Return a comment."""
    return Reply(_body(call, _find(call)))


@route("PATCH", _COMMENT, "public_repo", gives="body!:string")
def update(call: Call) -> Reply:
    """Change a comment's text."""
    comments.update(call.session, call.repository(), _find(call), call.body["body"])
    return Reply(_body(call, _find(call)))


@route("DELETE", _COMMENT, "public_repo")
def delete(call: Call) -> Reply:
    """Delete a comment."""
    comments.delete(call.session, call.repository(), _find(call))
    return Reply(None, 204)


def _find(call: Call) -> Row:
    return comments.get(call.session, call.repository(), call.number("comment_id"))
