"""The folders of playbooks: first the user's own folder, then the shipped ones."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from gh_playbook.declaration import text_file
from gh_playbook.declaration.source import Fault, InputError, Source, shown
from gh_playbook.declaration.wording import suggestion
from gh_playbook.frozen import dataclass

SUFFIXES = (".yml", ".yaml")


@dataclass(frozen=True)
class PlaybookFolders:
    """The folders; the first that has a playbook wins. Commands and imports use the same order."""

    folders: tuple[Path, ...] = ()

    def find(self, name: str) -> Path:
        """Return the playbook that a command line names: a file, or a name in one of the folders.

        Raises InputError with a suggestion.
        """
        file = Path(name)
        if file.suffix in SUFFIXES and text_file.is_file(file):
            return file
        for each in self._candidates(name, self.folders):
            if text_file.is_file(each):
                return each
        hint = suggestion(file.stem, self.names())
        where = f"in {shown(self.folders[0])}, nor among those that ship" if self.folders else ""
        raise InputError([Fault(f"there is no playbook {name!r} {where}{hint}")])

    def imported(self, name: str, above: Iterable[Path], place: Source | None) -> Path:
        """Return the playbook that another imports; `above` are the importing ones, the last first.

        A user's own playbook wins even if a shipped one imports it; it may itself import the
        shipped playbook of the same name. Raises InputError.
        """
        files = list(above)
        importing = [text_file.resolved(each) for each in files]
        beside, at = files[0].parent, importing[0].parent
        ships = at in [text_file.resolved(each) for each in self.folders[1:]]
        others = [each for each in self.folders if text_file.resolved(each) != at]
        order = [*others, beside] if ships else [beside, *others]
        found = [each for each in self._candidates(name, order) if text_file.is_file(each)]
        fresh = [each for each in found if text_file.resolved(each) not in importing]
        if fresh:
            return fresh[0]
        if found:
            raise InputError([Fault(f"{name} imports itself", place)])
        hint = suggestion(Path(name).stem, self.names())
        raise InputError([Fault(f"there is no playbook {shown(beside / name)}{hint}", place)])

    def names(self) -> list[str]:
        """Return the names of all playbooks in the folders."""
        found = (each for folder in self.folders for each in folder.glob("*"))
        return sorted({each.stem for each in found if each.suffix in SUFFIXES})

    @staticmethod
    def _candidates(name: str, folders: Iterable[Path]) -> Iterator[Path]:
        for folder in folders:
            if Path(name).suffix in SUFFIXES:
                yield folder / name
            else:
                yield from (folder / f"{name}{suffix}" for suffix in SUFFIXES)
