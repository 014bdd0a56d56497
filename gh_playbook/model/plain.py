"""Conversion of core data to plain data and back, for plan files and journals."""

from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any

_PLAIN = {str, int, float, bool, NoneType}


def plain(value: Any) -> Any:
    """Return a value as JSON data: a dataclass or named tuple is a mapping of its fields."""
    return value if type(value) in _PLAIN else _converted(value)


def _converted(value: Any) -> Any:
    kind: type = type(value)
    names = _kept(kind)
    if names is not None:
        found = ((name, getattr(value, name)) for name in names)
        return {name: each if type(each) in _PLAIN else _converted(each) for name, each in found}
    # The abstract kinds come last, because Python takes long to recognize them.
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, Set):
        return sorted(plain(each) for each in value)
    return value.isoformat() if isinstance(value, date) else value


@cache
def _kept(kind: type) -> tuple[str, ...] | None:
    """Return the fields of a dataclass that are kept, or of a named tuple; None for the rest."""
    if not is_dataclass(kind):
        return getattr(kind, "_fields", None)
    return tuple(each.name for each in fields(kind) if each.metadata.get("is_kept", True))
