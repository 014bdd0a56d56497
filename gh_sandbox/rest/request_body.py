"""What the body of a request may hold: properties, and the JSON types of each.

Sources: GitHub's REST description; the wording of a wrong type as reported
(vermiculus/magithub#101). GitHub ignores properties that it does not know.
"""

import json
import re
from collections.abc import Mapping

from gh_sandbox.errors import ApiError, UnprocessableError

Types = tuple[str, ...]
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


def read(text: str) -> dict[str, Types]:
    """Read a text such as `title:string|integer labels:array`; without a type any will do."""
    entries = (entry.partition(":") for entry in text.split())
    return {name: tuple(filter(None, types.split("|"))) for name, _, types in entries}


def check(body: Mapping[str, object], properties: Mapping[str, Types]) -> None:
    """Refuse a body that has a property of another type than its own."""
    for name, value in body.items():
        types = properties.get(name, ())
        if types and not set(types) & set(_OF_PYTHON[type(value)]):
            raise wrong_type(f"properties/{name}", value, types)


def wrong_type(place: str, value: object, types: Types) -> ApiError:
    """Say that a value is of none of some types."""
    shown = "nil" if value is None else json.dumps(value, ensure_ascii=False)
    named = [each for each in types if each != "null"]
    wanted = " or ".join(f"{'an' if each[0] in 'aio' else 'a'} {each}" for each in named)
    return UnprocessableError(f"Invalid request.\n\nFor '{place}', {shown} is not {wanted}.")


def require_moment(place: str, text: str) -> None:
    """Refuse a text that is no moment, such as a day alone (PyGithub/PyGithub#396).

    Unverified: that a moment without a zone is taken, and the place in the message.
    """
    if not _MOMENT.fullmatch(text):
        shown = json.dumps(text, ensure_ascii=False)
        raise UnprocessableError(
            f"Invalid request.\n\nFor '{place}', {shown} is not a valid date-time."
        )


def refuse_suggestion(entry: Mapping[str, object]) -> None:
    """Refuse what is only suggested, for people to approve: the sandbox keeps no suggestions."""
    if entry.get("suggest"):
        raise ApiError(
            422, "Suggestions are not implemented by the sandbox.", type="NOT_IMPLEMENTED"
        )
