"""Branches and commits, their differences, and the commits of a pull request.

Sources: GitHub's REST description, "Branches", "Commits" and "Pull requests"; "Branch not found" as
PyGithub recorded it in 2020. The sandbox has no protected branches. Unverified: the message for a
commit that does not exist.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from gh_sandbox import git
from gh_sandbox.errors import ApiError, NotFoundError, UnprocessableError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.http import media_type
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.commits import git_object
from gh_sandbox.rest.owners import user
from gh_sandbox.rules.commits import commit_comment as commit_comments
from gh_sandbox.rules.commits import content as contents
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.rules.commits import git_ref as git_refs
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.pull_requests import diff
from gh_sandbox.rules.pull_requests import pull_request as pull_requests
from gh_sandbox.rules.pull_requests.diff import FileChange
from gh_sandbox.session import WEB
from gh_sandbox.state.store import Row

_REPOSITORY = "/repos/{owner}/{repo}"
_PULL = _REPOSITORY + "/pulls/{number}"
_STATUSES = {"ADDED": "added", "DELETED": "removed", "MODIFIED": "modified"}
_CONTENT = {
    form: {"content-type": f"application/vnd.github.{form}; charset=utf-8"}
    for form in (media_type.DIFF, media_type.PATCH, media_type.SHA)
}


@route("GET", _REPOSITORY + "/branches", takes=f"protected {PAGING}")
def list_branches(call: Call) -> Reply:
    """List the branches; none is protected in the sandbox."""
    rows = git_refs.starting_with(call.session, call.repository(), git_refs.BRANCHES)
    shown = [] if call.query.get("protected") == "true" else rows
    return call.paged(shown, lambda row: _branch(call, row))


def _branch(call: Call, row: Row) -> dict[str, Any]:
    commit = {"sha": row["sha"], "url": f"{call.repository_url()}/commits/{row['sha']}"}
    name = row["name"].removeprefix(git_refs.BRANCHES)
    return {"name": name, "commit": commit, "protected": False}


@route("GET", _REPOSITORY + "/branches/{branch:path}")
def get_branch(call: Call) -> Reply:
    """Return a branch."""
    row = git_refs.branch(call.session, call.repository(), call.parts["branch"])
    if row is None:
        raise ApiError(404, "Branch not found", type="NOT_FOUND")
    return Reply(branch_body(call, row))


def branch_body(call: Call, row: Row) -> dict[str, Any]:
    """Return GitHub's `branch-with-protection`."""
    shown = _branch(call, row)
    name = quote(shown["name"], safe="")
    url = f"{call.repository_url()}/branches/{name}"
    page = f"{WEB}/{call.full_name()}/tree/{quote(shown['name'])}"
    checks = {"enforcement_level": "off", "contexts": [], "checks": []}
    return {
        **shown,
        "commit": body(call, row["sha"]),
        "_links": {"self": url, "html": page},
        "protection": {"enabled": False, "required_status_checks": checks},
        "protection_url": f"{url}/protection",
    }


@route("GET", _REPOSITORY + "/commits", takes=f"sha path author committer since until {PAGING}")
def list_all(call: Call) -> Reply:
    """List the commits of a branch, by default the default branch, newest first."""
    repository, store = call.repository(), call.session.store
    head = contents.head(call.session, repository, call.query.get("sha"))
    shas = git_objects.history(store, repository["id"], head, call.query.get("path"))
    since, until = call.moment("since") or "", call.moment("until") or "9"

    def is_by(person: git.Person, wanted: str | None) -> bool:
        user = _person(call, person) if wanted else None
        return not wanted or wanted in (person.email, person.name, user["login"] if user else "")

    def is_wanted(sha: str) -> bool:
        commit = git_objects.commit(store, repository["id"], sha)
        return (
            since <= commit.committer.date <= until
            and is_by(commit.author, call.query.get("author"))
            and is_by(commit.committer, call.query.get("committer"))
        )

    rows = [_row(call, sha) for sha in shas if is_wanted(sha)]
    return call.paged(rows, lambda row: body(call, row["sha"]))


@route("GET", _REPOSITORY + "/commits/{ref:path}", takes=PAGING)
def get(call: Call) -> Reply:
    """Return a commit with its changes compared with its first parent."""
    repository, store = call.repository(), call.session.store
    sha = named(call)
    changes = diff.of_commit(store, repository["id"], sha)
    if call.form == media_type.SHA:
        return Reply(sha.encode(), headers=_CONTENT[media_type.SHA])
    text = _as_text(call, changes, [sha])
    if text is not None:
        return text
    added, deleted = sum(c.additions for c in changes), sum(c.deletions for c in changes)
    stats = {"additions": added, "deletions": deleted, "total": added + deleted}
    return Reply({**body(call, sha), "stats": stats, "files": _files(call, changes, sha)})


def named(call: Call) -> str:
    """Return the commit of the path: a branch, a tag or a SHA."""
    ref = call.parts["ref"]
    try:
        return contents.head(call.session, call.repository(), ref)
    except NotFoundError as error:
        raise UnprocessableError(f"No commit found for SHA: {ref}") from error


