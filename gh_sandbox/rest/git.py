"""Files, and the branches and tags they are on."""

import base64
import binascii
from typing import Any
from urllib.parse import quote

from gh_sandbox import git, identifiers
from gh_sandbox.errors import NotFoundError, UnprocessableError
from gh_sandbox.markup import as_html
from gh_sandbox.rest.call import PAGING, Call, Reply, route
from gh_sandbox.rules import content as contents
from gh_sandbox.rules import git_object as git_objects
from gh_sandbox.rules import git_ref as git_refs
from gh_sandbox.rules import repository as repositories
from gh_sandbox.session import WEB
from gh_sandbox.store import Row

_CONTENTS = "/repos/{owner}/{repo}/contents/{path:path}"
_UNSIGNED = {"verified": False, "reason": "unsigned", "signature": None, "payload": None}


@route("GET", "/repos/{owner}/{repo}/contents", takes="ref")
@route("GET", _CONTENTS, takes="ref")
def read(call: Call) -> Reply:
    """Return a file with its content in base64, or the entries of a folder."""
    repository = call.repository()
    commit = contents.resolve(call.session, repository, call.query.get("ref"))
    if commit is None:
        raise NotFoundError("This repository is empty.")
    ref = call.query.get("ref") or repository["default_branch"]
    store, path = call.session.store, call.parts.get("path", "").strip("/")
    files = git_objects.files(store, repository["id"], commit)
    if path in files:
        data = git_objects.content(store, repository["id"], files[path], "blob")
        return _file(call, _entry(call, ref, path, files[path]), data)
    sha = git_objects.commit(store, repository["id"], commit).tree
    for name in filter(None, path.split("/")):
        entry = git_objects.tree(store, repository["id"], sha).get(name)
        if entry is None or entry.mode != git.FOLDER_MODE:
            raise NotFoundError
        sha = entry.sha
    above = f"{path}/" if path else ""
    entries = git_objects.tree(store, repository["id"], sha).items()
    listed = [_entry(call, ref, above + name, entry.sha) for name, entry in entries]
    if call.form == "object":
        kind = {"content-type": "application/vnd.github.object+json"}
        return Reply({**_entry(call, ref, path, sha), "entries": listed}, headers=kind)
    return Reply(listed)


def _file(call: Call, entry: dict[str, Any], data: bytes) -> Reply:
    """Reply with a file, in the form asked for; only Markdown is rendered here."""
    if call.form == "raw":
        return Reply(data, headers={"content-type": "application/vnd.github.raw+json"})
    if call.form == "html":
        if not entry["name"].endswith(".md"):
            raise UnprocessableError("the sandbox renders nothing but Markdown")
        html = f'<div id="file" class="md">{as_html(data.decode())}</div>'
        return Reply(html.encode(), headers={"content-type": "application/vnd.github.html+json"})
    encoded = {"encoding": "base64", "content": base64.encodebytes(data).decode()}
    return Reply({**entry, **encoded})


def _entry(call: Call, ref: str, path: str, sha: str) -> dict[str, Any]:
    repository = call.repository()
    blob = git_objects.find(call.session.store, repository["id"], sha, "blob")
    name = repositories.full_name(call.session, repository)
    url = call.url(f"/repos/{name}")
    kind = ("blobs", "blob", "file") if blob else ("trees", "tree", "dir")
    links = {
        "self": f"{url}/contents/{quote(path)}?ref={quote(ref, safe='')}",
        "git": f"{url}/git/{kind[0]}/{sha}",
        "html": f"{WEB}/{name}/{kind[1]}/{ref}/{quote(path)}",
    }
    raw = f"https://raw.githubusercontent.com/{name}/{ref}/{quote(path)}"
    return {
        "name": path.rsplit("/", 1)[-1],
        "path": path,
        "sha": sha,
        "size": len(blob["content"]) if blob else 0,
        "url": links["self"],
        "html_url": links["html"],
        "git_url": links["git"],
        "download_url": raw if blob else None,
        "type": kind[2],
        "_links": links,
    }


@route(
    "PUT",
    _CONTENTS,
    "public_repo",
    gives="message!:string content!:string sha:string branch:string",
    lacks="author committer",
)
def write(call: Call) -> Reply:
    """Create a file, or update the one whose blob is `sha`, in a commit."""
    repository = call.repository()
    existed = call.body.get("sha") is not None
    text = "".join(call.required("content", "Content").split())
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnprocessableError("content is not valid Base64") from error
    commit = _commit(call, data)
    files = git_objects.files(call.session.store, repository["id"], commit)
    path = call.parts["path"]
    ref = call.body.get("branch") or call.repository()["default_branch"]
    entry = _entry(call, ref, path, files[path])
    body = {"content": entry, "commit": commit_body(call, repository, commit)}
    return Reply(body, 200 if existed else 201)


@route(
    "DELETE",
    _CONTENTS,
    "public_repo",
    gives="message!:string sha!:string branch:string",
    lacks="author committer",
)
def delete(call: Call) -> Reply:
    """Delete the file whose blob is `sha` in a commit."""
    commit = _commit(call, None)
    return Reply({"content": None, "commit": commit_body(call, call.repository(), commit)})


