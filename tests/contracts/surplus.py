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
        entry = entries(schema, resolve)
        for index, each in enumerate(body if entry is not None else ()):
            yield from surplus(entry or {}, each, resolve, f"{where}[{index}]")
    elif isinstance(body, dict):
        known = properties(schema, resolve)
        for key, value in body.items() if known is not None else ():
            if key in (known or {}):
                yield from surplus((known or {})[key], value, resolve, f"{where}.{key}")
            else:
                yield f"at {where}: GitHub has no {key} there"


def properties(schema: Schema, resolve: Resolve) -> dict[str, Schema] | None:
    """Return the properties that an object may have; None if it may have any."""
    if "$ref" in schema:
        return properties(resolve(schema["$ref"]), resolve)
    if schema.get("type", "object") != "object":
        return {}
    if schema.get("additionalProperties", False) is not False:
        return None
    found = dict(schema.get("properties", {}))
    parts = [part for key in _COMPOUND for part in schema.get(key, ())]
    for part in parts:
        more = properties(part, resolve)
        if more is None:
            return None
        for name, each in more.items():
            found[name] = _either([found[name], each]) if name in found else each
    return found if parts or "properties" in schema else None


def entries(schema: Schema, resolve: Resolve) -> Schema | None:
    """Return the schema of a list's entries; None if there is none."""
    if "$ref" in schema:
        return entries(resolve(schema["$ref"]), resolve)
    if "items" in schema:
        items: Schema = schema["items"]
        return items
    parts = (part for key in _COMPOUND for part in schema.get(key, ()))
    found = [each for part in parts if (each := entries(part, resolve)) is not None]
    return _either(found) if found else None


def _either(schemas: list[Schema]) -> Schema:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
