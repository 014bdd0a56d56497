"""Faithful values: those that a backlog can declare exactly as they are."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from gh_playbook.declaration.declared import Description, Line
from gh_playbook.declaration.value import LabelDescription, LabelName, Points, Title

__all__ = ["Description", "LabelDescription", "LabelName", "Line", "Points", "Title", "is_faithful"]


def is_faithful(kind: Any, value: object) -> bool:
    """Tell whether declaring this value gives exactly this value."""
    try:
        return bool(_adapter(kind).validate_python(value) == value)
    except ValidationError:
        return False


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
