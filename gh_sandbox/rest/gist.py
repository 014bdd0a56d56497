"""Gists."""

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from gh_sandbox import identifiers
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.owners import user
from gh_sandbox.rules import gist as gists
from gh_sandbox.rules import gist_comment as comments
from gh_sandbox.rules.commits import language as languages
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.state.store import Row

_GIST = "/gists/{gist_id}"
_LISTED = f"since {PAGING}"
_PAGES = "https://gist.github.com"
_RAW = "https://gist.githubusercontent.com"
# The languages of files that a repository's languages do not count.
_PROSE = {".md": "Markdown", ".txt": "Text", ".json": "JSON", ".yml": "YAML", ".yaml": "YAML"}
_TYPES = {
    "Markdown": "text/markdown",
    "JSON": "application/json",
    "YAML": "text/x-yaml",
    "HTML": "text/html",
    "CSS": "text/css",
    "JavaScript": "application/javascript",
    "Python": "application/x-python",
    "Ruby": "application/x-ruby",
    "Shell": "application/x-sh",
}


def _base(call: Call, row: Row) -> dict[str, Any]:
    """Return GitHub's `base-gist`."""
    url, page = call.url(f"/gists/{row['name']}"), f"{_PAGES}/{row['name']}"
    owner = user.by_id(call.session, row["owner_id"])
    return {
        "url": url,
        "forks_url": f"{url}/forks",
        "commits_url": f"{url}/commits",
        "id": row["name"],
        "node_id": identifiers.encode("Gist", row["id"]),
        "git_pull_url": f"{page}.git",
        "git_push_url": f"{page}.git",
        "html_url": page if owner is None else f"{_PAGES}/{owner['login']}/{row['name']}",
        "files": {name: _file(row, owner, name, text) for name, text in gists.files(row).items()},
        "public": bool(row["is_public"]),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "description": row["description"],
        "comments": len(comments.of_gist(call.session, row)),
        "comments_enabled": True,
        "user": None,
        "comments_url": f"{url}/comments",
        "owner": owner,
        "truncated": False,
    }


def _file(row: Row, owner: dict[str, Any] | None, name: str, text: str) -> dict[str, Any]:
    path = PurePosixPath(name)
    language = languages.of_file(path) or _PROSE.get(path.suffix)
    login = owner["login"] if owner else "anonymous"
    return {
        "filename": name,
        "type": _TYPES.get(language or "", "text/plain"),
        "language": language,
        "raw_url": f"{_RAW}/{login}/{row['name']}/raw/{quote(name)}",
        "size": len(text.encode()),
    }


def _full(call: Call, row: Row) -> dict[str, Any]:
    """Return GitHub's `gist-simple`: with the content of the files."""
    found = _base(call, row)
    for name, text in gists.files(row).items():
        found["files"][name] |= {"truncated": False, "content": text, "encoding": "utf-8"}
    return {**found, "forks": [], "history": []}


def _list(call: Call, rows: list[Row]) -> Reply:
    since = call.moment("since") or ""
    wanted = [row for row in rows if row["updated_at"] >= since]
    return call.paged(wanted, lambda row: _base(call, row))


@route("GET", "/gists", takes=_LISTED)
def list_all(call: Call) -> Reply:
    """List the viewer's gists."""
    return _list(call, gists.of_owner(call.session, call.session.viewer.id))


@route("GET", "/gists/public", takes=_LISTED)
def list_public(call: Call) -> Reply:
    """List the public gists."""
    return _list(call, gists.public(call.session))


@route("GET", "/gists/starred", takes=_LISTED)
def list_starred(call: Call) -> Reply:
    """List the gists with the viewer's star."""
    return _list(call, gists.starred(call.session))


@route("GET", "/users/{username}/gists", takes=_LISTED)
def of_user(call: Call) -> Reply:
    """List the public gists of a user; one's own secret ones, too (unverified)."""
    owner = owners.find(call.session, call.parts["username"])
    return _list(call, gists.of_owner(call.session, owner["id"]))


