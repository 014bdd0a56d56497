"""The combined status of a commit; the sandbox has no check runs."""

from collections import Counter
from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.page import Page, PageGroup, check_bounds
from gh_sandbox.graphql.registry import constants, resolves
from gh_sandbox.graphql.resolvers.common import Info, loader
from gh_sandbox.rules import commit_status as statuses
from gh_sandbox.state.store import Row

_CONTEXTS = "StatusCheckRollupContextConnection"
constants(_CONTEXTS, {"checkRunCount": 0, "checkRunCountsByState": []})


@resolves("Commit.statusCheckRollup")
def of_commit(commit: Entity, info: Info) -> dict[str, Any] | None:
    """Return the combined status of a commit; null where it has no statuses."""
    return _rollup(info, commit.row["repository_id"], commit.row["sha"])


@resolves("PullRequest.statusCheckRollup")
def of_pull_request(pull_request: Entity, info: Info) -> dict[str, Any] | None:
    """Return the combined status of the last commit."""
    return _rollup(info, pull_request.row["repository_id"], pull_request.row["head_sha"])


def _rollup(info: Info, repository_id: int, sha: str) -> dict[str, Any] | None:
    rows = statuses.latest(loader(info).session, repository_id, sha)
    state = statuses.worst(rows)
    if state is None:
        return None
    id = identifiers.encode("StatusCheckRollup", rows[0]["id"], within=repository_id)
    return {"id": id, "state": state.upper(), "contexts": rows}


@resolves("StatusCheckRollup.contexts")
def contexts(rollup: dict[str, Any], info: Info, **args: Any) -> Page:
    """Return the latest status of each context."""
    found = {row["id"]: _context(row) for row in rollup["contexts"]}
    check_bounds(info, args)
    return PageGroup(lambda _ids: found, {0: list(found)}, args).page(0)


def _context(row: Row) -> dict[str, Any]:
    return {
        "__typename": "StatusContext",
        "id": identifiers.encode("StatusContext", row["id"], within=row["repository_id"]),
        "context": row["context"],
        "createdAt": row["created_at"],
        "description": row["description"],
        "isRequired": False,
        "state": row["state"].upper(),
        "targetUrl": row["target_url"],
    }


@resolves(f"{_CONTEXTS}.statusContextCount")
def count(page: Page, _info: Info) -> int:
    """Return the number of contexts."""
    return page.total


@resolves(f"{_CONTEXTS}.statusContextCountsByState")
def counts(page: Page, _info: Info) -> list[dict[str, Any]]:
    """Return the number of contexts on the page in each state."""
    found = Counter(str(each["state"]) for each in page.nodes)
    return [{"state": state, "count": number} for state, number in sorted(found.items())]
