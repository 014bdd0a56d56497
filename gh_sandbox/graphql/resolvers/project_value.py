"""The values of projects' items: those that are stored, and those inherited from the content.

An item has only non-empty values: no empty list of labels, no unset milestone (unverified that
GitHub leaves out every empty one). Issue types, parents and progress have no value type in GitHub's
schema: they are read from the content.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from gh_sandbox.errors import NotFoundError
from gh_sandbox.graphql.entity import Entity, Loader
from gh_sandbox.graphql.page import Page, PageGroup, check_bounds
from gh_sandbox.graphql.registry import columns, mutation, resolves
from gh_sandbox.graphql.resolvers import (
    label,
    project_field,
    project_item,
    pull_request,
    thread,
)
from gh_sandbox.graphql.resolvers.common import Info, loader
from gh_sandbox.graphql.resolvers.project_field import TYPES
from gh_sandbox.rules import issue_field_value as issue_field_values
from gh_sandbox.rules import project_choice as choices
from gh_sandbox.rules import project_value as values
from gh_sandbox.store import Store

_TYPE = "ProjectV2ItemField{}Value"
_KINDS = ("Date", "Iteration", "MultiSelect", "Number", "SingleSelect", "Text")
_STORED = [_TYPE.format(kind) for kind in _KINDS]
# By a field's type: the kind of its values, and which issues have one.
_INHERITED = {
    "LABELS": ("Label", "SELECT DISTINCT issue_id FROM issue_label WHERE issue_id"),
    "ASSIGNEES": ("User", "SELECT DISTINCT issue_id FROM issue_assignee WHERE issue_id"),
    "MILESTONE": ("Milestone", "SELECT id FROM issue WHERE milestone_id IS NOT NULL AND id"),
    "REPOSITORY": ("Repository", "SELECT id FROM issue WHERE id"),
    "LINKED_PULL_REQUESTS": (
        "PullRequest",
        "SELECT DISTINCT issue_id FROM closing_reference WHERE issue_id",
    ),
}
_DRAFT_ASSIGNEES = "SELECT DISTINCT draft_issue_id FROM draft_issue_assignee WHERE draft_issue_id"

for _type in _STORED:
    columns(_type, "createdAt updatedAt")
columns("ProjectV2ItemFieldIterationValue", "startDate duration")
columns("ProjectV2ItemFieldSingleSelectValue", "color description")


@dataclass(frozen=True, slots=True)
class Inherited:
    """A value that an item has of its content."""

    type: str
    item: Entity
    field: Entity


@dataclass(frozen=True, slots=True)
class OfIssueField:
    """A value that an issue has in an issue field, as its item shows it."""

    field: Entity
    value: Entity
    type: str = "ProjectV2ItemIssueFieldValue"


Shown = Entity | Inherited | OfIssueField


def _shown(loader: Loader, items: Iterable[Entity]) -> dict[int, list[Shown]]:
    """Return the values of items by item, in the order of their projects' fields."""
    store = loader.session.store
    by_id = {item.id: item for item in items}
    stored = _stored(loader, by_id)
    having = _having(store, by_id.values())
    of_issue_fields = _of_issue_fields(loader, by_id)
    fields = _fields(loader, {item.row["project_id"] for item in by_id.values()})
    shown: dict[int, list[Shown]] = {}
    for id, item in by_id.items():
        found = shown[id] = []
        own_only = project_item.content_of(loader, item) is None
        for field in fields[item.row["project_id"]]:
            value: Shown | None = stored.get((id, field.id))
            written = of_issue_fields.get((id, field.row["issue_field_id"]))
            if written is not None and not own_only:
                value = OfIssueField(field, written)
            if own_only and (
                value is None or (field.row["is_built_in"] and field.row["data_type"] == "TITLE")
            ):
                continue
            if value is not None:
                found.append(value)
            elif id in having.get(field.row["data_type"], ()):
                kind = _INHERITED[field.row["data_type"]][0]
                found.append(Inherited(_TYPE.format(kind), item, field))
    return shown


def _stored(loader: Loader, item_ids: Iterable[int]) -> dict[tuple[int, int], Entity]:
    rows = loader.session.store.matching("SELECT id FROM project_value WHERE item_id", item_ids)
    found = loader.entities("project_value", [row["id"] for row in rows])
    return {(each.row["item_id"], each.row["field_id"]): each for each in found.values()}


