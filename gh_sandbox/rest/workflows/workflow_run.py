"""The runs of workflows.

Shapes: GitHub's REST description, read by the models that GitHubKit makes of it. A run of the
sandbox has no list of pull requests, and of its earlier attempts only the jobs are kept. For a run
that does not start, `display_title` gives the reason. Unverified: the messages for a finished or an
unfinished run, and for one without failed jobs.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.actions.fault import WorkflowError
from gh_sandbox.actions.log_archive import JobLog, archive
from gh_sandbox.errors import ApiError, ForbiddenError, UnimplementedError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.owners import user
from gh_sandbox.rest.repositories import repository
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.rules.workflows import workflow_run as runs
from gh_sandbox.search import moment
from gh_sandbox.session import WEB, Session, Workflows
from gh_sandbox.state.condition import Condition, Where
from gh_sandbox.state.store import Row

_RUNS = "/repos/{owner}/{repo}/actions/runs"
_RUN = _RUNS + "/{run_id}"
# GitHub docs, "Re-running workflows and jobs".
_RERUNNABLE = timedelta(days=30)
FILTERS = "actor branch event status head_sha created exclude_pull_requests"


def body(session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `workflow-run`."""
    place = session.store.get("repository", row["repository_id"])
    name = repositories.full_name(session, place)
    kept = session.store.get("workflow", row["workflow_id"])
    url = f"{session.api}/repos/{name}/actions/runs/{row['id']}"
    shown = repository.plain(session, place)
    actor = user.by_id(session, row["actor_id"])
    pages = ("jobs", "logs", "artifacts", "cancel", "rerun")
    return {
        "id": row["id"],
        "node_id": identifiers.encode("WorkflowRun", row["id"], within=place["id"]),
        "name": kept["name"],
        "display_title": row["title"],
        "path": kept["path"],
        "run_number": row["run_number"],
        "run_attempt": row["attempt"],
        "event": row["event"],
        "status": row["status"],
        "conclusion": row["conclusion"],
        "workflow_id": row["workflow_id"],
        "head_branch": row["head_branch"],
        "head_sha": row["head_sha"],
        "head_commit": None,
        "head_repository": shown,
        "repository": shown,
        "pull_requests": [],
        "actor": actor,
        "triggering_actor": user.by_id(session, row["rerun_by_id"]) or actor,
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "run_started_at": row["started_at"] or row["created_at"],
        "url": url,
        "html_url": f"{WEB}/{name}/actions/runs/{row['id']}",
        **{f"{page}_url": f"{url}/{page}" for page in pages},
        "check_suite_url": f"{session.api}/repos/{name}/check-suites/{row['id']}",
        "workflow_url": f"{session.api}/repos/{name}/actions/workflows/{kept['id']}",
    }


@route("GET", _RUNS, takes=f"{FILTERS} {PAGING}", lacks="check_suite_id")
def list_runs(call: Call) -> Reply:
    """List the runs of a repository, the latest first."""
    return matching(call, ("repository_id = ?", (call.repository()["id"],)))


def matching(call: Call, of: Condition) -> Reply:
    """List the runs that match a condition and the query."""
    where = Where()
    where.demand(of)
    columns = {
        "event": "event = ?",
        "branch": "head_branch = ?",
        "status": "? IN (status, conclusion)",
        "actor": "actor_id IN (SELECT id FROM owner WHERE login = ?)",
        "head_sha": "head_sha = ?",
    }
    for name, sql in columns.items():
        if call.query.get(name):
            where.add(sql, call.query[name])
    if call.query.get("created"):
        where.demand(moment.on_time(call.session, "created_at", call.query["created"]))
    rows = call.session.store.all(
        f"SELECT * FROM workflow_run WHERE {where} ORDER BY id DESC", *where.values
    )
    return call.counted("workflow_runs", rows, lambda row: body(call.session, row))


