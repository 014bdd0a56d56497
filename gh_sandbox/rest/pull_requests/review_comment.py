"""Comments of reviews, on lines and files of pull requests."""

from collections.abc import Callable
from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest import reaction
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.owners import user
from gh_sandbox.rules import reaction as reactions
from gh_sandbox.rules.owners import association as associations
from gh_sandbox.rules.pull_requests import review as reviews
from gh_sandbox.rules.pull_requests import review_comment as comments
from gh_sandbox.rules.pull_requests.review_comment import PlaceError
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import WEB
from gh_sandbox.state.store import Row

_REPOSITORY = "/repos/{owner}/{repo}"
_PULL = _REPOSITORY + "/pulls/{number}"
_COMMENT = _REPOSITORY + "/pulls/comments/{comment_id}"
_LISTED = f"sort direction since {PAGING}"
_PLACE = (
    "position:integer line:integer side:LEFT|RIGHT start_line:integer|null "
    "start_side:LEFT|RIGHT|side|null subject_type:line|file"
)


def body(call: Call, row: Row) -> dict[str, Any]:
    """Return GitHub's `pull-request-review-comment`."""
    repository, store = call.repository(), call.session.store
    name = repositories.full_name(call.session, repository)
    number = store.get("issue", row["issue_id"])["number"]
    url = call.url(f"/repos/{name}/pulls/comments/{row['id']}")
    page = f"{WEB}/{name}/pull/{number}#discussion_r{row['id']}"
    pull = call.url(f"/repos/{name}/pulls/{number}")
    found = {
        "url": url,
        "pull_request_review_id": row["review_id"],
        "id": row["id"],
        "node_id": identifiers.encode(
            "PullRequestReviewComment", row["id"], within=repository["id"]
        ),
        "diff_hunk": row["diff_hunk"],
        "path": row["path"],
        "commit_id": row["commit_sha"],
        "original_commit_id": row["commit_sha"],
        "user": user.by_id(call.session, row["author_id"]),
        "body": row["body"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "html_url": page,
        "pull_request_url": pull,
        "author_association": associations.of_author(call.session, repository, row["author_id"]),
        "_links": {
            "self": {"href": url},
            "html": {"href": page},
            "pull_request": {"href": pull},
        },
        "reactions": reaction.rollup(url, _counts(call, row["id"])),
        "subject_type": "file" if row["line"] is None else "line",
    }
    answers = {} if row["in_reply_to_id"] is None else {"in_reply_to_id": row["in_reply_to_id"]}
    return {**found, **answers, **_place(row)}


def _counts(call: Call, id: int) -> dict[str, int]:
    return reactions.counts(call.session, "review_comment_id", [id]).get(id, {})


def _place(row: Row) -> dict[str, Any]:
    if row["line"] is None:
        return {}
    return {
        "position": row["position"],
        "original_position": row["position"],
        "line": row["line"],
        "original_line": row["line"],
        "side": row["side"],
        "start_line": row["start_line"],
        "original_start_line": row["start_line"],
        "start_side": row["start_side"],
    }


@route("GET", _PULL + "/comments", takes=_LISTED)
def of_pull_request(call: Call) -> Reply:
    """List the comments on a pull request."""
    return _listed(call, comments.of_pull_request(call.session, call.pull_request()))


@route("GET", _REPOSITORY + "/pulls/comments", takes=_LISTED)
def of_repository(call: Call) -> Reply:
    """List the comments on all pull requests."""
    return _listed(call, comments.of_repository(call.session, call.repository()))


@route("GET", _PULL + "/reviews/{review_id}/comments", takes=PAGING)
def of_review(call: Call) -> Reply:
    """List the comments of a review."""
    pull_request = call.pull_request()
    review = reviews.get(call.session, pull_request, call.number("review_id"))
    rows = comments.of_pull_request(call.session, pull_request)
    wanted = [row for row in rows if row["review_id"] == review["id"]]
    return call.paged(wanted, lambda row: body(call, row))


@route(
    "POST",
    _PULL + "/comments",
    "public_repo",
    gives=f"body!:string path:string commit_id:string in_reply_to:integer {_PLACE}",
)
def create(call: Call) -> Reply:
    """Comment on a line or a file, or answer a comment."""
    if call.body.get("in_reply_to"):
        return _answer(call, call.body["in_reply_to"])
    given = call.body
    for name in ("commit_id", "path"):
        call.required(name, "PullRequestReviewComment")
    row = call.pull_request()
    try:
        id = _alone(call, lambda review: comments.add(call.session, row, review, given))
    except PlaceError as error:
        raise error.refusal from error
    return Reply(body(call, comments.get(call.session, call.repository(), id)), 201)


@route("POST", _PULL + "/comments/{comment_id}/replies", "public_repo", gives="body!:string")
def reply(call: Call) -> Reply:
    """Answer a comment."""
    return _answer(call, call.number("comment_id"))


@route("GET", _COMMENT)
def get(call: Call) -> Reply:
    """Return a comment."""
    return Reply(body(call, _find(call)))


@route("PATCH", _COMMENT, "public_repo", gives="body!:string")
def update(call: Call) -> Reply:
    """Change a comment's text."""
    comments.update(call.session, call.repository(), _find(call), call.body["body"])
    return Reply(body(call, _find(call)))


@route("DELETE", _COMMENT, "public_repo")
def delete(call: Call) -> Reply:
    """Delete a comment."""
    comments.delete(call.session, call.repository(), _find(call))
    return Reply(None, 204)


def _answer(call: Call, to: int) -> Reply:
    row, text = call.pull_request(), call.body["body"]
    id = _alone(call, lambda review: comments.answer(call.session, row, review, to, text))
    return Reply(body(call, comments.get(call.session, call.repository(), id)), 201)


def _alone(call: Call, write: Callable[[int], int]) -> int:
    """Write a comment into a review of its own, or neither."""
    with call.session.attempt():
        commit = call.body.get("commit_id")
        row = call.pull_request()
        id = reviews.submit(call.session, row, "COMMENT", "", commit=commit, has_comments=True)
        return write(id)


def _find(call: Call) -> Row:
    return comments.get(call.session, call.repository(), call.number("comment_id"))


def _listed(call: Call, rows: list[Row]) -> Reply:
    """Reply with comments in the order that the query asks for, from a moment on."""
    sort = call.choice("sort", "created updated created_at", "PullRequestReviewComment")
    column = "updated_at" if sort == "updated" else "created_at"
    is_down = call.choice("direction", "asc desc", "PullRequestReviewComment") == "desc"
    since = call.moment("since") or ""
    wanted = [row for row in rows if row["updated_at"] >= since]
    wanted.sort(key=lambda row: (row[column], row["id"]), reverse=is_down)
    return call.paged(wanted, lambda row: body(call, row))
