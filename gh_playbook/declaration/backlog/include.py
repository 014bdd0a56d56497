"""A backlog of several files: the files that `include` names are merged before any check.

Lists are joined, in the order of the files: first the included ones, by name, then the file itself.
Every other key may be given only once. Every value keeps the place where it was written.
"""

import errno
from dataclasses import field
from itertools import islice, takewhile
from pathlib import Path

from gh_playbook.declaration import missing_file, text_file
from gh_playbook.declaration.located import LocatedList, LocatedMapping
from gh_playbook.declaration.source import Fault, InputError, Source, shown
from gh_playbook.declaration.template.lookup import is_hidden
from gh_playbook.declaration.yaml.located_yaml import read as read_document
from gh_playbook.frozen import dataclass

INCLUDE = "include"
# The limits: files that one pattern may name, and files that include each other in a row.
_FILES = 1_000
_DEPTH = 20
# The endings of files that are plans, not backlogs.
_PLANS = {".md", ".markdown", ".csv", ".tsv"}
# Keys of a playbook's steps that no backlog has at its top.
_OF_STEPS = {"loop", "when", "import_playbook", "gh_api", "label", "milestone", "issue"}
_WILD = frozenset("*?[")
_OUTSIDE = "is outside of the project's folder, or hidden"


def read(path: Path) -> tuple[LocatedMapping, list[Fault]]:
    """Return a backlog file merged with all included files, and the faults in them.

    A file that is included several times is read once. Raises InputError if a file is not YAML, or
    not a mapping.
    """
    reading = _Reading(_roots(path))
    return reading.read(path, ()), reading.faults


def files(path: Path) -> list[Path]:
    """Return a backlog file and the files that it includes, each once.

    Raises InputError if one is not YAML, or not a mapping.
    """
    reading = _Reading(_roots(path))
    reading.read(path, ())
    return list(reading.known.values())


def _roots(path: Path) -> tuple[Path, ...]:
    return text_file.resolved(path).parent, Path.cwd()


@dataclass
class _Reading:
    """A backlog while its files are merged; `roots` are the folders in which files may be.

    `known` are the files that were read, by their places with links resolved.
    """

    roots: tuple[Path, ...]
    faults: list[Fault] = field(default_factory=list)
    known: dict[Path, Path] = field(default_factory=dict)

    def read(self, path: Path, above: tuple[Path, ...]) -> LocatedMapping:
        """Return a file with all files that it includes; `above` are the files that include it."""
        data = _mapping(path, self.faults)
        self.known[text_file.resolved(path)] = path
        patterns = data.get(INCLUDE)
        if not isinstance(patterns, LocatedList):
            return data
        result = LocatedMapping(data.source)
        within = (*above, text_file.resolved(path))
        for index, pattern in enumerate(patterns):
            if not isinstance(pattern, str):
                continue  # The model reports its wrong type.
            for each in self._found(path, pattern, patterns.at[index]):
                if text_file.resolved(each) in within:
                    self.faults.append(Fault(f"{shown(each)} includes itself", patterns.at[index]))
                elif len(within) > _DEPTH:
                    message = f"more than {_DEPTH} files include each other"
                    self.faults.append(Fault(message, patterns.at[index]))
                elif text_file.resolved(each) not in self.known:
                    _add(result, self.read(each, within), self.faults)
        _add(result, data, self.faults)
        return result

    def _found(self, path: Path, pattern: str, place: Source) -> list[Path]:
        """Return the files that a pattern names, relative to the file that includes them."""
        if ".." in Path(pattern).parts and not self._is_within(_fixed(path.parent, pattern)):
            self.faults.append(Fault(f"include: {pattern!r} {_OUTSIDE}", place))
            return []
        try:
            files = _files(path.parent, pattern)
        except (ValueError, NotImplementedError, IndexError):
            message = f"include takes relative paths of files, not {pattern!r}"
            self.faults.append(Fault(message, place))
            return []
        except OSError as error:
            self.faults.append(Fault(f"include: {pattern!r}: {error.strerror}", place))
            return []
        # A pattern may also match the file itself.
        files = [each for each in files if len(files) == 1 or not each.samefile(path)]
        if not files:
            what = f"include: no file is called {pattern!r}{_expectation(pattern, path.parent)}"
            self.faults.append(Fault(what, place))
        outside = [each for each in files if not self._is_within(each)]
        for each in outside[:1]:
            self.faults.append(Fault(f"include: {shown(each)} {_OUTSIDE}", place))
        return [each for each in files if each not in outside]

    def _is_within(self, path: Path) -> bool:
        """Tell whether a file is below a root and not hidden, after its links are resolved.

        Somebody else may have written the backlog, and faults of a file show parts of its text.
        """
        found = text_file.resolved(path)
        return any(
            found.is_relative_to(root) and not any(map(is_hidden, found.relative_to(root).parts))
            for root in self.roots
        )


