"""Scripts in the place of `gh`, and what becomes of their processes."""

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path


def written(folder: Path, script: str) -> str:
    """Write a script that can be run as `gh`; return its path."""
    path = folder / "gh"
    path.write_text(script)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def numbers(path: Path) -> list[int]:
    """Return the numbers, such as process ids, that scripts have written into a file."""
    return [*map(int, path.read_text().split())] if path.exists() else []


def has_ended(process: int) -> bool:
    """Tell whether there is no process with this id."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def until(claim: Callable[[], bool]) -> None:
    """Wait until it is true: other processes make it so."""
    deadline = time.monotonic() + 20
    while not claim():
        assert time.monotonic() < deadline
        time.sleep(0.01)
