"""Playbooks: YAML files of ordered steps, in Ansible's vocabulary.

A file is a list. An entry is a step, with exactly one module beside the words of
`step_word.StepEntry`; or `import_playbook`, which puts another file's steps in its place; or a
`block` of steps with `rescue` and `always`; or `handlers`. An entry that contains steps passes its
`vars`, `when` and `tags` on to them.
"""

from collections.abc import Collection, Iterator
from dataclasses import field, replace
from itertools import count
from pathlib import Path
from typing import Literal

from gh_playbook.declaration.located import LocatedList, LocatedMapping
from gh_playbook.declaration.playbook import step_reading
from gh_playbook.declaration.playbook.playbook_folder import PlaybookFolders
from gh_playbook.declaration.playbook.step import BlockSection, Step
from gh_playbook.declaration.playbook.step_word import (
    WORDS,
    BlockEntry,
    HandlersEntry,
    ImportEntry,
    is_play,
    no_list,
    no_step,
    unknown,
)
from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.declaration.validation import validate
from gh_playbook.declaration.wording import suggestion
from gh_playbook.declaration.yaml import located_yaml
from gh_playbook.frozen import dataclass

_ALONE = PlaybookFolders()
_SECTIONS: tuple[Literal["block", "rescue", "always"], ...] = ("block", "rescue", "always")


@dataclass(frozen=True)
class ReadPlaybook:
    """The valid steps of a playbook and the faults of the others.

    `lost` are the variables in which faulty steps register their results. A playbook is not whole
    if the steps of an import are missing, because then these variables are unknown.
    """

    steps: tuple[Step, ...]
    faults: tuple[Fault, ...]
    lost: frozenset[str]
    is_whole: bool


def load(
    path: Path, modules: Collection[str], folders: PlaybookFolders = _ALONE
) -> tuple[Step, ...]:
    """Read a playbook and those that it imports.

    `modules` are the names of the known modules; `folders` are searched for imports too. Raises
    InputError with all faults of all these files.
    """
    found = read(path, modules, folders)
    if found.faults:
        raise InputError(found.faults)
    return found.steps


def read(path: Path, modules: Collection[str], folders: PlaybookFolders = _ALONE) -> ReadPlaybook:
    """Read what `load` reads; faulty steps are left out, so that the others can be checked too."""
    loading = _Loading(modules, folders)
    try:
        steps = tuple(loading.file(path, ()))
    except InputError as error:
        return ReadPlaybook((), tuple(error.faults), frozenset(), is_whole=False)
    faults = loading.faults or list(_unheard(steps))
    return ReadPlaybook(
        steps, tuple(dict.fromkeys(faults)), frozenset(loading.lost), loading.is_whole
    )


def _unheard(steps: tuple[Step, ...]) -> Iterator[Fault]:
    """Yield a fault for each notified name that no handler has."""
    known = {name for step in steps if step.is_handler for name in step.called}
    for step in steps:
        for name in step.notifies:
            if name not in known:
                place = step.at.get("notify", step.source)
                yield Fault(
                    f"notify: no handler is called {name!r}{suggestion(name, known)}", place
                )


@dataclass
class _Loading:
    """Reads a playbook, its imports and its blocks, and collects all faults."""

    modules: Collection[str]
    folders: PlaybookFolders
    faults: list[Fault] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    is_whole: bool = True
    _numbers: Iterator[int] = field(default_factory=count)

    def file(self, path: Path, above: tuple[Path, ...]) -> list[Step]:
        """Return the steps of a file; `above` are the importing playbooks, the nearest first."""
        data = located_yaml.load(path)
        if not isinstance(data, LocatedList):
            words = data if isinstance(data, LocatedMapping) else ()
            raise InputError([Fault(no_list(words), Source(str(path), 1, 1))])
        return self.steps(data, (path, *above))

    def steps(
        self, entries: LocatedList, files: tuple[Path, ...], *, are_handlers: bool = False
    ) -> list[Step]:
        """Return the valid steps of entries; the faults of all others are noted."""
        steps: list[Step] = []
        for index, entry in enumerate(entries):
            if not isinstance(entry, LocatedMapping):
                self.faults.append(Fault(no_step(entry), entries.at[index]))
                continue
            try:
                steps += self._entry(entry, files, are_handlers=are_handlers)
            except InputError as error:
                self.faults += error.faults
                self.lost |= {str(entry.get("register"))}
                self.is_whole &= "import_playbook" not in entry
        return steps

    def _entry(
        self, entry: LocatedMapping, files: tuple[Path, ...], *, are_handlers: bool
    ) -> list[Step]:
        if "import_playbook" in entry:
            return self._imported(entry, files)
        if any(word in entry for word in _SECTIONS):
            return self._block(entry, files, are_handlers=are_handlers)
        if is_play(entry):
            return self._play(entry, files)
        if "handlers" in entry:
            validate(HandlersEntry, entry)
            return self.steps(_list_of_steps(entry, "handlers"), files, are_handlers=True)
        return [step_reading.step(entry, files[0], self.modules, is_handler=are_handlers)]

    def _play(self, entry: LocatedMapping, files: tuple[Path, ...]) -> list[Step]:
        """Note the faults of an Ansible play, and return the valid tasks in it."""
        known = {*WORDS, *self.modules, "handlers"}
        self.faults += [
            Fault(unknown(key, self.modules), entry.keys_at[key])
            for key in entry
            if key not in known
        ]
        steps: list[Step] = []
        for value in entry.values():
            if isinstance(value, LocatedList) and any(isinstance(e, LocatedMapping) for e in value):
                steps += self.steps(value, files)
        return steps

    def _imported(self, entry: LocatedMapping, files: tuple[Path, ...]) -> list[Step]:
        given = validate(ImportEntry, entry)
        place = entry.at["import_playbook"]
        target = self.folders.imported(given.import_playbook, files, place)
        try:
            steps = self.file(target, files)
        except InputError as error:
            raise error.named_at(place) from error
        return [step_reading.lent(each, given, entry) for each in steps]

    def _block(
        self, entry: LocatedMapping, files: tuple[Path, ...], *, are_handlers: bool
    ) -> list[Step]:
        if "block" not in entry:
            word = next(each for each in _SECTIONS if each in entry)
            raise InputError(
                [Fault(f"{word} needs a `block` in the same entry", entry.keys_at[word])]
            )
        faults: list[Fault] = []
        given = step_reading.words(BlockEntry, entry, faults)
        number = next(self._numbers)
        steps: list[Step] = []
        for word in _SECTIONS:
            section = BlockSection(number, word, has_rescue=bool(entry.get("rescue")))
            try:
                within = _list_of_steps(entry, word) if word in entry else LocatedList(entry.source)
            except InputError as error:
                faults += error.faults
                continue
            found = self.steps(within, files, are_handlers=are_handlers)
            steps += [replace(each, sections=(section, *each.sections)) for each in found]
        if faults or given is None:
            self.lost |= {each.register for each in steps if each.register}
            raise InputError(faults)
        return [
            replace(
                step_reading.lent(each, given, entry),
                ignores_errors=each.ignores_errors or given.ignore_errors,
                notifies=(*each.notifies, *given.notify),
            )
            for each in steps
        ]


def _list_of_steps(entry: LocatedMapping, word: str) -> LocatedList:
    steps = entry[word]
    if not isinstance(steps, LocatedList):
        raise InputError([Fault(f"{word}: must be a list of steps", entry.at[word])])
    return steps
