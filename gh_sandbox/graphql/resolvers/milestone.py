"""Milestones; GraphQL only reads them."""

from typing import Any

from gh_sandbox.errors import NotFoundError
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, links, resolves
from gh_sandbox.graphql.resolvers.common import Info, loader, ordering, select_page
from gh_sandbox.rules.issues import milestone as milestones
from gh_sandbox.state.condition import Where

links("Milestone", "owner", "creator")
links("Issue PullRequest", "milestone", "milestone")
columns("Milestone", "number title description state dueOn closedAt createdAt updatedAt")

_ORDER = {
    "CREATED_AT": "created_at",
    "DUE_DATE": "due_on",
    "NUMBER": "number",
    "UPDATED_AT": "updated_at",
}


@resolves("Repository.milestone")
def milestone(repository: Entity, info: Info, number: int) -> Entity | None:
    """Return a milestone by number, or null."""
    try:
        row = milestones.get(loader(info).session, repository.row, number)
    except NotFoundError:
        return None
    return loader(info).entity("milestone", row["id"])


@resolves("Repository.milestones")
def of_repository(
    repository: Entity,
    info: Info,
    query: str | None = None,
    states: list[str] | None = None,
    **args: Any,
) -> Page:
    """Return a repository's milestones whose titles contain `query`, whatever its case."""
    where = Where()
    where.add("instr(lower(title), lower(?))", query or "")
    if states:
        where.among("state", states)
    order = ordering(args, _ORDER, "number")
    sql = f"SELECT repository_id, id FROM milestone WHERE {where} AND repository_id"
    return select_page(repository, info, args, "milestone", sql, order, where.values)


@resolves("Milestone.closed")
def closed(milestone: Entity, _info: Info) -> bool:
    """Return whether the milestone is closed."""
    return bool(milestone.row["state"] == "CLOSED")


@resolves("Milestone.openIssueCount")
def open_issue_count(milestone: Entity, info: Info) -> int:
    """Return the number of open issues and pull requests in the milestone."""
    return _count(milestone, info, "OPEN")


@resolves("Milestone.closedIssueCount")
def closed_issue_count(milestone: Entity, info: Info) -> int:
    """Return the number of closed issues and pull requests in the milestone."""
    return _count(milestone, info, "CLOSED")


@resolves("Milestone.progressPercentage")
def progress_percentage(milestone: Entity, info: Info) -> float:
    """Return the closed share of the milestone, in per cent."""
    closed, open = _count(milestone, info, "CLOSED"), _count(milestone, info, "OPEN")
    return 100 * closed / (closed + open) if closed else 0.0


def _count(milestone: Entity, info: Info, state: str) -> int:
    def load(ids: list[int]) -> dict[int, int]:
        sql = f"FROM issue WHERE state = '{state}' AND milestone_id"
        return loader(info).session.store.counts(sql, ids)

    return int(loader(info).per_group(milestone, f"count {state}", load) or 0)
