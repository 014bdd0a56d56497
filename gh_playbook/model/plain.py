"""Conversion of core data to plain data and back, for plan files and journals."""

from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any


def plain(value: Any) -> Any:
    """Return a value as JSON data: a dataclass becomes a mapping of its fields."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = (each.name for each in fields(value) if each.metadata.get("is_kept", True))
        return {name: plain(getattr(value, name)) for name in kept}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, Set):
        return sorted(plain(each) for each in value)
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
