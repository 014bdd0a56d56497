"""Outlets: streams whose reader may close them during printing."""

import errno
import os
from typing import Any, TextIO

# The errors of an unwritten output: its reader has gone, the disk is full, broken, or over a limit.
UNWRITTEN = frozenset({errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EFBIG})


class Outlet:
    """Writes to a stream; after an error, it writes nothing any more.

    If the reader has gone, the process ends silently; but a process that `is_lasting` continues,
    because work should not be left half done only because nobody reads its output. `lost` is the
    reason why nothing is printed any more.
    """

    def __init__(self, stream: TextIO, *, is_lasting: bool = False) -> None:
        self._stream = stream
        self._is_lasting = is_lasting
        self.lost: OSError | None = None

    def write(self, text: str) -> int:
        """Write a text. If the work is not lasting, raises OSError, or SystemExit silently."""
        try:
            return self._stream.write(text)
        except OSError as error:
            self._lose(error)
            return len(text)

    def flush(self) -> None:
        """Write the buffered text. Raises as `write`."""
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
        # Otherwise Python would try to write the buffered text again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
        if not self._is_lasting:
            raise SystemExit(1) from None
        self.lost = error
