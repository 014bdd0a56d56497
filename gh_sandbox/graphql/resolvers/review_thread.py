"""Threads of reviews, and the comments in them."""

from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, constants, links, mutation, resolves
from gh_sandbox.graphql.resolvers.common import Info, full_name, loader, select_page
from gh_sandbox.graphql.resolvers.git import by_sha
from gh_sandbox.rules.pull_requests import review as reviews
from gh_sandbox.rules.pull_requests import review_comment as comments
from gh_sandbox.rules.pull_requests import review_thread as threads
from gh_sandbox.session import WEB

_THREAD, _COMMENT = "PullRequestReviewThread", "PullRequestReviewComment"
# The places of comments are not moved with later commits.
_PLACE = "path line startLine originalLine=line originalStartLine=start_line"
columns(_THREAD, f"{_PLACE} startDiffSide=start_side")
columns(_COMMENT, f"{_PLACE} position diffHunk")
links(f"{_THREAD} {_COMMENT}", "issue", "pullRequest=issue_id")
links(_THREAD, "owner", "resolvedBy")
links(_COMMENT, "review_comment", "replyTo=in_reply_to_id")
# The sandbox does not hide these comments, and does not keep their earlier texts.
constants(
    _COMMENT,
    {
        "state": "SUBMITTED",
        "isMinimized": False,
        "minimizedReason": None,
        "viewerCanMinimize": False,
        "includesCreatedEdit": False,
        "userContentEdits": None,
    },
)


def _both(*fields: str) -> list[str]:
    return [f"{type}.{field}" for type in (_THREAD, _COMMENT) for field in fields]


@resolves("PullRequest.reviewThreads")
def of_pull_request(pull_request: Entity, info: Info, **args: Any) -> Page:
    """Return the threads of a pull request, oldest first."""
    sql = "SELECT issue_id, id FROM review_comment WHERE in_reply_to_id IS NULL AND issue_id"
    return select_page(pull_request, info, args, "review_thread", sql, "id")


@resolves(f"{_THREAD}.comments")
def of_thread(thread: Entity, info: Info, **args: Any) -> Page:
    """Return the comments of a thread, oldest first."""
    sql = (
        "SELECT first, id FROM (SELECT COALESCE(in_reply_to_id, id) AS first, id "
        "FROM review_comment) WHERE first"
    )
    return select_page(thread, info, args, "review_comment", sql, "id")


@resolves(*_both("repository"))
def repository(entity: Entity, info: Info) -> Entity:
    """Return the repository."""
    return loader(info).repository(entity.row["repository_id"])


@resolves(*_both("subjectType"))
def subject_type(entity: Entity, _info: Info) -> str:
    """Return LINE or FILE."""
    return "FILE" if entity.row["line"] is None else "LINE"


@resolves(f"{_COMMENT}.originalPosition")
def original_position(comment: Entity, _info: Info) -> int:
    """Return the position in the difference that was commented."""
    return comment.row["position"] or 1


@resolves(f"{_THREAD}.isOutdated", f"{_COMMENT}.outdated")
def is_outdated(entity: Entity, info: Info) -> bool:
    """Return whether the pull request has another head now (unverified if the line stays)."""
    pull = loader(info).one(entity, "issue_id", "issue")
    return pull is not None and bool(pull.row["head_sha"] != entity.row["commit_sha"])


@resolves(f"{_THREAD}.diffSide")
def side(thread: Entity, _info: Info) -> str:
    """Return the side of the difference."""
    return thread.row["side"] or "RIGHT"


@resolves(f"{_THREAD}.isResolved", f"{_THREAD}.isCollapsed")
def is_resolved(thread: Entity, _info: Info) -> bool:
    """Return whether the thread is resolved; it is collapsed then."""
    return thread.row["resolved_by_id"] is not None


@resolves(f"{_THREAD}.viewerCanReply")
def can_reply(_thread: Entity, info: Info) -> bool:
    """Return whether the viewer may answer."""
    return loader(info).session.viewer.id != 0


@resolves(f"{_THREAD}.viewerCanResolve")
def can_resolve(thread: Entity, info: Info) -> bool:
    """Return whether the viewer may resolve the thread, which is open."""
    return not is_resolved(thread, info) and threads.may_resolve(loader(info).session, thread.row)


@resolves(f"{_THREAD}.viewerCanUnresolve")
def can_unresolve(thread: Entity, info: Info) -> bool:
    """Return whether the viewer may open the thread again, which is resolved."""
    return is_resolved(thread, info) and threads.may_resolve(loader(info).session, thread.row)


@resolves(f"{_COMMENT}.databaseId")
def database_id(comment: Entity, _info: Info) -> int | None:
    """Return the database id; null where it is too large for GraphQL's whole numbers."""
    return comment.id if comment.id < 2**31 else None


@resolves(f"{_COMMENT}.lastEditedAt")
def last_edited_at(comment: Entity, _info: Info) -> str | None:
    """Return when the text was changed; null if it never was."""
    row = comment.row
    return None if row["updated_at"] == row["created_at"] else str(row["updated_at"])


@resolves(f"{_COMMENT}.editor")
def editor(comment: Entity, info: Info) -> Entity | None:
    """Return the author of a changed text: who else changed it is not kept."""
    if last_edited_at(comment, info) is None:
        return None
    return loader(info).one(comment, "author_id", "owner")


@resolves(f"{_COMMENT}.commit", f"{_COMMENT}.originalCommit")
def commit(comment: Entity, info: Info) -> Entity | None:
    """Return the commit that was commented."""
    return by_sha(info, comment.row["repository_id"], comment.row["commit_sha"])


@resolves(f"{_COMMENT}.url", f"{_COMMENT}.resourcePath")
def url(comment: Entity, info: Info) -> str:
    """Return the page's address, or the path of it."""
    place = loader(info).repository(comment.row["repository_id"])
    page = f"/{full_name(place)}/pull/{comment.row['number']}"
    path = f"{page}#discussion_r{comment.id}"
    return path if info.field_name == "resourcePath" else WEB + path


@mutation("resolveReviewThread", "public_repo")
def resolve(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Resolve a thread."""
    return _resolved(loader, given, resolved=True)


@mutation("unresolveReviewThread", "public_repo")
def unresolve(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Open a resolved thread again."""
    return _resolved(loader, given, resolved=False)


def _resolved(loader: Loader, given: dict[str, Any], *, resolved: bool) -> dict[str, Any]:
    thread = loader.node(given["threadId"], _THREAD)
    threads.resolve(loader.session, thread.row, resolved=resolved)
    return {"thread": loader.entity("review_thread", thread.id)}


@mutation("addPullRequestReviewThreadReply", "public_repo")
def reply(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Answer in a thread, by a review of its own, which says no more."""
    thread = loader.node(given["pullRequestReviewThreadId"], _THREAD)
    session = loader.session
    pull = loader.entity("issue", thread.row["issue_id"]).row
    review = reviews.submit(session, pull, "COMMENT", "", has_comments=True)
    id = comments.answer(session, pull, review, thread.id, given["body"])
    return {"comment": loader.entity("review_comment", id)}
