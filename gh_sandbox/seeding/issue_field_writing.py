"""Writes the issue fields of a seed, and the values of its issues."""

from collections.abc import Sequence

from gh_sandbox.seeding.issue_field_seed import IssueField, IssueFieldOption, Values
from gh_sandbox.state.store import Store, Value

# The ids of an organization's fields, and of their options, by name in lower case.
Known = dict[str, tuple[int, dict[str, int]]]


def sow(store: Store, owner_id: int, fields: Sequence[IssueField], now: str) -> Known:
    """Write the fields of an organization."""
    known: Known = {}
    times: dict[str, Value] = {"created_at": now, "updated_at": now}
    for field in fields:
        values: dict[str, Value] = {
            "owner_id": owner_id,
            "name": field.name,
            "data_type": field.type.upper(),
            "description": field.description,
            "visibility": "ALL" if field.visibility == "all" else "ORG_ONLY",
        }
        id = store.insert("issue_field", {**values, **times})
        options: dict[str, int] = {}
        for priority, each in enumerate(field.options, start=1):
            option = IssueFieldOption(name=each) if isinstance(each, str) else each
            shown: dict[str, Value] = {"name": option.name, "color": option.color.upper()}
            more: dict[str, Value] = {"description": option.description, "priority": priority}
            row = {"field_id": id, **shown, **more, **times}
            options[option.name.lower()] = store.insert("issue_field_option", row)
        known[field.name.lower()] = (id, options)
    return known


def sow_values(store: Store, issue_id: int, given: Values, known: Known) -> str | None:
    """Write the values of an issue; return the first unknown field or option, if any."""
    for name, value in given.items():
        if name.lower() not in known:
            return f"issue field {name}"
        field_id, options = known[name.lower()]
        text = None if options else str(value)
        row: dict[str, Value] = {"issue_id": issue_id, "field_id": field_id, "value": text}
        id = store.insert("issue_field_value", row)
        for option in (value if isinstance(value, list) else [value]) if options else []:
            option_id = options.get(str(option).lower())
            if option_id is None:
                return f"option {option} of {name}"
            store.insert("issue_field_choice", {"value_id": id, "option_id": option_id})
    return None
