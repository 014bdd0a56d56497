"""Long lines on a terminal: broken between words, with the rest indented."""

import re
from collections.abc import Iterator

from gh_playbook.report.width import cells

# A column narrower than this is too narrow: then the rest goes below the line.
NARROWEST = 30


def spans(text: str, width: int, indent: int) -> Iterator[tuple[int, int]]:
    """Yield the beginning and end of each part of a text that fits into the width, in characters.

    All but the first have room for the indent. A path that fits into no line is broken behind a
    slash; a longer word stays whole, and so does an address.
    """
    start, room, end = 0, width, len(text.rstrip())
    while cells(text[start:end]) > room:
        cut = _cut(text[start:end], room, width - indent)
        if cut is None:
            break
        yield start, start + cut
        start += cut
        start += len(text[start:]) - len(text[start:].lstrip(" "))
        room = width - indent
    yield start, len(text)


def _cut(text: str, room: int, later: int) -> int | None:
    """Return the place to break a text that does not fit; None if it has no such place."""
    places = [
        place
        for word in re.finditer(r"\S+", text)
        for place in _places(word, later)
        if text[:place].strip()
    ]
    fitting = [place for place in places if cells(text[:place].rstrip()) <= room]
    return fitting[-1] if fitting else next(iter(places), None)


def _places(word: re.Match[str], later: int) -> Iterator[int]:
    """Yield the places to break a text: before a word, and within a path that is too long."""
    yield word.start()
    if cells(word[0]) > later and "://" not in word[0]:  # A broken address cannot be opened.
        yield from (word.start() + each.end() for each in re.finditer("/(?=.)", word[0]))
