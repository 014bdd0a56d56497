"""Files in which runs keep data on this machine.

Their folder can come from somebody else's checkout, so links in it are not followed.
"""

from contextlib import suppress
from pathlib import Path

from gh_playbook.declaration import text_file
from gh_playbook.declaration.source import Fault, InputError, shown


def read(path: Path) -> str:
    """Return the text of a file. Raises InputError, also for a pipe, which nobody would fill."""
    if not text_file.is_file(path) and path.exists():
        raise InputError([Fault(f"cannot read {shown(path)}: it is no file")])
    return text_file.read(path)


def write(path: Path, text: str, folder: Path) -> None:
    """Write a file below a folder, if possible; a link in its place is replaced."""
    with suppress(OSError):
        if not _is_below(path, folder):
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink():
            path.unlink()
        text_file.write(path, f"{text}\n".encode())


def remove(path: Path, folder: Path) -> None:
    """Remove a file below a folder, or a link in its place, if possible."""
    with suppress(OSError):
        if _is_below(path, folder):
            path.unlink(missing_ok=True)


def _is_below(path: Path, folder: Path) -> bool:
    return text_file.resolved(path.parent).is_relative_to(text_file.resolved(folder))
