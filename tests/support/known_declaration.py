"""Playbooks and backlogs of this repository, read once for all runs within the tests' process.

A run reads its files again, because people may have changed them. But nobody changes the files of
the checkout while its tests run. Files in other places are read each time. Playbooks are also read
each time if a folder of one's own may replace a shipped playbook.
"""

from collections.abc import Callable, Collection, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.declaration import text_file
from gh_playbook.declaration.backlog import backlog
from gh_playbook.declaration.playbook import playbook
from gh_playbook.declaration.playbook.playbook_folder import SUFFIXES, PlaybookFolders

_ROOT = Path(__file__).parents[2]
_SHIPPED = _ROOT / "playbooks"


@contextmanager
def installed(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the read files inside of this context. Raises AssertionError if one was changed."""
    known: dict[Hashable, Any] = {}
    texts: dict[Hashable, str] = {}

    def remembered(key: Hashable, read: Callable[[], Any]) -> Any:
        if key not in known:
            known[key] = read()
            texts[key] = repr(known[key])
        return known[key]

    def read_playbook(
        path: Path, modules: Collection[str], folders: PlaybookFolders = playbook._ALONE
    ) -> playbook.ReadPlaybook:
        def read() -> playbook.ReadPlaybook:
            return of_playbook(path, modules, folders)

        if path.resolve().parent != _SHIPPED or not all(map(_lends_nothing, folders.folders)):
            return read()
        found: playbook.ReadPlaybook = remembered((path, frozenset(modules), folders), read)
        return found

    def read_backlog(path: Path) -> Any:
        if _ROOT not in text_file.resolved(path).parents or not path.exists():
            return of_backlog(path)
        return remembered((path, path.stat().st_mtime_ns), lambda: of_backlog(path))

    of_playbook, of_backlog = playbook.read, backlog.read
    patch.setattr(playbook, "read", read_playbook)
    patch.setattr(backlog, "read", read_backlog)
    yield
    changed = [key for key, text in texts.items() if repr(known[key]) != text]
    assert not changed, f"a run has changed what was read: {changed}"


def _lends_nothing(folder: Path) -> bool:
    """Tell whether no playbook of a folder can replace a shipped one."""
    folder = folder.resolve()
    return folder == _SHIPPED or not any(each.suffix in SUFFIXES for each in folder.glob("*"))
