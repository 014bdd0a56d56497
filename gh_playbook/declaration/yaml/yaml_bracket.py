"""Mistakes within brackets and braces, where YAML reads many lines before it stops."""

import re
from collections.abc import Callable
from contextlib import suppress

import yaml

from gh_playbook.declaration.yaml.yaml_mistake import (
    QUOTE_ENDS,
    QUOTE_OPENS,
    Explained,
    Mistake,
    TextPlace,
    colon,
    indentation_of,
    needs_quotes,
)

# A mistake, and the text that PyYAML found instead of a comma.
_Rule = Callable[[Mistake, str], Explained | None]


def open_bracket(error: Mistake) -> Explained | None:
    """Explain a missing comma or closing bracket."""
    found = re.fullmatch(r"expected ',' or '(.)', but got '?(.+?)'?", error.problem)
    if found is None:
        return None
    for rule in _RULES:
        if (explained := rule(error, found[2])) is not None:
            return explained
    if found[2] == "<scalar>" and error.place.line == error.began.line:
        return f"before this a ',' or {found[1]!r} is missing", error.place
    opening = error.after(error.began)
    comment = re.search(rf"\s(#[^\s,]*)[^#]*{re.escape(found[1])}", opening)
    if comment is not None:
        place = TextPlace(error.began.line, error.began.column + comment.start(1))
        return f"' #' begins a comment: quote the text that holds {comment[1]!r}", place
    hint = "; ' #' begins a comment" if " #" in opening else ""
    return f"{opening[:1]!r} is opened here and never closed{hint}", error.began


def _colon(error: Mistake, got: str) -> Explained | None:
    if got == ":" and re.search(r":\s", re.split(r"[,\[{]", error.before)[-1]):
        return colon(error, in_braces=True)
    return None


def _missing_comma(error: Mistake, got: str) -> Explained | None:
    """Explain a line inside an open bracket that follows without a comma."""
    opening, line = error.lines[error.began.line], error.lines[error.place.line]
    column = indentation_of(line)
    is_within = error.began.line < error.place.line and column > indentation_of(opening)
    if got in {"<scalar>", ":"} and is_within:
        return "before this a ',' is missing", TextPlace(error.place.line, column)
    return None


_LIST_BEFORE = re.compile(r":\s+([\[{])[^\[\]{}]*[\]}] *\Z")


def _text_after_list(error: Mistake, _got: str) -> Explained | None:
    """Explain a text within braces that begins with a bracket: `{title: [Bug] it breaks}`."""
    found = _LIST_BEFORE.search(error.before)
    is_text = error.after(error.place)[:1].isalnum()
    if found is None or not is_text or error.place.line != error.began.line:
        return None
    return needs_quotes(error, TextPlace(error.place.line, found.start(1)))


_QUOTED_BEFORE = re.compile(r"""[\[{,:]\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*\Z""", re.DOTALL)


def _quoted_text_before(error: Mistake, got: str) -> Explained | None:
    """Explain text within brackets after a quoted text, whose quote may be the mistake."""
    lines = error.lines[error.began.line : error.place.line]
    text = "\n".join([*lines, error.before])
    found = _QUOTED_BEFORE.search(text, error.began.column)
    if found is None or got != "<scalar>":
        return None
    if "\n" in text[found.end(1) :]:
        return None  # A line below is no rest of it: a comma or the closing bracket is missing.
    if "\n" not in found[1]:
        is_next_text = error.after(error.place).startswith(("'", '"'))
        return None if is_next_text else (QUOTE_ENDS, error.place)
    before = text[: found.start(1)].split("\n")
    place = TextPlace(error.began.line + len(before) - 1, len(before[-1]))
    return QUOTE_OPENS, place


_RULES: tuple[_Rule, ...] = (_colon, _quoted_text_before, _text_after_list, _missing_comma)
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def missing_value(error: Mistake) -> Explained | None:
    """Explain a missing value."""
    found = re.fullmatch(r"expected the node content, but found '?(.+?)'?", error.problem)
    if found is None:
        return None
    for line in range(error.place.line, error.began.line - 2, -1):
        cut = re.search(r"[\[{](?:[^#]*[\s,\[{])?(#[^\s,\]}#]+)", error.lines[max(line, 0)])
        if cut is not None:
            hint = "leave '#' out" if _COLOR.fullmatch(cut[1]) else f"quote {cut[1]!r}"
            return f"'#' begins a comment: {hint}", TextPlace(max(line, 0), cut.start(1))
    if found[1] in {"]", "}"}:
        return needs_quotes(error, error.place)
    is_element = found[1] == "-" and not error.before.strip()
    if (is_element or found[1] == "<stream end>") and (opening := _unclosed(error)):
        return f"{error.after(opening)[:1]!r} is opened here and never closed", opening
    return "a value is missing before this", error.place


def _unclosed(error: Mistake) -> TextPlace | None:
    """Return the place of the last bracket that nothing closes."""
    open_brackets: list[TextPlace] = []
    with suppress(yaml.YAMLError):
        for token in yaml.scan("\n".join(error.lines), Loader=yaml.SafeLoader):
            if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
                open_brackets.append(TextPlace(token.start_mark.line, token.start_mark.column))
            elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken):
                open_brackets.pop()
    return open_brackets[-1] if open_brackets else None
