"""The base of every declared thing: strict fields, and the place of its declaration.

Outside input enters only through these models; `validation.py` makes them from data.
"""

from contextlib import suppress
from datetime import date
from typing import Annotated, Any, Self
from unicodedata import category

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ModelWrapValidatorHandler,
    PrivateAttr,
    model_validator,
)

from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.located import LocatedMapping, locate
from gh_playbook.declaration.name import BLANKS
from gh_playbook.declaration.source import Source
from gh_playbook.declaration.wording import short
from gh_playbook.late_pattern import late_pattern
from gh_playbook.stand_in import METADATA, load

# There pydantic looks for its plugins, of which a run has none.
with suppress(ImportError):
    load("pydantic.plugin._loader", METADATA)

# Control characters except tabs and line ends, and surrogates.
_UNUSABLE = late_pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# Letters and signs that look blank, from Hangul and Braille.
_BLANK = "\u115f\u1160\u3164\uffa0\u2800"
_LINE_END = late_pattern(r"(?<![ \t])[ \t]*[\r\n\u2028\u2029][ \t\r\n\u2028\u2029]*")
_EMPTY_LINES = late_pattern(r"\A(?:[ \t]*\n)+")
DAY = late_pattern(r"\d{4}-\d{2}-\d{2}")


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
        """The private attributes, without pydantic's slow lookup: runs ask for all places."""
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
        places = self._private.get("_places")
        return locate(places, path) if places is not None else self.source
