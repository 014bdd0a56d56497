"""Workflows, their runs and jobs.

Shapes: GitHub's REST description, read by the models that GitHubKit makes of it. A run of the
sandbox has one attempt, and no list of pull requests; of one that does not start,
`display_title` says why.
"""

import json
from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.actions import workflow as workflows
from gh_sandbox.actions.fault import WorkflowError
from gh_sandbox.actions.log_archive import JobLog, archive
from gh_sandbox.actions.observer import common
from gh_sandbox.actions.trigger import Occurrence
from gh_sandbox.condition import Condition, Where
from gh_sandbox.errors import ApiError, NotFoundError, UnprocessableError
from gh_sandbox.rest import repository, user
from gh_sandbox.rest.call import PAGING, Call, Reply, route
from gh_sandbox.rules import content as contents
from gh_sandbox.rules import repository as repositories
from gh_sandbox.rules import workflow_run as runs
from gh_sandbox.search import moment
from gh_sandbox.session import WEB, Session
from gh_sandbox.store import Row

_ACTIONS = "/repos/{owner}/{repo}/actions"
_FILTERS = "actor branch event status head_sha created exclude_pull_requests"


def _workflow(session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `workflow`."""
    name = _name(session, row)
    file = row["path"].rsplit("/", 1)[1]
    return {
        "id": row["id"],
        "node_id": identifiers.encode("Workflow", row["id"], within=row["repository_id"]),
        "name": row["name"],
        "path": row["path"],
        "state": "active",
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "url": f"{session.api}/repos/{name}/actions/workflows/{row['id']}",
        "html_url": f"{WEB}/{name}/blob/HEAD/{row['path']}",
        "badge_url": f"{WEB}/{name}/workflows/{file}/badge.svg",
    }


def _name(session: Session, row: Row) -> str:
    return repositories.full_name(session, session.store.get("repository", row["repository_id"]))


def _run(session: Session, row: Row) -> dict[str, Any]:
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
        "run_attempt": 1,
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
        "triggering_actor": actor,
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "run_started_at": row["started_at"] or row["created_at"],
        "url": url,
        "html_url": f"{WEB}/{name}/actions/runs/{row['id']}",
        **{f"{page}_url": f"{url}/{page}" for page in pages},
        "check_suite_url": f"{session.api}/repos/{name}/check-suites/{row['id']}",
        "workflow_url": f"{session.api}/repos/{name}/actions/workflows/{kept['id']}",
    }


def _job(session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `job`."""
    run = session.store.get("workflow_run", row["run_id"])
    name = _name(session, run)
    url = f"{session.api}/repos/{name}/actions"
    times = {"started_at": row["started_at"], "completed_at": row["completed_at"]}
    return {
        "id": row["id"],
        "run_id": run["id"],
        "run_url": f"{url}/runs/{run['id']}",
        "run_attempt": 1,
        "node_id": identifiers.encode("WorkflowJob", row["id"], within=run["repository_id"]),
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


def _listed(call: Call, key: str, rows: list[Row], shown: Any) -> Reply:
    """Reply with a page of a list that stands with its total in an object."""
    page = call.paged(rows, lambda row: shown(call.session, row))
    return Reply({"total_count": len(rows), key: page.body}, headers=page.headers)


@route("GET", f"{_ACTIONS}/workflows", takes=PAGING)
def list_workflows(call: Call) -> Reply:
    """List the workflows on the default branch."""
    rows = _known(call)
    return _listed(call, "workflows", rows, _workflow)


def _known(call: Call) -> list[Row]:
    """Note down the workflows that there are by now, and return them."""
    place, session = call.repository(), call.session
    found = runs.files(session, place, contents.resolve(session, place, None))
    return [
        runs.known(session, place["id"], path, workflows.name_of(text) or path)
        for path, text in sorted(found.items())
    ]


@route("GET", f"{_ACTIONS}/workflows/{{workflow_id}}")
def get_workflow(call: Call) -> Reply:
    """Return a workflow, by its id or the name of its file."""
    _known(call)
    row = runs.get(call.session, call.repository(), call.parts["workflow_id"])
    return Reply(_workflow(call.session, row))


@route(
    "POST",
    f"{_ACTIONS}/workflows/{{workflow_id}}/dispatches",
    "public_repo",
    gives="ref!:string inputs:object return_run_details:boolean",
    closed=True,
)
def dispatch(call: Call) -> Reply:
    """Start a workflow by hand, with its inputs."""
    _known(call)
    place, session = call.repository(), call.session
    repositories.require(session, place, "WRITE", "DispatchWorkflow")
    row = runs.get(session, place, call.parts["workflow_id"])
    call.required("ref", "Workflow")
    text = runs.files(session, place, contents.resolve(session, place, None)).get(row["path"])
    if "workflow_dispatch" not in workflows.triggers(text or ""):
        raise UnprocessableError("Workflow does not have 'workflow_dispatch' trigger")
    inputs = _inputs(text or "", call.body.get("inputs") or {})
    if session.set_off is None:
        raise ApiError(
            422,
            "Workflows do not run in this sandbox: start it with --actions",
            type="NOT_IMPLEMENTED",
        )
    actor = session.viewer.id
    payload = {"inputs": inputs, "ref": call.body["ref"], **common(session, place, actor)}
    dispatched = Occurrence("workflow_dispatch", row["path"], place["id"], actor, payload)
    (id,) = session.set_off(session, [dispatched])
    if not call.body.get("return_run_details"):
        return Reply(None, 204)
    run = _run(session, session.store.get("workflow_run", id))
    return Reply({"workflow_run_id": id, "run_url": run["url"], "html_url": run["html_url"]})


def _inputs(text: str, given: dict[str, Any]) -> dict[str, Any]:
    """Check the inputs of a run, and fill in what they are by default."""
    try:
        known = workflows.read(text).inputs
    except WorkflowError:
        return given  # The run says what is wrong.
    unknown = given.keys() - known.keys()
    if unknown:
        raise UnprocessableError(f"Unexpected inputs provided: {json.dumps(sorted(unknown))}")
    for name, each in known.items():
        if each.required and each.default is None and not given.get(name):
            raise UnprocessableError(f"Required input '{name}' not provided")
        if each.type == "choice" and name in given and given[name] not in each.options:
            raise UnprocessableError(
                f"Provided value '{given[name]}' for input '{name}' "
                "not in the list of allowed values"
            )
    return {name: given.get(name, each.default or "") for name, each in known.items()}


@route("GET", f"{_ACTIONS}/runs", takes=f"{_FILTERS} {PAGING}", lacks="check_suite_id")
def list_runs(call: Call) -> Reply:
    """List the runs of a repository, the latest first."""
    return _runs(call, ("repository_id = ?", (call.repository()["id"],)))


@route(
    "GET",
    f"{_ACTIONS}/workflows/{{workflow_id}}/runs",
    takes=f"{_FILTERS} {PAGING}",
    lacks="check_suite_id",
)
def list_runs_of_workflow(call: Call) -> Reply:
    """List the runs of a workflow, the latest first."""
    _known(call)
    row = runs.get(call.session, call.repository(), call.parts["workflow_id"])
    return _runs(call, ("workflow_id = ?", (row["id"],)))


def _runs(call: Call, of: Condition) -> Reply:
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
    return _listed(call, "workflow_runs", rows, _run)


def _found_run(call: Call) -> Row:
    row = call.session.store.one(
        "SELECT * FROM workflow_run WHERE repository_id = ? AND id = ?",
        call.repository()["id"],
        call.number("run_id"),
    )
    if row is None:
        raise NotFoundError
    return row


@route("GET", f"{_ACTIONS}/runs/{{run_id}}", takes="exclude_pull_requests")
def get_run(call: Call) -> Reply:
    """Return a run."""
    return Reply(_run(call.session, _found_run(call)))


@route("GET", f"{_ACTIONS}/runs/{{run_id}}/jobs", takes=f"filter {PAGING}")
def list_jobs(call: Call) -> Reply:
    """List the jobs of a run that are over."""
    return _listed(call, "jobs", _jobs(call), _job)


def _jobs(call: Call) -> list[Row]:
    return call.session.store.all(
        "SELECT * FROM workflow_job WHERE run_id = ? ORDER BY id", _found_run(call)["id"]
    )


@route("GET", f"{_ACTIONS}/runs/{{run_id}}/logs")
def get_logs(call: Call) -> Reply:
    """Return what the jobs of a run have printed, as a ZIP file; GitHub leads elsewhere for it."""
    logs = [
        JobLog(row["name"], [step["name"] for step in json.loads(row["steps"])], row["log"])
        for row in _jobs(call)
    ]
    return Reply(archive(logs), headers={"content-type": "application/zip"})


@route("GET", f"{_ACTIONS}/runs/{{run_id}}/artifacts", takes=f"name direction {PAGING}")
def list_artifacts(call: Call) -> Reply:
    """List the artifacts of a run: none, for only actions that are not run here upload them."""
    _found_run(call)
    return Reply({"total_count": 0, "artifacts": []})


def _found_job(call: Call) -> Row:
    row = call.session.store.one(
        "SELECT workflow_job.* FROM workflow_job JOIN workflow_run ON workflow_run.id = run_id "
        "WHERE repository_id = ? AND workflow_job.id = ?",
        call.repository()["id"],
        call.number("job_id"),
    )
    if row is None:
        raise NotFoundError
    return row


@route("GET", f"{_ACTIONS}/jobs/{{job_id}}")
def get_job(call: Call) -> Reply:
    """Return a job."""
    return Reply(_job(call.session, _found_job(call)))


@route("GET", f"{_ACTIONS}/jobs/{{job_id}}/logs")
def get_log(call: Call) -> Reply:
    """Return what a job has printed; GitHub leads elsewhere for it, which clients follow."""
    text = str(_found_job(call)["log"])
    return Reply(text.encode(), headers={"content-type": "text/plain; charset=utf-8"})
