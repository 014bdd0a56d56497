"""The items of projects: lists, contents, drafts, and the mutations that add and move them."""

from typing import Any
from urllib.parse import urlsplit

from gh_sandbox.errors import ApiError, NotFoundError
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, filled, mutation, resolves
from gh_sandbox.graphql.resolvers import project, query
from gh_sandbox.graphql.resolvers.common import (
    Info,
    grouped,
    loader,
    ordering,
    plain_page,
    select_page,
)
from gh_sandbox.markup import as_text
from gh_sandbox.rules.issues import issue as issues
from gh_sandbox.rules.projects import project_filter
from gh_sandbox.rules.projects import project_item as items
from gh_sandbox.session import WEB
from gh_sandbox.state.condition import Where

columns("ProjectV2Item", "createdAt updatedAt")
filled("ProjectV2Item", "isArchived=archived_at")
columns("DraftIssue", "title body createdAt updatedAt")

_ORDER = {"POSITION": "position"}
_ISSUES = ("Issue", "PullRequest")
_TYPES = {"Issue": "ISSUE", "PullRequest": "PULL_REQUEST", "DraftIssue": "DRAFT_ISSUE"}


@resolves("ProjectV2.items", "UpdateProjectV2ItemPositionPayload.items")
def of_project(
    holder: Entity | dict[str, Any],
    info: Info,
    archivedStates: tuple[str, ...] = ("NOT_ARCHIVED",),  # noqa: N803
    query: str = "",
    **args: Any,
) -> Page:
    """Return the items of a project that match a filter, in their order."""
    project = holder if isinstance(holder, Entity) else holder["project"]

    def listing(ids: list[int]) -> dict[int, list[int]]:
        session = loader(info).session
        where = Where()
        if len(archivedStates) == 1:
            where.add(f"archived_at IS {'NULL' if archivedStates[0][:3] == 'NOT' else 'NOT NULL'}")
        sql = f"SELECT project_id, id FROM project_item WHERE {where} AND project_id"
        order = ordering(args, _ORDER, "position, id")
        found = grouped(session.store.listed(sql, ids, where.values, order))
        if not query:
            return found
        return {id: project_filter.matching(session, id, found.get(id, []), query) for id in ids}

    return loader(info).page(project, info, args, "project_item", listing)


@resolves("Issue.projectItems", "PullRequest.projectItems")
def of_issue(
    issue: Entity,
    info: Info,
    includeArchived: bool = True,  # noqa: N803
    **args: Any,
) -> Page:
    """Return the items of an issue; those on projects that the viewer cannot see are null.

    Reported: the list contains null (cli/cli#12324). Unverified: this is the reason.
    """
    state = "1" if includeArchived else "archived_at IS NULL"
    sql = f"SELECT issue_id, id FROM project_item WHERE {state} AND issue_id"
    return select_page(issue, info, args, "project_item", sql, "id")


@resolves("Issue.projectCards", "PullRequest.projectCards")
def cards(_issue: Entity, info: Info, **args: Any) -> Page:
    """Return an empty connection: GitHub has no classic projects any more."""
    return plain_page(info, args, {})


def content_of(loader: Loader, item: Entity) -> Entity | None:
    """Return the issue, pull request or draft of an item; None if the viewer may not see it."""
    found = _linked(loader, item)
    return None if loader.sight.hides(found) else found


def _linked(loader: Loader, item: Entity) -> Entity:
    source = "issue" if item.row["draft_issue_id"] is None else "draft_issue"
    found = loader.linked(item, f"{source}_id", source)
    if found is None:
        raise LookupError(f"project_item {item.id} without content")
    return found


@resolves("ProjectV2Item.content")
def content(item: Entity, info: Info) -> Entity | None:
    """Return the issue, pull request or draft of an item, if the viewer may see it."""
    return loader(info).sight.shown(_linked(loader(info), item))


@resolves("ProjectV2Item.type")
def type_of(item: Entity, info: Info) -> str:
    """Return the type of the content."""
    found = content_of(loader(info), item)
    return "REDACTED" if found is None else _TYPES[found.type]


@resolves("DraftIssue.bodyText")
def body_text(draft: Entity, _info: Info) -> str:
    """Return the text without Markdown's signs."""
    return as_text(draft.row["body"])


@resolves("DraftIssue.assignees")
def draft_assignees(draft: Entity, info: Info, **args: Any) -> Page:
    """Return the assignees of a draft."""
    sql = "SELECT draft_issue_id, user_id FROM draft_issue_assignee WHERE draft_issue_id"
    return select_page(draft, info, args, "owner", sql, "user_id")


