"""Relations ("related to") between issues."""

from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import mutation, resolves
from gh_sandbox.graphql.resolvers.common import Info, ordering, select_page
from gh_sandbox.rules.issues import relation as relations

_ORDER = {"RELATES_TO_ADDED_AT": "added_at", "CREATED_AT": "created_at"}


@resolves("Issue.relatesTo")
def relates_to(issue: Entity, info: Info, **args: Any) -> Page:
    """Return the related issues, the latest relation first by default."""
    order = ordering(args, _ORDER, "relation.id DESC", "relation.id")
    sql = (
        "SELECT issue_id, related_id FROM relation "
        "JOIN issue ON issue.id = related_id WHERE issue_id"
    )
    return select_page(issue, info, args, "issue", sql, order)


@mutation("addRelatesTo", "public_repo")
def add(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Relate two issues."""
    return _change(loader, given, relations.add)


@mutation("removeRelatesTo", "public_repo")
def remove(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Remove a relation."""
    return _change(loader, given, relations.remove)


def _change(loader: Loader, given: dict[str, Any], change: Any) -> dict[str, Any]:
    issue = loader.node(given["issueId"], "Issue")
    related = loader.node(given["relatedIssueId"], "Issue")
    change(loader.session, issue.id, related.id)
    found = loader.entities("issue", [issue.id, related.id])
    return {"issue": found[issue.id], "relatedIssue": found[related.id]}
