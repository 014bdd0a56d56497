"""The base of every declared thing: strict fields, and the place of its declaration.

Outside input enters only through these models. An error of pydantic becomes a fault with its place
and, for a misspelt key, with a suggestion.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self, TypeVar, get_args, get_origin
from unicodedata import category

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from gh_playbook.declaration import hint
from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.located import LocatedMapping, locate
from gh_playbook.declaration.name import BLANKS
from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.declaration.wording import short, suggestion

Model = TypeVar("Model", bound=BaseModel)

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


# Control characters except tabs and line ends, and surrogates.
_UNUSABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# Letters and signs that look blank, from Hangul and Braille.
_BLANK = "\u115f\u1160\u3164\uffa0\u2800"
_LINE_END = re.compile(r"(?<![ \t])[ \t]*[\r\n\u2028\u2029][ \t\r\n\u2028\u2029]*")
_EMPTY_LINES = re.compile(r"\A(?:[ \t]*\n)+")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _text(value: str) -> str:
    """Return a text unchanged. Raises ValueError for a text that GitHub would not keep as it is.

    `gh` shows control characters as `^G`, so a text with such a character would always differ from
    GitHub's. A lone surrogate (half a character) cannot be sent at all.
    """
    found = None if value.isprintable() else _UNUSABLE.search(value)
    if found is not None:
        raise ValueError(f"the character U+{ord(found[0]):04X} is not text: remove it")
    return value


def _line(value: str) -> str:
    """Return a name without the blanks around it; several lines become one.

    Blanks inside are part of the name, except around a line end, as in YAML.
    """
    value = value.strip(BLANKS)
    if value and value.isascii() and value.isprintable():
        return value  # As nearly all names: nothing below concerns it.
    value = _LINE_END.sub(" ", value)
    if not value.strip():
        raise ValueError("must not be empty")
    if not value.isascii() and all(map(_is_unseen, value)):
        code = next(ord(each) for each in value if not each.isspace())
        raise ValueError(f"it is invisible: it has U+{code:04X} and no letter")
    return _text(value)


def _is_unseen(character: str) -> bool:
    """Tell whether a character is invisible: it has no width, or looks blank."""
    return character in _BLANK or character.isspace() or category(character) == "Cf"


def _trimmed(value: str) -> str:
    """Return a text without empty lines around it and without blanks at its end.

    YAML ends a block of text with a line end, which nobody intends, and which GitHub may remove.
    """
    return _EMPTY_LINES.sub("", value.replace("\r\n", "\n")).rstrip()


def _filled(value: str) -> str:
    if not value:
        raise ValueError("must not be empty")
    return value


def _date(value: object) -> object:
    is_written_so = isinstance(value, date) or DAY.fullmatch(str(value)) is not None
    try:
        if is_written_so:
            return date.fromisoformat(str(value))
    except ValueError:
        pass
    if is_written_so:
        raise ValueError(f"there is no day {value}")
    raise ValueError(f"must be a date such as 2026-12-31, not {short(value)}")


# A text that is not changed.
Text = Annotated[str, AfterValidator(_text)]
# A text of one line, such as a name.
Line = Annotated[str, AfterValidator(_line)]
# A text of any number of lines, without empty lines around it; and such a text that is not empty.
Description = Annotated[Text, AfterValidator(_trimmed)]
Paragraph = Annotated[Description, AfterValidator(_filled)]
# A day, without a time; a number is not a day.
Day = Annotated[date, BeforeValidator(_date)]


class Declared(BaseModel):
    """A thing that someone declared."""

    # Each model is built at its first use, because no command uses all of them.
    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True
    )

    _source: Source | None = PrivateAttr(default=None)
    _places: LocatedMapping | None = PrivateAttr(default=None)

    @model_validator(mode="wrap")
    @classmethod
    def _remember_source(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        result = handler(data)
        if isinstance(data, LocatedMapping) and result is not data:
            result._private.update(_source=data.source, _places=data)
        return result

    @property
    def _private(self) -> dict[str, Any]:
        """The private attributes, without pydantic's slow lookup: runs ask for all sources."""
        return self.__pydantic_private__ or {}

    @property
    def source(self) -> Source | None:
        """The place of its declaration, if it came from a file."""
        found: Source | None = self._private.get("_source")
        return found

    @property
    def is_absent(self) -> bool:
        """Tell whether it is declared with `state: absent`: no such thing may exist."""
        return getattr(self, "state", None) == "absent"

    @classmethod
    def hint_of_key(cls, _key: str) -> str:
        """Return what to do about an unknown key, if this model knows better than its names do."""
        return ""

    def says(self, field: str) -> bool:
        """Tell whether the field was declared. Undeclared values belong to people."""
        return field in self.model_fields_set

    def declared_at(self, source: Source | None) -> Self:
        """Return the same thing, declared at this place."""
        result = self.model_copy()
        result._source = source
        return result

    def belongs_to(self, _chosen: Chosen, /) -> bool:
        """Tell whether `--only` keeps this: it leaves out things that only other issues need."""
        return True

    def place(self, *path: str | int) -> Source | None:
        """Return the place where the field, or an element of it, was declared."""
        return locate(self._places, path) if self._places is not None else self._source


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
    path = steps_within(data, error["loc"])
    unknown = error["type"] == "extra_forbidden"
    place = locate(data, path, key=unknown) or source
    if unknown:
        owner = model_within(model, path)
        fields = owner.model_fields if owner else ()
        key = str(path[-1])
        own = owner.hint_of_key(key) if owner and issubclass(owner, Declared) else ""
        told = own or hint.of_key(key, fields) or suggestion(key, fields)
        return Fault(f"unknown key {key!r}{told}", place)
    if error["type"] == "missing":
        return Fault(f"{path[-1]!r} is missing", place)
    about_all = error["type"] == "value_error" and isinstance(error["input"], LocatedMapping)
    words = _words(error, _choices(model, path), _within(model, path))
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


def _words(error: ErrorDetails, choices: tuple[str, ...], keys: Mapping[str, bool]) -> str:
    given = error["input"]
    if error["type"] in {"list_type", "tuple_type"} and choices:
        either = f"{', '.join(choices[:-1])} and {choices[-1]}"
        return f"must be a list of some of {either}, not {short(given)}"
    if error["type"] in _KINDS:
        required = [key for key, is_required in keys.items() if is_required]
        how = hint.of_value(error["type"], given, required, sorted(keys))
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
