"""The values of issues in the issue fields of their organization.

Unverified: `optionId` is the option's global id, and how several options read as one `value`.
"""

from typing import Any

from gh_sandbox.errors import UnimplementedError, UnprocessableError
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import links, mutation, resolves
from gh_sandbox.graphql.resolvers.common import Info, loader
from gh_sandbox.graphql.resolvers.issue_field import TYPES as FIELD_TYPES
from gh_sandbox.rules.issues import issue_field_value as values
from gh_sandbox.rules.issues.issue_field_value import Content, FieldValue
from gh_sandbox.state.store import Row

_TYPES = [f"{type}Value" for type in FIELD_TYPES]
_OPTION = "IssueFieldSingleSelectOption"
_SINGLE, _MULTI = "IssueFieldSingleSelectValue", "IssueFieldMultiSelectValue"
_PLAIN = {"TEXT": "textValue", "DATE": "dateValue", "NUMBER": "numberValue"}
links(" ".join(_TYPES), "issue_field", "field")


@resolves("Issue.issueFieldValues")
def of_issue(issue: Entity, info: Info, **args: Any) -> Page:
    """Return an issue's values, in the order of the fields."""

    def listing(ids: list[int]) -> dict[int, list[int]]:
        rows = loader(info).session.store.some("issue", ids)
        found = values.of_issues(loader(info).session, rows)
        return {id: [each.row["id"] for each in listed] for id, listed in found.items()}

    return loader(info).page(issue, info, args, "issue_field_value", listing)


@resolves(*(f"{type}.value" for type in _TYPES))
def text(value: Entity, info: Info) -> object:
    """Return the value; for a select field, the names of its options."""
    if value.type in (_SINGLE, _MULTI):
        return ", ".join(each.row["name"] for each in options(value, info))
    found = value.row["value"]
    return float(found) if value.type == "IssueFieldNumberValue" else found


@resolves("IssueFieldMultiSelectValue.options")
def options(value: Entity, info: Info) -> list[Entity]:
    """Return the chosen options, by priority."""
    rows = loader(info).session.store.listed(
        "SELECT option_id FROM issue_field_choice "
        "JOIN issue_field_option ON issue_field_option.id = option_id WHERE value_id",
        [value.id],
        [],
        "priority, option_id",
    )
    found = loader(info).entities("issue_field_option", [row[0] for row in rows])
    return [found[row[0]] for row in rows]


@resolves(*(f"{_SINGLE}.{name}" for name in ("name", "color", "description")))
def of_option(value: Entity, info: Info) -> object:
    """Return a property of the chosen option: its name, colour or description."""
    return options(value, info)[0].row[info.field_name]


@resolves("IssueFieldSingleSelectValue.optionId")
def option_id(value: Entity, info: Info) -> str:
    """Return the global id of the chosen option."""
    return options(value, info)[0].node_id


@mutation("setIssueFieldValue", "public_repo")
def set_many(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Set values of an issue, or remove some."""
    issue = loader.node(given["issueId"], "Issue")
    write(loader, issue.row, given["issueFields"])
    found = values.of_issues(loader.session, [issue.row]).get(issue.id, [])
    loaded = loader.entities("issue_field_value", [each.row["id"] for each in found])
    return {
        "issue": loader.entity("issue", issue.id),
        "issueFieldValues": [loaded[each.row["id"]] for each in found],
    }


@mutation("createIssueFieldValue", "public_repo")
def create(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Set one value of an issue (unverified: it replaces the previous one)."""
    issue = loader.node(given["issueId"], "Issue")
    write(loader, issue.row, [given["issueField"]])
    return _payload(loader, issue, given["issueField"]["fieldId"])


@mutation("updateIssueFieldValue", "public_repo")
def update(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Set one value of an issue."""
    return create(loader, given)


@mutation("deleteIssueFieldValue", "public_repo")
def delete(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Remove one value of an issue; `success` tells whether there was one (unverified)."""
    issue = loader.node(given["issueId"], "Issue")
    field = loader.node(given["fieldId"], *FIELD_TYPES)
    had = _value_of(loader, issue, field.id) is not None
    values.write(loader.session, issue.row, {field.id: None})
    return {"issue": loader.entity("issue", issue.id), "success": had}


def write(loader: Loader, issue: Row, given: list[dict[str, Any]]) -> None:
    """Write a list of `IssueFieldCreateOrUpdateInput`."""
    values.write(loader.session, issue, dict(_content(loader, issue, each) for each in given))


def _content(loader: Loader, issue: Row, given: dict[str, Any]) -> tuple[int, Content | None]:
    if given.get("suggest"):
        raise UnimplementedError("Suggestions are not implemented by the sandbox.")
    id = loader.node(given["fieldId"], *FIELD_TYPES).id
    field = values.field_of(loader.session, issue, id)
    if given.get("delete"):
        return id, None
    kind = field["data_type"]
    if kind in _PLAIN:
        return id, values.checked(field, given.get(_PLAIN[kind]))
    one = given.get("singleSelectOptionId")
    nodes = [one] if kind == "SINGLE_SELECT" and one else given.get("multiSelectOptionIds") or []
    chosen = [loader.node(node, _OPTION).row for node in nodes]
    if not chosen or any(each["field_id"] != id for each in chosen):
        raise UnprocessableError(f"Issue field {field['name']} takes options of its own")
    return id, [each["id"] for each in chosen]


def _payload(loader: Loader, issue: Entity, field_node: str) -> dict[str, Any]:
    found = _value_of(loader, issue, loader.node(field_node, *FIELD_TYPES).id)
    return {
        "issue": loader.entity("issue", issue.id),
        "issueFieldValue": found and loader.entity("issue_field_value", found.row["id"]),
    }


def _value_of(loader: Loader, issue: Entity, field_id: int) -> FieldValue | None:
    found = values.of_issues(loader.session, [issue.row]).get(issue.id, [])
    return next((each for each in found if each.row["field_id"] == field_id), None)
