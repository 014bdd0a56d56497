"""Workflows: listing, starting by hand, switching off and on.

Shapes: GitHub's REST description, read by the models that GitHubKit makes of it. The answer for
disabling a disabled workflow: PyGithub's recordings of 2024. Unverified: the messages of starting
one.
"""

import json
from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.actions import workflow as workflows
from gh_sandbox.actions.fault import WorkflowError
from gh_sandbox.actions.trigger import Occurrence
from gh_sandbox.errors import ForbiddenError, UnprocessableError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.http import api_version
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.workflows import workflow_run
from gh_sandbox.rest.workflows.payload import common
from gh_sandbox.rules.commits import content as contents
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.rules.workflows import workflow_run as runs
from gh_sandbox.session import WEB, Session
from gh_sandbox.state.store import Row, Value

_WORKFLOWS = "/repos/{owner}/{repo}/actions/workflows"
_WORKFLOW = _WORKFLOWS + "/{workflow_id}"
_MOST_PROPERTIES = 10


def _workflow(session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `workflow`."""
    name = repositories.full_name(session, session.store.get("repository", row["repository_id"]))
    file = row["path"].rsplit("/", 1)[1]
    return {
        "id": row["id"],
        "node_id": identifiers.encode("Workflow", row["id"], within=row["repository_id"]),
        "name": row["name"],
        "path": row["path"],
        "state": "disabled_manually" if row["is_disabled"] else "active",
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "url": f"{session.api}/repos/{name}/actions/workflows/{row['id']}",
        "html_url": f"{WEB}/{name}/blob/HEAD/{row['path']}",
        "badge_url": f"{WEB}/{name}/workflows/{file}/badge.svg",
    }


@route("GET", _WORKFLOWS, takes=PAGING)
def list_workflows(call: Call) -> Reply:
    """List the workflows on the default branch."""
    rows = _known(call)
    return call.counted("workflows", rows, lambda row: _workflow(call.session, row))


def _known(call: Call) -> list[Row]:
    """Store the workflows that exist now, and return them."""
    place, session = call.repository(), call.session
    found = runs.files(session, place, contents.resolve(session, place, None))
    return [
        runs.known(session, place["id"], path, workflows.name_of(text) or path)
        for path, text in sorted(found.items())
    ]


@route("GET", _WORKFLOW)
def get_workflow(call: Call) -> Reply:
    """Return a workflow, by its id or the name of its file."""
    _known(call)
    row = runs.get(call.session, call.repository(), call.parts["workflow_id"])
    return Reply(_workflow(call.session, row))


@route(
    "POST",
    f"{_WORKFLOW}/dispatches",
    "public_repo",
    gives="ref!:string inputs:object return_run_details:boolean",
    closed=True,
)
def dispatch(call: Call) -> Reply:
    """Start a workflow by hand, with its inputs.

    From version 2026-03-10 on, the answer always contains the run (GitHub docs, "Breaking
    changes").
    """
    _known(call)
    place, session = call.repository(), call.session
    repositories.require(session, place, "WRITE", "DispatchWorkflow")
    row = runs.get(session, place, call.parts["workflow_id"])
    call.required("ref", "Workflow")
    if row["is_disabled"]:
        raise UnprocessableError("Cannot trigger a 'workflow_dispatch' on a disabled workflow")
    text = runs.files(session, place, contents.resolve(session, place, None)).get(row["path"])
    if "workflow_dispatch" not in workflows.triggers(text or ""):
        raise UnprocessableError("Workflow does not have 'workflow_dispatch' trigger")
    inputs = _inputs(text or "", call.body.get("inputs") or {})
    engine = workflow_run.running(session)
    actor = session.viewer.id
    payload = {"inputs": inputs, "ref": call.body["ref"], **common(session, place, actor)}
    dispatched = Occurrence("workflow_dispatch", row["path"], place["id"], actor, payload)
    (id,) = engine.take_up(session, [dispatched])
    if call.version == api_version.DEFAULT and not call.body.get("return_run_details"):
        return Reply(None, 204)
    run = workflow_run.body(session, session.store.get("workflow_run", id))
    return Reply({"workflow_run_id": id, "run_url": run["url"], "html_url": run["html_url"]})


@route(
    "POST",
    "/repos/{owner}/{repo}/dispatches",
    "repo",
    gives="event_type!:string client_payload:object",
    closed=True,
)
def dispatch_event(call: Call) -> Reply:
    """Start the workflows for an event that the caller names, with the caller's data.

    Source: GitHub docs, "Create a repository dispatch event": at most 10 properties. Unverified:
    the words of the refusal.
    """
    place, session = call.repository(), call.session
    repositories.require(session, place, "WRITE", "DispatchEvent")
    name, given = call.required("event_type", "Dispatch"), call.body.get("client_payload") or {}
    if len(given) > _MOST_PROPERTIES:
        text = (
            f"No more than {_MOST_PROPERTIES} properties are allowed; {len(given)} were supplied."
        )
        raise UnprocessableError(f"Invalid request.\n\n{text}")
    payload = {
        "action": name,
        "branch": place["default_branch"],
        "client_payload": given,
        **common(session, place, session.viewer.id),
    }
    happened = Occurrence(
        "repository_dispatch", name, place["id"], session.viewer.id, payload, name
    )
    workflow_run.running(session).take_up(session, [happened])
    return Reply(None, 204)


def _inputs(text: str, given: dict[str, Any]) -> dict[str, Any]:
    """Check the inputs of a run, and add the defaults."""
    try:
        known = workflows.read(text).inputs
    except WorkflowError:
        return given  # The run itself reports the fault.
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


@route("PUT", f"{_WORKFLOW}/disable", "public_repo")
def disable(call: Call) -> Reply:
    """Disable a workflow: nothing starts it."""
    row = _writable(call)
    if row["is_disabled"]:
        raise ForbiddenError("Unable to disable a workflow that is not active.")
    return _switched(call, row, 1)


@route("PUT", f"{_WORKFLOW}/enable", "public_repo")
def enable(call: Call) -> Reply:
    """Enable a workflow again."""
    return _switched(call, _writable(call), 0)


def _writable(call: Call) -> Row:
    _known(call)
    repositories.require(call.session, call.repository(), "WRITE", "UpdateWorkflow")
    return runs.get(call.session, call.repository(), call.parts["workflow_id"])


def _switched(call: Call, row: Row, value: int) -> Reply:
    values: dict[str, Value] = {"is_disabled": value, "updated_at": call.session.now()}
    call.session.store.update("workflow", row["id"], values)
    return Reply(None, 204)


@route(
    "GET",
    f"{_WORKFLOW}/runs",
    takes=f"{workflow_run.FILTERS} {PAGING}",
    lacks="check_suite_id",
)
def list_runs(call: Call) -> Reply:
    """List the runs of a workflow, the latest first."""
    _known(call)
    row = runs.get(call.session, call.repository(), call.parts["workflow_id"])
    return workflow_run.matching(call, ("workflow_id = ?", (row["id"],)))
