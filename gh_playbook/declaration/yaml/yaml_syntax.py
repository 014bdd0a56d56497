"""Faults of a text that is not YAML, in words that say what to do.

PyYAML says what it expected. The real mistake is mostly a different one: a text that needs quotes,
a wrong indentation, an unclosed bracket.
"""

import re
from collections.abc import Callable, Iterator

import yaml
from yaml.reader import ReaderError

from gh_playbook.declaration.source import Fault, Source
from gh_playbook.declaration.yaml.yaml_bracket import missing_value, open_bracket
from gh_playbook.declaration.yaml.yaml_look_alike import look_alikes
from gh_playbook.declaration.yaml.yaml_mistake import (
    QUOTE_ENDS,
    QUOTE_OPENS,
    Explained,
    Mistake,
    TextPlace,
    colon,
    mistake,
    needs_quotes,
    quoted_before,
)

_INDENTATION = (
    "its indentation fits no line above: parts of one list or mapping begin in the same column"
)

# The line in which a part of a file in TOML, or of an INI file, begins.
_SECTION = re.compile(r"\[{1,2}[\w. -]+\]{1,2}")

_NO_KEY = "no key with ': ' after it: is the ':' or the space missing?"

_Rule = Callable[[Mistake], Explained | None]


def fault(error: yaml.YAMLError, text: str, file: str) -> Fault:
    """Return PyYAML's error as a fault with its place."""
    if isinstance(error, ReaderError):
        before = text[: error.position].split("\n")
        what = f"the character {chr(error.character)!r} is not allowed here: remove it"
        return Fault(f"not valid YAML: {what}", Source(file, len(before), len(before[-1]) + 1))
    found = mistake(error, text)
    what, place = next(_explanations(found))
    return Fault(f"not valid YAML: {what}", Source(file, place.line + 1, place.column + 1))


def _explanations(error: Mistake) -> Iterator[Explained]:
    for rule in _RULES:
        found = rule(error)
        if found is not None:
            yield found
    yield ", ".join(filter(None, [error.context, error.problem])), error.place


def _merge_conflict(error: Mistake) -> Explained | None:
    """Explain the conflict markers that git leaves in a file."""
    for line, text in enumerate(error.lines):
        if re.match(r"(<{7}|>{7}) ", text):
            return "git's merge conflict is not resolved here", TextPlace(line, 0)
    return None


def _look_alike(error: Mistake) -> Explained | None:
    """Explain signs that look like YAML's, on the line of the error or on the one above."""
    for line in dict.fromkeys([error.place.line, error.began.line, *_above(error)]):
        for what, column in look_alikes(error.lines[line]):
            return what, TextPlace(line, column)
    return None


def _above(error: Mistake) -> list[int]:
    """Return the nearest line with a text above the error, if there is one."""
    return [line for line in range(error.place.line) if error.lines[line].strip()][-1:]


def _bad_first_character(error: Mistake) -> Explained | None:
    found = re.fullmatch(r"found character '(.+)' that cannot start any token", error.problem)
    if found is None:
        return None
    if found[1] != "\\t":
        return needs_quotes(error, error.place)
    if error.before.strip():
        return "a tab stands here: use a space", error.place
    return "indent with spaces, not with a tab", error.place


def _open_quote(error: Mistake) -> Explained | None:
    if error.context != "while scanning a quoted scalar":
        return None
    return "a quote is opened here and never closed", error.began


def _colon(error: Mistake) -> Explained | None:
    if error.problem != "mapping values are not allowed here":
        return None
    indented = len(error.before) - len(error.before.lstrip())
    at = next(iter(_above(error)), None)
    if at is None or re.search(r":\s", error.before):
        return colon(error)
    above = error.lines[at]
    if re.search(r":\s+\S", above):
        what = "it is indented deeper than the line above, which has its value already"
        return f"{what}: begin both in the same column", TextPlace(error.place.line, indented)
    return _NO_KEY, TextPlace(at, len(above) - len(above.lstrip()))


