"""Outlets: streams whose reader may go away while something is printed."""

import errno
import os
from typing import Any, TextIO

# Why an output is not written: its reader has gone, the disk is full, broken, or over a limit.
UNWRITTEN = frozenset({errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EFBIG})


class Outlet:
    """Writes to a stream, and to nowhere once that cannot be written any more.

    Where the reader has gone, the process ends in silence; but what `is_lasting` does not: work is
    not left half done because nobody reads what is printed of it. `lost` is the reason why nothing
    is printed any more.
    """

    def __init__(self, stream: TextIO, *, is_lasting: bool = False) -> None:
        self._stream = stream
        self._is_lasting = is_lasting
        self.lost: OSError | None = None

    def write(self, text: str) -> int:
        """Write a text. Raises OSError where the work is not lasting, or SystemExit in silence."""
        try:
            return self._stream.write(text)
        except OSError as error:
            self._lose(error)
            return len(text)

    def flush(self) -> None:
        """Write what is not written yet. Raises as `write`."""
        try:
            self._stream.flush()
        except OSError as error:
            self._lose(error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _lose(self, error: OSError) -> None:
        is_gone = isinstance(error, BrokenPipeError)
        if error.errno not in UNWRITTEN or not (is_gone or self._is_lasting):
            raise error
        # What is still to be written would be tried again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
        if not self._is_lasting:
            raise SystemExit(1) from None
        self.lost = error
