"""The pinned issues of a repository."""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import resolves
from gh_sandbox.graphql.resolvers.common import Info, loader, plain_page

_WHO = (
    "SELECT issue_id, actor_id FROM issue_event WHERE event = 'pinned' AND actor_id NOT NULL "
    "AND issue_id"
)


@resolves("Repository.pinnedIssues")
def listed(repository: Entity, info: Info, **args: Any) -> Page:
    """Return the pinned issues, the oldest pin first (unverified)."""
    session = loader(info).session
    sql = "SELECT * FROM issue WHERE repository_id = ? AND is_pinned ORDER BY id"
    rows = {row["id"]: row for row in session.store.all(sql, repository.id)}
    pins = session.store.listed(_WHO, rows, [], "id DESC")
    # Nobody is recorded for a seed's pin; the issue's author is shown instead.
    seeded = {id: row["author_id"] for id, row in rows.items()}
    latest = {row["issue_id"]: row["actor_id"] for row in reversed(pins)}
    who = {id: author for id, author in seeded.items() if id not in latest} | latest
    issues = loader(info).entities("issue", rows)
    people = loader(info).entities("owner", {id for id in who.values() if id is not None})
    found = {
        id: {
            "id": identifiers.encode("PinnedIssue", id, within=repository.id),
            "databaseId": id,
            "issue": issues[id],
            "pinnedBy": people.get(who[id]),
            "repository": repository,
        }
        for id in who
    }
    return plain_page(info, args, found)