@route(
    "POST",
    "/gists",
    "gist",
    gives="files!:object description:string|null public:boolean|string",
)
def create(call: Call) -> Reply:
    """Create a gist; a secret one unless it is to be public."""
    is_public = call.body.get("public") in (True, "true")
    given = call.body["files"]
    row = gists.create(call.session, given, call.body.get("description"), is_public=is_public)
    return Reply(_full(call, row), 201)


@route("GET", _GIST)
def get(call: Call) -> Reply:
    """Return a gist with its files."""
    return Reply(_full(call, _find(call)))


# gh sends the second, which GitHub takes without documenting it (cli/cli, `gh gist edit`).
@route("PATCH", _GIST, "gist", gives="files:object|null description:string|null")
@route("POST", _GIST, "gist", gives="files:object|null description:string|null")
def update(call: Call) -> Reply:
    """Change a gist's files or description."""
    given = call.body.get("files")
    row = gists.update(call.session, _find(call), given, call.body.get("description"))
    return Reply(_full(call, row))


@route("DELETE", _GIST, "gist")
def delete(call: Call) -> Reply:
    """Delete a gist."""
    gists.delete(call.session, _find(call))
    return Reply(None, 204)


@route("GET", _GIST + "/star")
def is_starred(call: Call) -> Reply:
    """Answer 204 if the viewer has starred a gist, else 404 with an empty object."""
    if not gists.has_starred(call.session, _find(call)):
        return Reply({}, 404)
    return Reply(None, 204)


@route("PUT", _GIST + "/star", "gist")
def star(call: Call) -> Reply:
    """Star a gist."""
    gists.star(call.session, _find(call), on=True)
    return Reply(None, 204)


@route("DELETE", _GIST + "/star", "gist")
def unstar(call: Call) -> Reply:
    """Take the star away."""
    gists.star(call.session, _find(call), on=False)
    return Reply(None, 204)


@route("GET", _GIST + "/forks", takes=PAGING)
def forks(call: Call) -> Reply:
    """List the forks of a gist; the sandbox has none."""
    _find(call)
    return Reply([])


def _comment(call: Call, gist: Row, row: Row) -> dict[str, Any]:
    """Return GitHub's `gist-comment`."""
    is_owner = row["author_id"] == gist["owner_id"]
    return {
        "id": row["id"],
        "node_id": identifiers.encode("GistComment", row["id"], within=gist["id"]),
        "url": call.url(f"/gists/{gist['name']}/comments/{row['id']}"),
        "body": row["body"],
        "user": user.by_id(call.session, row["author_id"]),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "author_association": "OWNER" if is_owner else "NONE",
    }


@route("GET", _GIST + "/comments", takes=PAGING)
def list_comments(call: Call) -> Reply:
    """List the comments on a gist, oldest first."""
    gist = _find(call)
    return call.paged(comments.of_gist(call.session, gist), lambda row: _comment(call, gist, row))


@route("POST", _GIST + "/comments", "gist", gives="body!:string")
def create_comment(call: Call) -> Reply:
    """Comment on a gist."""
    gist = _find(call)
    row = comments.create(call.session, gist, call.body["body"])
    return Reply(_comment(call, gist, row), 201)


@route("GET", _GIST + "/comments/{comment_id}")
def get_comment(call: Call) -> Reply:
    """Return a comment on a gist."""
    gist = _find(call)
    return Reply(_comment(call, gist, _find_comment(call, gist)))


@route("PATCH", _GIST + "/comments/{comment_id}", "gist", gives="body!:string")
def update_comment(call: Call) -> Reply:
    """Change a comment on a gist."""
    gist = _find(call)
    row = comments.update(call.session, _find_comment(call, gist), call.body["body"])
    return Reply(_comment(call, gist, row))


@route("DELETE", _GIST + "/comments/{comment_id}", "gist")
def delete_comment(call: Call) -> Reply:
    """Delete a comment on a gist."""
    gist = _find(call)
    comments.delete(call.session, gist, _find_comment(call, gist))
    return Reply(None, 204)


def _find(call: Call) -> Row:
    return gists.get(call.session, call.parts["gist_id"])


def _find_comment(call: Call, gist: Row) -> Row:
    return comments.get(call.session, gist, call.number("comment_id"))
