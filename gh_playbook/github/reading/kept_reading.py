"""The data that a run keeps on this machine, so that the next run reads all with one request."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from gh_playbook.declaration import kept_file
from gh_playbook.declaration.source import InputError
from gh_playbook.github.reading.number_page import Extent
from gh_playbook.model import kept_reading
from gh_playbook.model.kept_reading import KeptReading
from gh_playbook.model.world import World


def load(folder: Path, repository: str) -> KeptReading | None:
    """Read the data that the last run kept about the repository `owner/name`, or None."""
    try:
        return kept_reading.parse(kept_file.read(_file(folder, repository)))
    except InputError:
        return None


def keep(world: World, folder: Path, declared: Sequence[str] = ()) -> None:
    """Write it, if possible; if the next run can use nothing, nothing is kept."""
    path, found = _file(folder, world.repository.name), kept_reading.from_world(world, declared)
    if found is None:
        kept_file.remove(path, folder)
        return
    newest = max((each.number or 0 for each in world.issues.values()), default=0)
    is_dense = world.is_whole and Extent(len(world.issues), newest).is_read_by_number
    kept_file.write(path, kept_reading.compose(replace(found, is_dense=is_dense)), folder)


def _file(folder: Path, repository: str) -> Path:
    return folder / "reading" / f"{repository.lower()}.json"