@route("GET", _REPOSITORY + "/compare/{basehead:path}", takes=PAGING)
def compare(call: Call) -> Reply:
    """Compare two branches or commits: the changes of the second since it left the first."""
    repository, store = call.repository(), call.session.store
    given = call.parts["basehead"]
    old, new, shared = _compared(call, repository, given)
    id = repository["id"]
    ahead, behind = git_objects.ahead(store, id, old, new), git_objects.ahead(store, id, new, old)
    changes = diff.between(store, id, shared, new)
    text = _as_text(call, changes, ahead)
    if text is not None:
        return text
    status = {(True, True): "diverged", (True, False): "ahead", (False, True): "behind"}
    site = f"{WEB}/{call.full_name()}/compare"
    page, url = f"{site}/{given}", f"{call.repository_url()}/compare/{given}"
    shown = call.paged([_row(call, sha) for sha in ahead], lambda row: body(call, row["sha"]))
    return replace(
        shown,
        body={
            "url": url,
            "html_url": page,
            "permalink_url": f"{site}/{old[:7]}...{new[:7]}",
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            "base_commit": body(call, old),
            "merge_base_commit": body(call, shared),
            "status": status.get((bool(ahead), bool(behind)), "identical"),
            "ahead_by": len(ahead),
            "behind_by": len(behind),
            "total_commits": len(ahead),
            "commits": shown.body,
            "files": _files(call, changes, new),
        },
    )


def _compared(call: Call, repository: Row, given: str) -> tuple[str, str, str]:
    """Return the commits of `BASE...HEAD`, and the one that they last had in common.

    Raises NotFoundError for an unknown one, and ApiError if they have none in common.
    """
    base, dots, head = given.partition("...")
    if not dots:
        raise NotFoundError
    names = (each.rpartition(":")[2] for each in (base, head))
    old, new = (contents.resolve(call.session, repository, each) for each in names)
    if old is None or new is None:
        raise NotFoundError
    shared = git_objects.merge_base(call.session.store, repository["id"], old, new)
    if shared is None:
        raise ApiError(404, f"No common ancestor between {base} and {head}.", type="NOT_FOUND")
    return old, new, shared


@route("GET", _PULL + "/commits", takes=PAGING)
def of_pull_request(call: Call) -> Reply:
    """List the commits of a pull request, oldest first."""
    shas = pull_requests.commits(call.session, call.pull_request())
    return call.paged([_row(call, sha) for sha in shas], lambda row: body(call, row["sha"]))


@route("GET", _PULL + "/files", takes=PAGING)
def files_of_pull_request(call: Call) -> Reply:
    """List the files that a pull request changes."""
    row = call.pull_request()
    head = pull_requests.details(call.session, row["id"])["head_sha"]
    changes = diff.of_pull_request(call.session, row)
    return call.paged(changes, lambda change: _file(call, change, head))


def text_of(call: Call, pull_request: Row) -> Reply | None:
    """Return the changes of a pull request in a format of git's, if the client asks for one."""
    changes = diff.of_pull_request(call.session, pull_request)
    return _as_text(call, changes, pull_requests.commits(call.session, pull_request))


def _as_text(call: Call, changes: Sequence[FileChange], shas: Sequence[str]) -> Reply | None:
    """Return changes as a diff, or their commits as mail; None for a client that wants JSON."""
    if call.form == media_type.DIFF:
        text = "".join(each.as_git() for each in changes)
    elif call.form == media_type.PATCH:
        text = diff.as_mail(call.session.store, call.repository()["id"], shas)
    else:
        return None
    return Reply(text.encode(), headers=_CONTENT[call.form])


def _files(call: Call, changes: Sequence[FileChange], sha: str) -> list[dict[str, Any]]:
    return [_file(call, each, sha) for each in changes]


def _file(call: Call, change: FileChange, sha: str) -> dict[str, Any]:
    path, name = quote(change.path), call.full_name()
    shown = {
        "sha": change.new or change.old,
        "filename": change.path,
        "status": _STATUSES[change.kind],
        "additions": change.additions,
        "deletions": change.deletions,
        "changes": change.additions + change.deletions,
        "blob_url": f"{WEB}/{name}/blob/{sha}/{path}",
        "raw_url": f"{WEB}/{name}/raw/{sha}/{path}",
        "contents_url": f"{call.repository_url()}/contents/{path}?ref={sha}",
    }
    return {**shown, "patch": change.patch.hunks} if change.patch else shown


def body(call: Call, sha: str) -> dict[str, Any]:
    """Return GitHub's `commit`, without its changes."""
    repository = call.repository()
    shown = git_object.commit_body(call, repository, sha)
    commit = git_objects.commit(call.session.store, repository["id"], sha)
    comments = commit_comments.count(call.session, repository, sha)
    url = f"{call.repository_url()}/commits"
    parents = [{**each, "url": f"{url}/{each['sha']}"} for each in shown["parents"]]
    inner = ("author", "committer", "message", "tree", "url", "verification")
    return {
        "sha": sha,
        "node_id": shown["node_id"],
        "commit": {**{key: shown[key] for key in inner}, "comment_count": comments},
        "url": f"{url}/{sha}",
        "html_url": shown["html_url"],
        "comments_url": f"{url}/{sha}/comments",
        "author": _person(call, commit.author),
        "committer": _person(call, commit.committer),
        "parents": parents,
    }


def _person(call: Call, author: git.Person) -> dict[str, Any] | None:
    """Return the user of a commit's author."""
    id = owners.id_of_author(call.session, author.name, author.email)
    return None if id is None else user.by_id(call.session, id)


def _row(call: Call, sha: str) -> Row:
    row = git_objects.find(call.session.store, call.repository()["id"], sha, "commit")
    if row is None:
        raise LookupError(f"commit {sha}")
    return row
