"""The values of issue fields: the desired values of an issue, and the operations for them.

Undeclared values stay, and so do values that `set_once` leaves to people.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.consistency.card_value import DeclaredValue, Field
from gh_playbook.declaration.value import Value
from gh_playbook.model.change import Mutation
from gh_playbook.model.existing import ExistingIssue, ExistingIssueField
from gh_playbook.model.world import World
from gh_playbook.modules.context import Context

# The values of an issue, by the names of its fields; None for no value.
Values = Mapping[str, Value | None]
_INPUTS = {"text": "textValue", "number": "numberValue", "date": "dateValue"}


def desired_values(
    desired: Issue, world: World, context: Context
) -> Iterator[tuple[Field, DeclaredValue, str]]:
    """Yield the desired value of each existing field, with the field's name on GitHub."""
    for field in context.issue_fields:
        existing = world.issue_field(field.name)
        found = context.values.declared(field, desired)
        if found is not None and existing is not None and existing.type == field.type:
            yield field, DeclaredValue(spelt(existing, found.value)), existing.name


def lacking(desired: Issue, world: World, context: Context) -> str:
    """Return a desired option that a field lacks, in words; usually an empty text."""
    for field, value, name in desired_values(desired, world, context):
        missing = missing_option(world.issue_fields[name], value.value)
        if missing:
            return f"needs the option {missing!r} of the issue field {field.name!r}"
    return ""


def missing_option(field: ExistingIssueField, value: Value | None) -> str:
    """Return a chosen option that a field lacks; usually an empty text."""
    if value is None or field.type not in {"single_select", "multi_select"}:
        return ""
    names = value if isinstance(value, tuple) else (str(value),)
    return next((name for name in names if field.option(name) is None), "")


def created(desired: Issue, world: World, context: Context) -> dict[str, Value]:
    """Return the values of a new issue."""
    found = desired_values(desired, world, context)
    return {name: value.value for _, value, name in found if value.value is not None}


def difference(
    desired: Issue, existing: ExistingIssue, world: World, context: Context, *, adopting: bool
) -> tuple[Values, Values]:
    """Return the values that differ: the present ones and the desired ones."""
    to_be = {
        name: value.value
        for field, value, name in desired_values(desired, world, context)
        if not _is_theirs(field, desired, existing.fields.get(name), context, adopting=adopting)
    }
    differing = {name for name, value in to_be.items() if existing.fields.get(name) != value}
    return (
        {name: existing.fields.get(name) for name in to_be if name in differing},
        {name: value for name, value in to_be.items() if name in differing},
    )


def _is_theirs(
    field: Field, desired: Issue, now: Value | None, context: Context, *, adopting: bool
) -> bool:
    """Tell whether the value of an issue in a field now belongs to people."""
    if context.values.is_left(field, desired):
        return True
    return now is not None and not adopting and context.is_set_once_on_board(field.name)


def merged(fields: Mapping[str, Value], changes: Values) -> dict[str, Value]:
    """Return an issue's values after some have changed."""
    return {name: value for name, value in {**fields, **changes}.items() if value is not None}


def setting(issue: str, values: Values, world: World, payload: str) -> Mutation:
    """Return the mutation that sets values of an issue, or removes some."""
    given = {"issueId": issue, "issueFields": inputs(values, world)}
    return Mutation("setIssueFieldValue", given, payload, light=True)


def inputs(values: Values, world: World) -> list[dict[str, Any]]:
    """Return values as GraphQL's inputs take them: names become ids."""
    found = ((world.issue_field(name), value) for name, value in values.items())
    return [{"fieldId": field.id, **_input(field, value)} for field, value in found if field]


def _input(field: ExistingIssueField, value: Value | None) -> dict[str, Any]:
    if value is None:
        return {"delete": True}
    if field.type in _INPUTS:
        return {_INPUTS[field.type]: value}
    names = value if isinstance(value, tuple) else (str(value),)
    ids = [option.id for name in names if (option := field.option(name))]
    if field.type == "multi_select":
        return {"multiSelectOptionIds": ids}
    return {"singleSelectOptionId": ids[0]} if ids else {"delete": True}


def spelt(field: ExistingIssueField, value: Value | None) -> Value | None:
    """Return a value with the names of options as GitHub has them, in its order."""
    if isinstance(value, tuple):
        chosen = {option.name for name in value if (option := field.option(name))}
        unknown = [name for name in value if field.option(name) is None]
        return (*(each.name for each in field.options if each.name in chosen), *unknown)
    if field.type == "single_select" and value is not None:
        option = field.option(str(value))
        return option.name if option else value
    return value


def without(issue: ExistingIssue, names: Mapping[str, Any]) -> ExistingIssue:
    """Return an issue without its values in some fields."""
    left = {name: value for name, value in issue.fields.items() if name not in names}
    return replace(issue, fields=left)
