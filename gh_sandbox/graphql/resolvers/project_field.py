"""The fields of projects, with their options and iterations."""

from datetime import date
from html import escape
from typing import Any

from gh_sandbox.errors import UnimplementedError
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, filled, mutation, resolves
from gh_sandbox.graphql.resolvers import project
from gh_sandbox.graphql.resolvers.common import Info, loader, ordering, select_page
from gh_sandbox.graphql.resolvers.issue_field import TYPES as ISSUE_FIELD_TYPES
from gh_sandbox.rules.projects import project_choice as choices
from gh_sandbox.rules.projects import project_field as fields
from gh_sandbox.rules.projects.project_choice import Iteration, IterationConfiguration, Option
from gh_sandbox.state.store import Row

TYPES = (
    "ProjectV2Field",
    "ProjectV2SingleSelectField",
    "ProjectV2MultiSelectField",
    "ProjectV2IterationField",
)
_ORDER = {"CREATED_AT": "created_at", "NAME": "name", "POSITION": "position"}
columns(" ".join(TYPES), "name dataType createdAt updatedAt")
filled(" ".join(TYPES), "isIssueField=issue_field_id")


@resolves("ProjectV2.fields")
def listed(project: Entity, info: Info, **args: Any) -> Page:
    """Return a project's fields."""
    sql = "SELECT project_id, id FROM project_field WHERE project_id"
    order = ordering(args, _ORDER, "position")
    return select_page(project, info, args, "project_field", sql, order)


@resolves("ProjectV2.field")
def by_name(project: Entity, info: Info, name: str) -> Entity | None:
    """Return a project's field by name."""
    row = fields.named(loader(info).session, project.id, name)
    return None if row is None else loader(info).entity("project_field", row["id"])


@resolves("ProjectV2SingleSelectField.options")
def options(field: Entity, info: Info, names: list[str] | None = None) -> list[dict[str, Any]]:
    """Return the options of a field, perhaps only those with some names."""
    found = (option(row) for row in choices_of(field, info))
    return [each for each in found if names is None or each["name"] in names]


@resolves("ProjectV2MultiSelectField.multiSelectOptions")
def multi_select_options(
    field: Entity, info: Info, names: list[str] | None = None
) -> list[dict[str, Any]]:
    """Return the options of a field, perhaps only those with some names, whatever their case."""
    wanted = None if names is None else {name.lower() for name in names}
    found = (option(row) for row in choices_of(field, info))
    return [each for each in found if wanted is None or each["name"].lower() in wanted]


@resolves("ProjectV2IterationField.configuration")
def configuration(field: Entity, info: Info) -> dict[str, Any]:
    """Return the iterations of a field; completed ones are separate, latest first."""
    session = loader(info).session
    coming: list[dict[str, Any]] = []
    over: list[dict[str, Any]] = []
    for row in choices_of(field, info):
        (over if choices.is_completed(session, row) else coming).append(_iteration(row))
    return {
        "duration": field.row["iteration_duration"],
        "startDay": date.fromisoformat(field.row["iteration_start"]).isoweekday(),
        "iterations": coming,
        "completedIterations": over[::-1],
    }


def choices_of(field: Entity, info: Info) -> list[Row]:
    """Return the choices of a field."""
    session = loader(info).session
    found: list[Row] | None = loader(info).per_group(
        field, "choices", lambda ids: choices.of_fields(session, ids)
    )
    return found or []


def option(row: Row) -> dict[str, Any]:
    """Return an option in GraphQL's form."""
    return {
        "id": row["key"],
        "name": row["name"],
        "nameHTML": escape(row["name"]),
        "color": row["color"],
        "description": row["description"],
        "descriptionHTML": escape(row["description"]),
    }


def _iteration(row: Row) -> dict[str, Any]:
    return {
        "id": row["key"],
        "title": row["name"],
        "titleHTML": escape(row["name"]),
        "startDate": row["start_date"],
        "duration": row["duration"],
    }


@mutation("createProjectV2Field", "project")
def create(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Create a field."""
    holder = project.writable(loader, given["projectId"], "CreateProjectV2Field")
    if given["dataType"] not in fields.CUSTOM_TYPES:
        raise UnimplementedError(
            f"Fields of type {given['dataType']} are not implemented by the sandbox."
        )
    id = fields.create(
        loader.session,
        holder.id,
        given["name"],
        given["dataType"],
        options=_options(given),
        schedule=_schedule(given.get("iterationConfiguration")),
    )
    return {"projectV2Field": loader.entity("project_field", id)}


@mutation("createProjectV2IssueField", "project")
def create_of_issue_field(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Show an issue field of the organization in a project."""
    holder = project.writable(loader, given["projectId"], "CreateProjectV2IssueField")
    issue_field = loader.node(given["issueFieldId"], *ISSUE_FIELD_TYPES)
    id = fields.create_of_issue_field(loader.session, holder.row, issue_field.row)
    return {"projectV2Field": loader.entity("project_field", id)}


@mutation("updateProjectV2Field", "project")
def update(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Change a field; given options or iterations replace the present ones."""
    field = _writable(loader, given["fieldId"], "UpdateProjectV2Field")
    fields.update(
        loader.session,
        field.row,
        name=given.get("name"),
        options=_options(given),
        schedule=_schedule(given.get("iterationConfiguration")),
    )
    return {"projectV2Field": loader.entity("project_field", field.id)}


@mutation("deleteProjectV2Field", "project")
def delete(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Delete a field."""
    field = _writable(loader, given["fieldId"], "DeleteProjectV2Field")
    fields.delete(loader.session, field.row)
    return {"projectV2Field": field}


def _writable(loader: Loader, node: str, operation: str) -> Entity:
    field = loader.node(node, *TYPES)
    project.require(loader, field.row["project_id"], operation)
    return field


def _options(given: dict[str, Any]) -> list[Option]:
    found = given.get("singleSelectOptions") or given.get("multiSelectOptions") or []
    return [
        Option(each["name"], each["color"], each["description"], each.get("id")) for each in found
    ]


def _schedule(given: dict[str, Any] | None) -> IterationConfiguration | None:
    if given is None:
        return None
    iterations = [
        Iteration(each["title"], _day(each["startDate"]), each["duration"])
        for each in given["iterations"]
    ]
    return IterationConfiguration(_day(given["startDate"]), given["duration"], iterations)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise choices.refused("startDate", f"{text} is not a date") from error
