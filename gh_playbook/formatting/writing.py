"""Writes a tree again: keys in order, blocks indented by two, and every comment where it belongs.

Scalars, and collections in brackets over several lines, are taken over unchanged.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from gh_playbook.formatting.line import comment, even, shifted, without_empty
from gh_playbook.formatting.order import Shape
from gh_playbook.formatting.tree import Block, Leaf, TreeEntry
from gh_playbook.formatting.value import ordered, said, word
from gh_playbook.frozen import dataclass

_STEP = 2


def written(text: str, root: Block, shape: Shape) -> str:
    """Return the text of a tree, in the style that all files have here."""
    writing = _Writing(text)
    first = writing.line(root.start)
    header = writing.header(first)
    body = writing.block(root, shape, _Place(0, header, len(writing.lines)))
    lines = list(without_empty([*even(writing.lines[:header], 0), *body.lead, *body.lines]))
    keeps_empty = text.endswith("\n\n") and writing.line(len(text) - 2) in writing.kept
    return "\n".join(lines if keeps_empty else _without_last_empty(lines)) + "\n"


@dataclass(frozen=True)
class _Place:
    """The place of a block: its new indentation, and its lines, from `low` to before `high`."""

    indent: int
    low: int
    high: int


@dataclass
class _Piece:
    """Output: the lines of an entry, with the comments and empty lines before it."""

    lead: list[str]
    lines: list[str]


class _Writing:
    """Writes the blocks of a text; `kept` are the lines that belong to texts of several lines."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.removesuffix("\n").split("\n")
        self.kept: set[int] = set()
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def line(self, place: int) -> int:
        """Return the number of a place's line, from 0."""
        return bisect_right(self._starts, place) - 1

    def header(self, first: int) -> int:
        """Return the number of lines above the first key that belong to the whole file.

        These are all of them, or those down to the last empty line: a comment directly at a key
        belongs to the key. Lines above the mark that begins a YAML document belong to no key.
        """
        empty = [number for number in range(first) if self.lines[number].strip() in {"", "---"}]
        return empty[-1] + 1 if empty else first

    def block(self, block: Block, shape: Shape, place: _Place) -> _Piece:
        """Return a block; lines before its first entry are kept separately."""
        column = self._column(block.start)
        starts = [self.line(each.start) for each in block.entries]
        splits = [
            self._split(self._last_line(entry) + 1, until, column)
            for entry, until in zip(block.entries, [*starts[1:], place.high], strict=True)
        ]
        leads = [
            even(self.lines[begin:end], place.indent)
            for begin, end in zip([place.low, *splits], [*starts, place.high], strict=True)
        ]
        pieces = []
        for entry, lead, split in zip(block.entries, leads, splits, strict=False):
            piece = self._entry(entry, shape, place.indent, column, split)
            pieces.append(_Piece([*lead, *piece.lead], piece.lines))
        first, *others = _moved(pieces, ordered(self.text, block, shape))
        lines = list(first.lines)
        for piece in others:
            lines += [*piece.lead, *piece.lines]
        lead = list(without_empty(first.lead))
        return _Piece(lead, [*lines, *_without_last_empty(leads[-1])])

    def _entry(self, entry: TreeEntry, shape: Shape, indent: int, column: int, high: int) -> _Piece:
        """Return an entry whose last line is before `high`; `column` is the column of its block."""
        value, shift = entry.value, indent - column
        start = " " * indent + (f"{said(self.text, entry.key, shape)}:" if entry.key else "-")
        within = shape.below(word(self.text, entry.key)) if entry.key else shape
        line = self.line(entry.start)
        if isinstance(value, Leaf):
            return _Piece([], self._valued(start, entry, value, within, shift, indent, high))
        if entry.key is None and not value.anchor and self.line(value.start) == line:
            below = self.block(value, within, _Place(indent + _STEP, line, high))
            first, *others = below.lines
            return _Piece(even(below.lead, indent), [f"{start} {first.lstrip(' ')}", *others])
        anchor = f" &{value.anchor}" if value.anchor else ""
        head_end = value.mark + len(anchor) - 1 if anchor else entry.behind
        head = self._commented(start + anchor, head_end, shift)
        below = self.block(value, within, _Place(indent + _STEP, line + 1, high))
        return _Piece([], [head, *below.lead, *below.lines])

    def _valued(
        self,
        start: str,
        entry: TreeEntry,
        value: Leaf,
        shape: Shape,
        shift: int,
        indent: int,
        high: int,
    ) -> list[str]:
        """Return the lines of an entry whose value is not a block, and the comments below it."""
        last = self.line(max(value.end - 1, entry.start))
        if value.is_block_text:
            head, *body = self.text[value.start : value.end].split("\n")
            self.kept |= set(range(self.line(value.start), last + 1))
            lines = [f"{start} {head.rstrip()}", *(shifted(line, shift) for line in body)]
        else:
            first, *more = said(self.text, value, shape).split("\n")
            lines = [f"{start} {first}".rstrip(), *(shifted(line, shift) for line in more)]
            lines[-1] = self._commented(lines[-1], max(value.end, entry.behind), shift)
        return [*lines, *even(self.lines[last + 1 : high], indent)]

    def _column(self, place: int) -> int:
        return place - self._starts[self.line(place)]

    def _last_line(self, entry: TreeEntry) -> int:
        """Return the last line of the entry itself."""
        while isinstance(entry.value, Block):
            entry = entry.value.entries[-1]
        return self.line(max(entry.value.end - 1, entry.start))

    def _split(self, low: int, high: int, column: int) -> int:
        """Return the first of the lines that belong to the next entry, not to the last one.

        That is the first comment that is not indented deeper, with the empty lines before it.
        """
        first = low
        for number in range(low, high):
            line = self.lines[number]
            if line.strip() and len(line) - len(line.lstrip(" ")) <= column:
                break
            first = number + 1 if line.strip() else first
        return first

    def _commented(self, line: str, place: int, shift: int) -> str:
        """Return a line with the comment after a place, in the same column."""
        number = self.line(place)
        rest = self.lines[number][place - self._starts[number] :]
        if not rest.strip().startswith("#"):
            return line
        column = len(self.lines[number]) - len(rest.lstrip()) + shift
        return f"{line}{' ' * max(1, column - len(line))}{comment(rest.strip())}"


def _moved(pieces: list[_Piece], order: list[int]) -> list[_Piece]:
    """Return pieces in an order; if empty lines divided half of them, they divide all."""
    if order == sorted(order):
        return pieces
    apart = [piece for piece in pieces[1:] if "" in piece.lead]
    moved = [pieces[index] for index in order]
    for before, piece in pairwise(moved):
        is_apart = "" in piece.lead or before.lines[-1] == ""
        if 2 * len(apart) >= len(pieces) - 1 and not is_apart:
            piece.lead.insert(0, "")
    return moved


def _without_last_empty(lines: Sequence[str]) -> list[str]:
    return list(reversed(list(without_empty(list(reversed(lines))))))
