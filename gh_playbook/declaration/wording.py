"""How messages show a value, and what was probably meant by a misspelt word."""

import difflib
from collections.abc import Iterable, Mapping

# So many words can still be looked through.
_LISTED = 40


def suggestion(word: str, choices: Iterable[str]) -> str:
    """Return ": did you mean 'x'?" for the likeliest choice, or a list of them, or nothing."""
    known = sorted(choices)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f": did you mean {close[0]!r}?"
    if 0 < len(known) <= _LISTED:
        return f": known are {', '.join(known)}"
    return ""


def short(value: object) -> str:
    """Return a value as messages show it: as YAML has it."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    text = repr(dict(value) if isinstance(value, Mapping) else value)
    return text if len(text) <= 60 else f"{text[:57]}…"
