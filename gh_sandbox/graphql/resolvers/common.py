"""Common parts of resolvers: listings in SQL, addresses, and fields of many types."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote as percent

from graphql import GraphQLResolveInfo

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page, PageGroup, check_bounds
from gh_sandbox.graphql.registry import resolves
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.session import WEB
from gh_sandbox.state.store import Row, Value

Info = GraphQLResolveInfo[Any]
Args = dict[str, Any]


def loader(info: Info) -> Loader:
    """Return the request's loader."""
    found: Loader = info.context
    return found


def grouped(rows: Iterable[Row] | Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """Collect rows of (`parent`, `id`) by parent, in their order."""
    found: dict[int, list[int]] = {}
    for parent, id in rows:
        found.setdefault(parent, []).append(id)
    return found


def select_page(
    entity: Entity,
    info: Info,
    args: Args,
    source: str,
    sql: str,
    order: str,
    values: Sequence[Value] = (),
) -> Page:
    """Return a page of the things that a query selects, for the entity's whole group at once.

    The query selects (`parent`, `id`) and ends in the parent's column, as `Store.listed` wants it.
    """

    def listing(ids: list[int]) -> dict[int, list[int]]:
        return grouped(loader(info).session.store.listed(sql, ids, values, order))

    return loader(info).page(entity, info, args, source, listing)


def plain_page(info: Info, args: Args, found: Mapping[int, Any]) -> Page:
    """Return a page of things that are no entities, by the ids in their cursors."""
    check_bounds(info, args)
    return PageGroup(lambda _ids: found, {0: list(found)}, args).page(0)


def ordering(args: Args, fields: dict[str, str], default: str, id: str = "id") -> str:
    """Translate an `orderBy` into SQL, with the id for ties; `fields` maps its fields to SQL."""
    order = args.get("orderBy")
    if not order:
        return default
    direction = order["direction"]
    return f"{fields[order['field']]} {direction}, {id} {direction}"


_NODES = "User Organization Bot Repository Label Milestone IssueType Issue PullRequest IssueComment"


@resolves(*(f"{type}.url" for type in _NODES.split() if type != "IssueType"))
def url(entity: Entity, info: Info) -> str:
    """Return the page's address."""
    return WEB + resource_path(entity, info)


@resolves(*(f"{type}.resourcePath" for type in _NODES.split() if type != "IssueType"))
def resource_path(entity: Entity, info: Info) -> str:
    """Return the page's path on the site."""
    row = entity.row
    if entity.type in ("User", "Organization", "Bot"):
        return owners.page(row)
    if entity.type == "Repository":
        return f"/{full_name(entity)}"
    repository = resource_path(loader(info).repository(row["repository_id"]), info)
    if entity.type == "Label":
        return f"{repository}/labels/{quote(row['name'])}"
    if entity.type == "Milestone":
        return f"{repository}/milestone/{row['number']}"
    kind = "pull" if row["is_pull_request"] else "issues"
    anchor = f"#issuecomment-{entity.id}" if entity.type == "IssueComment" else ""
    return f"{repository}/{kind}/{row['number']}{anchor}"


def full_name(repository: Entity) -> str:
    """Return OWNER/NAME of a repository."""
    return f"{repository.row['owner_login']}/{repository.row['name']}"


def quote(name: str) -> str:
    """Write a label's name as part of an address."""
    return percent(name, safe="")


@resolves(
    *(
        f"{type}.repository"
        for type in (
            "Label",
            "Milestone",
            "Issue",
            "PullRequest",
            "IssueComment",
            "Ref",
            "Commit",
            "Blob",
            "Tree",
            "Tag",
        )
    )
)
def repository(entity: Entity, info: Info) -> Entity:
    """Return the repository of the thing."""
    return loader(info).repository(entity.row["repository_id"])
