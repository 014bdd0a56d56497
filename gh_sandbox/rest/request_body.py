"""The properties that a request's body may and must have, with their JSON types.

Sources: GitHub's REST description; the message for a wrong type as reported in
vermiculus/magithub#101, for a missing property in PicGo's and many other reports of `"sha" wasn't
supplied`, for a missing body in github/maven-plugins#137. GitHub ignores unknown properties, except
on a few routes (emilyriederer/projmgr#43, OP5dev/TF-via-PR#432).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gh_sandbox.errors import ApiError, UnimplementedError, UnprocessableError

Types = tuple[str, ...]
_REQUIRED = "!"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)?")
_OF_PYTHON: dict[type, Types] = {
    str: ("string",),
    bool: ("boolean",),
    int: ("integer", "number"),
    float: ("number",),
    list: ("array",),
    dict: ("object",),
    type(None): ("null",),
}
_TYPES = {name for names in _OF_PYTHON.values() for name in names}


@dataclass(frozen=True)
class Properties:
    """The properties of a body: the types of each (an empty set allows any), and the required ones.

    A `closed` body may have no other properties.
    """

    types: Mapping[str, Types]
    required: tuple[str, ...]
    closed: bool = False


def read(text: str, *, closed: bool = False) -> Properties:
    """Read a text such as `title!:string|integer state:open|closed`; `!` marks a required property.

    A word that is not a JSON type is a text that the property may have.
    """
    entries = [entry.partition(":") for entry in text.split()]
    types = {
        name.removesuffix(_REQUIRED): tuple(filter(None, each.split("|")))
        for name, _, each in entries
    }
    required = tuple(
        name.removesuffix(_REQUIRED) for name, _, _ in entries if name.endswith(_REQUIRED)
    )
    return Properties(types, required, closed)


def check(body: Mapping[str, object] | None, properties: Properties) -> None:
    """Refuse a body that lacks a property or has one of a wrong type, with all faults together.

    None means that there is no body.
    """
    if body is None and properties.required:
        raise _invalid("For 'links/0/schema', nil is not an object.")
    given = body or {}
    faults = []
    for name, value in given.items():
        types = properties.types.get(name, ())
        if types and not _fits(value, types):
            faults.append(_wrong_type(f"properties/{name}", value, types))
        elif properties.closed and name not in properties.types:
            faults.append(f'"{name}" is not a permitted key.')
    faults += [f'"{name}" wasn\'t supplied.' for name in properties.required if name not in given]
    if faults:
        raise _invalid(*faults)


def texts(entries: Sequence[object], place: str) -> list[str]:
    """Read a list of texts from a property of the body."""
    found = []
    for entry in entries:
        if not isinstance(entry, str):
            raise wrong_type(f"properties/{place}/items", entry, ("string",))
        found.append(entry)
    return found


def objects(entries: Sequence[object], place: str) -> list[dict[str, Any]]:
    """Read a list of objects from a property of the body."""
    found = []
    for entry in entries:
        if not isinstance(entry, dict):
            raise wrong_type(f"properties/{place}/items", entry, ("object",))
        found.append(entry)
    return found


def wrong_type(place: str, value: object, types: Types) -> ApiError:
    """Return the message that a value has none of some types."""
    return _invalid(_wrong_type(place, value, types))


def _fits(value: object, types: Types) -> bool:
    return bool(set(types) & set(_OF_PYTHON[type(value)])) or (
        isinstance(value, str) and value in types and value not in _TYPES
    )


def _wrong_type(place: str, value: object, types: Types) -> str:
    """Return the message for a wrong value; the one for a wrong word is that of alerts' states.

    Unverified: all routes with such properties use it.
    """
    words = [each for each in types if each not in _TYPES]
    if words:
        return f"{value} is not a member of {json.dumps(words)}."
    shown = "nil" if value is None else json.dumps(value, ensure_ascii=False)
    named = [each for each in types if each != "null"]
    wanted = " or ".join(f"{'an' if each[0] in 'aio' else 'a'} {each}" for each in named)
    return f"For '{place}', {shown} is not {wanted}."


def _invalid(*faults: str) -> ApiError:
    return UnprocessableError("Invalid request.\n\n" + "\n".join(faults))


def require_moment(place: str, text: str) -> None:
    """Refuse a text that is no moment, such as a day alone (PyGithub/PyGithub#396).

    Unverified: a moment without a zone is accepted, and the position in the message.
    """
    if not _MOMENT.fullmatch(text):
        raise _no_moment(place, text)


def moment(place: str, text: str) -> datetime:
    """Return the moment that a text names, or refuse."""
    require_moment(place, text)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise _no_moment(place, text) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _no_moment(place: str, text: str) -> ApiError:
    shown = json.dumps(text, ensure_ascii=False)
    return _invalid(f"For '{place}', {shown} is not a valid date-time.")


def refuse_suggestion(entry: Mapping[str, object]) -> None:
    """Refuse a suggestion, which people would have to approve: the sandbox has none."""
    if entry.get("suggest"):
        raise UnimplementedError("Suggestions are not implemented by the sandbox.")
