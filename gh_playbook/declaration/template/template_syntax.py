"""Advice for syntax errors in templates: Jinja says what it expected, the advice what to write."""

import re
from collections.abc import Callable, Sequence

from gh_playbook.declaration.wording import suggestion

_TAGS = ("if", "elif", "else", "endif", "for", "endfor", "set", "endset", "macro", "endmacro")
_MORE_TAGS = ("block", "call", "extends", "filter", "from", "import", "include", "raw", "with")
_EXPRESSION = "`{{ … }}` holds an expression, `{% … %}` a statement"


def _of_tag(found: re.Match[str]) -> str:
    return suggestion(found[1], (*_TAGS, *_MORE_TAGS))


# Jinja's messages with advice; the first matching message counts.
_ADVICE: Sequence[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = (
    (re.compile(r"unexpected char '&'"), ": write `and`"),
    (re.compile(r"expected token 'name', got '\|'"), ": write `or`"),
    (re.compile(r"unexpected char '!'"), ": write `not`"),
    (re.compile(r"unexpected char '\?'"), ": write `a if condition else b`"),
    (
        re.compile("unexpected char '[\u201c-\u201f\u2018-\u201b\u00ab\u00bb]'"),
        ": write plain quotation marks",
    ),
    (re.compile(r"unexpected char '[#/<>@$`]'"), f": {_EXPRESSION}"),
    (re.compile(r"expected token 'end of expression', got '='"), ": write `==` to compare"),
    (
        re.compile(r"expected token 'end of expression', got '.+'"),
        ": is an operator or a quotation mark missing before it?",
    ),
    (
        re.compile(r"unexpected end of template, expected 'end of expression'"),
        ": '{{' is opened and never closed",
    ),
    (re.compile(r"unexpected 'end of expression'"), ": something is missing at its end"),
    (re.compile(r"has no attribute '(?:length|size|count)'$"), ": write `| length`"),
    (re.compile(r"Encountered unknown tag '(\w+)'$"), _of_tag),
)


def advice(what: str) -> str:
    """Return advice for a fault, by Jinja's message; empty if there is none."""
    for pattern, told in _ADVICE:
        if found := pattern.search(what):
            return told if isinstance(told, str) else told(found)
    return ""
