"""Releases."""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.errors import NotFoundError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest import reaction
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.owners import user
from gh_sandbox.rest.releases import release_asset
from gh_sandbox.rules import reaction as reactions
from gh_sandbox.rules.releases import release as releases
from gh_sandbox.rules.releases import release_asset as assets
from gh_sandbox.rules.releases import release_notes
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import WEB
from gh_sandbox.state.store import Row

_RELEASES = "/repos/{owner}/{repo}/releases"
_RELEASE = _RELEASES + "/{release_id}"
_PROPERTIES = (
    "target_commitish:string name:string|null body:string|null draft:boolean prerelease:boolean "
    "make_latest:true|false|legacy"
)


def _body(call: Call, row: Row) -> dict[str, Any]:
    """Return GitHub's `release`."""
    repository = call.repository()
    name, tag = repositories.full_name(call.session, repository), row["tag_name"]
    place = call.url(f"/repos/{name}")
    url = f"{place}/releases/{row['id']}"
    uploads = f"{call.session.uploads}/repos/{name}/releases/{row['id']}"
    files = assets.listed(call.session, row["id"])
    is_there = not row["is_draft"]
    page = tag if is_there else f"untagged-{row['id']:020x}"
    return {
        "url": url,
        "html_url": f"{WEB}/{name}/releases/tag/{page}",
        "assets_url": f"{url}/assets",
        "upload_url": f"{uploads}/assets{{?name,label}}",
        "tarball_url": f"{place}/tarball/{tag}" if is_there else None,
        "zipball_url": f"{place}/zipball/{tag}" if is_there else None,
        "id": row["id"],
        "node_id": identifiers.encode("Release", row["id"], within=repository["id"]),
        "tag_name": tag,
        "target_commitish": row["target"],
        "name": row["name"],
        "body": row["body"],
        "draft": bool(row["is_draft"]),
        "prerelease": bool(row["is_prerelease"]),
        "immutable": False,
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "published_at": row["published_at"],
        "author": user.by_id(call.session, row["author_id"]),
        "assets": [release_asset.body(call, row, each) for each in files],
        **_reactions(call, row, url),
    }


def _reactions(call: Call, row: Row, url: str) -> dict[str, Any]:
    """Return the reactions to a release, if there are any (unverified: else nothing)."""
    counts = reactions.counts(call.session, "release_id", [row["id"]]).get(row["id"])
    return {"reactions": reaction.rollup(url, counts)} if counts else {}


@route("GET", _RELEASES, takes=PAGING)
def list_all(call: Call) -> Reply:
    """List the releases, the latest first."""
    rows = releases.listed(call.session, call.repository())
    return call.paged(rows, lambda row: _body(call, row))


@route(
    "POST",
    _RELEASES,
    "public_repo",
    gives=f"tag_name!:string {_PROPERTIES} generate_release_notes:boolean",
    lacks="discussion_category_name",
)
def create(call: Call) -> Reply:
    """Make a release; a given text comes before the written notes, a given name instead of theirs.

    Source: GitHub's REST description, `generate_release_notes`.
    """
    given = dict(call.body)
    if given.pop("generate_release_notes", False):
        name, text = _notes(call)
        given["name"] = given.get("name") or name
        given["body"] = "\n\n".join(filter(None, [given.get("body"), text]))
    return Reply(_body(call, releases.create(call.session, call.repository(), given)), 201)


@route(
    "POST",
    _RELEASES + "/generate-notes",
    "public_repo",
    gives="tag_name!:string target_commitish:string previous_tag_name:string",
    lacks="configuration_file_path",
)
def generate_notes(call: Call) -> Reply:
    """Return the name and the text of a release as GitHub would write them."""
    name, text = _notes(call)
    return Reply({"name": name, "body": text})


def _notes(call: Call) -> tuple[str, str]:
    return release_notes.write(
        call.session,
        call.repository(),
        call.required("tag_name", "Release"),
        target=call.body.get("target_commitish"),
        previous=call.body.get("previous_tag_name"),
    )


@route("GET", _RELEASES + "/latest")
def latest(call: Call) -> Reply:
    """Return the latest release, which is neither a draft nor a prerelease."""
    row = releases.latest(call.session, call.repository())
    if row is None:
        raise NotFoundError
    return Reply(_body(call, row))


@route("GET", _RELEASES + "/tags/{tag:path}")
def tagged(call: Call) -> Reply:
    """Return the published release of a tag."""
    row = releases.tagged(call.session, call.repository(), call.parts["tag"])
    return Reply(_body(call, row))


@route("GET", _RELEASE)
def get(call: Call) -> Reply:
    """Return a release."""
    return Reply(_body(call, _find(call)))


@route(
    "PATCH",
    _RELEASE,
    "public_repo",
    gives=f"tag_name:string {_PROPERTIES}",
    lacks="discussion_category_name",
)
def update(call: Call) -> Reply:
    """Change a release."""
    row = releases.update(call.session, call.repository(), _find(call), call.body)
    return Reply(_body(call, row))


@route("DELETE", _RELEASE, "public_repo")
def delete(call: Call) -> Reply:
    """Delete a release."""
    releases.delete(call.session, call.repository(), _find(call))
    return Reply(None, 204)


def _find(call: Call) -> Row:
    return releases.get(call.session, call.repository(), call.number("release_id"))
