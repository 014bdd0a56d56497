"""Sub-issues and parents."""

from typing import Any

from gh_sandbox.errors import UnprocessableError
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import links, mutation, resolves
from gh_sandbox.graphql.resolvers import query
from gh_sandbox.graphql.resolvers.common import Info, loader, select_page
from gh_sandbox.rules.issues import sub_issue as sub_issues

links("Issue", "issue", "parent")


@resolves("Issue.subIssues")
def children(issue: Entity, info: Info, **args: Any) -> Page:
    """Return the sub-issues in their order."""
    sql = "SELECT parent_id, issue_id FROM sub_issue WHERE parent_id"
    return select_page(issue, info, args, "issue", sql, "position")


@resolves("Issue.subIssuesSummary")
def summary(issue: Entity, info: Info) -> dict[str, int]:
    """Return the number of sub-issues and of closed ones."""

    def load(ids: list[int]) -> dict[int, sub_issues.SubIssueSummary]:
        return sub_issues.summaries(loader(info).session, ids)

    found = (
        loader(info).per_group(issue, "sub-issues summary", load) or sub_issues.SubIssueSummary()
    )
    return {
        "total": found.total,
        "completed": found.completed,
        "percentCompleted": found.percent_completed,
    }


@mutation("addSubIssue", "public_repo")
def add(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Make an issue a sub-issue; it is given by id or by address."""
    parent = loader.node(given["issueId"], "Issue")
    if given.get("subIssueId"):
        child = loader.node(given["subIssueId"], "Issue")
    elif given.get("subIssueUrl"):
        child = query.by_url(loader, given["subIssueUrl"])
    else:
        raise UnprocessableError("Either sub_issue_id or sub_issue_url must be provided")
    replace = bool(given.get("replaceParent"))
    sub_issues.add(loader.session, parent.id, child.id, replace_parent=replace)
    return _payload(loader, parent.id, child.id)


@mutation("removeSubIssue", "public_repo")
def remove(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Remove a sub-issue from its parent."""
    parent = loader.node(given["issueId"], "Issue")
    child = loader.node(given["subIssueId"], "Issue")
    sub_issues.remove(loader.session, parent.id, child.id)
    return _payload(loader, parent.id, child.id)


@mutation("reprioritizeSubIssue", "public_repo")
def reprioritize(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Move a sub-issue among its siblings."""
    parent = loader.node(given["issueId"], "Issue")
    child = loader.node(given["subIssueId"], "Issue")
    places = {}
    for key, name in (("afterId", "after_id"), ("beforeId", "before_id")):
        if given.get(key):
            places[name] = loader.node(given[key], "Issue").id
    sub_issues.reprioritize(loader.session, parent.id, child.id, **places)
    return {"issue": loader.entity("issue", parent.id)}


def _payload(loader: Loader, parent_id: int, child_id: int) -> dict[str, Any]:
    found = loader.entities("issue", [parent_id, child_id])
    return {"issue": found[parent_id], "subIssue": found[child_id]}