def _of_issue_fields(
    loader: Loader, items: Mapping[int, Entity]
) -> dict[tuple[int, int | None], Entity]:
    """Return what issues have in issue fields, by their items and the fields."""
    issues = {item.row["issue_id"] for item in items.values()} - {None}
    rows = loader.session.store.some("issue", issues)
    seen = issue_field_values.of_issues(loader.session, rows)
    ids = [each.row["id"] for found in seen.values() for each in found]
    values = loader.entities("issue_field_value", ids)
    return {
        (id, each.row["field_id"]): values[each.row["id"]]
        for id, item in items.items()
        for each in seen.get(item.row["issue_id"], ())
    }


def _having(store: Store, items: Iterable[Entity]) -> dict[str, set[int]]:
    """Return which items inherit a value, by the type of the field."""
    of_issue = {item.row["issue_id"]: item.id for item in items}
    of_draft = {item.row["draft_issue_id"]: item.id for item in items}
    having = {
        data_type: {of_issue[row[0]] for row in store.matching(sql, of_issue.keys() - {None})}
        for data_type, (_, sql) in _INHERITED.items()
    }
    drafts = store.matching(_DRAFT_ASSIGNEES, of_draft.keys() - {None})
    having["ASSIGNEES"] |= {of_draft[row[0]] for row in drafts}
    return having


def _fields(loader: Loader, project_ids: set[int]) -> dict[int, list[Entity]]:
    sql = "SELECT id FROM project_field WHERE project_id"
    rows = loader.session.store.listed(sql, project_ids, [], "position")
    found = loader.entities("project_field", [row["id"] for row in rows])
    fields: dict[int, list[Entity]] = {id: [] for id in project_ids}
    for row in rows:
        field = found[row["id"]]
        fields[field.row["project_id"]].append(field)
    return fields


def _of(item: Entity, loader: Loader) -> dict[int, list[Shown]]:
    """Return the values of an item and of all that were loaded with it."""
    found: dict[int, list[Shown]] | None = item.group.cache.get("values")
    if found is None:
        found = item.group.cache["values"] = _shown(loader, item.group.members)
    return found


@resolves("ProjectV2Item.fieldValues")
def listed(item: Entity, info: Info, **args: Any) -> Page:
    """Answer the values of an item. A cursor's id is made of the item's and the place."""
    node = id(info.field_nodes[0])
    pages: PageGroup | None = item.group.cache.get(node)
    if pages is None:
        check_bounds(info, args)
        shown = _of(item, loader(info))
        keyed = {
            item_id << 8 | place: value
            for item_id, found in shown.items()
            for place, value in enumerate(found)
        }
        keys: dict[int, list[int]] = {item_id: [] for item_id in shown}
        for key in keyed:
            keys[key >> 8].append(key)
        pages = item.group.cache[node] = PageGroup(lambda _keys: keyed, keys, args)
    return pages.page(item.id)


@resolves("ProjectV2Item.fieldValueByName")
def by_name(item: Entity, info: Info, name: str) -> Shown | None:
    """Answer the value of a field by its name, whatever its case."""
    for value in _of(item, loader(info))[item.id]:
        found = field(value, info)
        if found is not None and found.row["name"].lower() == name.lower():
            return value
    return None


@resolves(*(f"{_TYPE.format(kind)}.field" for kind, _ in _INHERITED.values()))
@resolves(
    *(
        f"{type}.field"
        for type in [*_STORED, _TYPE.format("Reviewer"), "ProjectV2ItemIssueFieldValue"]
    )
)
def field(value: Shown, info: Info) -> Entity | None:
    """Answer the field that a value is of."""
    if isinstance(value, Inherited | OfIssueField):
        return value.field
    return loader(info).one(value, "field_id", "project_field")


@resolves("ProjectV2ItemIssueFieldValue.issueFieldValue")
def issue_field_value(value: OfIssueField, _info: Info) -> Entity:
    """Answer the value that the issue has."""
    return value.value


@resolves(*(f"{type}.item" for type in _STORED))
def item(value: Entity, info: Info) -> Entity | None:
    """Answer the item that has a value."""
    return loader(info).one(value, "item_id", "project_item")


@resolves("ProjectV2ItemFieldTextValue.text")
def text(value: Entity, _info: Info) -> str | None:
    """Answer a text; of the title, the content's."""
    found: str | None = value.row["title" if value.row["data_type"] == "TITLE" else "value"]
    return found


@resolves("ProjectV2ItemFieldDateValue.date")
@resolves("ProjectV2ItemFieldSingleSelectValue.optionId")
@resolves("ProjectV2ItemFieldIterationValue.iterationId")
def plain(value: Entity, _info: Info) -> str:
    """Answer what is stored."""
    return str(value.row["value"])


