"""The views and built-in workflows of projects."""

from collections.abc import Callable
from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, mutation, resolves
from gh_sandbox.graphql.resolvers import project
from gh_sandbox.graphql.resolvers.common import Args, Info, loader, ordering, select_page
from gh_sandbox.graphql.resolvers.project_field import TYPES
from gh_sandbox.rules.projects import project_view as views
from gh_sandbox.rules.projects import project_workflow as workflows
from gh_sandbox.state.store import Row, Value

columns("ProjectV2View", "number name layout filter createdAt updatedAt")
columns("ProjectV2Workflow", "number name enabled createdAt updatedAt")

_VIEW_ORDER = {"CREATED_AT": "created_at", "NAME": "name", "POSITION": "number"}
_WORKFLOW_ORDER = {
    "CREATED_AT": "created_at",
    "NAME": "name",
    "NUMBER": "number",
    "UPDATED_AT": "updated_at",
}
_COLUMNS = {
    "fields": "visible_fields",
    "groupByFields": "group_by",
    "verticalGroupByFields": "vertical_group_by",
}
_PLAIN_COLUMNS = {
    "visibleFields": "visible_fields",
    "groupBy": "group_by",
    "verticalGroupBy": "vertical_group_by",
}
_WITH_CHOICES = ("SINGLE_SELECT", "MULTI_SELECT", "ITERATION")


@resolves("ProjectV2.views")
def listed(project: Entity, info: Info, **args: Any) -> Page:
    """Return a project's views."""
    sql = "SELECT project_id, id FROM project_view WHERE project_id"
    order = ordering(args, _VIEW_ORDER, "number")
    return select_page(project, info, args, "project_view", sql, order)


@resolves("ProjectV2.workflows")
def listed_workflows(project: Entity, info: Info, **args: Any) -> Page:
    """Return a project's workflows."""
    sql = "SELECT project_id, id FROM project_workflow WHERE project_id"
    order = ordering(args, _WORKFLOW_ORDER, "name")
    return select_page(project, info, args, "project_workflow", sql, order)


@resolves("ProjectV2.view")
def by_number(project: Entity, info: Info, number: int) -> Entity | None:
    """Return a view by number."""
    return _numbered(project, info, "project_view", number)


@resolves("ProjectV2.workflow")
def workflow_by_number(project: Entity, info: Info, number: int) -> Entity | None:
    """Return a workflow by number."""
    return _numbered(project, info, "project_workflow", number)


def _numbered(project: Entity, info: Info, source: str, number: int) -> Entity | None:
    row = loader(info).session.store.one(
        f"SELECT id FROM {source} WHERE project_id = ? AND number = ?", project.id, number
    )
    return None if row is None else loader(info).entity(source, row["id"])


@resolves("ProjectV2View.configuration")
def configuration(view: Entity, _info: Info) -> Entity:
    """Return the view itself, which has the fields of its configuration."""
    return view


@resolves(*(f"ProjectV2View.{name}" for name in _COLUMNS))
def view_fields(view: Entity, info: Info, **args: Any) -> Page:
    """Return the fields that a view shows or groups by."""
    column = _COLUMNS[info.field_name]
    return _fields(view, info, args, lambda row: views.field_ids(row, column))


@resolves("ProjectV2ViewConfiguration.visibleFields")
def visible_fields(view: Entity, info: Info, **args: Any) -> Page:
    """Return the fields that a view shows."""
    return _fields(view, info, args, lambda row: views.field_ids(row, "visible_fields"))


@resolves(*(f"ProjectV2View.{name}" for name in _PLAIN_COLUMNS))
def plain_fields(view: Entity, info: Info, **args: Any) -> Page:
    """Return the fields that a view shows or groups by, without those with options or iterations.

    The connections are older than such fields, and their type cannot show them.
    """
    column = _PLAIN_COLUMNS[info.field_name]

    def chosen(row: Row) -> list[int]:
        return views.field_ids(row, column)

    return _fields(view, info, args, chosen, left_out=_WITH_CHOICES)


