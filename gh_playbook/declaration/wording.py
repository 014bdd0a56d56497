"""The form of values and numbers in messages, and suggestions for misspelt words."""

import difflib
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from gh_playbook.frozen import dataclass

# The number of words that a person can still look through.
_LISTED = 40
# The number of names that a message has room for.
_FIRST = 5
# If there are more words than this, only those with the most similar beginnings or ends are
# compared letter by letter.
_COMPARED = 200


def suggestion(word: str, choices: Iterable[str], otherwise: str = "") -> str:
    """Return ": did you mean 'x'?" for the likeliest choice, or a list of them, or nothing.

    If no choice is likely, say what a person can do `otherwise`.
    """
    known = sorted(choices)
    if found := likeliest(word, known):
        return found
    told = "; or ".join(filter(None, (listed(known), otherwise)))
    return f": {told}" if told else ""


def listed(known: Sequence[str]) -> str:
    """Return "known are x, y", or nothing if there are too many names to look through."""
    return f"known are {', '.join(known)}" if 0 < len(known) <= _LISTED else ""


def likeliest(word: str, choices: Iterable[str]) -> str:
    """Return ": did you mean 'x'?" for the likeliest choice, or nothing."""
    close = closest(word, choices)
    return f": did you mean {close!r}?" if close is not None else ""


def closest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that is most like a word, if any is like it."""
    known = sorted(choices)
    if len(known) > _COMPARED:
        known = _neighbours(word, known)
    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.6)), None)


@dataclass
class Suggestions:
    """Suggestions for a limited number of words of an input: nobody reads thousands."""

    left: int = 100

    def of(self, word: str, choices: Iterable[str], otherwise: str = "") -> str:
        """Return the suggestion for a word; nothing after enough suggestions."""
        self.left -= 1
        return suggestion(word, choices, otherwise) if self.left >= 0 else ""


def _neighbours(word: str, known: Sequence[str]) -> list[str]:
    """Return the neighbours of a word in the order by beginnings, and in the order by ends."""
    half = _COMPARED // 4
    place = bisect_left(known, word)
    backwards = sorted(each[::-1] for each in known)
    other = bisect_left(backwards, word[::-1])
    ends = [each[::-1] for each in backwards[max(other - half, 0) : other + half]]
    return [*known[max(place - half, 0) : place + half], *ends]


def counted(number: float, one: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 issue`, `2 issues`, `2 retries`."""
    shown = number if isinstance(number, int) else f"{number:g}"
    return f"{shown} {one if number == 1 else many or one + 's'}"


def counted_kind(number: int, many: str) -> str:
    """Return a number with the noun of a kind, given by its plural: `1 issue type`."""
    words = many.replace("_", " ")
    return counted(number, words.removesuffix("s"), words)


def first_of(names: Iterable[str]) -> str:
    """Return the first of many names, as many as a message has room for."""
    every = [*names]
    return ", ".join([*every[:_FIRST], *["…"] * (len(every) > _FIRST)])


def cut(text: str, length: int) -> str:
    """Return a text, cut off after so many characters."""
    return text if len(text) <= length else f"{text[:length]}…"


def whole(value: object) -> object:
    """Return a number as people write it: 3 for 3.0, because GitHub's numbers are all fractions."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def short(value: object) -> str:
    """Return a value as messages show it: as YAML."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, tuple):
        is_plain = all(isinstance(each, str | int | float | date) for each in value)
        value = list(value) if is_plain else f"a list of {len(value)} things"
    text = _spelled(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _spelled(value: object) -> str:
    """Return a value with its texts in quotes, and with YAML's words for nothing, yes and no."""
    if value is None or isinstance(value, bool):
        return short(value)
    if isinstance(value, Mapping):
        pairs = (f"{_spelled(key)}: {_spelled(each)}" for key, each in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_spelled, value)) + "]"
    return repr(value)


def unusual(text: str) -> str:
    """Return which character of a name only looks like a letter of ASCII; empty if none does."""
    found = next((each for each in text if not each.isascii() and each.isalnum()), None)
    return "" if found is None else f": {found!r} is U+{ord(found):04X}, no letter of ASCII"
