"""Playbooks: YAML files of ordered steps, in Ansible's vocabulary.

A file is a list. An entry is a step, with exactly one module beside the words of
`step_word.StepEntry`; or `import_playbook`, which puts another file's steps in its place; or a
`block` of steps with `rescue` and `always`; or `handlers`. An entry that contains steps passes its
`vars`, `when` and `tags` on to them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any, Literal, TypeVar

from gh_playbook.declaration import located_yaml
from gh_playbook.declaration.declared import validate
from gh_playbook.declaration.located_yaml import LocatedList, LocatedMapping
from gh_playbook.declaration.playbook_folder import PlaybookFolders
from gh_playbook.declaration.source import Fault, InputError, Source, shown
from gh_playbook.declaration.step import DELAY, TRIES, Condition, Retrying, Section, Step
from gh_playbook.declaration.step_word import (
    WORDS,
    BlockEntry,
    Entry,
    HandlerEntry,
    HandlersEntry,
    ImportEntry,
    StepEntry,
    is_play,
    no_list,
    no_step,
    unknown,
)
from gh_playbook.declaration.wording import suggestion

Words = TypeVar("Words", bound=Entry)

_ALONE = PlaybookFolders()
_SECTIONS: tuple[Literal["block", "rescue", "always"], ...] = ("block", "rescue", "always")


@dataclass(frozen=True)
class ReadPlaybook:
    """The valid steps of a playbook and the faults of the others.

    `lost` are the variables in which faulty steps register their results. A playbook is not whole
    if steps are missing of which not even that is known: those of an import.
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
        return [step(entry, files[0], self.modules, is_handler=are_handlers)]

    def _play(self, entry: LocatedMapping, files: tuple[Path, ...]) -> list[Step]:
        """Note the faults of a play of Ansible's, and return the valid tasks in it."""
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
        return [_lent(each, given, entry) for each in self.file(target, files)]

    def _block(
        self, entry: LocatedMapping, files: tuple[Path, ...], *, are_handlers: bool
    ) -> list[Step]:
        if "block" not in entry:
            word = next(each for each in _SECTIONS if each in entry)
            raise InputError([Fault(f"{word} stands beside a `block`", entry.keys_at[word])])
        faults: list[Fault] = []
        given = _words(BlockEntry, entry, faults)
        number = next(self._numbers)
        steps: list[Step] = []
        for word in _SECTIONS:
            section = Section(number, word, has_rescue=bool(entry.get("rescue")))
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
                _lent(each, given, entry),
                ignores_errors=each.ignores_errors or given.ignore_errors,
                notifies=(*each.notifies, *given.notify),
            )
            for each in steps
        ]


def step(
    entry: LocatedMapping, path: Path, modules: Collection[str], *, is_handler: bool = False
) -> Step:
    """Return the step of an entry. Raises InputError with all faults."""
    found = [key for key in entry if key in modules]
    others = [key for key in entry if key not in modules and key not in WORDS]
    faults = [Fault(unknown(key, modules), entry.keys_at[key]) for key in others]
    if not found and not others:
        faults.append(Fault(f"a step needs a module: {', '.join(sorted(modules))}", entry.source))
    if len(found) > 1:
        places = entry.keys_at[found[1]]
        faults.append(Fault(f"a step has one module, not {' and '.join(found)}", places))
    if "loop" in entry and entry["loop"] is None:
        faults.append(Fault("loop: must be a list, or an expression for one", entry.at["loop"]))
    words = LocatedMapping(entry.source)
    for key in entry.keys() - {*found, *others}:
        words.put(key, entry[key], at=entry.at[key], key_at=entry.keys_at[key])
    given = _words(HandlerEntry if is_handler else StepEntry, words, faults)
    if given is not None and given.until and not given.registered:
        message = "`until` looks at the registered result: write `register` too"
        faults.append(Fault(message, entry.keys_at["until"]))
    if faults or given is None:
        raise InputError(faults)
    module = found[0]
    return Step(
        name=given.name or module,
        module=module,
        arguments=entry[module],
        source=entry.keys_at[module],
        at=entry.at,
        variables=_merged(entry.source, *_from_files(given, path), entry.get("vars")),
        conditions=_conditions(given, "when", entry.source),
        loop=entry.get("loop"),
        register=given.registered,
        tags=frozenset(given.tags),
        ignores_errors=given.ignore_errors,
        retrying=_retrying(given, entry.source),
        notifies=given.notify,
        is_handler=is_handler,
        listens=frozenset(given.listen if isinstance(given, HandlerEntry) else ()),
    )


def _words(model: type[Words], entry: LocatedMapping, faults: list[Fault]) -> Words | None:
    """Return the words of an entry; its faults are added to the list."""
    try:
        return validate(model, entry)
    except InputError as error:
        faults += error.faults
        return None


def _list_of_steps(entry: LocatedMapping, word: str) -> LocatedList:
    steps = entry[word]
    if not isinstance(steps, LocatedList):
        raise InputError([Fault(f"{word}: must be a list of steps", entry.at[word])])
    return steps


def _lent(step: Step, given: Entry, entry: LocatedMapping) -> Step:
    """Return a step with the words of the entry around it."""
    return replace(
        step,
        variables=_merged(entry.source, entry.get("vars"), step.variables),
        conditions=_conditions(given, "when", entry.source) + step.conditions,
        tags=step.tags | set(given.tags),
    )


def _retrying(given: StepEntry, source: Source) -> Retrying | None:
    """Return how a step is tried again, if it is. Ansible counts the first try beside `retries`."""
    if not given.until and given.retries is None:
        return None
    tries = TRIES if given.retries is None else given.retries + 1
    delay = DELAY if given.delay is None else given.delay
    return Retrying(_conditions(given, "until", source), tries, delay)


def _from_files(given: StepEntry, path: Path) -> Iterator[LocatedMapping]:
    for index, name in enumerate(given.vars_files):
        target = path.parent / name
        place = given.place("vars_files", index)
        if not target.is_file():
            raise InputError([Fault(f"there is no file {shown(target)}", place)])
        data = located_yaml.load(target)
        if not isinstance(data, LocatedMapping):
            raise InputError([Fault(f"{shown(target)} must hold a mapping of variables", place)])
        yield data


def _merged(source: Source, *variables: LocatedMapping | None) -> LocatedMapping:
    """Return variables in one mapping; the later ones win."""
    merged = LocatedMapping(source)
    for each in variables:
        if each is not None:
            merged.take(each)
    return merged


def _conditions(given: Entry, word: str, source: Source) -> tuple[Condition, ...]:
    expressions: Any = getattr(given, word)
    return tuple(
        Condition(each, given.place(word, index) or source)
        for index, each in enumerate(expressions)
    )
