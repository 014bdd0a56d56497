"""Whether what exists can be declared just as it is: names that come back as they went in."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from gh_playbook.declaration.declared import Description, Line
from gh_playbook.declaration.value import LabelDescription, LabelName, Points, Title

__all__ = ["Description", "LabelDescription", "LabelName", "Line", "Points", "Title", "is_faithful"]


def is_faithful(kind: Any, value: object) -> bool:
    """Tell whether a declared value of this kind is the very value."""
    try:
        return bool(_adapter(kind).validate_python(value) == value)
    except ValidationError:
        return False


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