def _commit(call: Call, data: bytes | None) -> str:
    return contents.write(
        call.session,
        call.repository(),
        call.parts["path"],
        data,
        message=call.required("message", "Commit"),
        branch=call.body.get("branch"),
        sha=call.body.get("sha"),
    )


def commit_body(call: Call, repository: Row, sha: str) -> dict[str, Any]:
    """Return a commit as git has it."""
    row = git_objects.find(call.session.store, repository["id"], sha, "commit")
    if row is None:
        raise NotFoundError
    commit = git.read_commit(row["content"])
    name = repositories.full_name(call.session, repository)
    url = call.url(f"/repos/{name}/git")
    person = {
        "name": commit.author.name,
        "email": commit.author.email,
        "date": commit.author.date,
    }
    return {
        "sha": sha,
        "node_id": identifiers.encode("Commit", row["id"], within=repository["id"]),
        "url": f"{url}/commits/{sha}",
        "html_url": f"{WEB}/{name}/commit/{sha}",
        "author": person,
        "committer": person,
        "message": commit.message,
        "tree": {"sha": commit.tree, "url": f"{url}/trees/{commit.tree}"},
        "parents": [
            {
                "sha": parent,
                "url": f"{url}/commits/{parent}",
                "html_url": f"{WEB}/{name}/commit/{parent}",
            }
            for parent in commit.parents
        ],
        "verification": {**_UNSIGNED, "verified_at": None},
    }


@route(
    "POST",
    "/repos/{owner}/{repo}/git/commits",
    "public_repo",
    gives="message!:string tree!:string parents:array",
    lacks="author committer signature",
)
def create_commit(call: Call) -> Reply:
    """Create a commit of a tree that is there, by the viewer, on these parents."""
    parents = call.body.get("parents") or []
    sha = contents.commit(
        call.session,
        call.repository(),
        tree=call.required("tree", "Commit"),
        parents=[str(parent) for parent in parents],
        message=call.required("message", "Commit"),
    )
    return Reply(commit_body(call, call.repository(), sha), 201)


@route("GET", "/repos/{owner}/{repo}/git/commits/{sha}")
def git_commit(call: Call) -> Reply:
    """Return a commit."""
    return Reply(commit_body(call, call.repository(), call.parts["sha"]))


def _ref_body(call: Call, row: Row) -> dict[str, Any]:
    url = call.url(f"/repos/{repositories.full_name(call.session, call.repository())}/git")
    return {
        "ref": row["name"],
        "node_id": identifiers.encode("Ref", row["id"], within=row["repository_id"]),
        "url": f"{url}/{row['name']}",
        "object": {
            "type": "commit",
            "sha": row["sha"],
            "url": f"{url}/commits/{row['sha']}",
        },
    }


@route("GET", "/repos/{owner}/{repo}/git/ref/{ref:path}")
def get_ref(call: Call) -> Reply:
    """Return a reference, named without `refs/`."""
    row = git_refs.get(call.session, call.repository(), f"refs/{call.parts['ref']}")
    return Reply(_ref_body(call, row))


@route("GET", "/repos/{owner}/{repo}/git/matching-refs/{ref:path}")
def list_refs(call: Call) -> Reply:
    """List the references whose names start so."""
    start = f"refs/{call.parts['ref']}"
    rows = git_refs.starting_with(call.session, call.repository(), start)
    return call.paged(rows, lambda row: _ref_body(call, row))


@route("GET", "/repos/{owner}/{repo}/branches", takes=f"protected {PAGING}")
def list_branches(call: Call) -> Reply:
    """List the branches; none is protected in the sandbox."""
    repository = call.repository()
    name = repositories.full_name(call.session, repository)
    rows = git_refs.starting_with(call.session, repository, git_refs.BRANCHES)
    return call.paged(
        [] if call.query.get("protected") == "true" else rows,
        lambda row: {
            "name": row["name"].removeprefix(git_refs.BRANCHES),
            "commit": {
                "sha": row["sha"],
                "url": call.url(f"/repos/{name}/commits/{row['sha']}"),
            },
            "protected": False,
        },
    )


@route("POST", "/repos/{owner}/{repo}/git/refs", "public_repo", gives="ref!:string sha!:string")
def create_ref(call: Call) -> Reply:
    """Create a reference, named in full."""
    ref, sha = call.required("ref", "Reference"), call.required("sha", "Reference")
    return Reply(_ref_body(call, git_refs.create(call.session, call.repository(), ref, sha)), 201)


@route(
    "PATCH",
    "/repos/{owner}/{repo}/git/refs/{ref:path}",
    "public_repo",
    gives="sha!:string force:boolean",
)
def update_ref(call: Call) -> Reply:
    """Point a reference elsewhere."""
    name, sha = f"refs/{call.parts['ref']}", call.required("sha", "Reference")
    force = bool(call.body.get("force"))
    row = git_refs.update(call.session, call.repository(), name, sha, force=force)
    return Reply(_ref_body(call, row))


@route("DELETE", "/repos/{owner}/{repo}/git/refs/{ref:path}", "public_repo")
def delete_ref(call: Call) -> Reply:
    """Delete a reference."""
    git_refs.delete(call.session, call.repository(), f"refs/{call.parts['ref']}")
    return Reply(None, 204)
