"""The fields of projects."""

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest import request_body
from gh_sandbox.rest.call import Call
from gh_sandbox.rest.projects import project
from gh_sandbox.rules.owners import issue_field as issue_fields
from gh_sandbox.rules.owners.color import COLORS
from gh_sandbox.rules.projects import project_choice as choices
from gh_sandbox.rules.projects import project_field as fields
from gh_sandbox.rules.projects.project_choice import Iteration, IterationConfiguration, Option
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

_NODE_TYPES = {
    "SINGLE_SELECT": "ProjectV2SingleSelectField",
    "MULTI_SELECT": "ProjectV2MultiSelectField",
    "ITERATION": "ProjectV2IterationField",
}


def body(session: Session, row: Row, project_url: str) -> dict[str, Any]:
    """Return GitHub's `projects-v2-field`."""
    type = _NODE_TYPES.get(row["data_type"], "ProjectV2Field")
    found = {
        "id": row["id"],
        "node_id": identifiers.encode(type, row["id"], within=row["project_id"]),
        "project_url": project_url,
        "name": row["name"],
        "data_type": row["data_type"].lower(),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }
    offered = choices.of_fields(session, [row["id"]]).get(row["id"], [])
    if row["data_type"] in fields.SELECTS:
        found["options"] = [option(each) for each in offered]
    if row["data_type"] == "ITERATION":
        found["configuration"] = {
            "duration": row["iteration_duration"],
            "start_day": date.fromisoformat(row["iteration_start"]).isoweekday(),
            "iterations": [iteration(session, each) for each in offered],
        }
    return found


def text(raw: str) -> dict[str, str]:
    """Return a text in its raw form and as HTML."""
    return {"raw": raw, "html": escape(raw, quote=False)}


def option(row: Row) -> dict[str, Any]:
    """Return an option of a single select field."""
    return {
        "id": row["key"],
        "name": text(row["name"]),
        "color": row["color"],
        "description": text(row["description"]),
    }


def iteration(session: Session, row: Row) -> dict[str, Any]:
    """Return an iteration."""
    return {
        "id": row["key"],
        "title": text(row["name"]),
        "start_date": row["start_date"],
        "duration": row["duration"],
        "completed": choices.is_completed(session, row),
    }


@project.project_route("GET", "/{project_number}/fields", takes=project.CURSORS)
def list_all(call: Call) -> Reply:
    """List a project's fields."""
    holder = project.found(call)
    rows = call.session.store.all(
        "SELECT * FROM project_field WHERE project_id = ? ORDER BY position", holder["id"]
    )
    by_id = {row["id"]: row for row in rows}
    url = project.url(call.session, holder)

    def bodies(ids: Sequence[int]) -> list[Any]:
        return [body(call.session, by_id[id], url) for id in ids]

    return project.paged(call, list(by_id), bodies)


@project.project_route("GET", "/{project_number}/fields/{field_id}")
def get(call: Call) -> Reply:
    """Return a field."""
    holder = project.found(call)
    row = fields.get(call.session, holder["id"], call.number("field_id"))
    return Reply(body(call.session, row, project.url(call.session, holder)))


@project.project_route(
    "POST",
    "/{project_number}/fields",
    gives="issue_field_id:integer name:string data_type:string single_select_options:array "
    "iteration_configuration:object",
)
def create(call: Call) -> Reply:
    """Create a field."""
    holder = project.found(call, "CreateProjectV2Field")
    if "issue_field_id" in call.body:
        wanted = issue_fields.get(call.session, holder["owner_id"], call.body["issue_field_id"])
        id = fields.create_of_issue_field(call.session, holder, wanted)
        row = call.session.store.get("project_field", id)
        return Reply(body(call.session, row, project.url(call.session, holder)), 201)
    name = call.required("name", "ProjectV2Field")
    data_type = call.required("data_type", "ProjectV2Field").upper()
    if data_type not in fields.CUSTOM_TYPES or data_type == "MULTI_SELECT":
        # GitHub's description has no multi select here.
        raise choices.refused("data_type", f"{data_type.lower()} is not a type of field")
    id = fields.create(
        call.session,
        holder["id"],
        name,
        data_type,
        options=[
            _option(each)
            for each in request_body.objects(
                call.body.get("single_select_options") or [], "single_select_options"
            )
        ],
        schedule=_schedule(call.body.get("iteration_configuration")),
    )
    row = call.session.store.get("project_field", id)
    return Reply(body(call.session, row, project.url(call.session, holder)), 201)


def _option(given: dict[str, Any]) -> Option:
    color = str(given.get("color", "GRAY")).upper()
    if color not in COLORS:
        raise choices.refused("color", f"{color} is not a color")
    return Option(str(given.get("name", "")), color, str(given.get("description", "")))


def _schedule(given: dict[str, Any] | None) -> IterationConfiguration | None:
    if given is None:
        return None
    try:
        iterations = [
            Iteration(each["title"], date.fromisoformat(each["start_date"]), int(each["duration"]))
            for each in given.get("iterations") or []
        ]
        start = date.fromisoformat(given["start_date"])
        return IterationConfiguration(start, int(given["duration"]), iterations)
    except (KeyError, TypeError, ValueError) as error:
        raise choices.refused(
            "iteration_configuration", f"{error} is missing or invalid"
        ) from error