def found(call: Call) -> Row:
    """Return the run of the path."""
    return call.session.found(
        "SELECT * FROM workflow_run WHERE repository_id = ? AND id = ?",
        call.repository()["id"],
        call.number("run_id"),
    )


@route("GET", _RUN, takes="exclude_pull_requests")
def get_run(call: Call) -> Reply:
    """Return a run."""
    return Reply(body(call.session, found(call)))


@route("GET", f"{_RUN}/logs")
def get_logs(call: Call) -> Reply:
    """Return the output of a run's jobs as a ZIP file; GitHub redirects to it."""
    logs = [
        JobLog(row["name"], [step["name"] for step in json.loads(row["steps"])], row["log"])
        for row in runs.jobs(call.session, found(call))
    ]
    return Reply(archive(logs), headers={"content-type": "application/zip"})


@route("GET", f"{_RUN}/artifacts", takes=f"name direction {PAGING}")
def list_artifacts(call: Call) -> Reply:
    """List the artifacts of a run: always none, because no action that uploads any can run here."""
    found(call)
    return Reply({"total_count": 0, "artifacts": []})


@route("POST", f"{_RUN}/cancel", "public_repo")
def cancel(call: Call) -> Reply:
    """Cancel a waiting or running run; GitHub does it in the background, so the status is 202."""
    row = _writable(call)
    if row["status"] == "completed":
        text = "Cannot cancel a workflow run that is completed."
        raise ApiError(409, text, type="UNPROCESSABLE")
    if row["status"] == "queued":
        runs.finish(call.session, row["id"], "cancelled")
    elif call.session.workflows:
        call.session.workflows.stop(row["id"])
    return Reply({}, 202)


@route("POST", f"{_RUN}/rerun", "public_repo", gives="enable_debug_logging:boolean")
def rerun(call: Call) -> Reply:
    """Run a finished run again, with the event and the commit that it had."""
    return _again(call, _rerunnable(call))


@route("POST", f"{_RUN}/rerun-failed-jobs", "public_repo", gives="enable_debug_logging:boolean")
def rerun_failed_jobs(call: Call) -> Reply:
    """Run a run again of which no job has succeeded; the sandbox cannot run some jobs only."""
    row = _rerunnable(call)
    conclusions = {each["conclusion"] for each in runs.jobs(call.session, row)}
    if not conclusions & {"failure", "cancelled"}:
        raise ForbiddenError("This workflow run has no failed jobs")
    if "success" in conclusions:
        text = "Running only the failed jobs again is not implemented by the sandbox: run all again"
        raise UnimplementedError(text)
    return _again(call, row)


def _rerunnable(call: Call) -> Row:
    row = _writable(call)
    if row["status"] != "completed":
        raise ForbiddenError("This workflow is already running")
    age = call.session.clock.now() - datetime.fromisoformat(row["created_at"])
    if age > _RERUNNABLE:
        text = "Unable to retry this workflow run because it was created over a month ago"
        raise ForbiddenError(text)
    return row


def running(session: Session) -> Workflows:
    """Return what runs workflows, or refuse where none run."""
    if session.workflows is None:
        raise UnimplementedError("Workflows do not run in this sandbox: start it with --actions")
    return session.workflows


def _again(call: Call, row: Row) -> Reply:
    try:
        running(call.session).run_again(call.session, row)
    except WorkflowError as error:
        raise ForbiddenError("This workflow run cannot be retried") from error
    return Reply({}, 201)


@route("DELETE", _RUN, "public_repo")
def delete(call: Call) -> Reply:
    """Delete a finished run with its jobs."""
    row = _writable(call)
    if row["status"] != "completed":
        raise ForbiddenError("Could not delete the workflow run")
    call.session.store.execute("DELETE FROM workflow_run WHERE id = ?", row["id"])
    return Reply(None, 204)


def _writable(call: Call) -> Row:
    row = found(call)
    if not repositories.allows(call.session, call.repository(), "WRITE"):
        # As PyGithub recorded it in 2023.
        raise ForbiddenError("Must have admin rights to Repository.")
    return row
