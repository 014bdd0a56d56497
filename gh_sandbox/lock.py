"""Locks on files: they end with the process that holds them, however it ends."""

import fcntl
from pathlib import Path
from typing import IO

FILE = "server.lock"


def take(file: IO[str]) -> bool:
    """Lock an open file; False when another process has locked it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_for(file: IO[str]) -> None:
    """Lock an open file, waiting for whoever has locked it."""
    fcntl.flock(file, fcntl.LOCK_EX)


def hold(directory: Path) -> IO[str] | None:
    """Take the server's lock on a directory; None when another server has it."""
    file = (directory / FILE).open("a")
    if take(file):
        return file
    file.close()
    return None
