"""Faults of a text that is not YAML, in words that say what to do.

PyYAML says what it expected. The real mistake is mostly a different one: a text that needs quotes,
a wrong indentation, a bracket that is not closed.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import yaml
from yaml.reader import ReaderError

from gh_playbook.declaration.source import Fault, Source


@dataclass(frozen=True)
class _Place:
    """A place in the text, both counted from 0."""

    line: int
    column: int


@dataclass(frozen=True)
class _Error:
    """PyYAML's error with the text; `before` is the part of its line before the place."""

    lines: list[str]
    problem: str
    context: str
    place: _Place
    began: _Place

    @property
    def before(self) -> str:
        return self.lines[self.place.line][: self.place.column]

    def after(self, place: _Place) -> str:
        """Return the rest of a place's line."""
        return self.lines[place.line][place.column :]


_INDENTATION = "its indentation fits no line above: what belongs together begins in one column"

_QUOTE_ENDS = "a quoted text ends before this: quote all of it, and double such a quote within it"

_NO_KEY = "no key with ': ' after it: is the ':' or the space missing?"

_Explained = tuple[str, _Place]
_Rule = Callable[[_Error], _Explained | None]


def fault(error: yaml.YAMLError, text: str, file: str) -> Fault:
    """Return PyYAML's error as a fault with its place."""
    if isinstance(error, ReaderError):
        before = text[: error.position].split("\n")
        what = f"the character {chr(error.character)!r} is not allowed here: remove it"
        return Fault(f"not valid YAML: {what}", Source(file, len(before), len(before[-1]) + 1))
    found = _read(error, text)
    what, place = next(_explanations(found))
    return Fault(f"not valid YAML: {what}", Source(file, place.line + 1, place.column + 1))


def _read(error: yaml.YAMLError, text: str) -> _Error:
    lines = [*re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text), ""]
    problem = getattr(error, "problem", None) or str(error)
    place, began = (
        _Place(min(mark.line, len(lines) - 1), mark.column) if mark else None
        for mark in (getattr(error, "problem_mark", None), getattr(error, "context_mark", None))
    )
    at = place or began or _Place(0, 0)
    return _Error(lines, problem, getattr(error, "context", None) or "", at, began or at)


def _explanations(error: _Error) -> Iterator[_Explained]:
    for rule in _RULES:
        found = rule(error)
        if found is not None:
            yield found
    yield ", ".join(filter(None, [error.context, error.problem])), error.place


def _merge_conflict(error: _Error) -> _Explained | None:
    """Explain the conflict markers that git leaves in a file."""
    for line, text in enumerate(error.lines):
        if re.match(r"(<{7}|>{7}) ", text):
            return "git's merge conflict is not resolved here", _Place(line, 0)
    return None


def _needs_quotes(error: _Error, place: _Place) -> _Explained:
    return f"a text that begins with {error.after(place)[:1]!r} needs quotes", place


def _bad_first_character(error: _Error) -> _Explained | None:
    found = re.fullmatch(r"found character '(.+)' that cannot start any token", error.problem)
    if found is None:
        return None
    if found[1] != "\\t":
        return _needs_quotes(error, error.place)
    if error.before.strip():
        return "a tab stands here: use a space", error.place
    return "indent with spaces, not with a tab", error.place


def _open_quote(error: _Error) -> _Explained | None:
    if error.context != "while scanning a quoted scalar":
        return None
    return "a quote opens here that nothing closes", error.began


def _colon(error: _Error) -> _Explained | None:
    if error.problem != "mapping values are not allowed here":
        return None
    indented = len(error.before) - len(error.before.lstrip())
    full = [line for line in range(error.place.line) if error.lines[line].strip()]
    at = full[-1] if full else None
    if at is None or re.search(r":\s", error.before):
        return "a text that holds ': ' needs quotes", error.place
    above = error.lines[at]
    if re.search(r":\s+\S", above):
        what = "it is indented deeper than the line above, which has its value already"
        return f"{what}: begin both in the same column", _Place(error.place.line, indented)
    return _NO_KEY, _Place(at, len(above) - len(above.lstrip()))


def _text_after_value(error: _Error) -> _Explained | None:
    """Explain text after a complete value: `[Bug] it breaks`, `"a" b`, `{{ x }} y`."""
    if error.problem != "expected <block end>, but found '<scalar>'":
        return None
    before = error.before.rstrip()
    if before.endswith(("]", "}")):
        opening = re.search(r"(?:^|[:-])\s+([\[{])|^([\[{])", before)
        if opening is not None:
            column = opening.start(1) if opening[1] else 0
            return _needs_quotes(error, _Place(error.place.line, column))
    if before.endswith(('"', "'")):
        return _QUOTE_ENDS, error.place
    return None


def _indentation(error: _Error) -> _Explained | None:
    found = re.fullmatch(r"expected <block end>, but found '?(.+?)'?", error.problem)
    if found is None:
        return None
    if found[1] in {",", "]", "}"}:
        what = f"nothing opens what {found[1]!r} closes: a text that holds it needs quotes"
        return what, error.place
    return _INDENTATION, error.place


