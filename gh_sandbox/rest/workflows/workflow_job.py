"""The jobs of a run, and their output.

Shapes: GitHub's REST description, read by the models that GitHubKit makes of it.
"""

import json
from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.workflows import workflow_run
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.rules.workflows import workflow_run as runs
from gh_sandbox.session import WEB, Session
from gh_sandbox.state.store import Row

_ACTIONS = "/repos/{owner}/{repo}/actions"


def _job(session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `job`."""
    run = session.store.get("workflow_run", row["run_id"])
    name = repositories.full_name(session, session.store.get("repository", run["repository_id"]))
    url = f"{session.api}/repos/{name}/actions"
    times = {"started_at": row["started_at"], "completed_at": row["completed_at"]}
    return {
        "id": row["id"],
        "run_id": run["id"],
        "run_url": f"{url}/runs/{run['id']}",
        "run_attempt": row["attempt"],
        "node_id": identifiers.encode("CheckRun", row["id"], within=run["repository_id"]),
        "head_sha": run["head_sha"],
        "head_branch": run["head_branch"],
        "url": f"{url}/jobs/{row['id']}",
        "html_url": f"{WEB}/{name}/actions/runs/{run['id']}/job/{row['id']}",
        "status": "completed",
        "conclusion": row["conclusion"],
        "created_at": row["started_at"],
        **times,
        "name": row["name"],
        "steps": [{**step, **times} for step in json.loads(row["steps"])],
        "check_run_url": f"{session.api}/repos/{name}/check-runs/{row['id']}",
        "labels": [],
        "runner_id": 1,
        "runner_name": "gh-sandbox",
        "runner_group_id": None,
        "runner_group_name": None,
        "workflow_name": session.store.get("workflow", run["workflow_id"])["name"],
    }


@route("GET", f"{_ACTIONS}/runs/{{run_id}}/jobs", takes=f"filter {PAGING}")
def list_jobs(call: Call) -> Reply:
    """List the finished jobs of a run: of its latest attempt, or of all."""
    run = workflow_run.found(call)
    wanted = call.choice("filter", "latest all", "WorkflowJob")
    rows = runs.jobs(call.session, run, of_all_attempts=wanted == "all")
    return call.counted("jobs", rows, lambda row: _job(call.session, row))


def _found_job(call: Call) -> Row:
    return call.session.found(
        "SELECT workflow_job.* FROM workflow_job JOIN workflow_run ON workflow_run.id = run_id "
        "WHERE repository_id = ? AND workflow_job.id = ?",
        call.repository()["id"],
        call.number("job_id"),
    )


@route("GET", f"{_ACTIONS}/jobs/{{job_id}}")
def get_job(call: Call) -> Reply:
    """Return a job."""
    return Reply(_job(call.session, _found_job(call)))


@route("GET", f"{_ACTIONS}/jobs/{{job_id}}/logs")
def get_log(call: Call) -> Reply:
    """Return the output of a job; GitHub redirects to another address, which clients follow."""
    text = str(_found_job(call)["log"])
    return Reply(text.encode(), headers={"content-type": "text/plain; charset=utf-8"})
