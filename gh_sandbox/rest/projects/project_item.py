"""The items of projects and drafts."""

from collections.abc import Sequence
from typing import Any

from gh_sandbox import whole_number
from gh_sandbox.errors import FieldError, InvalidError, NotFoundError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest import request_body
from gh_sandbox.rest.call import Call, route
from gh_sandbox.rest.projects import project, project_item_body
from gh_sandbox.rules.issues import issue as issues
from gh_sandbox.rules.projects import project_field as fields
from gh_sandbox.rules.projects import project_filter
from gh_sandbox.rules.projects import project_item as items
from gh_sandbox.rules.projects import project_value as values
from gh_sandbox.rules.projects import project_view as views
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.state.store import Row

_ITEMS = "/{project_number}/items"
_DRAFT = "title!:string body:string|null"
_DRAFTS = "/{project_number}/drafts"


@project.project_route("GET", _ITEMS, takes=f"q fields {project.CURSORS}")
def list_all(call: Call) -> Reply:
    """List the items of a project that match the filter `q`."""
    return _listed(call, project.found(call), call.query.get("q", ""))


@project.project_route(
    "GET",
    "/{project_number}/views/{view_number}/items",
    takes=f"fields {project.CURSORS}",
)
def list_of_view(call: Call) -> Reply:
    """List the items that match a view's filter."""
    holder = project.found(call)
    view = views.get(call.session, holder["id"], call.number("view_number"))
    return _listed(call, holder, view["filter"] or "")


def _listed(call: Call, holder: Row, query: str) -> Reply:
    session = call.session
    rows = session.store.all(
        "SELECT id FROM project_item WHERE project_id = ? AND archived_at IS NULL "
        "ORDER BY position, id",
        holder["id"],
    )
    ids = [row["id"] for row in rows]
    if query:
        ids = project_filter.matching(session, holder["id"], ids, query)
    shown = _asked_fields(call, holder)

    def bodies(page: Sequence[int]) -> list[Any]:
        found = {row["id"]: row for row in session.store.some("project_item", page)}
        return [project_item_body.full(session, found[id], holder, shown) for id in page]

    return project.paged(call, ids, bodies)


def _asked_fields(call: Call, holder: Row) -> list[Row]:
    """Return the fields of `fields=1,2` or `fields[]=1&fields[]=2`; the default is the title."""
    asked = call.query.get("fields") or call.query.get("fields[]")
    if asked is None:
        title = fields.of_type(call.session, holder["id"], "TITLE")
        return [] if title is None else [title]
    ids = [number for each in asked.split(",") if (number := whole_number.read(each)) is not None]
    if len(ids) > fields.LIMIT or len(ids) != asked.count(",") + 1:
        raise _invalid("fields")
    return [fields.get(call.session, holder["id"], id) for id in ids]


@project.project_route("GET", _ITEMS + "/{item_id}", takes="fields")
def get(call: Call) -> Reply:
    """Return an item."""
    holder = project.found(call)
    item = items.get(call.session, holder["id"], call.number("item_id"))
    shown = _asked_fields(call, holder)
    return Reply(project_item_body.full(call.session, item, holder, shown))


@project.project_route(
    "POST",
    _ITEMS,
    gives="type!:string id:integer number:integer owner:string repo:string",
    closed=True,
)
def add(call: Call) -> Reply:
    """Add an issue or pull request to a project, by database id or by repository and number."""
    holder = project.found(call, "AddProjectV2ItemById")
    type = call.required("type", "ProjectV2Item")
    if type not in ("Issue", "PullRequest"):
        raise _invalid("type")
    row = _named_issue(call)
    if bool(row["is_pull_request"]) != (type == "PullRequest"):
        raise NotFoundError
    return _shown(call, holder, items.add(call.session, holder["id"], row["id"]), 201)


def _named_issue(call: Call) -> Row:
    if "id" in call.body:
        row = call.session.store.one("SELECT * FROM issue WHERE id = ?", call.integer("id"))
        if row is None:
            raise NotFoundError
        return row
    owner, name = (call.required(key, "ProjectV2Item") for key in ("owner", "repo"))
    repository = repositories.find(call.session, owner, name)
    return issues.get(call.session, repository, call.integer("number"))


@route("POST", "/orgs/{org}/projectsV2" + _DRAFTS, project.WRITE, gives=_DRAFT)
@route("POST", "/user/{user_id}/projectsV2" + _DRAFTS, project.WRITE, gives=_DRAFT)
def add_draft(call: Call) -> Reply:
    """Add a draft to a project."""
    holder = project.found(call, "AddProjectV2DraftIssue")
    title = call.required("title", "DraftIssue")
    text = str(call.body.get("body") or "")
    return _shown(call, holder, items.add_draft(call.session, holder["id"], title, text), 201)


def _shown(call: Call, holder: Row, id: int, status: int) -> Reply:
    item = call.session.store.get("project_item", id)
    return Reply(project_item_body.simple(call.session, item, holder), status)


@project.project_route("PATCH", _ITEMS + "/{item_id}", gives="fields!:array")
def update(call: Call) -> Reply:
    """Set values of an item; null removes a value."""
    holder = project.found(call, "UpdateProjectV2ItemFieldValue")
    item = items.get(call.session, holder["id"], call.number("item_id"))
    given = request_body.objects(call.body["fields"], "fields")
    if not all({"id", "value"} <= set(each) for each in given):
        raise _invalid("fields")
    changed = []
    for each in given:
        field = fields.get(call.session, holder["id"], _id(each["id"]))
        changed.append(field)
        if each["value"] is None:
            values.clear(call.session, item, field)
        else:
            key, _ = values.KEYS.get(field["data_type"], ("text", ""))
            values.put(call.session, item, field, {key: each["value"]})
    row = call.session.store.get("project_item", item["id"])
    return Reply(project_item_body.full(call.session, row, holder, changed))


def _id(given: object) -> int:
    """Return the id of a field; GitHub's description has a number only, `gh api -f` sends text."""
    try:
        return int(str(given))
    except ValueError as error:
        place = "properties/fields/items/properties/id"
        raise request_body.wrong_type(place, given, ("integer",)) from error


@project.project_route("DELETE", _ITEMS + "/{item_id}")
def delete(call: Call) -> Reply:
    """Remove an item from its project."""
    holder = project.found(call, "DeleteProjectV2Item")
    items.delete(call.session, items.get(call.session, holder["id"], call.number("item_id")))
    return Reply(None, 204)


def _invalid(field: str) -> InvalidError:
    return InvalidError(
        FieldError("ProjectV2Item", field, "invalid"), graphql_message=f"{field} is invalid"
    )
