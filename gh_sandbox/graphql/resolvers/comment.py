"""Comments."""

from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, filled, links, mutation, resolves
from gh_sandbox.graphql.resolvers.common import Info, loader, ordering, select_page
from gh_sandbox.rules.issues import comment as comments
from gh_sandbox.rules.issues import comment_mark as marks

columns("IssueComment", "minimizedReason pinnedAt")
filled("IssueComment", "isMinimized=minimized_reason isPinned=pinned_at")
links("IssueComment", "owner", "pinnedBy")


@resolves("IssueComment.viewerCanMinimize")
def can_minimize(comment: Entity, info: Info) -> bool:
    """Return whether the viewer may hide the comment."""
    return marks.may_minimize(loader(info).session, comment.row)


@resolves("Issue.comments", "PullRequest.comments")
def of_issue(issue: Entity, info: Info, **args: Any) -> Page:
    """Return the comments, oldest first by default."""
    order = ordering(args, {"UPDATED_AT": "updated_at"}, "id")
    sql = "SELECT issue_id, id FROM comment WHERE issue_id"
    return select_page(issue, info, args, "comment", sql, order)


@resolves("IssueComment.issue")
def issue(comment: Entity, info: Info) -> Entity | None:
    """Return the issue of a comment."""
    return loader(info).one(comment, "issue_id", "issue")


@resolves("IssueComment.pullRequest")
def pull_request(comment: Entity, info: Info) -> Entity | None:
    """Return the pull request of a comment, or null for a comment on an issue."""
    return issue(comment, info) if comment.row["is_pull_request"] else None


@mutation("addComment", "public_repo")
def add(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Comment on an issue or pull request."""
    subject = loader.node(given["subjectId"], "Issue", "PullRequest")
    comment = loader.entity("comment", comments.create(loader.session, subject.row, given["body"]))
    return {
        "commentEdge": {"cursor": comment.node_id, "node": comment},
        "subject": loader.entity("issue", subject.id),
    }


@mutation("updateIssueComment", "public_repo")
def update(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Change a comment."""
    comment = loader.node(given["id"], "IssueComment")
    comments.update(loader.session, comment.row, given["body"])
    return {"issueComment": loader.entity("comment", comment.id)}


@mutation("deleteIssueComment", "public_repo")
def delete(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Delete a comment."""
    comments.delete(loader.session, loader.node(given["id"], "IssueComment").row)
    return {}


@mutation("pinIssueComment", "public_repo")
def pin(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Pin a comment to the top of its issue."""
    comment = loader.node(given["issueCommentId"], "IssueComment")
    marks.pin(loader.session, comment.row)
    return {"issueComment": loader.entity("comment", comment.id)}


@mutation("unpinIssueComment", "public_repo")
def unpin(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Unpin a comment."""
    comment = loader.node(given["issueCommentId"], "IssueComment")
    marks.unpin(loader.session, comment.row)
    return {"issueComment": loader.entity("comment", comment.id)}


@mutation("minimizeComment", "public_repo")
def minimize(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Hide a comment."""
    comment = loader.node(given["subjectId"], "IssueComment")
    marks.minimize(loader.session, comment.row, given["classifier"])
    return {"minimizedComment": loader.entity("comment", comment.id)}


@mutation("unminimizeComment", "public_repo")
def unminimize(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Show a hidden comment."""
    comment = loader.node(given["subjectId"], "IssueComment")
    marks.minimize(loader.session, comment.row, None)
    return {"unminimizedComment": loader.entity("comment", comment.id)}