@resolves("DraftIssue.projectV2Items")
def draft_items(draft: Entity, info: Info, **args: Any) -> Page:
    """Return the item of a draft."""
    sql = "SELECT draft_issue_id, id FROM project_item WHERE draft_issue_id"
    return select_page(draft, info, args, "project_item", sql, "id")


def writable(loader: Loader, given: dict[str, Any], operation: str) -> Entity:
    """Return the item and project of an input, if the viewer may write to it."""
    holder = project.writable(loader, given["projectId"], operation)
    item = loader.node(given["itemId"], "ProjectV2Item")
    if item.row["project_id"] != holder.id:
        raise NotFoundError("The item does not exist in the project.")
    return item


@mutation("addProjectV2ItemById", "project")
def add(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Add an issue or pull request to a project; an existing item is kept."""
    issue = loader.node(given["contentId"], *_ISSUES)
    id = put(loader, given["projectId"], issue.id, "AddProjectV2ItemById")
    return {"item": loader.entity("project_item", id)}


def put(loader: Loader, project_node: str, issue_id: int, operation: str) -> int:
    """Add an issue to a project for an operation, and return the item's id."""
    holder = project.writable(loader, project_node, operation)
    return items.add(loader.session, holder.id, issue_id)


@mutation("addProjectV2DraftIssue", "project")
def add_draft(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Add a draft to a project, or the issue whose address is the title."""
    holder = project.writable(loader, given["projectId"], "AddProjectV2DraftIssue")
    issue = _by_address(loader, given["title"])
    if issue is not None:
        id = items.add(loader.session, holder.id, issue.id)
    else:
        users = [loader.node(node, "User").id for node in given.get("assigneeIds") or []]
        body = given.get("body") or ""
        id = items.add_draft(loader.session, holder.id, given["title"], body, users)
    return {"projectItem": loader.entity("project_item", id)}


def _by_address(loader: Loader, title: str) -> Entity | None:
    if not title.startswith(WEB) or urlsplit(title).path.count("/") != 4:
        return None
    try:
        found = query.by_url(loader, title)
    except ApiError:
        return None
    return found if found.type in _ISSUES else None


@mutation("updateProjectV2DraftIssue", "project")
def update_draft(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Change a draft."""
    draft = loader.node(given["draftIssueId"], "DraftIssue")
    project.require(loader, draft.row["project_id"], "UpdateProjectV2DraftIssue")
    nodes = given.get("assigneeIds")
    items.update_draft(
        loader.session,
        draft.row,
        title=given.get("title"),
        body=given.get("body"),
        assignee_ids=None if nodes is None else [loader.node(node, "User").id for node in nodes],
    )
    return {"draftIssue": loader.entity("draft_issue", draft.id)}


@mutation("convertProjectV2DraftIssueItemToIssue", "project")
def convert(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Convert a draft to an issue."""
    item = loader.node(given["itemId"], "ProjectV2Item")
    operation = "ConvertProjectV2DraftIssueItemToIssue"
    project.require(loader, item.row["project_id"], operation)
    repository = loader.node(given["repositoryId"], "Repository")
    draft = loader.one(item, "draft_issue_id", "draft_issue")
    if draft is None:
        raise NotFoundError("The item is not a draft issue.")
    change = issues.IssueChange(title=draft.row["title"], body=draft.row["body"])
    issue_id = issues.create(loader.session, repository.row, change)
    items.convert(loader.session, item.row, issue_id)
    return {"item": loader.entity("project_item", item.id)}


@mutation("updateProjectV2ItemPosition", "project")
def move(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Move an item directly after another one, or to the first place."""
    operation = "UpdateProjectV2ItemPosition"
    item = writable(loader, given, operation)
    after = given.get("afterId")
    sibling = None if after is None else writable(loader, {**given, "itemId": after}, operation)
    items.move(loader.session, item.row, None if sibling is None else sibling.row)
    return {"project": loader.entity("project", item.row["project_id"])}


@mutation("archiveProjectV2Item", "project")
def archive(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Archive an item."""
    item = writable(loader, given, "ArchiveProjectV2Item")
    items.set_archived(loader.session, item.row, archived=True)
    return {"item": loader.entity("project_item", item.id)}


@mutation("unarchiveProjectV2Item", "project")
def unarchive(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Restore an archived item."""
    item = writable(loader, given, "UnarchiveProjectV2Item")
    items.set_archived(loader.session, item.row, archived=False)
    return {"item": loader.entity("project_item", item.id)}


@mutation("deleteProjectV2Item", "project")
def delete(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Remove an item from its project."""
    items.delete(loader.session, writable(loader, given, "DeleteProjectV2Item").row)
    return {"deletedItemId": given["itemId"]}
