"""Jira's markup as Markdown: on GitHub its numbered lists (`# one`) would be headings.

The source is Atlassian's page on text formatting notation. Its marks for headings, lists, code,
quotes, tables, bold and fixed-width text, colours and links are translated; the rest stays.
"""

import re
from collections.abc import Iterator

_FENCE = re.compile(r"^\s*\{(?:code|noformat)(?::([^}]*))?\}\s*$")
_QUOTE = re.compile(r"^\s*\{quote\}\s*$")
_HEADING = re.compile(r"^\s*h([1-6])\.\s+")
_ITEM = re.compile(r"^\s*([*#]+|-{1,3})\s+(?=\S)")
_RULE = re.compile(r"^\s*-{4,}\s*$")
_HEAD = re.compile(r"^\s*\|\|(.*)\|\|\s*$")
# A language as the first word of `{code:java|title=Foo}`.
_LANGUAGE = re.compile(r"[\w+#-]+")
_INLINE_CODE = re.compile(r"\{\{(.+?)\}\}|\{(code|noformat)(?::[^}]*)?\}(.+?)\{\2\}")
_INLINE = (
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]*[^*\s])\*(?![\w*])"), r"**\1**"),
    (re.compile(r"\[([^\]|\n]+)\|((?:https?|mailto):[^\]|\s]+)(?:\|[^\]]*)?\]"), r"[\1](\2)"),
    (re.compile(r"\[((?:https?|mailto):[^\]|\s]+)\]"), r"<\1>"),
    (re.compile(r"\{color(?::[^}]*)?\}"), ""),
)


def markdown(text: str) -> str:
    """Return a text of Jira's as Markdown."""
    return "\n".join(_lines(text))


def _lines(text: str) -> Iterator[str]:
    is_code = is_quote = False
    for line in text.split("\n"):
        fence = _FENCE.match(line)
        if fence:
            is_code = not is_code
            language = _LANGUAGE.match(fence[1] or "") if is_code else None
            is_named = language is not None and "=" not in (fence[1] or "").split("|", 1)[0]
            yield "```" + (language[0] if language and is_named else "")
        elif is_code:
            yield line
        elif _QUOTE.match(line):
            is_quote = not is_quote
        else:
            yield from (f"> {each}".rstrip() if is_quote else each for each in _line(line))


def _line(line: str) -> Iterator[str]:
    """Yield a line outside code, in Markdown; the head of a table has a second line."""
    if _RULE.match(line):
        yield "---"
    elif found := _HEAD.match(line):
        cells = [_inline(each.strip()) for each in found[1].split("||")]
        yield f"| {' | '.join(cells)} |"
        yield f"|{' --- |' * len(cells)}"
    elif found := _HEADING.match(line):
        yield f"{'#' * int(found[1])} {_inline(line[found.end() :])}"
    elif found := _ITEM.match(line):
        marks = found[1]
        indent = " " * sum(3 if each == "#" else 2 for each in marks[:-1])
        mark = "1." if marks[-1] == "#" else "-"
        yield f"{indent}{mark} {_inline(line[found.end() :])}"
    elif line.lstrip().startswith("bq. "):
        yield f"> {_inline(line.lstrip()[4:])}"
    else:
        yield _inline(line)


def _inline(text: str) -> str:
    """Translate marks within a line; code stays as it is."""
    done, at = "", 0
    for found in _INLINE_CODE.finditer(text):
        done += f"{_marked(text[at : found.start()])}`{found[1] or found[3]}`"
        at = found.end()
    return done + _marked(text[at:])


def _marked(text: str) -> str:
    for pattern, written in _INLINE:
        text = pattern.sub(written, text)
    return text
