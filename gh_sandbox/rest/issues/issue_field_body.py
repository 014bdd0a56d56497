"""GitHub's `issue-field-value`, in answers and in requests.

Unverified: `value` of a single select is the id of its option, and null for a multi select.
"""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.rest import request_body
from gh_sandbox.rest.call import Call
from gh_sandbox.rules.issues import issue_field_value as values
from gh_sandbox.rules.issues.issue_field_value import Content, FieldValue
from gh_sandbox.state.store import Row


def body(value: FieldValue, repository_id: int) -> dict[str, Any]:
    """Return GitHub's `issue-field-value`."""
    row = value.row
    chosen = [
        {"id": each["id"], "name": each["name"], "color": each["color"].lower()}
        for each in value.options
    ]
    found = {
        "issue_field_id": row["field_id"],
        "issue_field_name": row["name"],
        "node_id": identifiers.encode(
            f"IssueField{_camel(row['data_type'])}Value", row["id"], within=repository_id
        ),
        "data_type": row["data_type"].lower(),
        "value": _plain(value),
    }
    if row["data_type"] == "SINGLE_SELECT":
        return {**found, "single_select_option": chosen[0]}
    return {**found, "multi_select_options": chosen} if chosen else found


def read(call: Call, row: Row) -> dict[int, Content | None]:
    """Read `issue_field_values` of a body: the values by field id."""
    found: dict[int, Content | None] = {}
    for entry in call.body.get("issue_field_values") or []:
        if not isinstance(entry, dict) or not isinstance(entry.get("field_id"), int):
            place = "properties/issue_field_values/items"
            raise request_body.wrong_type(place, entry, ("object",))
        request_body.refuse_suggestion(entry)
        field_id = entry["field_id"]
        found[field_id] = values.named(call.session, row, field_id, entry.get("value"))
    return found


def _plain(value: FieldValue) -> object:
    row = value.row
    if row["data_type"] == "NUMBER":
        number = float(row["value"])
        return int(number) if number.is_integer() else number
    if row["data_type"] == "SINGLE_SELECT":
        return value.options[0]["id"]
    return row["value"]


def _camel(data_type: str) -> str:
    return data_type.title().replace("_", "")
