"""Advice on a file that does not exist: the one that was probably meant, or those beside it."""

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from gh_playbook.declaration.source import shown
from gh_playbook.declaration.wording import closest, first_of

# More entries of a folder are not looked at.
_LOOKED_AT = 1000
_SAME = {".yaml": ".yml"}


def hint(path: Path) -> str:
    """Return what a message about a missing file adds: a suggestion, or files of its kind.

    Somebody else may have written the path, so only what is below the current folder is told.
    """
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - links are not followed
    with suppress(OSError, ValueError):
        missing = next(each for each in (whole, *whole.parents) if each.parent.is_dir())
        if missing.exists() or not Path(os.path.realpath(missing.parent)).is_relative_to(
            Path.cwd()
        ):
            return ""
        is_file = missing == whole
        names = {
            Path(each).stem: each for each in sorted(_names(missing.parent, are_files=is_file))
        }
        close = closest(missing.stem, names)
        meant = f": did you mean {names[close]!r}?" if close is not None else ""
        if not is_file:
            return f": there is no folder {shown(missing)}{meant}"
        alike = [each for each in names.values() if _kind(each) == _kind(whole.name)]
        where = "this folder" if whole.parent == Path.cwd() else shown(whole.parent)
        return meant or (f": {where} has {first_of(alike)}" if alike else "")
    return ""


def _names(folder: Path, *, are_files: bool) -> Iterator[str]:
    """Yield the names in a folder, of its files or of its folders; no hidden ones, no settings."""
    with os.scandir(folder) as entries:
        for each in islice(entries, _LOOKED_AT):
            is_own = not each.name.startswith((".", "invoke."))
            if is_own and each.is_file() == are_files:
                yield each.name


def _kind(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return _SAME.get(suffix, suffix)