@resolves("ProjectV2View.sortBy")
def plain_sort_by(view: Entity, info: Info, **args: Any) -> "Sorting":
    """Return the fields that a view sorts by, without those with options or iterations."""

    def chosen(row: Row) -> list[int]:
        return [id for id, _ in views.sorting(row)]

    page = _fields(view, info, args, chosen, left_out=_WITH_CHOICES)
    return Sorting(page, dict(views.sorting(view.row)))


@resolves("ProjectV2View.sortByFields")
def sort_by(view: Entity, info: Info, **args: Any) -> "Sorting":
    """Return the fields that a view sorts by, each with its direction."""
    page = _fields(view, info, args, lambda row: [id for id, _ in views.sorting(row)])
    return Sorting(page, dict(views.sorting(view.row)))


def _fields(
    view: Entity,
    info: Info,
    args: Args,
    chosen: Callable[[Row], list[int]],
    left_out: tuple[str, ...] = (),
) -> Page:
    """Return the chosen fields of views, without deleted ones and those of some types."""
    store = loader(info).session.store

    def listing(_ids: list[int]) -> dict[int, list[int]]:
        by_view = {member.id: chosen(member.row) for member in view.group.members}
        rows = store.some("project_field", {id for ids in by_view.values() for id in ids})
        known = {row["id"] for row in rows if row["data_type"] not in left_out}
        return {view_id: [id for id in ids if id in known] for view_id, ids in by_view.items()}

    return loader(info).page(view, info, args, "project_field", listing)


class Sorting:
    """A page of fields to sort by."""

    def __init__(self, page: Page, directions: dict[int, str]) -> None:
        self.total = page.total
        self.info = page.info
        self.nodes = [{"field": field, "direction": directions[field.id]} for field in page.nodes]
        self.edges = [
            {"cursor": edge["cursor"], "node": node}
            for edge, node in zip(page.edges, self.nodes, strict=True)
        ]


@mutation("createProjectV2View", "project")
def create(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Create a view, with the given fields or GitHub's default."""
    holder = project.writable(loader, given["projectId"], "CreateProjectV2View")
    arrangement = views.Arrangement(visible_fields=_field_ids(loader, given))
    id = views.create(
        loader.session, holder.id, given["name"], given["layout"], arrangement=arrangement
    )
    return {"projectV2View": loader.entity("project_view", id)}


@mutation("updateProjectV2View", "project")
def update(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Change the given properties of a view."""
    view = _writable(loader, given["viewId"], "UpdateProjectV2View")
    changes: dict[str, Value] = {
        key: given[key] for key in ("name", "layout", "filter") if given.get(key) is not None
    }
    views.update(loader.session, view.row, changes)
    field_ids = _field_ids(loader, given)
    if field_ids is not None:
        views.show_fields(loader.session, view.row, field_ids)
    return {"projectV2View": loader.entity("project_view", view.id)}


@mutation("deleteProjectV2View", "project")
def delete(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Delete a view."""
    view = _writable(loader, given["viewId"], "DeleteProjectV2View")
    views.delete(loader.session, view.row)
    return {"projectV2View": view}


@mutation("deleteProjectV2Workflow", "project")
def delete_workflow(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Delete a workflow."""
    workflow = loader.node(given["workflowId"], "ProjectV2Workflow")
    project_id = workflow.row["project_id"]
    project.require(loader, project_id, "DeleteProjectV2Workflow")
    workflows.delete(loader.session, workflow.row)
    return {
        "deletedWorkflowId": given["workflowId"],
        "projectV2": loader.entity("project", project_id),
    }


def _writable(loader: Loader, node: str, operation: str) -> Entity:
    view = loader.node(node, "ProjectV2View")
    project.require(loader, view.row["project_id"], operation)
    return view


def _field_ids(loader: Loader, given: dict[str, Any]) -> list[int] | None:
    nodes = (given.get("configuration") or {}).get("visibleFieldIds")
    return None if nodes is None else [loader.node(node, *TYPES).id for node in nodes]
