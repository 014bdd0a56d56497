"""How wide a text is, about, and how it breaks into lines.

A picture cannot know the reader's font. The widths are those of Helvetica and Arial, which the
system fonts of GitHub's own pages resemble, with some room left.
"""

import re
import unicodedata
from collections.abc import Iterator

# In thousandths of the font's size.
_WIDTHS = (
    dict.fromkeys("ijl|'", 240)
    | dict.fromkeys("I.,:;!ft[]/\\ ", 285)
    | dict.fromkeys('r()-"`*{}', 360)
    | dict.fromkeys("ckszvxyJ^", 510)
    | dict.fromkeys("0123456789", 556)
    | dict.fromkeys("ABEKPSVXY&", 680)
    | dict.fromkeys("CDHNRUw", 730)
    | dict.fromkeys("GMOQm", 835)
    | dict.fromkeys("W@%—…", 1000)
)
_AVERAGE = 565
_ROOM = 1.05
_BOLD = 1.07
ELLIPSIS = "…"
# What a long word may be broken after.
_PART = re.compile(r"[^-_/.:]*[-_/.:]+|[^-_/.:]+")


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text is, in the unit of the font's size."""
    units = sum(map(_units, text))
    return units / 1000 * size * _ROOM * (_BOLD if bold else 1)


def wrapped(
    text: str, room: float, size: float, *, most: int, bold: bool = False
) -> tuple[str, ...]:
    """Break a text into lines that fit; of more than `most`, the last ends in an ellipsis."""
    lines = list(_lines(visible(text), room, size, bold=bold))
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], shortened(" ".join(lines[most - 1 :]), room, size, bold=bold))


def shortened(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """Return a text as it fits on one line: whole, or cut off with an ellipsis."""
    text = visible(text)
    if width(text, size, bold=bold) <= room:
        return text
    while text and width(text + ELLIPSIS, size, bold=bold) > room:
        text = text[:-1].rstrip()
    return text + ELLIPSIS


def visible(text: str) -> str:
    """Return a text without what XML cannot hold, its runs of space made one."""
    kept = "".join(" " if unicodedata.category(each) in {"Cc", "Cs"} else each for each in text)
    return " ".join(kept.replace("\ufffe", " ").replace("\uffff", " ").split())


def _lines(text: str, room: float, size: float, *, bold: bool) -> Iterator[str]:
    line = ""
    for piece, space in _pieces(text, room, size, bold=bold):
        longer = f"{line}{space}{piece}" if line else piece
        if width(longer, size, bold=bold) <= room:
            line = longer
            continue
        yield line
        line = piece
    if line:
        yield line


def _pieces(text: str, room: float, size: float, *, bold: bool) -> Iterator[tuple[str, str]]:
    """Yield what stays together, with the space before it.

    Those are words; of one that is too long for a line its parts, or else its characters.
    """
    for word in text.split():
        space = " "
        whole = width(word, size, bold=bold) <= room
        for part in [word] if whole else _PART.findall(word):
            fits = width(part, size, bold=bold) <= room
            for piece in [part] if fits else part:
                yield piece, space
                space = ""


def _units(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return 1300 if character > "\uffff" else 1000
    return _WIDTHS.get(character, _AVERAGE if character.islower() else 620)
