"""Git references: branches, tags and others, with their full names."""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rules.commits import git_ref as git_refs
from gh_sandbox.state.store import Row


def _ref_body(call: Call, row: Row) -> dict[str, Any]:
    url = f"{call.repository_url()}/git"
    kind, sha = git_refs.target(row)
    return {
        "ref": row["name"],
        "node_id": identifiers.encode("Ref", row["id"], within=row["repository_id"]),
        "url": f"{url}/{row['name']}",
        "object": {"type": kind, "sha": sha, "url": f"{url}/{kind}s/{sha}"},
    }


# The second is older, undocumented, and what octokit.rb and github3 use.
@route("GET", "/repos/{owner}/{repo}/git/ref/{ref:path}")
@route("GET", "/repos/{owner}/{repo}/git/refs/{ref:path}")
def get_ref(call: Call) -> Reply:
    """Return a reference; its name is given without `refs/`."""
    row = git_refs.get(call.session, call.repository(), f"refs/{call.parts['ref']}")
    return Reply(_ref_body(call, row))


@route("GET", "/repos/{owner}/{repo}/git/matching-refs/{ref:path}")
@route("GET", "/repos/{owner}/{repo}/git/refs", takes=PAGING)
def list_refs(call: Call) -> Reply:
    """List the references whose names start with this text, or all."""
    start = f"refs/{call.parts.get('ref', '')}"
    rows = git_refs.starting_with(call.session, call.repository(), start)
    return call.paged(rows, lambda row: _ref_body(call, row))


@route("POST", "/repos/{owner}/{repo}/git/refs", "public_repo", gives="ref!:string sha!:string")
def create_ref(call: Call) -> Reply:
    """Create a reference; its name is given in full."""
    ref, sha = call.required("ref", "Reference"), call.required("sha", "Reference")
    return Reply(_ref_body(call, git_refs.create(call.session, call.repository(), ref, sha)), 201)


@route(
    "PATCH",
    "/repos/{owner}/{repo}/git/refs/{ref:path}",
    "public_repo",
    gives="sha!:string force:boolean",
)
def update_ref(call: Call) -> Reply:
    """Move a reference to another commit."""
    name, sha = f"refs/{call.parts['ref']}", call.required("sha", "Reference")
    force = bool(call.body.get("force"))
    row = git_refs.update(call.session, call.repository(), name, sha, force=force)
    return Reply(_ref_body(call, row))


@route("DELETE", "/repos/{owner}/{repo}/git/refs/{ref:path}", "public_repo")
def delete_ref(call: Call) -> Reply:
    """Delete a reference."""
    git_refs.delete(call.session, call.repository(), f"refs/{call.parts['ref']}")
    return Reply(None, 204)


@route("GET", "/repos/{owner}/{repo}/tags", takes=PAGING)
def list_tags(call: Call) -> Reply:
    """List the tags in descending order of their names (unverified for numbers in names)."""
    repository = call.repository()
    url = call.repository_url()
    rows = git_refs.starting_with(call.session, repository, git_refs.TAGS)

    def body(row: Row) -> dict[str, Any]:
        name = row["name"].removeprefix(git_refs.TAGS)
        return {
            "name": name,
            "node_id": identifiers.encode("Ref", row["id"], within=repository["id"]),
            "commit": {"sha": row["sha"], "url": f"{url}/commits/{row['sha']}"},
            "zipball_url": f"{url}/zipball/refs/tags/{name}",
            "tarball_url": f"{url}/tarball/refs/tags/{name}",
        }

    return call.paged(rows[::-1], body)
