"""Statuses of commits."""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.commits import commit
from gh_sandbox.rest.owners import user
from gh_sandbox.rest.repositories import repository
from gh_sandbox.rules.commits import commit_status as statuses
from gh_sandbox.state.store import Row

_COMMIT = "/repos/{owner}/{repo}/commits/{ref:path}"
_STATES = "error|failure|pending|success"


@route(
    "POST",
    "/repos/{owner}/{repo}/statuses/{sha}",
    "repo:status",
    gives=f"state!:{_STATES} target_url:string|null description:string|null context:string",
)
def create(call: Call) -> Reply:
    """Create a status of a commit."""
    place, sha = call.repository(), call.parts["sha"]
    return Reply(_body(call, statuses.create(call.session, place, sha, call.body)), 201)


# The second is "a legacy route" (GitHub docs, "List commit statuses for a reference").
@route("GET", f"{_COMMIT}/statuses", takes=PAGING)
@route("GET", "/repos/{owner}/{repo}/statuses/{ref:path}", takes=PAGING)
def list_all(call: Call) -> Reply:
    """List all statuses of a commit, the latest first."""
    rows = call.session.store.all(
        "SELECT * FROM commit_status WHERE repository_id = ? AND sha = ? ORDER BY id DESC",
        call.repository()["id"],
        commit.named(call),
    )
    return call.paged(rows, lambda row: _body(call, row))


@route("GET", f"{_COMMIT}/status", takes=PAGING)
def combined(call: Call) -> Reply:
    """Return the latest status of each context, and the combined status."""
    place, sha = call.repository(), commit.named(call)
    rows = statuses.latest(call.session, place["id"], sha)
    url = f"{call.repository_url()}/commits/{sha}"
    page = call.paged(rows, lambda row: _simple(call, row))
    body = {
        "state": statuses.worst(rows) or "pending",
        "statuses": page.body,
        "sha": sha,
        "total_count": len(rows),
        "repository": repository.simple(call.session, place),
        "commit_url": url,
        "url": f"{url}/status",
    }
    return Reply(body, headers=page.headers)


def _simple(call: Call, row: Row) -> dict[str, Any]:
    creator = user.by_id(call.session, row["creator_id"])
    return {
        "url": f"{call.repository_url()}/statuses/{row['sha']}",
        "avatar_url": creator and creator["avatar_url"],
        "id": row["id"],
        "node_id": identifiers.encode("StatusContext", row["id"], within=call.repository()["id"]),
        "state": row["state"],
        "description": row["description"],
        "target_url": row["target_url"],
        "context": row["context"],
        "created_at": row["created_at"],
        "updated_at": row["created_at"],
    }


def _body(call: Call, row: Row) -> dict[str, Any]:
    return {**_simple(call, row), "creator": user.by_id(call.session, row["creator_id"])}
