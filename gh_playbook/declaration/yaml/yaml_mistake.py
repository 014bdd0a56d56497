"""PyYAML's errors for texts that are not YAML, and the common parts of explanations."""

import re
from contextlib import suppress

import yaml

from gh_playbook.frozen import dataclass

QUOTE_OPENS = "a quote is opened here, and not closed in its line"
QUOTE_ENDS = (
    "a quoted text ends before this: quote the whole text, and double each such quote inside"
)


@dataclass(frozen=True)
class TextPlace:
    """A place in the text, both counted from 0."""

    line: int
    column: int


@dataclass(frozen=True)
class Mistake:
    """PyYAML's error with the text, and the places that it names.

    `place` is where it stopped, `began` the beginning of the part that it could not finish.
    """

    lines: list[str]
    problem: str
    context: str
    place: TextPlace
    began: TextPlace

    @property
    def before(self) -> str:
        """The part of its line before the place."""
        return self.lines[self.place.line][: self.place.column]

    def after(self, place: TextPlace) -> str:
        """Return the rest of a place's line."""
        return self.lines[place.line][place.column :]


# An explanation in words, and its place.
Explained = tuple[str, TextPlace]


def mistake(error: yaml.YAMLError, text: str) -> Mistake:
    """Return PyYAML's error with the text that it is about."""
    lines = [*re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text), ""]
    problem = getattr(error, "problem", None) or str(error)
    place, began = (
        TextPlace(min(mark.line, len(lines) - 1), mark.column) if mark else None
        for mark in (getattr(error, "problem_mark", None), getattr(error, "context_mark", None))
    )
    at = place or began or TextPlace(0, 0)
    return Mistake(lines, problem, getattr(error, "context", None) or "", at, began or at)


def quoted_before(error: Mistake) -> TextPlace | None:
    """Return the beginning of a quoted text of several lines that ends right before the place."""
    end, began = error.place, None
    with suppress(yaml.YAMLError):
        for token in yaml.scan("\n".join(error.lines), Loader=yaml.SafeLoader):
            if token.end_mark.line > end.line:
                break
            if isinstance(token, yaml.ScalarToken) and token.end_mark.column <= end.column:
                is_meant = token.style in {"'", '"'} and token.end_mark.line == end.line
                began = token.start_mark if is_meant else None
    if began is None or began.line == end.line:
        return None
    return TextPlace(began.line, began.column)


# The box of an item in Markdown.
_BOX = re.compile(r"\[[ xX]\](?= \S)")
_LAST_WORD = re.compile(r"\s([A-Za-z_]+)\Z")


def colon(error: Mistake, *, in_braces: bool = False) -> Explained:
    """Explain a colon at the place, which stands where no key can be."""
    if not error.after(error.place)[1:].strip():
        return "a text that ends with ':' needs quotes; or leave the ':' out", error.place
    told = "a text that holds ': ' needs quotes"
    word = _LAST_WORD.search(error.before)
    if in_braces and word is not None:
        told += f", or a ',' is missing before {word[1]!r}"
    return told, error.place


def needs_quotes(error: Mistake, place: TextPlace) -> Explained:
    """Explain a text that begins like something else."""
    if box := _BOX.match(error.after(place)):
        return f"leave the box {box[0]!r} out, or quote the whole text", place
    return f"a text that begins with {error.after(place)[:1]!r} needs quotes", place


def indentation_of(line: str) -> int:
    """Return how many blanks a line begins with."""
    return len(line) - len(line.lstrip())
