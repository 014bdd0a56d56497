"""The fields of the values of a project's items, and the mutations that write them."""

from html import escape
from typing import Any

from gh_sandbox.errors import NotFoundError
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page, PageGroup, check_bounds
from gh_sandbox.graphql.registry import columns, links, mutation, resolves
from gh_sandbox.graphql.resolvers import (
    label,
    project_field,
    project_item,
    pull_request,
    thread,
)
from gh_sandbox.graphql.resolvers import project_item_value as item_values
from gh_sandbox.graphql.resolvers.common import Info, loader
from gh_sandbox.graphql.resolvers.project_field import TYPES
from gh_sandbox.graphql.resolvers.project_item_value import Inherited, OfIssueField, Shown
from gh_sandbox.rules.projects import project_choice as choices
from gh_sandbox.rules.projects import project_value as values
from gh_sandbox.rules.pull_requests import review as reviews

_KINDS = ("Date", "Iteration", "MultiSelect", "Number", "SingleSelect", "Text")
_STORED = [item_values.TYPE.format(kind) for kind in _KINDS]

columns(" ".join(_STORED), "createdAt updatedAt")
columns("ProjectV2ItemFieldDateValue", "date=value")
columns(
    "ProjectV2ItemFieldIterationValue",
    "iterationId=value title=choice_name startDate duration",
)
columns(
    "ProjectV2ItemFieldSingleSelectValue",
    "optionId=value name=choice_name color description",
)
links(" ".join(_STORED), "project_item", "item")


@resolves("ProjectV2Item.fieldValues")
def listed(item: Entity, info: Info, **args: Any) -> Page:
    """Return the values of an item.

    The id in a cursor is made of the item's id and the position.
    """

    def cut() -> PageGroup:
        check_bounds(info, args)
        shown = item_values.of(item, loader(info))
        keyed = {
            item_id << 8 | place: value
            for item_id, found in shown.items()
            for place, value in enumerate(found)
        }
        keys: dict[int, list[int]] = {item_id: [] for item_id in shown}
        for key in keyed:
            keys[key >> 8].append(key)
        return PageGroup(lambda _keys: keyed, keys, args)

    return item.group.of_field(info.field_nodes[0], cut).page(item.id)


@resolves("ProjectV2Item.fieldValueByName")
def by_name(item: Entity, info: Info, name: str) -> Shown | None:
    """Return the value of a field by its name, whatever its case."""
    for value in item_values.of(item, loader(info))[item.id]:
        found = field(value, info)
        if found is not None and found.row["name"].lower() == name.lower():
            return value
    return None


@resolves(*(f"{item_values.TYPE.format(kind)}.field" for kind, _ in item_values.INHERITED.values()))
@resolves("ProjectV2ItemIssueFieldValue.field", *(f"{type}.field" for type in _STORED))
def field(value: Shown, info: Info) -> Entity | None:
    """Return the field of a value."""
    if isinstance(value, Inherited | OfIssueField):
        return value.field
    return loader(info).one(value, "field_id", "project_field")


@resolves("ProjectV2ItemIssueFieldValue.issueFieldValue")
def issue_field_value(value: OfIssueField, _info: Info) -> Entity:
    """Return the issue's value."""
    return value.value


@resolves("ProjectV2ItemFieldTextValue.text")
def text(value: Entity, _info: Info) -> str | None:
    """Return a text; for the title, it is the content's."""
    found: str | None = value.row["title" if value.row["data_type"] == "TITLE" else "value"]
    return found


@resolves("ProjectV2ItemFieldMultiSelectValue.options")
def options(value: Entity, info: Info) -> list[dict[str, Any]]:
    """Return the chosen options."""
    field = loader(info).linked(value, "field_id", "project_field")
    keys = choices.keys_of(value.row["value"])
    found = () if field is None else project_field.choices_of(field, info)
    return [project_field.option(row) for row in found if row["key"] in keys]


@resolves("ProjectV2ItemFieldMultiSelectValue.value")
def option_names(value: Entity, info: Info) -> str:
    """Return the names of the chosen options."""
    return ", ".join(option["name"] for option in options(value, info))


@resolves("ProjectV2ItemFieldNumberValue.number")
def number(value: Entity, _info: Info) -> float:
    """Return a number."""
    return float(value.row["value"])


@resolves(
    "ProjectV2ItemFieldSingleSelectValue.nameHTML", "ProjectV2ItemFieldIterationValue.titleHTML"
)
def choice_name_html(value: Entity, _info: Info) -> str:
    """Return the name of the option or iteration as HTML."""
    return escape(value.row["choice_name"])


@resolves("ProjectV2ItemFieldSingleSelectValue.descriptionHTML")
def description_html(value: Entity, _info: Info) -> str:
    """Return the description of the option as HTML."""
    return escape(value.row["description"])


def _content(value: Inherited, info: Info) -> Entity:
    found = project_item.content_of(loader(info), value.item)
    if found is None:
        raise LookupError("a field that takes its value from a hidden issue has none")
    return found


@resolves("ProjectV2ItemFieldLabelValue.labels")
def labels(value: Inherited, info: Info, **args: Any) -> Page:
    """Return the labels of the issue."""
    return label.of_issue(_content(value, info), info, **args)


@resolves("ProjectV2ItemFieldUserValue.users")
def users(value: Inherited, info: Info, **args: Any) -> Page:
    """Return the assignees of the issue or draft."""
    content = _content(value, info)
    is_draft = content.type == "DraftIssue"
    return (project_item.draft_assignees if is_draft else thread.assignees)(content, info, **args)


@resolves("ProjectV2ItemFieldMilestoneValue.milestone")
def milestone(value: Inherited, info: Info) -> Entity | None:
    """Return the milestone of the issue."""
    return loader(info).one(_content(value, info), "milestone_id", "milestone")


@resolves("ProjectV2ItemFieldRepositoryValue.repository")
def repository(value: Inherited, info: Info) -> Entity:
    """Return the repository of the issue."""
    return loader(info).repository(_content(value, info).row["repository_id"])


@resolves("ProjectV2ItemFieldPullRequestValue.pullRequests")
def pull_requests(value: Inherited, info: Info, **args: Any) -> Page:
    """Return the pull requests that close the issue."""
    return pull_request.closed_by(_content(value, info), info, includeClosedPrs=True, **args)


@resolves("ProjectV2ItemFieldReviewerValue.reviewers")
def reviewers(value: Inherited, info: Info, **args: Any) -> Page:
    """Return the users and teams whose review is requested."""
    ids = reviews.requested_ids(loader(info).session, _content(value, info).row)
    return loader(info).list_page(info, args, "owner", ids)


@mutation("updateProjectV2ItemFieldValue", "project")
def put(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Set one value of an item."""
    item = project_item.writable(loader, given, "UpdateProjectV2ItemFieldValue")
    values.put(loader.session, item.row, _field(loader, given, item).row, given["value"])
    return {"projectV2Item": loader.entity("project_item", item.id)}


@mutation("clearProjectV2ItemFieldValue", "project")
def clear(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Remove one value of an item."""
    item = project_item.writable(loader, given, "ClearProjectV2ItemFieldValue")
    values.clear(loader.session, item.row, _field(loader, given, item).row)
    return {"projectV2Item": loader.entity("project_item", item.id)}


def _field(loader: Loader, given: dict[str, Any], item: Entity) -> Entity:
    field = loader.node(given["fieldId"], *TYPES)
    if field.row["project_id"] != item.row["project_id"]:
        raise NotFoundError("The field does not exist in the project.")
    return field
