"""The width of texts, and their breaking into lines.

A picture cannot know the reader's font. So each line is drawn exactly as wide as it is measured
here (SVG's `textLength`), whatever the font. The widths lie between those of the usual sans-serif
fonts (Arial, Inter, Noto Sans, DejaVu Sans), so that each of them is stretched or narrowed by about
a tenth at most.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from gh_playbook.frozen import dataclass
from gh_playbook.report.escaping import seen

# In thousandths of the font's size: the mean of the four fonts.
_WIDTHS = (
    dict.fromkeys("'", 225)
    | dict.fromkeys("ijl", 250)
    | dict.fromkeys(" ,.", 280)
    | dict.fromkeys("!:;I", 300)
    | dict.fromkeys("/\\f", 325)
    | dict.fromkeys("()[]t", 350)
    | dict.fromkeys("-r|", 375)
    | dict.fromkeys('"J`', 400)
    | dict.fromkeys("{}*", 440)
    | dict.fromkeys("?_szc\N{EN DASH}", 510)
    | dict.fromkeys("Lkvxy", 550)
    | dict.fromkeys("17F^ae", 575)
    | dict.fromkeys("$02345689Tbdghnopqu", 600)
    | dict.fromkeys("EPSYZ", 625)
    | dict.fromkeys("KVX", 650)
    | dict.fromkeys("+<=>ABR~", 675)
    | dict.fromkeys("#&CDU", 715)
    | dict.fromkeys("GHN", 750)
    | dict.fromkeys("OQw", 775)
    | dict.fromkeys("%M", 875)
    | dict.fromkeys("m…", 905)
    | dict.fromkeys("W@—", 970)
)
_LOWER = 575
_OTHER = 670
_IDEOGRAPH = 1000
_EMOJI = 1250
_BOLD = 1.07
ELLIPSIS = "…"
_JOINER = "\u200d"
_SKIN_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_EMOJI_STYLE = "\ufe0f"
# The signs after which a long word may be broken.
_PART = re.compile(r"[^-_/.:]*[-_/.:]+|[^-_/.:]+")


@dataclass(frozen=True)
class TextLine:
    """A text on one line, and the width with which it is drawn."""

    text: str
    width: float


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text, in units of the font's size."""
    units = sum(map(_units, text if text.isascii() else _clusters(text)))
    return units / 1000 * size * (_BOLD if bold else 1)


def wrapped(
    text: str, room: float, size: float, *, most: int, bold: bool = False
) -> tuple[TextLine, ...]:
    """Break a text into lines that fit; with more than `most`, the last ends in an ellipsis."""
    lines = list(_lines(visible(text), room, size, bold=bold))
    if len(lines) > most:
        lines[most - 1 :] = [" ".join(lines[most - 1 :])]
    return tuple(shortened(line, room, size, bold=bold) for line in lines)


def shortened(text: str, room: float, size: float, *, bold: bool = False) -> TextLine:
    """Return a text for one line: whole, or cut off with an ellipsis."""
    text = visible(text)
    if width(text, size, bold=bold) > room:
        text = _cut(text, room - width(ELLIPSIS, size, bold=bold), size, bold=bold) + ELLIPSIS
    return TextLine(text, round(width(text, size, bold=bold), 1))


def visible(text: str) -> str:
    """Return a text without characters that XML forbids, and with single blanks.

    Characters that change the direction of text, and invisible ones, are shown escaped.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = "".join(" " if unicodedata.category(each) in {"Cc", "Cs"} else each for each in text)
    return seen(" ".join(kept.replace("\ufffe", " ").replace("\uffff", " ").split()))


def _cut(text: str, room: float, size: float, *, bold: bool) -> str:
    kept = ""
    for cluster in _clusters(text):
        room -= width(cluster, size, bold=bold)
        if room < 0:
            break
        kept += cluster
    return kept.rstrip()


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
    """Yield the parts that stay together, with the blank before each.

    These are words; a word that is too long for a line is split into its parts, or else its
    characters.
    """
    for word in text.split():
        space = " "
        whole = width(word, size, bold=bold) <= room
        for part in [word] if whole else _PART.findall(word):
            fits = width(part, size, bold=bold) <= room
            for piece in [part] if fits else _clusters(part):
                yield piece, space
                space = ""


def _clusters(text: str) -> Iterator[str]:
    """Yield the visible characters: a letter with its accents, an emoji with its parts."""
    if text.isascii():
        yield from text
        return
    cluster = ""
    for character in text:
        if cluster and not _belongs_to(cluster, character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _belongs_to(cluster: str, character: str) -> bool:
    if _is_half_a_flag(character):
        return len(cluster) == 1 and _is_half_a_flag(cluster)
    return cluster.endswith(_JOINER) or character in _SKIN_TONES or _has_no_width(character)


def _is_half_a_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _has_no_width(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me", "Cf"}


@cache
def _units(cluster: str) -> int:
    base = cluster[0]
    if _has_no_width(base):
        return 0
    if _EMOJI_STYLE in cluster or _is_half_a_flag(base):
        return _EMOJI
    if unicodedata.east_asian_width(base) in {"W", "F"}:
        return _EMOJI if unicodedata.category(base) == "So" else _IDEOGRAPH
    plain = unicodedata.normalize("NFD", base)[0]
    return _WIDTHS.get(plain, _LOWER if plain.islower() else _OTHER)