def _expectation(pattern: str, folder: Path) -> str:
    """Return a hint for a pattern that matches no file: a feature that does not exist here."""
    if "://" in pattern:
        return ": nothing is downloaded, so save it beside this file"
    if pattern.startswith("~") or "$" in pattern:
        return ": '~' and '$' have no special meaning here, so write the path from this file"
    if (folder / pattern).is_dir():
        return f": it is a folder, so write {pattern.rstrip('/')}/*.yml"
    return "" if set(pattern) & _WILD else missing_file.hint(folder / pattern)


def _fixed(folder: Path, pattern: str) -> Path:
    """Return the folder in which the search for a pattern begins."""
    parts = takewhile(lambda part: not set(part) & _WILD, Path(pattern).parts)
    return folder.joinpath(*parts)


def _files(folder: Path, pattern: str) -> list[Path]:
    """Return the files that a pattern names. Raises OSError if that takes too long."""
    if pattern.split("/").count("**") > 1:
        raise OSError(errno.E2BIG, "it has `**` more than once")
    found = list(islice(folder.glob(pattern), _FILES + 1))
    if len(found) > _FILES:
        raise OSError(errno.E2BIG, f"it names more than {_FILES} files")
    return sorted(each for each in found if each.is_file())


def _mapping(path: Path, faults: list[Fault]) -> LocatedMapping:
    if path.suffix.lower() in _PLANS and text_file.is_file(path):
        raise InputError([Fault(f"a backlog is YAML: `gh-playbook import-plan {path}` makes one")])
    document = read_document(path)
    faults += document.faults
    if isinstance(document.value, LocatedMapping):
        return document.value
    what = "a backlog is a mapping with `labels`, `milestones`, `issues`, …"
    if document.value is None:
        what = "the backlog is empty"
    elif _is_playbook(document.value):
        what += ": this list of steps is a playbook"
    elif isinstance(document.value, str):
        what += ": `gh-playbook import-plan` makes one of Markdown, of CSV or of JSON"
    raise InputError(document.faults or [Fault(what, Source(str(path), 1, 1))])


def _is_playbook(value: object) -> bool:
    steps = value if isinstance(value, LocatedList) else ()
    return any(isinstance(each, LocatedMapping) and _OF_STEPS & each.keys() for each in steps)


def _add(result: LocatedMapping, data: LocatedMapping, faults: list[Fault]) -> None:
    for key, value in data.items():
        at, key_at = data.at[key], data.keys_at[key]
        if key == INCLUDE or key not in result:
            result.put(key, value, at=at, key_at=key_at)
        elif isinstance(value, LocatedList) and isinstance(result[key], LocatedList):
            both = LocatedList(result[key].source)
            for part in (result[key], value):
                for index, each in enumerate(part):
                    both.add(each, at=part.at[index])
            result.put(key, both, at=result.at[key], key_at=result.keys_at[key])
        elif not key.startswith("x-") and value != result[key]:
            faults.append(
                Fault(f"{key}: {result.at[key]} declares it, too: declare it once", key_at)
            )
