"""Files and folders."""

import base64
import binascii
from typing import Any
from urllib.parse import quote

from gh_sandbox import git
from gh_sandbox.errors import ApiError, NotFoundError, UnprocessableError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.markup import as_html
from gh_sandbox.rest.call import Call, route
from gh_sandbox.rest.commits import git_object, git_person
from gh_sandbox.rules.commits import content as contents
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.session import WEB

_CONTENTS = "/repos/{owner}/{repo}/contents/{path:path}"


@route("GET", "/repos/{owner}/{repo}/contents", takes="ref")
@route("GET", _CONTENTS, takes="ref")
def read(call: Call) -> Reply:
    """Return a file with its content in base64, or the entries of a folder."""
    repository = call.repository()
    commit = contents.resolve(call.session, repository, call.query.get("ref"))
    if commit is None:
        # Reported: GSA/codeinventory-github#1.
        raise ApiError(404, "This repository is empty.", type="NOT_FOUND")
    ref = call.query.get("ref") or repository["default_branch"]
    store, path = call.session.store, call.parts.get("path", "").strip("/")
    files = git_objects.files(store, repository["id"], commit)
    if path in files:
        data = git_objects.content(store, repository["id"], files[path], "blob")
        return _file(call, described(call, ref, path, files[path]), data)
    sha = git_objects.commit(store, repository["id"], commit).tree
    for name in filter(None, path.split("/")):
        entry = git_objects.tree(store, repository["id"], sha).get(name)
        if entry is None or entry.mode != git.FOLDER_MODE:
            raise NotFoundError
        sha = entry.sha
    above = f"{path}/" if path else ""
    entries = git_objects.tree(store, repository["id"], sha).items()
    listed = [described(call, ref, above + name, entry.sha) for name, entry in entries]
    if call.form == "object":
        kind = {"content-type": "application/vnd.github.object+json"}
        return Reply({**described(call, ref, path, sha), "entries": listed}, headers=kind)
    return Reply(listed)


def _file(call: Call, entry: dict[str, Any], data: bytes) -> Reply:
    """Reply with a file in the form that is asked for; only Markdown is rendered here."""
    if call.form == "raw":
        return Reply(data, headers={"content-type": "application/vnd.github.raw+json"})
    if call.form == "html":
        if not entry["name"].endswith(".md"):
            raise UnprocessableError("the sandbox renders only Markdown")
        html = f'<div id="file" class="md">{as_html(data.decode())}</div>'
        return Reply(html.encode(), headers={"content-type": "application/vnd.github.html+json"})
    encoded = {"encoding": "base64", "content": base64.encodebytes(data).decode()}
    return Reply({**entry, **encoded})


def described(call: Call, ref: str, path: str, sha: str) -> dict[str, Any]:
    """Return the facts about a file or a folder at a reference."""
    repository = call.repository()
    blob = git_objects.find(call.session.store, repository["id"], sha, "blob")
    name, url = call.full_name(), call.repository_url()
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
    gives="message!:string content!:string sha:string branch:string author:object committer:object",
)
def write(call: Call) -> Reply:
    """Create a file, or update the one whose blob is `sha`, with a commit."""
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
    entry = described(call, ref, path, files[path])
    body = {"content": entry, "commit": git_object.commit_body(call, repository, commit)}
    return Reply(body, 200 if existed else 201)


@route(
    "DELETE",
    _CONTENTS,
    "public_repo",
    gives="message!:string sha!:string branch:string author:object committer:object",
)
def delete(call: Call) -> Reply:
    """Delete the file whose blob is `sha`, with a commit."""
    commit = git_object.commit_body(call, call.repository(), _commit(call, None))
    return Reply({"content": None, "commit": commit})


def _commit(call: Call, data: bytes | None) -> str:
    return contents.write(
        call.session,
        call.repository(),
        call.parts["path"],
        data,
        message=call.required("message", "Commit"),
        branch=call.body.get("branch"),
        sha=call.body.get("sha"),
        author=git_person.given(call, "author"),
        committer=git_person.given(call, "committer"),
    )


@route("GET", "/repos/{owner}/{repo}/readme", takes="ref")
def readme(call: Call) -> Reply:
    """Return the README: the first one in GitHub's order of folders, in any letter case."""
    repository, store = call.repository(), call.session.store
    commit = contents.resolve(call.session, repository, call.query.get("ref"))
    files = git_objects.files(store, repository["id"], commit)
    for folder in (".github/", "", "docs/"):
        for path, sha in files.items():
            name = path.removeprefix(folder)
            if path.startswith(folder) and name.lower().split(".")[0] == "readme":
                ref = call.query.get("ref") or repository["default_branch"]
                data = git_objects.content(store, repository["id"], sha, "blob")
                return _file(call, described(call, ref, path, sha), data)
    raise NotFoundError
