"""Located data: mappings and lists of plain values that know where they were written."""

from collections.abc import Iterable
from typing import Any

from gh_playbook.declaration.source import Source


class LocatedMapping(dict[str, Any]):
    """A YAML mapping; `at` has each value's place, `keys_at` each key's."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source
        self.at: dict[Any, Source] = {}
        self.keys_at: dict[Any, Source] = {}

    def put(self, key: str, value: object, *, at: Source, key_at: Source) -> None:
        """Set a value, with its place and the place of its key."""
        self[key] = value
        self.at[key] = at
        self.keys_at[key] = key_at

    def take(self, other: "LocatedMapping") -> None:
        """Set all values of the other mapping, with their places."""
        self.update(other)
        self.at.update(other.at)
        self.keys_at.update(other.keys_at)

    def drop(self, key: str) -> None:
        """Remove a value, with its place and its key's."""
        del self[key], self.at[key], self.keys_at[key]


class LocatedList(list[Any]):
    """A YAML list; `at` has each element's place."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source
        self.at: dict[Any, Source] = {}

    def add(self, value: object, *, at: Source) -> None:
        """Append a value with its place."""
        self.at[len(self)] = at
        self.append(value)


class Unreadable:
    """A placeholder for a value that could not be read; its fault is in the document's list."""

    def __repr__(self) -> str:
        return "…"


UNREADABLE = Unreadable()


def locate(data: Any, path: Iterable[str | int], *, key: bool = False) -> Source | None:
    """Return the place of the value at a path, or of the last part of the path that has a place.

    With `key`, the place of the last key instead of its value.
    """
    source = data.source if isinstance(data, LocatedMapping | LocatedList) else None
    for step in path:
        if isinstance(data, LocatedMapping) and step in data:
            source = data.keys_at[step] if key else data.at[step]
            data = data[str(step)]
        elif isinstance(data, LocatedList) and isinstance(step, int) and step < len(data):
            source = data.at[step]
            data = data[step]
    return source
