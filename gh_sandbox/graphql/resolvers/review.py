"""Reviews of pull requests, and review requests."""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.errors import ApiError, UnimplementedError
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import mutation, resolves
from gh_sandbox.graphql.resolvers.common import Info, full_name, loader, plain_page
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.rules.owners import association as associations
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.pull_requests import review as reviews
from gh_sandbox.session import WEB
from gh_sandbox.state.store import Row


def _shown(found: Loader, pull_request: Entity, row: Row) -> dict[str, Any]:
    """Return the fields of a review."""
    session = found.session
    place = found.repository(pull_request.row["repository_id"])
    page = f"{full_name(place)}/pull/{pull_request.row['number']}"
    author = row["author_id"]
    commit = git_objects.find(session.store, place.id, row["commit_sha"], "commit")
    return {
        "id": identifiers.encode("PullRequestReview", row["id"], within=place.id),
        "author": None if author is None else found.entity("owner", author),
        "authorAssociation": associations.of_author(session, place.row, author),
        "body": row["body"],
        "commit": None if commit is None else found.entity("git_object", commit["id"]),
        "includesCreatedEdit": False,
        "reactionGroups": [],
        "state": row["state"],
        "submittedAt": row["submitted_at"],
        "url": f"{WEB}/{page}#pullrequestreview-{row['id']}",
        "viewerDidAuthor": author == session.viewer.id,
    }


def _page(info: Info, pull_request: Entity, rows: list[Row], args: dict[str, Any]) -> Page:
    found = {row["id"]: _shown(loader(info), pull_request, row) for row in rows}
    return plain_page(info, args, found)


@resolves("PullRequest.reviews")
def listed(
    pull_request: Entity,
    info: Info,
    states: list[str] | None = None,
    author: str | None = None,
    **args: Any,
) -> Page:
    """Return the reviews, oldest first, perhaps only of some states or of an author."""
    session = loader(info).session
    rows = [
        row
        for row in reviews.of_pull_request(session, pull_request.row)
        if (states is None or row["state"] in states)
        and (author is None or _login(info, row) == author.lower())
    ]
    return _page(info, pull_request, rows, args)


def _login(info: Info, row: Row) -> str:
    return str(owners.get(loader(info).session, row["author_id"])["login"]).lower()


@resolves("PullRequest.latestReviews")
def latest(pull_request: Entity, info: Info, **args: Any) -> Page:
    """Return the latest review of each author."""
    rows = reviews.of_pull_request(loader(info).session, pull_request.row)
    return _page(info, pull_request, reviews.latest(rows), args)


@resolves("PullRequest.latestOpinionatedReviews")
def latest_opinions(pull_request: Entity, info: Info, **args: Any) -> Page:
    """Return the latest review of each author that approves or requests changes."""
    args.pop("writersOnly", None)
    rows = reviews.of_pull_request(loader(info).session, pull_request.row)
    return _page(info, pull_request, reviews.latest(rows, opinionated=True), args)


@resolves("PullRequest.reviewDecision")
def decision(pull_request: Entity, info: Info) -> str | None:
    """Return the decision that follows from the reviews."""
    return reviews.decision(loader(info).session, pull_request.row)


@resolves("PullRequest.reviewRequests")
def requested(pull_request: Entity, info: Info, **args: Any) -> Page:
    """Return the users and teams whose review is requested."""
    ids = reviews.requested_ids(loader(info).session, pull_request.row)
    within = pull_request.row["repository_id"]
    users = loader(info).entities("owner", ids)
    found = {
        id: {
            "id": identifiers.encode("ReviewRequest", id, within=within),
            "requestedReviewer": users[id],
        }
        for id in ids
    }
    return plain_page(info, args, found)


@mutation("addPullRequestReview", "public_repo")
def add(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Review a pull request."""
    found = loader.node(given["pullRequestId"], "PullRequest")
    for name in ("comments", "threads", "commitOID"):
        if given.get(name):
            raise _missing(f"{name} of a review")
    event = given.get("event")
    if event not in reviews.STATES:
        raise _missing("A review that waits to be submitted")
    id = reviews.submit(loader.session, found.row, event, given.get("body") or "")
    row = loader.session.store.get("review", id)
    return {"pullRequestReview": _shown(loader, found, row)}


@mutation("requestReviewsByLogin", "public_repo")
def request_by_login(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Request reviews from users, given by their logins."""
    if given.get("botLogins") or given.get("teamSlugs"):
        raise _missing("A review of a team or an app")
    logins = given.get("userLogins") or []
    ids = [owners.find(loader.session, login, "User")["id"] for login in logins]
    return _request(loader, given, ids)


@mutation("requestReviews", "public_repo")
def request(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Request reviews from users."""
    if given.get("botIds") or given.get("teamIds"):
        raise _missing("A review of a team or an app")
    return _request(
        loader, given, [loader.node(id, "User").id for id in given.get("userIds") or []]
    )


def _request(loader: Loader, given: dict[str, Any], ids: list[int]) -> dict[str, Any]:
    found = loader.node(given["pullRequestId"], "PullRequest")
    reviews.request(loader.session, found.row, ids, keep=bool(given.get("union")))
    return {"pullRequest": loader.entity("issue", found.id)}


def _missing(what: str) -> ApiError:
    return UnimplementedError(f"{what} is not implemented by the sandbox.")
