"""Markers: the two HTML comments around the tool's part of an issue's body.

<!-- gh-playbook:begin key=login number=13 title=1b2c3d4e digest=0123456789abcdef -->
    …
    <!-- gh-playbook:end -->

If the tool has no text in a body, one comment takes the place of both:

<!-- gh-playbook:issue key=login number=13 title=1b2c3d4e -->

A marker counts if it is at the start of a line, and if Markdown reads it as a comment of its own:
not in a quote, in code, or within somebody else's comment. So people can write about markers
without creating any.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from gh_playbook.declaration.issue_number import issue_number
from gh_playbook.declaration.name import folded
from gh_playbook.frozen import dataclass
from gh_playbook.late_pattern import late_pattern

if TYPE_CHECKING:  # Hardly a body needs it.
    from markdown_it import MarkdownIt

END = "<!-- gh-playbook:end -->"
ANY = "<!-- gh-playbook:"
# A value as the tool writes it: a key, a number, a digest, a word.
_BEGIN = late_pattern(
    r"^<!-- gh-playbook:(?P<kind>begin|issue) key=(?P<key>\S+)(?P<more>(?: [a-z]+=\S+)*) -->",
    re.MULTILINE,
)
_END = late_pattern(rf"^{re.escape(END)}", re.MULTILINE)
# Only these constructs can change how a later line is read.
_HIDING = late_pattern(r"<|```|~~~")
# The same specification, "Fenced code blocks". One that begins without a blank is in nothing else.
_FENCE = late_pattern(r"(`{3,})[^`]*$|(~{3,})")
_FENCE_END = late_pattern(r" {0,3}(`{3,}|~{3,})[ \t]*$")
# GitHub's Markdown specification, "Line ending": these alone; `splitlines` takes more for one.
_LINE_END = late_pattern(r"\r\n?|\n")
# The same specification, "HTML blocks", kinds 1 and 3 to 5: what is in them is no HTML.
_OPAQUE = late_pattern(r"<(?:pre|script|style|textarea)(?:[\s>]|$)|<\?|<![A-Za-z\[]", re.IGNORECASE)


@dataclass(frozen=True)
class Marker:
    """The content of a begin marker.

    `number` is the issue's number, None in the text of a new issue, whose number was not known.
    `title` and `digest` are short digests of the written title and text. `pending` is a state that
    the issue still has to get.
    """

    key: str
    number: int | None = None
    title: str = ""
    pending: str = ""
    digest: str = ""

    @property
    def text(self) -> str:
        """The marker that begins a block, as it is written."""
        return self._written("begin", {"digest": self.digest})

    @property
    def alone(self) -> str:
        """The marker of an issue whose body has no text of the tool."""
        return self._written("issue", {})

    def _written(self, kind: str, more: Mapping[str, str]) -> str:
        named = {"number": self.number, "title": self.title, "pending": self.pending, **more}
        values = "".join(f" {name}={value}" for name, value in named.items() if value)
        return f"<!-- gh-playbook:{kind} key={self.key}{values} -->"


@dataclass(frozen=True)
class MarkerPlace:
    """The place of a begin marker in a body: from `start` to before `end`.

    A marker that `is_alone` has no end marker and no text of the tool.
    """

    marker: Marker
    start: int
    end: int
    is_alone: bool = False


def begins(body: str) -> Iterator[MarkerPlace]:
    """Yield the begin markers that count, in order."""
    for found in _BEGIN.finditer(body):
        if _counts(body, found):
            is_alone = found["kind"] == "issue"
            yield MarkerPlace(_parsed(found), found.start(), found.end(), is_alone)


def first_end(body: str, start: int) -> re.Match[str] | None:
    """Return the first end marker at the start of a line after a position, even a hidden one."""
    return _END.search(body, start)


def has_end(body: str, start: int = 0) -> bool:
    """Tell whether an end marker that counts follows a position."""
    return any(_counts(body, found) for found in _END.finditer(body, start))


def is_marker_line(line: str) -> bool:
    """Tell whether a line of a text is only something that looks like one of the tool's markers."""
    return line.startswith("<!-- gh-playbook:") and line.rstrip().endswith("-->")


def title_digest(title: str) -> str:
    """Return a short digest of a title that ignores case and blanks around it."""
    return hashlib.sha256(folded(title).encode()).hexdigest()[:8]


def _parsed(found: re.Match[str]) -> Marker:
    values = dict(each.split("=", 1) for each in found["more"].split())
    return Marker(
        key=found["key"],
        number=issue_number(values.get("number", "")),
        title=values.get("title", ""),
        pending=values.get("pending", ""),
        digest=values.get("digest", ""),
    )


def _counts(body: str, found: re.Match[str]) -> bool:
    """Tell whether Markdown reads a marker's line as a comment of its own."""
    if not _HIDING.search(body, 0, found.start()):
        return True
    before = _LINE_END.split(body[: found.start()])
    return _hides_nothing(before) or len(before) - 1 in _comment_lines(body)


def _hides_nothing(before: Sequence[str]) -> bool:
    """Tell whether a text surely leaves later lines as they are; needs no parser.

    Such texts have at most closed blocks of code; for all others the parser must decide.
    """
    fence = ""
    for line in before:
        if fence:
            end = _FENCE_END.match(line)
            fence = "" if end and end[1].startswith(fence) else fence
        elif begin := _FENCE.match(line):
            fence = begin[1] or begin[2]
        elif _HIDING.search(line):
            return False
    return not fence


@lru_cache(maxsize=64)
def _comment_lines(body: str) -> frozenset[int]:
    """Return the lines, counted from 0, on which an HTML comment can begin."""
    return frozenset(
        line
        for token in _parser().parse(body)
        if token.type == "html_block" and token.level == 0 and token.map is not None
        for line in _open_lines(token.content.removesuffix("\n").split("\n"), token.map[0])
    )


def _open_lines(lines: Sequence[str], first: int) -> Iterator[int]:
    """Yield the lines of an HTML block before which nothing is open, such as its first line."""
    yield first
    if _OPAQUE.match(lines[0].lstrip()):
        return
    is_open = True
    for number, line in enumerate(lines[:-1], first + 1):
        is_open = line.rfind("-->") >= line.rfind("<!--") if "--" in line else is_open
        if is_open:
            yield number


@cache
def _parser() -> "MarkdownIt":
    """Return a Markdown parser for blocks only; the content of lines does not matter here."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").disable("inline")
