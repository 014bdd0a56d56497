"""Dependencies: blocked by, and blocking."""

from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import mutation, resolves
from gh_sandbox.graphql.resolvers.common import Info, loader, ordering, select_page
from gh_sandbox.rules.issues import dependency as dependencies

_ORDER = {"DEPENDENCY_ADDED_AT": "added_at", "CREATED_AT": "created_at"}


@resolves("Issue.blockedBy")
def blocked_by(issue: Entity, info: Info, **args: Any) -> Page:
    """Return the issues that block this one, open or not."""
    return _page(issue, info, args, "blocked_id", "blocking_id")


@resolves("Issue.blocking")
def blocking(issue: Entity, info: Info, **args: Any) -> Page:
    """Return the issues that this issue blocks, open or not."""
    return _page(issue, info, args, "blocking_id", "blocked_id")


def _page(issue: Entity, info: Info, args: dict[str, Any], own: str, other: str) -> Page:
    order = ordering(args, _ORDER, "dependency.id DESC", "dependency.id")
    sql = f"SELECT {own}, {other} FROM dependency JOIN issue ON issue.id = {other} WHERE {own}"
    return select_page(issue, info, args, "issue", sql, order)


@resolves("Issue.issueDependenciesSummary")
def summary(issue: Entity, info: Info) -> dict[str, int]:
    """Return the numbers of open and of all issues."""

    def load(ids: list[int]) -> dict[int, dependencies.DependencySummary]:
        return dependencies.summaries(loader(info).session, ids)

    found: dependencies.DependencySummary = loader(info).per_group(
        issue, "dependencies summary", load
    )
    return {
        "blockedBy": found.blocked_by,
        "blocking": found.blocking,
        "totalBlockedBy": found.total_blocked_by,
        "totalBlocking": found.total_blocking,
    }


@mutation("addBlockedBy", "public_repo")
def add(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Add the dependency of an issue on another."""
    return _change(loader, given, dependencies.add)


@mutation("removeBlockedBy", "public_repo")
def remove(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Remove the dependency."""
    return _change(loader, given, dependencies.remove)


def _change(loader: Loader, given: dict[str, Any], change: Any) -> dict[str, Any]:
    blocked = loader.node(given["issueId"], "Issue")
    blocking = loader.node(given["blockingIssueId"], "Issue")
    change(loader.session, blocked.id, blocking.id)
    found = loader.entities("issue", [blocked.id, blocking.id])
    return {"issue": found[blocked.id], "blockingIssue": found[blocking.id]}
