"""Releases of a repository, and their files."""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import resolves
from gh_sandbox.graphql.resolvers import git
from gh_sandbox.graphql.resolvers.common import Info, full_name, loader, plain_page
from gh_sandbox.rules.commits import git_ref as git_refs
from gh_sandbox.rules.releases import release as releases
from gh_sandbox.rules.releases import release_asset as assets
from gh_sandbox.session import WEB
from gh_sandbox.state.store import Row


@resolves("Repository.releases")
def listed(
    repository: Entity,
    info: Info,
    orderBy: dict[str, str] | None = None,  # noqa: N803
    **args: Any,
) -> Page:
    """Return the releases, by default the latest first."""
    rows = releases.listed(loader(info).session, repository.row)
    order = orderBy or {"field": "CREATED_AT", "direction": "DESC"}
    column = {"CREATED_AT": "created_at", "NAME": "name"}[order["field"]]
    is_down = order["direction"] == "DESC"
    rows.sort(key=lambda row: (str(row[column] or ""), row["id"]), reverse=is_down)
    found = {row["id"]: shown(repository, info, row) for row in rows}
    return plain_page(info, args, found)


@resolves("Repository.latestRelease")
def latest(repository: Entity, info: Info) -> dict[str, Any] | None:
    """Return the latest release, or null."""
    row = releases.latest(loader(info).session, repository.row)
    return None if row is None else shown(repository, info, row)


@resolves("Release.releaseAssets")
def files(release: dict[str, Any], info: Info, name: str | None = None, **args: Any) -> Page:
    """Return the files of a release, oldest first, perhaps only the one of a name."""
    rows = assets.listed(loader(info).session, release["databaseId"])
    wanted = [row for row in rows if name is None or row["name"] == name]
    found = {row["id"]: _file(release, info, row) for row in wanted}
    return plain_page(info, args, found)


def _file(release: dict[str, Any], info: Info, row: Row) -> dict[str, Any]:
    repository: Entity = release["repository"]
    page = f"{WEB}/{full_name(repository)}/releases/download/{release['tagName']}/{row['name']}"
    return {
        "id": identifiers.encode("ReleaseAsset", row["id"], within=repository.id),
        "contentType": row["content_type"],
        "createdAt": row["created_at"],
        "digest": row["digest"],
        "downloadCount": row["download_count"],
        "downloadUrl": page,
        "name": row["name"],
        "release": release,
        "size": row["size"],
        "updatedAt": row["updated_at"],
        "uploadedBy": loader(info).entity("owner", row["uploader_id"]),
    }


def shown(repository: Entity, info: Info, row: Row) -> dict[str, Any]:
    """Return the fields of a release."""
    path = f"/{full_name(repository)}/releases/tag/{row['tag_name']}"
    newest = releases.latest(loader(info).session, repository.row)
    author = loader(info).entity("owner", row["author_id"])
    tag = git.ref(repository, info, git_refs.TAGS + row["tag_name"])
    return {
        "__typename": "Release",
        "id": identifiers.encode("Release", row["id"], within=repository.id),
        "databaseId": row["id"],
        "createdAt": row["created_at"],
        "publishedAt": row["published_at"],
        "description": row["body"],
        "isDraft": bool(row["is_draft"]),
        "isLatest": newest is not None and newest["id"] == row["id"],
        "isPrerelease": bool(row["is_prerelease"]),
        "name": row["name"],
        "author": author if author.row["type"] == "User" else None,
        "repository": repository,
        "tag": tag,
        "tagCommit": None if tag is None else git.target(tag, info),
        "tagName": row["tag_name"],
        "updatedAt": row["updated_at"],
        "resourcePath": path,
        "url": WEB + path,
        "viewerCanReact": True,
    }
