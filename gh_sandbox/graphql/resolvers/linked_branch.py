"""Branches that are created for an issue."""

from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import links, mutation, resolves
from gh_sandbox.graphql.resolvers.common import Info, select_page
from gh_sandbox.rules.commits import linked_branch as linked_branches

links("LinkedBranch", "git_ref", "ref")


@resolves("Issue.linkedBranches")
def of_issue(issue: Entity, info: Info, **args: Any) -> Page:
    """Return the branches linked to an issue."""
    sql = "SELECT issue_id, id FROM linked_branch WHERE issue_id"
    return select_page(issue, info, args, "linked_branch", sql, "id")


@mutation("createLinkedBranch", "public_repo")
def create(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Create a branch for an issue, in its repository or in another one."""
    issue = loader.node(given["issueId"], "Issue")
    other = given.get("repositoryId")
    held = loader.repository(issue.row["repository_id"])
    repository = held if other is None else loader.node(other, "Repository")
    id = linked_branches.create(
        loader.session, issue.row, repository.row, given["oid"], given.get("name")
    )
    found = loader.entity("issue", issue.id)
    return {"linkedBranch": loader.entity("linked_branch", id), "issue": found}


@mutation("deleteLinkedBranch", "public_repo")
def delete(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Unlink a branch from its issue."""
    link = loader.node(given["linkedBranchId"], "LinkedBranch")
    linked_branches.delete(loader.session, link.row)
    return {"issue": loader.entity("issue", link.row["issue_id"])}
