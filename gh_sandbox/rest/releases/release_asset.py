"""The files of a release. They are uploaded to the address that a release names.

GitHub's REST description: a download is answered by the file or by a redirect to it, and clients
should handle both; the sandbox sends the file.
"""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.http import media_type
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.owners import user
from gh_sandbox.rules.releases import release as releases
from gh_sandbox.rules.releases import release_asset as assets
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import WEB
from gh_sandbox.state.store import Row

_RELEASES = "/repos/{owner}/{repo}/releases"
_ASSETS = _RELEASES + "/{release_id}/assets"
_ASSET = _RELEASES + "/assets/{asset_id}"


def body(call: Call, release: Row, row: Row) -> dict[str, Any]:
    """Return GitHub's `release-asset`."""
    repository = call.repository()
    name = repositories.full_name(call.session, repository)
    return {
        "url": call.url(f"/repos/{name}/releases/assets/{row['id']}"),
        "browser_download_url": (
            f"{WEB}/{name}/releases/download/{release['tag_name']}/{row['name']}"
        ),
        "id": row["id"],
        "node_id": identifiers.encode("ReleaseAsset", row["id"], within=repository["id"]),
        "name": row["name"],
        "label": row["label"],
        "state": "uploaded",
        "content_type": row["content_type"],
        "size": row["size"],
        "digest": row["digest"],
        "download_count": row["download_count"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "uploader": user.by_id(call.session, row["uploader_id"]),
    }


@route("GET", _ASSETS, takes=PAGING)
def list_all(call: Call) -> Reply:
    """List the files of a release."""
    release = releases.get(call.session, call.repository(), call.number("release_id"))
    rows = assets.listed(call.session, release["id"])
    return call.paged(rows, lambda row: body(call, release, row))


@route("POST", _ASSETS, "public_repo", takes="name label", takes_file=True)
def upload(call: Call) -> Reply:
    """Add a file to a release; the body is its content."""
    repository = call.repository()
    release = releases.get(call.session, repository, call.number("release_id"))
    made = assets.upload(
        call.session,
        repository,
        release,
        call.content,
        name=call.query.get("name", ""),
        label=call.query.get("label"),
        content_type=call.content_type or assets.DEFAULT_TYPE,
    )
    return Reply(body(call, release, made), 201)


@route("GET", _ASSET)
def get(call: Call) -> Reply:
    """Return what is known of a file, or its content if the client asks for `octet-stream`."""
    release, row = assets.get(call.session, call.repository(), call.number("asset_id"))
    if call.form != media_type.FILE:
        return Reply(body(call, release, row))
    assets.count_download(call.session, row)
    return Reply(bytes(row["content"]), headers={"content-type": row["content_type"]})


@route("PATCH", _ASSET, "public_repo", gives="name:string label:string state:string")
def update(call: Call) -> Reply:
    """Change the name or the label of a file."""
    repository = call.repository()
    release, row = assets.get(call.session, repository, call.number("asset_id"))
    return Reply(body(call, release, assets.update(call.session, repository, row, call.body)))


@route("DELETE", _ASSET, "public_repo")
def delete(call: Call) -> Reply:
    """Delete a file."""
    repository = call.repository()
    assets.delete(
        call.session, repository, assets.get(call.session, repository, call.number("asset_id"))[1]
    )
    return Reply(None, 204)
