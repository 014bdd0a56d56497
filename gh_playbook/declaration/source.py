"""Sources and faults: the places of declarations, and the errors of an input."""

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from gh_playbook.frozen import dataclass

# The number of faults that are shown at once.
_TOLD = 100
# Characters of a message: a longer one is cut in the middle, because its beginning says what is
# wrong, and its end what to do.
_LONG = 1_000
_HEAD = 700


class Source(NamedTuple):
    """A place in a file; lines and columns count from 1.

    A tuple, because it is made quickly: a backlog of 5,000 issues has 170,000 places.
    """

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{shown(self.file)}:{self.line}:{self.column}"

    @property
    def line_only(self) -> str:
        """`file:line`, for reports."""
        return f"{shown(self.file)}:{self.line}"


@dataclass(frozen=True)
class Fault:
    """One fault: what is wrong, where, and how to mend it."""

    message: str
    source: Source | None = None

    def __str__(self) -> str:
        message = self.message
        if len(message) > _LONG:
            message = f"{message[:_HEAD]} … {message[_HEAD - _LONG :]}"
        return f"{self.source}: {message}" if self.source else message


class InputError(Exception):
    """The input is unusable; `faults` holds all of its faults, in the order of the files.

    Its text shows only the first ones, as many as a person can read. An `advice` comes last.
    """

    def __init__(self, faults: Iterable[Fault], advice: str = "") -> None:
        last = (Fault(advice),) if advice else ()
        found = sorted(dict.fromkeys(faults), key=_position)
        self.faults = (*found, *last)
        told = [str(fault) for fault in found[:_TOLD]]
        if len(found) > _TOLD:
            more = f"{len(found) - _TOLD:,} more faults of this kind"
            told.append(f"… and {more}: correct these first")
        super().__init__("\n".join([*told, *map(str, last)]))

    def named_at(self, place: Source | None) -> "InputError":
        """Return the error; for an unreadable file, with the place in the input that names it."""
        return InputError(
            fault if fault.source else Fault(fault.message, place) for fault in self.faults
        )


def shown(file: str | Path) -> str:
    """Return the path as a person would type it: relative, if it is below the current folder."""
    return _from(os.getcwd(), str(file))  # noqa: PTH109 - a path each time takes ten times as long.


@lru_cache
def _from(folder: str, file: str) -> str:
    path = os.path.relpath(file, folder)
    return file if path.startswith(os.pardir) else path


def _position(fault: Fault) -> tuple[str, int, int]:
    source = fault.source
    return (source.file, source.line, source.column) if source else ("", 0, 0)
