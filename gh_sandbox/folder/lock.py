"""Locks on files: they end with the process that holds them, however it ends."""

import fcntl
import time
from pathlib import Path
from typing import IO

from gh_sandbox.folder.folder import SERVER_LOCK
from gh_sandbox.folder.private_file import append

# Who asks whether it is locked has the lock for that moment.
_TRIES, _PAUSE = 20, 0.01


def take(file: IO[str]) -> bool:
    """Lock an open file; False when another process has locked it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def share(path: Path) -> IO[str]:
    """Open a file and lock it together with others who share it; return the file."""
    file = append(path)
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def is_locked(path: Path) -> bool:
    """Tell whether anybody has locked a file, alone or together with others."""
    with path.open() as file:
        return not take(file)


def wait_for(file: IO[str]) -> None:
    """Lock an open file, waiting for whoever has locked it."""
    fcntl.flock(file, fcntl.LOCK_EX)


def hold(directory: Path) -> IO[str] | None:
    """Take the server's lock on a directory; None when another server has it."""
    file = append(directory / SERVER_LOCK)
    for _ in range(_TRIES):
        if take(file):
            return file
        time.sleep(_PAUSE)
    file.close()
    return None
