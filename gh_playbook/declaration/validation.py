"""Validation: a model is made from data; errors of pydantic become faults with their places.

A misspelt key gets a suggestion.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gh_playbook.declaration import hint
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.located import LocatedMapping, locate
from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.declaration.wording import short, suggestion

Model = TypeVar("Model", bound=BaseModel)
# Pydantic's last step on the way to the key of a mapping, instead of its value.
_OF_KEY = "[key]"
_KINDS = {
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "dict_type": "must be a mapping",
    "model_type": "must be a mapping",
}


def validate(model: type[Model], data: object, *, source: Source | None = None) -> Model:
    """Make a model from data; `source` is the place for data that has no places of its own.

    Raises InputError with all faults.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise InputError(
            fault(model, data, each, source) for each in error.errors(include_url=False)
        ) from None


def fault(
    model: type[BaseModel], data: object, error: ErrorDetails, source: Source | None
) -> Fault:
    """Return pydantic's error as a fault, with its place in the data."""
    is_of_key = error["loc"][-1:] == (_OF_KEY,)
    path = steps_within(data, error["loc"][:-1] if is_of_key else error["loc"])
    unknown = error["type"] == "extra_forbidden"
    place = locate(data, path, key=unknown or is_of_key) or source
    if unknown:
        owner = model_within(model, path)
        fields = owner.model_fields if owner else ()
        key = str(path[-1])
        own = owner.hint_of_key(key) if owner and issubclass(owner, Declared) else ""
        told = own or hint.of_key(key, fields) or suggestion(key, fields)
        return Fault(f"unknown key {key!r}{told}", place)
    if error["type"] == "missing":
        return Fault(f"{path[-1]!r} is missing{hint.of_missing(path[-1], error['input'])}", place)
    if is_of_key:
        path.pop()
    about_all = error["type"] == "value_error" and isinstance(error["input"], LocatedMapping)
    words = _words(error, _last_name(path), _choices(model, path), _within(model, path))
    return Fault(f"{'' if about_all else _named(path)}{words}", place)


def steps_within(data: object, path: tuple[str | int, ...]) -> list[str | int]:
    """Return the path within the data, without the kinds of values that pydantic also names.

    The last step always stays: it may be missing in the data.
    """
    steps: list[str | int] = []
    for number, step in enumerate(path, 1):
        is_key = isinstance(data, LocatedMapping) and step in data
        is_index = isinstance(data, list | tuple) and isinstance(step, int) and step < len(data)
        if is_key or is_index or number == len(path):
            steps.append(step)
        data = data[step] if is_key or is_index else data  # type: ignore[index]
    return steps


def _choices(model: type[BaseModel], path: list[str | int]) -> tuple[str, ...]:
    """Return the only words that the list at a path may contain, if its words are limited."""
    owner = model_within(model, path)
    field = owner.model_fields.get(str(path[-1])) if owner and path else None
    of_elements = get_args(field.annotation)[:1] if field else ()
    return get_args(of_elements[0]) if of_elements and get_origin(of_elements[0]) is Literal else ()


def _within(model: type[BaseModel], path: list[str | int]) -> Mapping[str, bool]:
    """Return the keys of the mapping at a path, or of each mapping in the list there.

    The values tell whether a key is required.
    """
    owner = model_within(model, path)
    field = owner.model_fields.get(_last_name(path)) if owner else None
    inner = _model_in(field.annotation) if field else None if path else model
    fields = inner.model_fields.items() if inner else ()
    return {each.alias or name: each.is_required() for name, each in fields}


def _last_name(path: list[str | int]) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _words(
    error: ErrorDetails, name: str, choices: tuple[str, ...], keys: Mapping[str, bool]
) -> str:
    given = error["input"]
    if error["type"] in {"list_type", "tuple_type"} and choices:
        either = f"{', '.join(choices[:-1])} and {choices[-1]}"
        return f"must be a list of some of {either}, not {short(given)}"
    if error["type"] in _KINDS:
        required = [key for key, is_required in keys.items() if is_required]
        how = hint.of_value(error["type"], given, required, sorted(keys), name=name)
        return f"{_KINDS[error['type']]}, not {short(given)}{how}"
    if error["type"] in {"literal_error", "enum"}:
        expected = error["ctx"]["expected"].replace("'", "")
        meant = hint.of_choice(given, re.split(", | or ", expected))
        return f"must be {expected}, not {short(given)}{meant}"
    if error["type"] == "greater_than_equal":
        return f"must be {error['ctx']['ge']} or more, not {short(given)}"
    message = error["msg"].removeprefix("Value error, ")
    return message[0].lower() + message[1:] if error["type"] != "value_error" else message


def _named(path: list[str | int]) -> str:
    name = _last_name(path)
    return f"{name}: " if name else ""


def model_within(model: type[BaseModel], path: Iterable[str | int]) -> type[BaseModel] | None:
    """Return the model that the last name of the path belongs to, if there is one."""
    found: type[BaseModel] | None = model
    for name in [step for step in path if isinstance(step, str)][:-1]:
        field = found.model_fields.get(name) if found else None
        found = _model_in(field.annotation) if field else None
    return found


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for each in getattr(annotation, "__args__", ()):
        model = _model_in(each)
        if model is not None:
            return model
    return None
