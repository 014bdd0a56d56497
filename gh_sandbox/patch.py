"""The difference of two texts in the format of `git diff`. Pure.

Source of the format: the documentation of git, "Generating patch text with -p".
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

_CONTEXT = 3
_HEAD = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")
_NO_NEWLINE = "\\ No newline at end of file"


@dataclass(frozen=True)
class Patch:
    """The hunks between two texts, and the numbers of added and removed lines."""

    hunks: str
    additions: int
    deletions: int


@dataclass(frozen=True)
class Place:
    """A line of a patch: its position below the first hunk's head, and its line in each text.

    `before` is None for an added line, `after` for a removed one. `hunk` is its hunk up to it.
    """

    position: int
    before: int | None
    after: int | None
    hunk: str


def places(patch: Patch) -> Iterator[Place]:
    """List the lines of a patch. The heads of all hunks but the first count as positions."""
    hunk: list[str] = []
    old = new = 0
    for position, line in enumerate(patch.hunks.split("\n")):
        head = _HEAD.match(line)
        hunk = [line] if head else [*hunk, line]
        if head:
            old, new = int(head[1]), int(head[2])
        elif line[:1] in ("+", "-", " "):
            is_old, is_new = line[0] != "+", line[0] != "-"
            yield Place(position, old if is_old else None, new if is_new else None, "\n".join(hunk))
            old, new = old + is_old, new + is_new


def between(old: bytes, new: bytes) -> Patch | None:
    """Return the patch from one content to another; None if one of them is no text."""
    try:
        before, after = _lines(old.decode()), _lines(new.decode())
    except UnicodeDecodeError:
        return None
    lines = list(_unified(before, after))
    signs = [line[0] for line in lines]
    return Patch("\n".join(lines), signs.count("+"), signs.count("-"))


def _lines(text: str) -> list[str]:
    return text.split("\n")[:-1] + ([text.rsplit("\n", 1)[-1] + "\0"] if text[-1:] != "\n" else [])


def _unified(before: list[str], after: list[str]) -> Iterator[str]:
    before, after = ([] if each == ["\0"] else each for each in (before, after))
    for line in list(difflib.unified_diff(before, after, n=_CONTEXT, lineterm=""))[2:]:
        yield line.removesuffix("\0")
        if line.endswith("\0"):
            yield _NO_NEWLINE


def as_git(path: str, old: str | None, new: str | None, patch: Patch | None) -> str:
    """Return a file's part of a diff; `old` and `new` are its blobs' ids, None for no file."""
    head = [f"diff --git a/{path} b/{path}"]
    if old is None:
        head.append("new file mode 100644")
    if new is None:
        head.append("deleted file mode 100644")
    head.append(f"index {(old or '0' * 40)[:7]}..{(new or '0' * 40)[:7]}")
    if old and new:
        head[-1] += " 100644"
    sides = [f"a/{path}" if old else "/dev/null", f"b/{path}" if new else "/dev/null"]
    if patch is None:
        head.append(f"Binary files {sides[0]} and {sides[1]} differ")
    elif patch.hunks:
        head += [f"--- {sides[0]}", f"+++ {sides[1]}", patch.hunks]
    return "\n".join(head) + "\n"
