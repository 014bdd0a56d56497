"""Keys from titles: short, readable, each once; the same title gives the same key."""

import re
import unicodedata
from collections.abc import Collection

from gh_playbook.late_pattern import late_pattern

_FILLERS = frozenset(
    {"a", "an", "and", "all", "across", "as", "at", "be", "by", "for", "from", "in", "into", "is"}
    | {"it", "of", "on", "or", "our", "properly", "that", "the", "their", "to", "use", "using"}
    | {"with"}
)
# Letters that have no decomposition; `casefold` makes `ss` of `ß`.
_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
# In a word: `the customer's` becomes `customers`.
_APOSTROPHE = late_pattern(r"(?<=\w)['\u2019](?=\w)")
_WORDS = 5
_LENGTH = 40


def key_of(title: str, taken: Collection[str] = ()) -> str:
    """Return a key for an issue with this title that is not taken yet."""
    title = _APOSTROPHE.sub("", title.casefold()).translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    words = re.findall(r"[a-z0-9]+", plain)
    chosen = [word for word in words if word not in _FILLERS][:_WORDS] or words[:_WORDS]
    while len(chosen) > 1 and len("-".join(chosen)) > _LENGTH:
        chosen.pop()
    key = "-".join(chosen)[:_LENGTH] or "issue"
    number = 2
    found = key
    while found in taken:
        found = f"{key}-{number}"
        number += 1
    return found