@resolves("ProjectV2ItemFieldMultiSelectValue.options")
def options(value: Entity, info: Info) -> list[dict[str, Any]]:
    """Answer the options that are chosen."""
    field = loader(info).linked(value, "field_id", "project_field")
    keys = choices.keys_of(value.row["value"])
    found = () if field is None else project_field.choices_of(field, info)
    return [project_field.option(row) for row in found if row["key"] in keys]


@resolves("ProjectV2ItemFieldMultiSelectValue.value")
def option_names(value: Entity, info: Info) -> str:
    """Answer the names of the options that are chosen."""
    return ", ".join(option["name"] for option in options(value, info))


@resolves("ProjectV2ItemFieldNumberValue.number")
def number(value: Entity, _info: Info) -> float:
    """Answer a number."""
    return float(value.row["value"])


@resolves("ProjectV2ItemFieldSingleSelectValue.name", "ProjectV2ItemFieldIterationValue.title")
def choice_name(value: Entity, _info: Info) -> str:
    """Answer the name of the option or iteration."""
    return str(value.row["choice_name"])


@resolves(
    "ProjectV2ItemFieldSingleSelectValue.nameHTML", "ProjectV2ItemFieldIterationValue.titleHTML"
)
def choice_name_html(value: Entity, _info: Info) -> str:
    """Answer the name of the option or iteration as HTML."""
    return escape(value.row["choice_name"])


@resolves("ProjectV2ItemFieldSingleSelectValue.descriptionHTML")
def description_html(value: Entity, _info: Info) -> str:
    """Answer the description of the option as HTML."""
    return escape(value.row["description"])


def _content(value: Inherited, info: Info) -> Entity:
    found = project_item.content_of(loader(info), value.item)
    if found is None:
        raise LookupError("what is hidden lends no values")
    return found


@resolves("ProjectV2ItemFieldLabelValue.labels")
def labels(value: Inherited, info: Info, **args: Any) -> Page:
    """Answer the labels of the issue."""
    return label.of_issue(_content(value, info), info, **args)


@resolves("ProjectV2ItemFieldUserValue.users")
def users(value: Inherited, info: Info, **args: Any) -> Page:
    """Answer who is assigned to the issue or draft."""
    content = _content(value, info)
    is_draft = content.type == "DraftIssue"
    return (project_item.draft_assignees if is_draft else thread.assignees)(content, info, **args)


@resolves("ProjectV2ItemFieldMilestoneValue.milestone")
def milestone(value: Inherited, info: Info) -> Entity | None:
    """Answer the milestone of the issue."""
    return loader(info).one(_content(value, info), "milestone_id", "milestone")


@resolves("ProjectV2ItemFieldRepositoryValue.repository")
def repository(value: Inherited, info: Info) -> Entity:
    """Answer the repository of the issue."""
    return loader(info).repository(_content(value, info).row["repository_id"])


@resolves("ProjectV2ItemFieldPullRequestValue.pullRequests")
def pull_requests(value: Inherited, info: Info, **args: Any) -> Page:
    """Answer the pull requests that close the issue."""
    return pull_request.closed_by(_content(value, info), info, includeClosedPrs=True, **args)


@resolves("ProjectV2ItemFieldReviewerValue.reviewers")
def reviewers(_value: Inherited, info: Info, **args: Any) -> Page:
    """Answer an empty connection: nobody reviews in the sandbox."""
    return loader(info).list_page(info, args, "owner", [])


@mutation("updateProjectV2ItemFieldValue", "project")
def put(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Set one value of an item."""
    item = project_item.writable(loader, given, "UpdateProjectV2ItemFieldValue")
    values.put(loader.session, item.row, _field(loader, given, item).row, given["value"])
    return {"projectV2Item": loader.entity("project_item", item.id)}


@mutation("clearProjectV2ItemFieldValue", "project")
def clear(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Take one value of an item away."""
    item = project_item.writable(loader, given, "ClearProjectV2ItemFieldValue")
    values.clear(loader.session, item.row, _field(loader, given, item).row)
    return {"projectV2Item": loader.entity("project_item", item.id)}


def _field(loader: Loader, given: dict[str, Any], item: Entity) -> Entity:
    field = loader.node(given["fieldId"], *TYPES)
    if field.row["project_id"] != item.row["project_id"]:
        raise NotFoundError("The field does not exist in the project.")
    return field
