"""Signs that only look like YAML's: typographic quotes, wide colons, dashes, spaces.

They come with text from word processors and web pages; comment signs of other languages come from
habit.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from gh_playbook.late_pattern import late_pattern

# Spaces other than U+0020: Unicode's category Zs, and invisible characters.
_SPACE = "[\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]"
# Typographic quotation marks, double and single: high, low, angular and wide.
_DOUBLE = "\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02"
_SINGLE = "\u2018\u2019\u201a\u201b\u2039\u203a\uff07"
_PLAIN_QUOTES = {**dict.fromkeys(_DOUBLE, '"'), **dict.fromkeys(_SINGLE, "'")}
_QUOTES = "".join(_PLAIN_QUOTES)
# Wide forms of brackets, braces and the comment sign, as in Asian scripts.
_WIDE = {"\uff3b": "[", "\uff3d": "]", "\uff5b": "{", "\uff5d": "}"}
_Told = Callable[[re.Match[str]], str]


def _space(found: re.Match[str]) -> str:
    return f"U+{ord(found[1]):04X} looks like a space and is not one: write plain spaces"


def _quote(found: re.Match[str]) -> str:
    return f"{found[1]!r} is not a quotation mark of YAML: write {_PLAIN_QUOTES[found[1]]}"


def _colon(found: re.Match[str]) -> str:
    return f"{found[1]!r} is not a colon of YAML: write ': '"


def _element(found: re.Match[str]) -> str:
    return f"an element of a list begins with '- ', and not with {found[1]!r}"


def _comment(found: re.Match[str]) -> str:
    return f"a comment begins with '#' in YAML, and JSON has none: {found[1]!r} begins no comment"


def _bracket(found: re.Match[str]) -> str:
    return f"{found[1]!r} is no {_WIDE[found[1]]!r} of YAML: write that"


def _hash(found: re.Match[str]) -> str:
    return f"a comment begins with '#', and not with {found[1]!r}"


def _fence(found: re.Match[str]) -> str:
    return f"{found[1]!r} is Markdown: leave this line out"


# Compiled when they are searched for: only in a file with a fault.
_SIGNS: Sequence[tuple[str, _Told]] = (
    (rf"^ *({_SPACE})", _space),
    (rf"^ *(?:- +)*-({_SPACE})", _space),
    (rf"^ *(?:- +)*[^\s:#'\"{_QUOTES}]+:({_SPACE})", _space),
    (r"^ *(```|~~~)", _fence),
    (r"^\s*(//|/\*|<!--)", _comment),
    (r"(?:[,\[{\]}] *|[\"'] +)(//|/\*)", _comment),
    (r"^ *([\u2013\u2014\u2212\u2022\u25e6\u2023\u00b7*+]) ", _element),
    (rf"(?:^ *|[-:,\[{{] +|[\[{{])([{_QUOTES}])", _quote),
    (r"^ *(?:- +)?[\w -]+([\uff1a\ufe55])", _colon),
    (rf"(?:^ *|[-:,\[{{] +|[\[{{])([{''.join(_WIDE)}])", _bracket),
    (r"[\]}\"'] *(\uff03)", _hash),
)


def look_alikes(line: str) -> Iterator[tuple[str, int]]:
    """Yield the fault of each look-alike sign in a line, and its column, counted from 0."""
    for pattern, told in _SIGNS:
        found = re.search(pattern, line)
        if found is not None:
            yield told(found), found.start(1)


# Commas of other scripts: ideographic, wide, Arabic, small and half-width ones.
_COMMA = late_pattern("[\u3001\uff0c\u060c\ufe50\ufe51\uff64]")


def in_wide_brackets(text: str) -> str:
    """Return the brackets that a text in wide brackets should have; empty for other texts."""
    ends = _WIDE.get(text[:1], "") + _WIDE.get(text[-1:], "")
    return ends if ends in {"[]", "{}"} else ""


def foreign_comma(text: str) -> int | None:
    """Return the position of another script's comma in a text, counted from 0; None without one."""
    found = None if text.isascii() else _COMMA.search(text)
    return found.start() if found else None


def is_quoted_so(text: str) -> bool:
    """Tell whether a text is in typographic quotation marks, and contains no others."""
    return (
        len(text) > 1
        and text[0] in _QUOTES
        and text[-1] in _QUOTES
        and not (set(text[1:-1]) & {*_QUOTES, '"'})
    )
