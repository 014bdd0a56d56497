"""Properties that an answer has and GitHub's REST description does not: a client may rely on them.

Alternatives are taken together: what one of them has, an answer may have.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
Resolve = Callable[[str], Schema]
_COMPOUND = ("allOf", "anyOf", "oneOf")


def surplus(schema: Schema, body: Any, resolve: Resolve, where: str = "$") -> Iterator[str]:
    """Name the properties of a body that its schema, which is not open to any, does not have."""
    if isinstance(body, list):
        entries = _entries(schema, resolve)
        for index, each in enumerate(body if entries is not None else ()):
            yield from surplus(entries or {}, each, resolve, f"{where}[{index}]")
    elif isinstance(body, dict):
        properties = _properties(schema, resolve)
        for key, value in body.items() if properties is not None else ():
            if key in (properties or {}):
                yield from surplus((properties or {})[key], value, resolve, f"{where}.{key}")
            else:
                yield f"at {where}: GitHub has no {key} there"


def _properties(schema: Schema, resolve: Resolve) -> dict[str, Schema] | None:
    """Return what an object may have; None where it may have anything."""
    if "$ref" in schema:
        return _properties(resolve(schema["$ref"]), resolve)
    if schema.get("additionalProperties", False) is not False:
        return None
    found = dict(schema.get("properties", {}))
    parts = [part for key in _COMPOUND for part in schema.get(key, ())]
    for part in parts:
        more = _properties(part, resolve)
        if more is None:
            return None
        found = {**more, **found}
    return found if parts or "properties" in schema else None


def _entries(schema: Schema, resolve: Resolve) -> Schema | None:
    """Return the schema of a list's entries; None where there is none."""
    if "$ref" in schema:
        return _entries(resolve(schema["$ref"]), resolve)
    if "items" in schema:
        items: Schema = schema["items"]
        return items
    parts = (part for key in _COMPOUND for part in schema.get(key, ()))
    found = (_entries(part, resolve) for part in parts)
    return next((each for each in found if each is not None), None)
