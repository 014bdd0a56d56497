"""Rules for reviews of pull requests, and for review requests.

Sources: GitHub's REST description, "Pull request reviews" and "Review requests"; the refusals as
reported (reviewing one's own pull request, requesting its author or somebody who is no
collaborator). The sandbox has no pending reviews. Unverified: the message
for a review without a text, and that a pull request has a decision where no rule asks for reviews.
"""

from collections.abc import Iterable
from typing import Any

from gh_sandbox.errors import ApiError, FieldError, InvalidError, UnprocessableError
from gh_sandbox.rules.issues import event as events
from gh_sandbox.rules.pull_requests import pull_request as pull_requests
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

STATES = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}
OPINIONS = ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")
_OF_OWN = {"APPROVE": "approve", "REQUEST_CHANGES": "request changes on"}


def submit(
    session: Session,
    pull_request: Row,
    event: str,
    body: str,
    *,
    commit: str | None = None,
    has_comments: bool = False,
) -> int:
    """Submit a review and return its id; the request to its author is fulfilled.

    `commit` is one of the pull request's, by default its last one.
    """
    repository = session.store.get("repository", pull_request["repository_id"])
    repositories.require_reach(session, repository)
    if event in _OF_OWN and pull_request["author_id"] == session.viewer.id:
        raise refused(f"Can not {_OF_OWN[event]} your own pull request")
    if event != "APPROVE" and not has_comments and not body.strip():
        raise refused("Body can't be blank")
    head = pull_requests.details(session, pull_request["id"])["head_sha"]
    if commit not in (None, head) and commit not in pull_requests.commits(session, pull_request):
        text = "commit_id is not part of the pull request"
        fault = FieldError("PullRequestReview", "commit_id", "custom", text)
        raise InvalidError(fault, graphql_message=text)
    values: dict[str, Value] = {
        "issue_id": pull_request["id"],
        "author_id": session.viewer.id,
        "body": body,
        "state": STATES[event],
        "commit_sha": commit or head,
        "submitted_at": session.now(),
    }
    _take_back(session, pull_request, [session.viewer.id])
    return session.store.insert("review", values)


def refused(text: str) -> ApiError:
    """Return the refusal of a review, in GitHub's form."""
    return ApiError(
        422, "Unprocessable Entity", type="UNPROCESSABLE", faults=[text], graphql_message=text
    )


def dismiss(session: Session, review: Row, repository: Row, message: str) -> None:
    """Dismiss a review that approved or requested changes."""
    repositories.require(session, repository, "WRITE", "DismissPullRequestReview")
    if review["state"] not in ("APPROVED", "CHANGES_REQUESTED"):
        raise refused("Can not dismiss a commented pull request review")
    session.store.update("review", review["id"], {"state": "DISMISSED"})
    dismissed = events.ReviewDismissed(review["issue_id"], review["id"], review["state"], message)
    events.publish(session, dismissed)


def of_pull_request(session: Session, pull_request: Row) -> list[Row]:
    """Return the reviews of a pull request, oldest first."""
    known = "SELECT * FROM review WHERE issue_id = ? ORDER BY id"
    return session.store.all(known, pull_request["id"])


def get(session: Session, pull_request: Row, id: int) -> Row:
    """Return a review of a pull request, or refuse with 404."""
    known = "SELECT * FROM review WHERE issue_id = ? AND id = ?"
    return session.found(known, pull_request["id"], id)


def latest(reviews: Iterable[Row], *, opinionated: bool = False) -> list[Row]:
    """Return the latest review of each author; `opinionated` leaves out mere comments."""
    found: dict[Any, Row] = {}
    for row in reviews:
        if not opinionated or row["state"] in OPINIONS:
            found[row["author_id"]] = row
    return list(found.values())


def decision(session: Session, pull_request: Row) -> str | None:
    """Return the decision that follows from the latest opinions."""
    states = {
        row["state"] for row in latest(of_pull_request(session, pull_request), opinionated=True)
    }
    return next((each for each in ("CHANGES_REQUESTED", "APPROVED") if each in states), None)


def request(
    session: Session, pull_request: Row, user_ids: Iterable[int], *, keep: bool = True
) -> None:
    """Request reviews from users, in addition to the requested ones or instead of them."""
    repository = session.store.get("repository", pull_request["repository_id"])
    repositories.require(session, repository, "TRIAGE", "RequestReviews")
    known = repositories.levels(session, repository)
    wanted = list(user_ids)
    if pull_request["author_id"] in wanted:
        raise UnprocessableError("Review cannot be requested from pull request author.")
    if not set(wanted) <= known.keys():
        name = repositories.full_name(session, repository)
        raise UnprocessableError(
            "Reviews may only be requested from collaborators. One or more of the users or teams "
            f"you specified is not a collaborator of the {name} repository."
        )
    if not keep:
        withdraw(session, pull_request, requested_ids(session, pull_request))
    present = requested_ids(session, pull_request)
    for id in dict.fromkeys(wanted):
        if id not in present:
            row: dict[str, Value] = {"issue_id": pull_request["id"], "user_id": id}
            session.store.insert("review_request", row)
            events.publish(session, events.ReviewRequested(pull_request["id"], id))


def withdraw(session: Session, pull_request: Row, user_ids: Iterable[int]) -> None:
    """Withdraw review requests."""
    present = requested_ids(session, pull_request)
    wanted = [id for id in user_ids if id in present]
    _take_back(session, pull_request, wanted)
    for id in wanted:
        events.publish(session, events.ReviewRequestRemoved(pull_request["id"], id))


def _take_back(session: Session, pull_request: Row, user_ids: Iterable[int]) -> None:
    for id in user_ids:
        gone = "DELETE FROM review_request WHERE issue_id = ? AND user_id = ?"
        session.store.execute(gone, pull_request["id"], id)


def requested_ids(session: Session, pull_request: Row) -> list[int]:
    """Return the users whose review is requested."""
    known = "SELECT user_id FROM review_request WHERE issue_id = ? ORDER BY user_id"
    return [row["user_id"] for row in session.store.all(known, pull_request["id"])]
