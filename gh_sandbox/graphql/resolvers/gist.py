"""Gists."""

from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, constants, links, resolves
from gh_sandbox.graphql.resolvers.common import Info, loader, ordering, select_page
from gh_sandbox.rules import gist as gists
from gh_sandbox.state.condition import Where

columns("Gist", "name description isPublic createdAt updatedAt pushedAt=updated_at")
links("Gist", "owner", "owner")
constants("Gist", {"isFork": False})
_PAGES = "https://gist.github.com"
_ORDER = {"CREATED_AT": "created_at", "UPDATED_AT": "updated_at", "PUSHED_AT": "updated_at"}


@resolves("User.gists")
def of_user(owner: Entity, info: Info, privacy: str | None = None, **args: Any) -> Page:
    """Return a user's gists: all that the viewer may list, unless the query chooses."""
    where = Where()
    where.add("(is_public OR owner_id = ?)", loader(info).session.viewer.id)
    if privacy in ("PUBLIC", "SECRET"):
        where.add("is_public = ?", int(privacy == "PUBLIC"))
    order = ordering(args, _ORDER, "created_at, id")
    sql = f"SELECT owner_id, id FROM gist WHERE {where} AND owner_id"
    return select_page(owner, info, args, "gist", sql, order, where.values)


@resolves("Gist.url", "Gist.resourcePath")
def url(gist: Entity, info: Info) -> str:
    """Return the page's address, or the path of it."""
    path = f"/{gist.row['name']}"
    return path if info.field_name == "resourcePath" else _PAGES + path


@resolves("Gist.files")
def files(gist: Entity, _info: Info, limit: int = 10, **_args: Any) -> list[dict[str, Any]]:
    """Return the files."""
    found = list(gists.files(gist.row).items())[:limit]
    return [
        {"name": name, "text": text, "size": len(text.encode()), "isTruncated": False}
        for name, text in found
    ]


@resolves("Gist.stargazerCount")
def stars(gist: Entity, info: Info) -> int:
    """Count the stars."""
    return gists.stars(loader(info).session, gist.row)


@resolves("Gist.viewerHasStarred")
def has_starred(gist: Entity, info: Info) -> bool:
    """Return whether the viewer has starred it."""
    return gists.has_starred(loader(info).session, gist.row)
