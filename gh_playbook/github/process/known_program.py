"""The `gh` that an earlier run on this machine found recent enough: its version is known.

Asking for a version takes a process, as long as a request. A program that was replaced has another
time or size, and is asked again.
"""

import json
from contextlib import suppress
from pathlib import Path

from gh_playbook.declaration import kept_file
from gh_playbook.declaration.source import InputError
from gh_playbook.github.error import GitHubError
from gh_playbook.github.process.gh import Gh
from gh_playbook.github.process.gh_version import OLDEST_VERSION

_FILE = "gh.json"


def check(gh: Gh, folder: Path) -> None:
    """Check that the program is recent enough, unless the folder knows it.

    Raises GitHubError if there is none, or none that is recent enough.
    """
    if _is_known(gh, folder):
        return
    gh.version()
    with suppress(OSError):
        kept_file.write(folder / _FILE, _told(gh.program), folder)


def begin(gh: Gh, folder: Path) -> None:
    """Ask the program for its version, unless the folder knows it; `check` takes the answer."""
    with suppress(GitHubError):  # `check` says what is wrong with it.
        if not _is_known(gh, folder):
            gh.begin_version()


def _is_known(gh: Gh, folder: Path) -> bool:
    with suppress(InputError, OSError):
        return kept_file.read(folder / _FILE).strip() == _told(gh.program)
    return False


def _told(program: str) -> str:
    """Return the properties that identify this program, and the wanted version. Raises OSError."""
    path = Path(program).resolve()
    found = path.stat()
    told = {"gh": str(path), "size": found.st_size, "changed": found.st_mtime_ns}
    return json.dumps({**told, "oldest": OLDEST_VERSION})
