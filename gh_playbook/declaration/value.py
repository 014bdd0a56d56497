"""The simple values of a backlog: keys, logins, colours, titles, with GitHub's limits."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator

from gh_playbook.declaration import reference
from gh_playbook.declaration.declared import Description, Line
from gh_playbook.declaration.wording import short, unusual
from gh_playbook.late_pattern import late_pattern

# GitHub's limits. Label: GitHub's REST documentation (description 100) and GitHub's own answers
# (name 50). Body: GitHub's answer "body is too long (maximum is 65536 characters)". Sub-issues,
# dependencies, assignees, pins, issue types and issue fields: GitHub's documentation. Title: 256,
# seen in GitHub's form [unverified].
LABEL_NAME_LIMIT = 50
LABEL_DESCRIPTION_LIMIT = 100
LABELS_LIMIT = 100
ASSIGNEES_LIMIT = 10
PINS_LIMIT = 3
TITLE_LIMIT = 256
# The tool's own limit, so that the marker with the key stays one line.
KEY_LIMIT = 256
BODY_LIMIT = 65_536
SUB_ISSUES_LIMIT = 100
SUB_ISSUE_LEVELS = 8
DEPENDENCIES_LIMIT = 50
ISSUE_TYPES_LIMIT = 25
# Numbers of the board have the type `Float` of GraphQL: it cannot hold every whole number above
# this.
NUMBER_LIMIT = 2**53
ISSUE_FIELDS_LIMIT = 25

# Emoji, the characters that join them, and blanks, by their blocks in Unicode (emoji-data.txt).
_EMOJI = late_pattern(
    "(?:[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u2300-\u23ff\u24c2\u25aa-\u25fe"
    "\u2600-\u27bf\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
    "\U000e0020-\U000e007f]|[#*0-9]\ufe0f?\u20e3|[\u200d\ufe0f]|\\s)+"
)
# The colour of a label without a declared colour: GitHub uses it for labels that it creates itself.
NO_COLOR = "ededed"

# The value of a field of a card or an issue. A select with several options has the names of the
# chosen ones; a date is written as GitHub writes it.
Value = str | float | tuple[str, ...]

# The login of the run, as an assignee; `gh` uses the same word.
ME = "@me"

_DIGITS = late_pattern(r"[0-9A-Fa-f]{6}")
# GitHub's logins of people and, with `[bot]`, of apps; `_` is in those of managed users.
_LOGIN = late_pattern(r"[A-Za-z0-9][A-Za-z0-9_-]*(\[bot\])?")
_KEY = late_pattern(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def alone_or_listed(value: object) -> list[object]:
    """Return a value that may stand alone, or in a list with others, as a list."""
    return value if isinstance(value, list) else [value]


def condition(value: object) -> object:
    """Return an expression, or a truth value. Raises ValueError for anything else."""
    is_condition = isinstance(value, str | bool)
    if not is_condition:
        raise ValueError(f"must be an expression, true or false, not {short(value)}")
    return value


def _color(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return value
    if not _DIGITS.fullmatch(value):
        bare = value.removeprefix("#")
        without = "" if bare == value else " without '#'"
        example = bare if _DIGITS.fullmatch(bare) else "d73a4a"
        raise ValueError(
            f"a colour is six hexadecimal digits{without}, such as {example!r}, not {value!r}"
        )
    return value.lower()


def _key(value: str) -> str:
    if not _KEY.fullmatch(value):
        plain = re.sub(r"[^\w.-]+", "-", value, flags=re.ASCII).strip("-.")
        how = f": write {plain!r}" if _KEY.fullmatch(plain) else ""
        raise ValueError(f"a key is letters, digits, '-', '_' and '.', not {value!r}{how}")
    return value


def _key_or_reference(value: str) -> str:
    if not _KEY.fullmatch(value) and reference.parse(value) is None:
        if reference.parse_content(value) is not None:
            raise ValueError(f"a pull request is not an issue: {value!r}")
        forms = "'#12', 'owner/name#12' or an issue's URL"
        raise ValueError(f"an issue is named by its key, or as {forms}, not {value!r}")
    return value


def _points(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        raise ValueError(f"must be a number of story points, not {value!r}")
    return exact(value)


def exact(value: float) -> float:
    """Return a number as a field of the board can hold it. Raises ValueError if it is too large."""
    if not abs(value) <= NUMBER_LIMIT:
        raise ValueError(f"must be a number of at most {NUMBER_LIMIT:,}, not {short(value)}")
    return value


@dataclass(frozen=True)
class Limited(AfterValidator):
    """A validator that enforces a limit; `limit` describes it for the reference."""

    limit: str = ""


def at_most(limit: int, what: str) -> AfterValidator:
    """Return a validator for texts of at most `limit` characters."""

    def check(value: str) -> str:
        if len(value) > limit:
            raise ValueError(f"{what} has at most {limit} characters, not {len(value)}")
        return value

    return Limited(check, f"{limit:,} characters")


def count_at_most(limit: int, what: str) -> AfterValidator:
    """Return a validator for lists of an issue with at most `limit` elements."""

    def check(value: tuple[Any, ...]) -> tuple[Any, ...]:
        if len(value) > limit:
            raise ValueError(f"an issue has at most {limit} {what}, not {len(value)}")
        return value

    return Limited(check, f"{limit} of them")


def is_login(value: str) -> bool:
    """Tell whether a text can be somebody's login, or is the word for the login of the run."""
    return value == ME or _LOGIN.fullmatch(value) is not None


def _login(value: str) -> str:
    if not _LOGIN.fullmatch(value):
        example = value.lstrip("@") if _LOGIN.fullmatch(value.lstrip("@")) else "octocat"
        what = f"a login is letters, digits and '-', such as {example}, not {value!r}"
        raise ValueError(f"{what}{unusual(value)}")
    return value


def _assignee(value: str) -> str:
    return value if value == ME else _login(value)


_SCALAR = (str, int, float, date)


def _field_value(value: object) -> object:
    several = value if isinstance(value, list) else [value]
    unfit = [each for each in several if isinstance(each, bool) or not isinstance(each, _SCALAR)]
    if unfit:
        raise ValueError(f"must be text, a number, a date or a list, not {short(value)}")
    return tuple(several) if isinstance(value, list) else value


Key = Annotated[str, AfterValidator(_key), at_most(KEY_LIMIT, "a key")]
KeyOrReference = Annotated[str, AfterValidator(_key_or_reference)]
Login = Annotated[str, AfterValidator(_login)]
Assignee = Annotated[str, AfterValidator(_assignee)]
Color = Annotated[str, BeforeValidator(_color)]


def _more_than_emoji(value: str) -> str:
    """Return the name of a label.

    Raises ValueError for a name of emoji alone, which GitHub refuses.
    """
    if _EMOJI.fullmatch(value):
        raise ValueError(f"GitHub refuses a name of emoji alone: add a word to {value!r}")
    return value


Title = Annotated[Line, at_most(TITLE_LIMIT, "a title")]
LabelName = Annotated[
    Line, at_most(LABEL_NAME_LIMIT, "a label's name"), AfterValidator(_more_than_emoji)
]
LabelDescription = Annotated[Description, at_most(LABEL_DESCRIPTION_LIMIT, "a label's description")]
Points = Annotated[int | float, BeforeValidator(_points)]
# Whether such a thing has to exist; an absent one is removed.
Presence = Literal["present", "absent"]
FieldValue = Annotated[Any, BeforeValidator(_field_value)]
