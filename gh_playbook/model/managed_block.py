"""The managed block: the part of an issue's body that belongs to the tool; the rest is people's.

The begin marker has the issue's key and a digest of the written content, so that an edit inside the
block is noticed. Ticks belong to people too: the digest ignores them, and a tick stays as long as
the text of its item.
"""

import hashlib
import re
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from gh_playbook.frozen import dataclass
from gh_playbook.late_pattern import late_pattern
from gh_playbook.model import marker
from gh_playbook.model.marker import END, Marker

# An item of a list as GitHub renders it, also within quotes and other items: `> 1. - [ ] text`.
_ITEM = r"(?:[-*+]|\d{1,9}[.)])[ \t]"
_TASK = late_pattern(
    rf"^([ \t]*(?:(?:>|{_ITEM})[ \t]*)*?{_ITEM}[ \t]*\[)([ xX])(\][ \t]+)(.*)$", re.MULTILINE
)
# The length of each of them.
_ANY_DIGEST = "0123456789abcdef"
# The number of remembered bodies: a run parses each several times.
_REMEMBERED = 10_000
_FENCE = late_pattern(rf"^(?:[ \t]|>|{_ITEM})*(`{{3,}}(?=[^`]*$)|~{{3,}})")


@dataclass(frozen=True)
class ManagedBlock:
    """A managed block as found in a body; `before` and `after` are the text around it."""

    marker: Marker
    content: str
    before: str
    after: str

    @property
    def key(self) -> str:
        """The issue's key."""
        return self.marker.key

    @property
    def is_edited(self) -> bool:
        """Tell whether somebody has changed anything but ticks since it was written."""
        return not self.holds(self.marker.digest)

    def holds(self, known: str) -> bool:
        """Tell whether this is the digest of its content."""
        return known == digest(self.content)

    def is_of(self, number: int | None) -> bool:
        """Tell whether the marker was written into the issue with this number.

        A marker without a number was written into a new issue: then its text must be unchanged.
        """
        if self.marker.number is None:
            return not self.is_edited
        return self.marker.number == number


class BodyError(Exception):
    """The markers in a body are damaged; the text says how, and `markers` are all begin markers."""

    def __init__(self, message: str, markers: Sequence[Marker]) -> None:
        super().__init__(f"its markers are damaged: {message}")
        self.markers = tuple(markers)

    def key_in(self, number: int | None) -> str:
        """Return the key of the marker that was written into this issue, or else of the first.

        Somebody may have pasted another issue's marker above it.
        """
        own = (each for each in self.markers if number is not None and each.number == number)
        return next(own, self.markers[0]).key


@lru_cache(maxsize=_REMEMBERED)
def find(body: str) -> ManagedBlock | None:
    """Return the body's managed block, or None. Raises BodyError on damaged markers."""
    body = body.replace("\r\n", "\n")
    begins = list(marker.begins(body))
    if not begins:
        return None
    begin, markers = begins[0], [each.marker for each in begins]
    if len(begins) > 1:
        raise BodyError("there must be one begin and one end", markers)
    if begin.is_alone:
        made = replace(begin.marker, digest=digest(""))
        return ManagedBlock(made, "", body[: begin.start], body[begin.end :])
    end = marker.first_end(body, begin.end)
    if end is None:
        told = "the end is before the begin" if marker.has_end(body) else "the end is missing"
        raise BodyError(told, markers)
    if marker.has_end(body, end.end()):
        raise BodyError("there must be one begin and one end", markers)
    return ManagedBlock(
        marker=begin.marker,
        content=body[begin.end : end.start()].strip("\n"),
        before=body[: begin.start],
        after=body[end.end() :],
    )


def compose(made: Marker, content: str) -> str:
    """Return a managed block of this content; its marker gets the content's digest."""
    content = content.strip("\n")
    if not content:
        return made.alone
    return f"{replace(made, digest=digest(content)).text}\n{content}\n{END}"


def length(made: Marker, content: str) -> int:
    """Return the length of the managed block of this content, without making the block."""
    content = content.strip("\n")
    if not content:
        return len(made.alone)
    return len(replace(made, digest=_ANY_DIGEST).text) + len(content) + len(END) + len("\n\n")


def append(body: str, made: Marker, content: str) -> str:
    """Return the body with a block after people's text.

    The block goes before the text if that ends inside code or a comment.
    """
    text = body.replace("\r\n", "\n").rstrip()
    block = compose(made, content)
    if not text:
        return block
    below = f"{text}\n\n{block}"
    return below if content.strip("\n") or find(below) else f"{block}\n\n{body}"


def renew(block: ManagedBlock, made: Marker, content: str) -> str:
    """Return the whole body with the block's content replaced, its ticks kept."""
    return block.before + compose(made, with_ticks(content, block.content)) + block.after


def with_marker(block: ManagedBlock, made: Marker) -> str:
    """Return the whole body with another marker; an edit inside the block still shows as one."""
    kept = f"{made.text}\n{block.content}\n{END}"
    return block.before + (kept if block.is_edited else compose(made, block.content)) + block.after


def is_same(one: str, other: str) -> bool:
    """Tell whether two contents are the same apart from ticks."""
    return one == other or _normalized(one) == _normalized(other)


def is_ticked(block: ManagedBlock) -> bool:
    """Tell whether a box of a block is ticked."""
    return _retick(block.content, lambda _task: " ") != block.content


def holds_marker(content: str) -> bool:
    """Tell whether a content contains text that would be read as a marker."""
    return marker.ANY in content


def digest(content: str) -> str:
    """Return a short digest that ignores ticks, line ends and blanks at the ends of lines."""
    return hashlib.sha256(_normalized(content).encode()).hexdigest()[: len(_ANY_DIGEST)]


def _normalized(content: str) -> str:
    unticked = _retick(content.replace("\r\n", "\n"), lambda _task: " ")
    return "\n".join(line.rstrip() for line in unticked.split("\n")).strip()


def with_ticks(content: str, before: str) -> str:
    """Return the content with the earlier ticks of its items; equal items are matched by order."""
    if content == before:
        return content
    ticks: dict[str, deque[str]] = defaultdict(deque)

    def remember(task: re.Match[str]) -> str:
        ticks[task[4].strip()].append(task[2])
        return task[2]

    def tick(task: re.Match[str]) -> str:
        known = ticks[task[4].strip()]
        return known.popleft() if known else task[2]

    _retick(before, remember)
    return _retick(content, tick)


def _retick(content: str, tick: Callable[[re.Match[str]], str]) -> str:
    """Return the content with the ticks that `tick` returns; tasks in fenced code are left out."""
    lines = content.split("\n")
    fence = ""
    for index, line in enumerate(lines):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif mark:
            fence = mark[1]
        elif task := _TASK.match(line):
            lines[index] = f"{task[1]}{tick(task)}{task[3]}{task[4]}"
    return "\n".join(lines)
