"""The common fields of issues, pull requests and comments: author, text, times, locks, and more."""

import re
from html import escape
from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, filled, links, mutation, resolves
from gh_sandbox.graphql.resolvers.common import Info, loader, select_page
from gh_sandbox.markup import as_html, as_text
from gh_sandbox.rules.issues import issue_mark as marks
from gh_sandbox.rules.owners import association as associations

_ISSUES = ("Issue", "PullRequest")
_EDITED = (*_ISSUES, "IssueComment")
_ALL = (*_EDITED, "PullRequestReviewComment")
columns(" ".join(_ALL), "body createdAt updatedAt publishedAt=created_at")
columns(" ".join(_EDITED), "lastEditedAt")
filled(" ".join(_EDITED), "includesCreatedEdit=last_edited_at")
columns(" ".join(_ISSUES), "number title locked activeLockReason closedAt")
links(" ".join(_ALL), "owner", "author")


def _each(field: str, types: tuple[str, ...] = _ALL) -> list[str]:
    return [f"{type}.{field}" for type in types]


@resolves(*_each("authorAssociation"))
def association(entity: Entity, info: Info) -> str:
    """Return the author's association with the repository."""
    repository = loader(info).repository(entity.row["repository_id"])
    return associations.of_author(loader(info).session, repository.row, entity.row["author_id"])


@resolves(*_each("viewerDidAuthor"))
def viewer_did_author(entity: Entity, info: Info) -> bool:
    """Return whether the viewer is the author."""
    return bool(entity.row["author_id"] == loader(info).session.viewer.id)


@resolves(*_each("bodyText"))
def body_text(entity: Entity, _info: Info) -> str:
    """Return the text without Markdown's signs."""
    return as_text(entity.row["body"])


@resolves(*_each("bodyHTML"))
def body_html(entity: Entity, _info: Info) -> str:
    """Return the text as HTML."""
    return as_html(entity.row["body"])


@resolves(*_each("titleHTML", _ISSUES))
def title_html(issue: Entity, _info: Info) -> str:
    """Return the title as HTML; of Markdown, only code between backticks is rendered."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(issue.row["title"]))


@resolves(*_each("state", _ISSUES))
def state(issue: Entity, _info: Info) -> str:
    """Return OPEN or CLOSED; for a merged pull request MERGED."""
    return "MERGED" if issue.row["merged_at"] else str(issue.row["state"])


@resolves(*_each("closed", _ISSUES))
def closed(issue: Entity, _info: Info) -> bool:
    """Return whether it is closed."""
    return bool(issue.row["state"] == "CLOSED")


@resolves(*_each("assignees", _ISSUES), *_each("assignedActors", _ISSUES))
def assignees(issue: Entity, info: Info, **args: Any) -> Page:
    """Return the assignees."""
    sql = "SELECT issue_id, user_id FROM issue_assignee WHERE issue_id"
    return select_page(issue, info, args, "owner", sql, "user_id")


@resolves(*_each("participants", _ISSUES))
def participants(issue: Entity, info: Info, **args: Any) -> Page:
    """Return the author, the assignees and the authors of comments."""
    sql = (
        "SELECT * FROM (SELECT id AS parent, author_id AS user FROM issue "
        "UNION SELECT issue_id, author_id FROM comment "
        "UNION SELECT issue_id, user_id FROM issue_assignee) WHERE user NOT NULL AND parent"
    )
    return select_page(issue, info, args, "owner", sql, "user")


@mutation("lockLockable", "public_repo")
def lock(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Lock an issue or pull request."""
    found = loader.node(given["lockableId"], *_ISSUES)
    marks.lock(loader.session, found.row, given.get("lockReason"))
    return _marked(loader, found, "lockedRecord")


@mutation("unlockLockable", "public_repo")
def unlock(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Unlock an issue or pull request."""
    found = loader.node(given["lockableId"], *_ISSUES)
    marks.unlock(loader.session, found.row)
    return _marked(loader, found, "unlockedRecord")


@mutation("pinIssue", "public_repo")
def pin(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Pin an issue."""
    found = loader.node(given["issueId"], "Issue")
    marks.pin(loader.session, found.row)
    return _marked(loader, found, "issue")


@mutation("unpinIssue", "public_repo")
def unpin(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Unpin an issue."""
    found = loader.node(given["issueId"], "Issue")
    marks.unpin(loader.session, found.row)
    return {**_marked(loader, found, "issue"), "id": given["issueId"]}


def _marked(loader: Loader, found: Entity, field: str) -> dict[str, Any]:
    actor = loader.entity("owner", loader.session.viewer.id)
    return {field: loader.entity("issue", found.id), "actor": actor}
