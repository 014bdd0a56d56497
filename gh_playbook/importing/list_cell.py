"""Several names in one text: between commas, semicolons, bars or line ends; quotes keep them whole.

`"a, b", c` are two names: `export --format csv` writes a label with a comma like this.
"""

import re
from collections.abc import Sequence

from gh_playbook.frozen import dataclass
from gh_playbook.importing import field_value, vocabulary

# The kinds of marks, in order: the first kind that a text has divides it.
_MARKS = (",", ";", "|")
_NAMES = {",": "commas", ";": "semicolons", "|": "bars"}
_ALL = "".join((*_MARKS, "\n"))
# A name in quotes, up to the mark after it.
_QUOTED = r"\s*(?:\"(?:[^\"]|\"\")*\"|`[^`]*`)\s*(?=[{marks}]|\Z)"


@dataclass(frozen=True)
class Listed:
    """The names in a text; `doubt` says what else the text could mean; empty without doubt."""

    names: Sequence[str]
    doubt: str = ""


def listed(text: str) -> Listed:
    """Return the names in a text, divided by its first kind of mark outside of quotes."""
    marks = [mark for mark in _MARKS if mark in _bare(text)]
    parts = _divided(text, f"\n{marks[0]}" if marks else "\n")
    names = [name for name in map(_name, parts) if not vocabulary.is_nothing(name)]
    if len(marks) < 2:
        return Listed(names)
    other = " or ".join(_NAMES[mark] for mark in marks[1:])
    return Listed(names, f"divided at its {_NAMES[marks[0]]}, not at {other}")


def quoted(name: str) -> str:
    """Return a name as `listed` reads it: in quotes if it contains a mark or a quote."""
    is_plain = not any(mark in name for mark in (*_MARKS, '"', "`")) and name == name.strip("*_'")
    return name if is_plain else '"{}"'.format(name.replace('"', '""'))


def _bare(text: str) -> str:
    """Return a text without its names in quotes."""
    quoted = re.compile(_QUOTED.format(marks=_ALL))
    return "".join(each for each in _parts(text, _ALL) if not quoted.fullmatch(each))


def _divided(text: str, marks: str) -> list[str]:
    """Return the parts of a text between any of these marks, quotes and all."""
    return [part for part in _parts(text, marks) if part not in marks]


def _parts(text: str, marks: str) -> list[str]:
    """Return the parts of a text, and each mark between them as a part, too."""
    marks = re.escape(marks)
    return re.findall(rf"{_QUOTED.format(marks=marks)}|[^{marks}]+|[{marks}]", text)


def _is_quoted(part: str) -> bool:
    return len(part) > 1 and part[0] == part[-1] and part[0] in '"`'


def _name(part: str) -> str:
    part = part.strip()
    if _is_quoted(part) and part[0] == '"':
        return part[1:-1].replace('""', '"')
    return field_value.unquoted(part)
