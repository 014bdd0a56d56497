"""The values of a project's items: stored ones, and ones inherited from the content.

An item has only non-empty values: no empty list of labels, no unset milestone (unverified: GitHub
leaves out every empty one). Issue types, parents and progress have no value type in GitHub's
schema: clients read them from the content.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.resolvers import project_item
from gh_sandbox.rules.issues import issue_field_value as issue_field_values
from gh_sandbox.state.store import Store

TYPE = "ProjectV2ItemField{}Value"
# By the field's type: the type of its values, and the condition for an issue to have one.
INHERITED = {
    "LABELS": ("Label", "SELECT DISTINCT issue_id FROM issue_label WHERE issue_id"),
    "ASSIGNEES": ("User", "SELECT DISTINCT issue_id FROM issue_assignee WHERE issue_id"),
    "MILESTONE": ("Milestone", "SELECT id FROM issue WHERE milestone_id IS NOT NULL AND id"),
    "REVIEWERS": ("Reviewer", "SELECT DISTINCT issue_id FROM review_request WHERE issue_id"),
    "REPOSITORY": ("Repository", "SELECT id FROM issue WHERE id"),
    "LINKED_PULL_REQUESTS": (
        "PullRequest",
        "SELECT DISTINCT issue_id FROM closing_reference WHERE issue_id",
    ),
}
_DRAFT_ASSIGNEES = "SELECT DISTINCT draft_issue_id FROM draft_issue_assignee WHERE draft_issue_id"


@dataclass(frozen=True, slots=True)
class Inherited:
    """A value that an item inherits from its content."""

    type: str
    item: Entity
    field: Entity


@dataclass(frozen=True, slots=True)
class OfIssueField:
    """A value of an issue in an issue field, in the form of its item."""

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
                kind = INHERITED[field.row["data_type"]][0]
                found.append(Inherited(TYPE.format(kind), item, field))
    return shown


def _stored(loader: Loader, item_ids: Iterable[int]) -> dict[tuple[int, int], Entity]:
    rows = loader.session.store.matching("SELECT id FROM project_value WHERE item_id", item_ids)
    found = loader.entities("project_value", [row["id"] for row in rows])
    return {(each.row["item_id"], each.row["field_id"]): each for each in found.values()}


def _of_issue_fields(
    loader: Loader, items: Mapping[int, Entity]
) -> dict[tuple[int, int | None], Entity]:
    """Return the values of issues in issue fields, by their items and the fields."""
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
    """Return the items that inherit a value, by the type of the field."""
    of_issue = {item.row["issue_id"]: item.id for item in items}
    of_draft = {item.row["draft_issue_id"]: item.id for item in items}
    having = {
        data_type: {of_issue[row[0]] for row in store.matching(sql, of_issue.keys() - {None})}
        for data_type, (_, sql) in INHERITED.items()
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


def of(item: Entity, loader: Loader) -> dict[int, list[Shown]]:
    """Return the values of an item, loaded together with those of its group."""
    found: dict[int, list[Shown]] | None = item.group.cache.get("values")
    if found is None:
        found = item.group.cache["values"] = _shown(loader, item.group.members)
    return found
