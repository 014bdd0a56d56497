"""Labels."""

from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, mutation, resolves
from gh_sandbox.graphql.resolvers.common import Info, loader, ordering, select_page
from gh_sandbox.rules.issues import label as labels
from gh_sandbox.state.condition import Where

columns("Label", "name color description isDefault createdAt updatedAt")

_ORDER = {
    "CREATED_AT": "created_at",
    "NAME": "name",
    "ISSUE_COUNT": "(SELECT COUNT(*) FROM issue_label WHERE label_id = label.id)",
}


@resolves("Repository.label")
def label(repository: Entity, info: Info, name: str) -> Entity | None:
    """Return a label by name, whatever its case; null if it does not exist."""
    row = labels.find(loader(info).session, repository.row, name)
    return None if row is None else loader(info).entity("label", row["id"])


@resolves("Repository.labels")
def of_repository(repository: Entity, info: Info, query: str | None = None, **args: Any) -> Page:
    """Return a repository's labels whose names or descriptions contain `query`."""
    where = Where()
    if query:
        where.add("instr(lower(name || ' ' || COALESCE(description, '')), lower(?))", query)
    order = ordering(args, _ORDER, "created_at, id")
    sql = f"SELECT repository_id, id FROM label WHERE {where} AND repository_id"
    return select_page(repository, info, args, "label", sql, order, where.values)


@resolves("Issue.labels", "PullRequest.labels")
def of_issue(issue: Entity, info: Info, **args: Any) -> Page:
    """Return an issue's labels."""
    order = ordering(args, _ORDER, "created_at, id")
    sql = (
        "SELECT issue_id, label.id FROM issue_label "
        "JOIN label ON label.id = label_id WHERE issue_id"
    )
    return select_page(issue, info, args, "label", sql, order)


@mutation("createLabel", "public_repo")
def create(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Create a label."""
    repository = loader.node(given["repositoryId"], "Repository")
    id = labels.create(
        loader.session, repository.row, given["name"], given["color"], given.get("description")
    )
    return {"label": loader.entity("label", id)}


@mutation("updateLabel", "public_repo")
def update(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Change a label."""
    label = loader.node(given["id"], "Label")
    changes = {key: given.get(key) for key in ("name", "color", "description")}
    labels.update(loader.session, label.row, **changes)
    return {"label": loader.entity("label", label.id)}


@mutation("deleteLabel", "public_repo")
def delete(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Delete a label."""
    labels.delete(loader.session, loader.node(given["id"], "Label").row)
    return {}
