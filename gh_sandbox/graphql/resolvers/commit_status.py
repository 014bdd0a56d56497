"""The combined state of a commit: its statuses and its check runs."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import resolves
from gh_sandbox.graphql.resolvers.common import Info, loader, plain_page
from gh_sandbox.rules.commits import check_run as check_runs
from gh_sandbox.rules.commits import commit_status as statuses
from gh_sandbox.rules.commits.check_run import CheckRun
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import WEB, Session
from gh_sandbox.state.store import Row

_CONTEXTS = "StatusCheckRollupContextConnection"
_STATUS, _CHECK = "StatusContext", "CheckRun"


@resolves("Commit.statusCheckRollup")
def of_commit(commit: Entity, info: Info) -> dict[str, Any] | None:
    """Return the combined state of a commit; null where it has no statuses and check runs."""
    return _rollup(info, commit.row["repository_id"], commit.row["sha"])


@resolves("PullRequest.statusCheckRollup")
def of_pull_request(pull_request: Entity, info: Info) -> dict[str, Any] | None:
    """Return the combined state of the last commit."""
    return _rollup(info, pull_request.row["repository_id"], pull_request.row["head_sha"])


def _rollup(info: Info, repository_id: int, sha: str) -> dict[str, Any] | None:
    session = loader(info).session
    rows = statuses.latest(session, repository_id, sha)
    runs = check_runs.of_commit(session, repository_id, sha)
    if not rows and not runs:
        return None
    first = rows[0]["id"] if rows else runs[0].id
    return {
        "id": identifiers.encode("StatusCheckRollup", first, within=repository_id),
        "state": _worst(rows, runs).upper(),
        "contexts": [
            *(_check(session, repository_id, each) for each in runs),
            *(_context(row) for row in rows),
        ],
    }


def _worst(rows: Sequence[Row], runs: Sequence[CheckRun]) -> str:
    states = {statuses.worst(rows), check_runs.worst(runs)}
    return next(each for each in ("failure", "pending", "success") if each in states)


@resolves("StatusCheckRollup.contexts")
def contexts(rollup: dict[str, Any], info: Info, **args: Any) -> Page:
    """Return the latest check runs, and the latest status of each context."""
    found = dict(enumerate(rollup["contexts"], 1))
    return plain_page(info, args, found)


def _context(row: Row) -> dict[str, Any]:
    return {
        "__typename": _STATUS,
        "id": identifiers.encode("StatusContext", row["id"], within=row["repository_id"]),
        "context": row["context"],
        "createdAt": row["created_at"],
        "description": row["description"],
        "isRequired": False,
        "state": row["state"].upper(),
        "targetUrl": row["target_url"],
    }


def _check(session: Session, repository_id: int, run: CheckRun) -> dict[str, Any]:
    place = session.store.get("repository", repository_id)
    page = f"{WEB}/{repositories.full_name(session, place)}/runs/{run.id}"
    return {
        "__typename": _CHECK,
        "id": identifiers.encode("CheckRun", run.id, within=repository_id),
        "name": run.name,
        "status": run.status.upper(),
        "conclusion": run.conclusion and run.conclusion.upper(),
        "startedAt": run.started_at,
        "completedAt": run.completed_at,
        "detailsUrl": run.details_url or page,
        "isRequired": False,
        "checkSuite": {
            "id": identifiers.encode("CheckSuite", run.suite_id, within=repository_id),
            "workflowRun": _workflow_run(session, repository_id, run.workflow_run_id),
        },
    }


def _workflow_run(session: Session, repository_id: int, id: int | None) -> dict[str, Any] | None:
    if id is None:
        return None
    row = session.store.get("workflow_run", id)
    workflow = session.store.get("workflow", row["workflow_id"])
    return {
        "id": identifiers.encode("WorkflowRun", id, within=repository_id),
        "event": row["event"],
        "workflow": {
            "id": identifiers.encode("Workflow", workflow["id"], within=repository_id),
            "name": workflow["name"],
        },
    }


@resolves(f"{_CONTEXTS}.statusContextCount")
def status_count(page: Page, _info: Info) -> int:
    """Return the number of statuses on the page."""
    return len(_states(page, _STATUS))


@resolves(f"{_CONTEXTS}.checkRunCount")
def check_count(page: Page, _info: Info) -> int:
    """Return the number of check runs on the page."""
    return len(_states(page, _CHECK))


@resolves(f"{_CONTEXTS}.statusContextCountsByState")
def status_counts(page: Page, _info: Info) -> list[dict[str, Any]]:
    """Return the number of statuses on the page in each state."""
    return _counted(_states(page, _STATUS))


@resolves(f"{_CONTEXTS}.checkRunCountsByState")
def check_counts(page: Page, _info: Info) -> list[dict[str, Any]]:
    """Return the number of check runs on the page in each state."""
    return _counted(_states(page, _CHECK))


def _states(page: Page, type: str) -> list[str]:
    return [
        str(each.get("conclusion") or each.get("status") or each["state"])
        for each in page.nodes
        if each["__typename"] == type
    ]


def _counted(states: list[str]) -> list[dict[str, Any]]:
    return [{"state": each, "count": number} for each, number in sorted(Counter(states).items())]
