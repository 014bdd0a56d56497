"""Syntax errors in templates: the frequent ones in plain words, with what to write instead.

For others Jinja says what it expected, and the advice what to write.
"""

import re
from collections.abc import Callable, Sequence

from gh_playbook.declaration.wording import suggestion

_TAGS = ("if", "elif", "else", "endif", "for", "endfor", "set", "endset", "macro", "endmacro")
_MORE_TAGS = ("block", "call", "extends", "filter", "from", "import", "include", "raw", "with")
_EXPRESSION = "`{{ … }}` holds an expression, `{% … %}` a statement"


def _of_tag(found: re.Match[str]) -> str:
    name = found[1]
    if name in {"elif", "else"} or name.startswith("end"):
        opened = f"; `{{% {found[2]} … %}}` is to be closed before it" if found[2] else ""
        return f"nothing that `{{% {name} %}}` belongs to is open here{opened}"
    return f"there is no tag `{{% {name} %}}`{suggestion(name, (*_TAGS, *_MORE_TAGS))}"


# Jinja's messages that are said in other words, with what to write; the first match counts.
_SAID: Sequence[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = (
    (
        re.compile(r"Unexpected end of template\. .*needs to be closed is '(\w+)'$"),
        lambda found: (
            f"`{{% {found[1]} … %}}` is opened and never closed: write `{{% end{found[1]} %}}`"
        ),
    ),
    (
        re.compile(r"Encountered unknown tag '(\w+)'(?:\..*needs to be closed is '(\w+)')?$"),
        _of_tag,
    ),
    (
        re.compile(r"unexpected end of template, expected 'end of expression'$"),
        "`{{` is opened and never closed: write `}}`",
    ),
    (
        re.compile(r"unexpected end of template, expected 'end of statement block'$"),
        "`{%` is opened and never closed: write `%}`",
    ),
    (re.compile("Missing end of comment tag$"), "`{#` is opened and never closed: write `#}`"),
    (
        re.compile("Missing end of raw directive$"),
        "`{% raw %}` is opened and never closed: write `{% endraw %}`",
    ),
    (
        re.compile(r"Expected an expression, got 'end of expression'$"),
        "`{{ }}` is empty: write an expression in it, such as `{{ issue.title }}`",
    ),
    (
        re.compile(r"Expected an expression, got 'end of statement block'$"),
        "a tag lacks its expression: write one, as in `{% if issue.labels %}`",
    ),
    (re.compile("tag name expected$"), "`{% %}` is empty: write a tag in it, as `{% if … %}`"),
    (
        re.compile(r"unexpected 'end of (?:expression|statement block|template)'$"),
        "the expression is not complete: something is missing at its end",
    ),
    (
        re.compile(
            r"expected token 'name', got 'end of (?:expression|statement block)'$"
            r"|unexpected end of template, expected 'name'$|expected name or number$"
        ),
        "the expression is not complete: a name is missing at its end",
    ),
    (
        re.compile(r"unexpected end of template, expected '([)\]}])'$"),
        lambda found: f"the expression is not complete: `{found[1]}` is missing at its end",
    ),
    (
        re.compile(r"expected token 'in', got .+"),
        "a loop lacks its `in`: write it as `{% for label in issue.labels %}`",
    ),
    (
        re.compile("unexpected '}'$"),
        "a '}' closes nothing here: `{{` is closed by `}}`, and `{%` by `%}`",
    ),
)


# Jinja's messages with advice; the first matching message counts.
_ADVICE: Sequence[tuple[re.Pattern[str], str]] = (
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
        re.compile(r"expected token 'end of (?:expression|statement block)', got '.+'"),
        ": is an operator or a quotation mark missing before it?",
    ),
    (re.compile(r"has no attribute '(?:length|size|count)'$"), ": write `| length`"),
)


def told(what: str) -> str:
    """Return a fault, by Jinja's message: in other words, or with advice, or as Jinja says it."""
    for pattern, said in _SAID:
        if found := pattern.match(what):
            return said if isinstance(said, str) else said(found)
    advice = next((advice for pattern, advice in _ADVICE if pattern.search(what)), "")
    return f"{what}{advice}"
