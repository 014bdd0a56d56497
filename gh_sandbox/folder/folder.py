"""The sandbox's folder: private to its owner, with no link that leads out of it.

A checkout may contain a folder of that name with links to important files elsewhere; and the
content of a sandbox is private. So only the owner may enter the folder and read its files, and the
sandbox does not start if anything in it is a link.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gh_sandbox.folder import request_log
from gh_sandbox.state import store

SOCKET = "github.sock"
# The socket and the `gh` configuration of workflows' steps.
ACTIONS_SOCKET, ACTIONS_GH = "actions.sock", "gh-of-workflows"
SERVER_LOCK, START_LOCK, USE_LOCK = "server.lock", "start.lock", "use.lock"
PROCESS, LOG, BORROWED = "server.pid", "server.log", "made-by-a-run"
# The repository that was asked for in addition to the seed's.
REHEARSED = "rehearsed"
# The digest of the seed from which the state was made.
SOWN = "sown"
PAGES, API = "pages-address", "api-address"
GH = "gh"
# All files that a sandbox creates in its folder.
_NAMES = frozenset(
    {
        *(f"{store.FILE}{ending}" for ending in ("", "-wal", "-shm", "-journal")),
        *(request_log.FILE, SOCKET, SERVER_LOCK, START_LOCK, USE_LOCK),
        *(PROCESS, LOG, PAGES, API, BORROWED, REHEARSED, SOWN, GH, ACTIONS_SOCKET, ACTIONS_GH),
    }
)
# Files that can exist before the state: the one that is created first, and sockets.
_BEFORE = frozenset({START_LOCK, SOCKET, ACTIONS_SOCKET, store.FILE})


# The first part of an address that is taken for a path.
_SCHEMES = frozenset({"http:", "https:", "ssh:", "git:", "file:"})


class SandboxError(Exception):
    """The sandbox cannot do what was asked; the message says what to do."""


def claim(folder: Path) -> None:
    """Make the folder private to its owner.

    Raises SandboxError where it cannot be a sandbox's folder.
    """
    with in_words(folder):
        _check_name(folder)
        if not os.path.lexists(folder):
            folder.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):  # made by another process; it is checked below
                folder.mkdir(mode=0o700)
        check(folder)
        _check_others(folder)
        # In a folder with other things, permissions must not change.
        if _NAMES.issuperset(each.name for each in folder.iterdir()):
            folder.chmod(0o700)


def _check_name(folder: Path) -> None:
    """Raise SandboxError for an address, which would become folders, and for a name not in UTF-8.

    `gh` reads the folder's name in its configuration, which is UTF-8.
    """
    if not _SCHEMES.isdisjoint(folder.parts):
        raise SandboxError(f"{folder} is an address: name a folder")
    try:
        str(folder).encode()
    except UnicodeEncodeError as error:
        raise SandboxError(f"the name of {folder} is not UTF-8: choose another folder") from error


def check(folder: Path) -> None:
    """Raise SandboxError unless the folder is a plain one of this user, without links.

    Only the files of a sandbox are checked.
    """
    if folder.is_symlink():
        raise SandboxError(f"{folder} is a link: name the folder that it leads to")
    if not folder.is_dir():
        raise SandboxError(f"{folder} is not a folder: a sandbox needs a folder of its own")
    if folder.stat().st_uid != os.geteuid():
        raise SandboxError(f"{folder} belongs to somebody else: choose another folder")
    for path in _own(folder):
        if path.is_symlink():
            raise SandboxError(
                f"{path} is a link: a sandbox's folder must not contain links; remove it"
            )


def _check_others(folder: Path) -> None:
    """Raise SandboxError where other things, such as `gh`'s folder, have our files' names.

    A folder belongs to a sandbox if it has a state; without one, such files are somebody else's.
    """
    if (folder / store.FILE).exists():
        return
    found = sorted(name for name in _NAMES - _BEFORE if (folder / name).exists())
    # Another start may have created the state meanwhile; the state comes before all other files.
    if found and not (folder / store.FILE).exists():
        names = ", ".join(found)
        raise SandboxError(f"{folder} has no sandbox, but contains {names}: choose another folder")


def _own(folder: Path) -> Iterator[Path]:
    """Yield the sandbox's own files in a folder."""
    yield from (folder / name for name in _NAMES)
    for parent, folders, files in os.walk(folder / GH):
        yield from (Path(parent) / name for name in (*folders, *files))


@contextmanager
def in_words(folder: Path) -> Iterator[None]:
    """Turn errors of the system or of SQLite inside the block into a SandboxError."""
    try:
        yield
    except OSError as error:
        raise SandboxError(f"{error.filename or folder}: {error.strerror or error}") from error
    except sqlite3.OperationalError as error:
        raise SandboxError(f"{folder / store.FILE}: {error}") from error
    except sqlite3.DatabaseError as error:
        hint = "remove the folder, and a new sandbox is made"
        raise SandboxError(
            f"{folder / store.FILE} is not the state of a sandbox: {hint}"
        ) from error
