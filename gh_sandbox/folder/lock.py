"""Locks on files: they end with the process that holds them, even if it is killed."""

import fcntl
import os
import time
from pathlib import Path
from typing import IO

from gh_sandbox.folder.folder import SERVER_LOCK
from gh_sandbox.folder.private_file import append

# A process that asks for the state of the lock holds it for that moment.
_TRIES, _PAUSE = 20, 0.01


def take(file: IO[str]) -> bool:
    """Lock an open file; return False if another process has locked it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def share(path: Path) -> IO[str]:
    """Open a file with a lock that several processes can share; return the file."""
    file = append(path)
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def is_locked(path: Path) -> bool:
    """Tell whether a process has locked a file, alone or shared."""
    with path.open() as file:
        return not take(file)


def wait_for(file: IO[str]) -> None:
    """Lock an open file; wait until no other process has locked it."""
    fcntl.flock(file, fcntl.LOCK_EX)


def hold(directory: Path) -> IO[str] | None:
    """Take the server's lock of a folder; None if another server has it."""
    file = append(directory / SERVER_LOCK)
    for _ in range(_TRIES):
        if take(file):
            return file
        time.sleep(_PAUSE)
    file.close()
    return None


def is_at(file: IO[str], directory: Path) -> bool:
    """Tell whether a folder still has this file as its server's lock.

    It has not where it was removed, even if another sandbox is there by now.
    """
    try:
        there = (directory / SERVER_LOCK).stat()
    except OSError:
        return False
    return os.path.samestat(there, os.fstat(file.fileno()))
