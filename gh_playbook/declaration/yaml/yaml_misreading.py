"""Texts without quotes that are valid YAML, but were meant differently."""

from functools import lru_cache

import yaml

from gh_playbook.declaration.yaml.yaml_look_alike import is_quoted_so
from gh_playbook.late_pattern import late_pattern

# A reference after a plain text on its line, which was surely meant as a part of the text.
_CUT = late_pattern(r"[ \t]+(#\d+\b[^\r\n]*)")
# A comment after a key that was surely meant as its value, because no space follows the '#'.
_COMMENTED = late_pattern(r"[ \t]+(#[^\s#!][^\r\n]*)")
# The beginning of a further line of a text that looks like an element of a list.
_SIGN = late_pattern(r"([-*+\u2022\u2013]|\d{1,3}[.)])(?=[ \t])")
_ELEMENT = late_pattern(rf"(?:\r\n?|\n)[ \t]*{_SIGN.pattern}")
_COLOR = late_pattern(r"#[0-9a-fA-F]{6}\b")
_ALIAS = late_pattern(r"\*([^\s,\[\]{}]+)")
_ANCHOR = late_pattern(r"&([^\s,\[\]{}]+)")


@lru_cache(maxsize=2)
def _used(text: str) -> frozenset[str]:
    """Return the names of all possible aliases in a text."""
    return frozenset(_ALIAS.findall(text))


def swallowed(text: str, index: int) -> str | None:
    """Return the fault of a comment in the place of a value."""
    comment = _COMMENTED.match(text, index)
    if comment is None:
        return None
    what = f"nothing is left of {comment[1].rstrip()!r}, because '#' begins a comment"
    hint = "leave '#' out" if _COLOR.match(comment[1]) else "quote it"
    return f"{what}: {hint}"


def misread(node: yaml.Node, value: str, text: str) -> tuple[str, int] | None:
    """Return the fault of a text without quotes, and its position in the whole `text`."""
    start_mark, end_mark = node.start_mark, node.end_mark
    start, end = start_mark.index, end_mark.index
    if cut := _CUT.match(text, end):
        what = f"{cut[1].rstrip()!r} is cut off, because ' #' begins a comment"
        return f"{what}: quote the whole text", cut.start(1)
    if not value.isascii() and is_quoted_so(value):
        what = f"the quotation marks of {value!r} are part of the text, because they are not YAML's"
        return f"{what}: write plain ones; if they are meant, quote the whole text", start
    if start_mark.line < end_mark.line and (element := _ELEMENT.search(text, start, end)):
        if _SIGN.match(text, start):
            told = "all lines are one text here: begin each element with '- ', or the text with '|'"
            return told, start
        what = f"this line continues the text above, so {element[1]!r} begins no element: put"
        return f"{what} it in the column of its list, or begin the text with '|'", element.start(1)
    if (anchor := _ANCHOR.match(text, start)) and anchor[1] not in _used(text):
        what = f"'&{anchor[1]}' gives the rest a name that nothing uses"
        return f"{what}: a text that begins with '&' needs quotes", start
    return None
