"""The views of projects: REST creates them, with grouping and sorting, and lists their items."""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.errors import FieldError, InvalidError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import Call, route
from gh_sandbox.rest.owners import user
from gh_sandbox.rest.projects import project
from gh_sandbox.rules.projects import project_view as views
from gh_sandbox.session import WEB, Session
from gh_sandbox.state.store import Row

_VIEWS = "projectsV2/{project_number}/views"
_PROPERTIES = (
    "name!:string layout!:string filter:string|null visible_fields:array sort_by:array "
    "group_by:array vertical_group_by:array"
)
_LAYOUTS = {
    "table": "TABLE_LAYOUT",
    "board": "BOARD_LAYOUT",
    "roadmap": "ROADMAP_LAYOUT",
}


def body(session: Session, row: Row, holder: Row) -> dict[str, Any]:
    """Return GitHub's `projects-v2-view`."""
    owner = session.store.get("owner", holder["owner_id"])
    kind = "orgs" if owner["type"] == "Organization" else "users"
    page = f"{WEB}/{kind}/{owner['login']}/projects/{holder['number']}/views/{row['number']}"
    return {
        "id": row["id"],
        "number": row["number"],
        "name": row["name"],
        "layout": next(name for name, value in _LAYOUTS.items() if value == row["layout"]),
        "node_id": identifiers.encode("ProjectV2View", row["id"], within=row["project_id"]),
        "project_url": project.url(session, holder),
        "html_url": page,
        "creator": user.by_id(session, row["creator_id"] or owner["id"]),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "filter": row["filter"],
        "visible_fields": views.field_ids(row, "visible_fields"),
        "sort_by": [[id, direction.lower()] for id, direction in views.sorting(row)],
        "group_by": views.field_ids(row, "group_by"),
        "vertical_group_by": views.field_ids(row, "vertical_group_by"),
    }


@route("POST", f"/orgs/{{org}}/{_VIEWS}", project.WRITE, gives=_PROPERTIES, closed=True)
@route("POST", f"/users/{{user_id}}/{_VIEWS}", project.WRITE, gives=_PROPERTIES, closed=True)
def create(call: Call) -> Reply:
    """Create a view of a project."""
    holder = project.found(call, "CreateProjectV2View")
    layout = _LAYOUTS.get(call.required("layout", "ProjectV2View"))
    if layout is None:
        raise _invalid("layout")
    view_filter = call.body.get("filter")
    id = views.create(
        call.session,
        holder["id"],
        call.required("name", "ProjectV2View"),
        layout,
        view_filter=None if view_filter is None else str(view_filter),
        arrangement=_arrangement(call, layout),
    )
    view = call.session.store.get("project_view", id)
    return Reply(body(call.session, view, holder), 201)


def _arrangement(call: Call, layout: str) -> views.Arrangement:
    """Read the arrangement of the view; a roadmap has no choice of fields."""
    visible = _ids(call, "visible_fields")
    return views.Arrangement(
        visible_fields=() if layout == "ROADMAP_LAYOUT" else visible,
        group_by=_group(call, "group_by") or (),
        vertical_group_by=_group(call, "vertical_group_by"),
        sort_by=[_sort(each) for each in call.body.get("sort_by") or []],
    )


def _ids(call: Call, name: str) -> list[int] | None:
    given = call.body.get(name)
    if given is None:
        return None
    if not isinstance(given, list) or not all(type(each) is int for each in given):
        raise _invalid(name)
    return given


def _group(call: Call, name: str) -> list[int] | None:
    ids = _ids(call, name)
    if ids is not None and len(ids) > 1:
        raise _invalid(name)
    return ids


def _sort(given: object) -> tuple[int, str]:
    if not isinstance(given, list) or len(given) != 2 or given[1] not in ("asc", "desc"):
        raise _invalid("sort_by")
    return given[0], given[1].upper()


def _invalid(field: str) -> InvalidError:
    return InvalidError(
        FieldError("ProjectV2View", field, "invalid"), graphql_message=f"{field} is invalid"
    )