def _key_without_colon(error: _Error) -> _Explained | None:
    if error.problem != "could not find expected ':'":
        return None
    return _NO_KEY, error.began


def _open_bracket(error: _Error) -> _Explained | None:
    found = re.fullmatch(r"expected ',' or '(.)', but got '?(.+?)'?", error.problem)
    if found is None:
        return None
    if found[2] == ":" and re.search(r":\s", re.split(r"[,\[{]", error.before)[-1]):
        return "a text that holds ': ' needs quotes", error.place
    if found[2] == "<scalar>" and (quoted := _quoted_text_before(error)):
        return quoted
    if found[2] == "<scalar>" and error.place.line == error.began.line:
        return f"before this a ',' or {found[1]!r} is missing", error.place
    opening = error.after(error.began)
    comment = re.search(rf"\s(#[^\s,]*)[^#]*{re.escape(found[1])}", opening)
    if comment is not None:
        place = _Place(error.began.line, error.began.column + comment.start(1))
        return f"' #' begins a comment: quote the text that holds {comment[1]!r}", place
    hint = "; ' #' begins a comment" if " #" in opening else ""
    return f"{opening[:1]!r} opens here, and nothing closes it{hint}", error.began


_QUOTED_BEFORE = re.compile(r"""[\[{,:]\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*\Z""", re.DOTALL)


def _quoted_text_before(error: _Error) -> _Explained | None:
    """Explain text within brackets that follows a quoted text, whose quote may be the mistake."""
    lines = error.lines[error.began.line : error.place.line]
    text = "\n".join([*lines, error.before])
    found = _QUOTED_BEFORE.search(text, error.began.column)
    if found is None:
        return None
    if "\n" not in found[1]:
        is_next_text = error.after(error.place).startswith(("'", '"'))
        return None if is_next_text else (_QUOTE_ENDS, error.place)
    before = text[: found.start(1)].split("\n")
    place = _Place(error.began.line + len(before) - 1, len(before[-1]))
    return "a quote opens here that its line does not close", place


_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def _missing_value(error: _Error) -> _Explained | None:
    found = re.fullmatch(r"expected the node content, but found '?(.+?)'?", error.problem)
    if found is None:
        return None
    for line in range(error.place.line, error.began.line - 2, -1):
        cut = re.search(r"[\[{](?:[^#]*[\s,\[{])?(#[^\s,\]}#]+)", error.lines[max(line, 0)])
        if cut is not None:
            hint = "leave '#' out" if _COLOR.fullmatch(cut[1]) else f"quote {cut[1]!r}"
            return f"'#' begins a comment: {hint}", _Place(max(line, 0), cut.start(1))
    if found[1] in {"]", "}"}:
        return _needs_quotes(error, error.place)
    return "a value is missing before this", error.place


def _before_the_document(error: _Error) -> _Explained | None:
    if not error.problem.startswith("expected '<document start>'"):
        return None
    if error.lines[0].startswith("%"):
        return _needs_quotes(error, _Place(0, 0))
    return _INDENTATION, error.place


def _second_document(error: _Error) -> _Explained | None:
    if error.problem != "but found another document":
        return None
    return "a file holds one document, and '---' begins a second one here", error.place


def _alias(error: _Error) -> _Explained | None:
    found = re.fullmatch(r"found undefined alias '(.*)'", error.problem)
    if found is not None:
        what = f"nothing above is called '&{found[1]}': a text that begins with '*' needs quotes"
        return what, error.place
    if error.context in {"while scanning an alias", "while scanning an anchor"}:
        return _needs_quotes(error, error.began)
    return None


def _indicator(error: _Error) -> _Explained | None:
    if error.context in {"while scanning a block scalar", "while scanning a directive"} or (
        error.context in {"while scanning a tag", "while parsing a tag", "while parsing a node"}
    ):
        return _needs_quotes(error, error.began)
    if error.problem == "mapping keys are not allowed here":
        return _needs_quotes(error, error.place)
    return None


def _escape(error: _Error) -> _Explained | None:
    found = re.fullmatch(r"found unknown escape character '(.+)'", error.problem)
    if found is not None:
        place = _Place(error.place.line, max(error.place.column - 1, 0))
        return f"'\\{found[1]}' is no escape: double the '\\', or use single quotes", place
    found = re.match(r"expected escape sequence of (\d+) hexadecimal numbers", error.problem)
    if found is not None:
        return f"after this escape come {found[1]} hexadecimal digits", error.place
    return None


def _list_on_the_key_s_line(error: _Error) -> _Explained | None:
    if error.problem != "sequence entries are not allowed here":
        return None
    what = "a list begins on a line of its own; a text that begins with '- ' needs quotes"
    return what, error.place


_RULES: tuple[_Rule, ...] = (
    _merge_conflict,
    _bad_first_character,
    _open_quote,
    _colon,
    _text_after_value,
    _indentation,
    _key_without_colon,
    _open_bracket,
    _missing_value,
    _before_the_document,
    _second_document,
    _alias,
    _indicator,
    _escape,
    _list_on_the_key_s_line,
)
