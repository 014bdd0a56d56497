"""Reviews of pull requests, and review requests."""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.errors import UnimplementedError, UnprocessableError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest import request_body
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.issues import issue_input
from gh_sandbox.rest.owners import user
from gh_sandbox.rest.pull_requests import pull_request
from gh_sandbox.rules.owners import association as associations
from gh_sandbox.rules.pull_requests import review as reviews
from gh_sandbox.rules.pull_requests import review_comment as comments
from gh_sandbox.rules.pull_requests.review_comment import PlaceError
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import WEB
from gh_sandbox.state.store import Row

_PULL = "/repos/{owner}/{repo}/pulls/{number}"
_REVIEWS = _PULL + "/reviews"
_REVIEW = _REVIEWS + "/{review_id}"
_COMMENT = request_body.read(
    "path!:string body!:string position:integer|null line:integer|null "
    "side:LEFT|RIGHT|null start_line:integer|null start_side:LEFT|RIGHT|null"
)
_REQUESTED = _PULL + "/requested_reviewers"


def body(call: Call, row: Row) -> dict[str, Any]:
    """Return GitHub's `pull-request-review` for the pull request of the path."""
    repository, number = call.repository(), call.number("number")
    name = repositories.full_name(call.session, repository)
    page = f"{WEB}/{name}/pull/{number}#pullrequestreview-{row['id']}"
    url = call.url(f"/repos/{name}/pulls/{number}")
    return {
        "id": row["id"],
        "node_id": identifiers.encode("PullRequestReview", row["id"], within=repository["id"]),
        "user": user.by_id(call.session, row["author_id"]),
        "body": row["body"],
        "state": row["state"],
        "html_url": page,
        "pull_request_url": url,
        "_links": {"html": {"href": page}, "pull_request": {"href": url}},
        "submitted_at": row["submitted_at"],
        "commit_id": row["commit_sha"],
        "author_association": associations.of_author(call.session, repository, row["author_id"]),
    }


@route("GET", _REVIEWS, takes=PAGING)
def list_all(call: Call) -> Reply:
    """List the reviews, oldest first."""
    rows = reviews.of_pull_request(call.session, call.pull_request())
    return call.paged(rows, lambda row: body(call, row))


@route(
    "POST",
    _REVIEWS,
    "public_repo",
    gives="body:string|null event:APPROVE|REQUEST_CHANGES|COMMENT comments:array commit_id:string",
)
def create(call: Call) -> Reply:
    """Review a pull request; GitHub answers 200."""
    if "event" not in call.body:
        text = "A review that waits to be submitted is not implemented by the sandbox."
        raise UnimplementedError(text)
    text, given = str(call.body.get("body") or ""), call.body.get("comments") or []
    row = call.pull_request()
    with call.session.attempt():
        id = reviews.submit(
            call.session,
            row,
            call.body["event"],
            text,
            commit=call.body.get("commit_id"),
            has_comments=bool(given),
        )
        for each in given:
            _comment(call, row, id, each)
    return Reply(body(call, call.session.store.get("review", id)))


def _comment(call: Call, row: Row, id: int, given: Any) -> None:
    """Add a comment to a review."""
    if not isinstance(given, dict):
        raise request_body.wrong_type("properties/comments/items", given, ("object",))
    request_body.check(given, _COMMENT)
    try:
        comments.add(call.session, row, id, given)
    except PlaceError as error:
        raise reviews.refused(error.sentence) from error


@route("GET", _REVIEW)
def get(call: Call) -> Reply:
    """Return a review."""
    return Reply(
        body(call, reviews.get(call.session, call.pull_request(), call.number("review_id")))
    )


@route("PUT", _REVIEW + "/dismissals", "public_repo", gives="message!:string event:DISMISS")
def dismiss(call: Call) -> Reply:
    """Dismiss a review."""
    row = reviews.get(call.session, call.pull_request(), call.number("review_id"))
    reviews.dismiss(call.session, row, call.repository(), call.body["message"])
    return Reply(body(call, call.session.store.get("review", row["id"])))


@route("GET", _REQUESTED)
def requested(call: Call) -> Reply:
    """List the users and teams whose review is requested."""
    ids = reviews.requested_ids(call.session, call.pull_request())
    return Reply({"users": [user.by_id(call.session, id) for id in ids], "teams": []})


@route("POST", _REQUESTED, "public_repo", gives="reviewers:array team_reviewers:array")
def request(call: Call) -> Reply:
    """Request further reviews."""
    row = call.pull_request()
    reviews.request(call.session, row, _named(call))
    return Reply(pull_request.simple(call.session, row), 201)


@route("DELETE", _REQUESTED, "public_repo", gives="reviewers!:array team_reviewers:array")
def withdraw(call: Call) -> Reply:
    """Withdraw review requests."""
    row = call.pull_request()
    repositories.require(call.session, call.repository(), "TRIAGE", "RequestReviews")
    reviews.withdraw(call.session, row, _named(call))
    return Reply(pull_request.simple(call.session, row))


def _named(call: Call) -> list[int]:
    """Return the users of a body; the sandbox's teams cannot be asked."""
    if call.body.get("team_reviewers"):
        raise UnimplementedError("Reviews of teams are not implemented by the sandbox.")
    names = issue_input.names(call.body.get("reviewers"), "reviewers", "login")
    if not names:
        raise UnprocessableError("Invalid request.\n\nReviewers are missing.")
    found = {
        row["login"].lower(): row["id"]
        for row in call.session.store.all("SELECT id, login FROM owner WHERE type = 'User'")
    }
    # A user who does not exist is refused like one who is no collaborator.
    return [found.get(name.lower(), 0) for name in names]