def _text_after_value(error: Mistake) -> Explained | None:
    """Explain a text after a complete value: `[Bug] it breaks`, `"a" b`, `{{ x }} y`."""
    if error.problem != "expected <block end>, but found '<scalar>'":
        return None
    before = error.before.rstrip()
    if before.endswith(("]", "}")):
        opening = re.search(r"(?:^|[:-])\s+([\[{])|^([\[{])", before)
        if opening is not None:
            column = opening.start(1) if opening[1] else 0
            return needs_quotes(error, TextPlace(error.place.line, column))
    if before.endswith(('"', "'")):
        began = quoted_before(error)
        return (QUOTE_OPENS, began) if began else (QUOTE_ENDS, error.place)
    return None


def _indentation(error: Mistake) -> Explained | None:
    found = re.fullmatch(r"expected <block end>, but found '?(.+?)'?", error.problem)
    if found is None:
        return None
    if found[1] in {",", "]", "}"}:
        what = f"{found[1]!r} closes nothing: a text that contains it needs quotes"
        return what, error.place
    return _INDENTATION, error.place


def _key_without_colon(error: Mistake) -> Explained | None:
    if error.problem != "could not find expected ':'":
        return None
    return _NO_KEY, error.began


def _before_the_document(error: Mistake) -> Explained | None:
    if not error.problem.startswith("expected '<document start>'"):
        return None
    if error.lines[0].startswith("%"):
        return needs_quotes(error, TextPlace(0, 0))
    above = "".join(error.lines[line] for line in _above(error)).strip()
    if above == "...":
        return "'...' above ends the file's only document: remove it", error.place
    if _SECTION.fullmatch(above):
        return f"{above} is TOML's or INI's, not YAML: write `key: value` alone", error.place
    if above.endswith(("]", "}")):
        return (
            f"{above[-1]!r} above ends the content of the file: remove what follows it",
            error.place,
        )
    return _INDENTATION, error.place


def _second_document(error: Mistake) -> Explained | None:
    if error.problem != "but found another document":
        return None
    return "a file holds one document, and '---' begins a second one here", error.place


def _alias(error: Mistake) -> Explained | None:
    found = re.fullmatch(r"found undefined alias '(.*)'", error.problem)
    if found is not None:
        what = f"nothing above is called '&{found[1]}': a text that begins with '*' needs quotes"
        return what, error.place
    if error.context in {"while scanning an alias", "while scanning an anchor"}:
        return needs_quotes(error, error.began)
    return None


def _indicator(error: Mistake) -> Explained | None:
    if error.context in {"while scanning a block scalar", "while scanning a directive"} or (
        error.context in {"while scanning a tag", "while parsing a tag", "while parsing a node"}
    ):
        return needs_quotes(error, error.began)
    if error.problem == "mapping keys are not allowed here":
        return needs_quotes(error, error.place)
    return None


def _escape(error: Mistake) -> Explained | None:
    found = re.fullmatch(r"found unknown escape character '(.+)'", error.problem)
    if found is not None:
        place = TextPlace(error.place.line, max(error.place.column - 1, 0))
        return f"'\\{found[1]}' is no escape: double the '\\', or use single quotes", place
    found = re.match(r"expected escape sequence of (\d+) hexadecimal numbers", error.problem)
    if found is not None:
        return f"after this escape come {found[1]} hexadecimal digits", error.place
    return None


def _list_on_the_key_s_line(error: Mistake) -> Explained | None:
    if error.problem != "sequence entries are not allowed here":
        return None
    what = "a list begins on a line of its own; a text that begins with '- ' needs quotes"
    return what, error.place


_RULES: tuple[_Rule, ...] = (
    _merge_conflict,
    _look_alike,
    _bad_first_character,
    _open_quote,
    _colon,
    _text_after_value,
    _indentation,
    _key_without_colon,
    open_bracket,
    missing_value,
    _before_the_document,
    _second_document,
    _alias,
    _indicator,
    _escape,
    _list_on_the_key_s_line,
)
