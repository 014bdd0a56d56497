"""Private files, opened without following a link."""

import os
from pathlib import Path
from typing import IO


def append(path: Path) -> IO[str]:
    """Open a file for appending; create it if it does not exist."""
    return _opened(path, os.O_APPEND, "a")


def write(path: Path, text: str) -> None:
    """Write a whole file."""
    with _opened(path, os.O_TRUNC, "w") as file:
        file.write(text)


def _opened(path: Path, flags: int, mode: str) -> IO[str]:
    flags |= os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags, 0o600), mode, encoding="utf-8")
