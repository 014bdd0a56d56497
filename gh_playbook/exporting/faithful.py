"""Faithful values: those that a backlog can declare exactly as they are."""

from datetime import date
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from gh_playbook.declaration.backlog.project import VALUE_LIMIT
from gh_playbook.declaration.declared import Description, Line, Text
from gh_playbook.declaration.value import (
    NUMBER_LIMIT,
    LabelDescription,
    LabelName,
    Points,
    Title,
)

__all__ = [
    "UNFAITHFUL",
    "UNSAYABLE",
    "Description",
    "LabelDescription",
    "LabelName",
    "Line",
    "Points",
    "Title",
    "as_written",
    "is_faithful",
    "is_sayable",
]

# The reason why a text is left as it is: a backlog would change it.
UNFAITHFUL = "it has blanks at its ends, or characters that a backlog cannot contain"
# The reason why a value is left as it is.
UNSAYABLE = "a backlog cannot contain its characters, or so many"


def is_faithful(kind: Any, value: object) -> bool:
    """Tell whether declaring this value gives exactly this value."""
    try:
        return bool(_adapter(kind).validate_python(value) == value)
    except ValidationError:
        return False


def is_sayable(type: str, value: Any) -> bool:
    """Tell whether `fields` of an issue can declare this value of a field of this type."""
    if type == "text":
        return bool(value) and len(value) <= VALUE_LIMIT and is_faithful(Text, value)
    return type != "number" or abs(value) <= NUMBER_LIMIT


def as_written(type: str, value: Any) -> Any:
    """Return the value of a field as people write it: a day needs no quotes."""
    return date.fromisoformat(value) if type == "date" else value


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
