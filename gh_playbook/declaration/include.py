"""A backlog of several files: those that `include` names are merged before any check.

Lists add up, in the order of the files: first the included ones, by name, then the file itself.
Every other key may be given once. Every value keeps the place where it was written.
"""

from pathlib import Path

from gh_playbook.declaration.located_yaml import LocatedList, LocatedMapping
from gh_playbook.declaration.located_yaml import read as read_document
from gh_playbook.declaration.source import Fault, InputError, Source, shown

INCLUDE = "include"


def read(path: Path) -> tuple[LocatedMapping, list[Fault]]:
    """Return a backlog file merged with all that it includes, and the faults in them.

    Raises InputError where a file is not YAML, or not a mapping.
    """
    faults: list[Fault] = []
    return _read(path, (), faults), faults


def files(path: Path) -> list[Path]:
    """Return a backlog file and those that it includes, each once.

    Raises InputError where one is not YAML, or no mapping.
    """
    found: dict[Path, Path] = {}
    waiting = [path]
    while waiting:
        each = waiting.pop(0)
        if each.resolve() not in found:
            found[each.resolve()] = each
            patterns = _mapping(each, []).get(INCLUDE)
            for pattern in patterns if isinstance(patterns, LocatedList) else ():
                if isinstance(pattern, str):
                    waiting += _found(each, pattern, Source(str(each), 1, 1), [])
    return list(found.values())


def _read(path: Path, above: tuple[Path, ...], faults: list[Fault]) -> LocatedMapping:
    data = _mapping(path, faults)
    patterns = data.get(INCLUDE)
    if not isinstance(patterns, LocatedList):
        return data
    result = LocatedMapping(data.source)
    within = (*above, path.resolve())
    for index, pattern in enumerate(patterns):
        place = patterns.at[index]
        if not isinstance(pattern, str):
            continue  # Its type is told by the model.
        for each in _found(path, pattern, place, faults):
            if each.resolve() in within:
                faults.append(Fault(f"{shown(each)} includes itself", place))
                continue
            _add(result, _read(each, within, faults), faults)
    _add(result, data, faults)
    return result


def _mapping(path: Path, faults: list[Fault]) -> LocatedMapping:
    document = read_document(path)
    faults += document.faults
    if isinstance(document.value, LocatedMapping):
        return document.value
    what = "a backlog is a mapping with `labels`, `milestones`, `issues`, …"
    if document.value is None:
        what = "the backlog is empty"
    raise InputError(document.faults or [Fault(what, Source(str(path), 1, 1))])


def _found(path: Path, pattern: str, place: Source, faults: list[Fault]) -> list[Path]:
    """Return the files that a pattern names, relative to the file that includes them."""
    try:
        files = sorted(each for each in path.parent.glob(pattern) if each.is_file())
    except (ValueError, NotImplementedError, IndexError):
        message = f"include takes paths relative to this file, not {pattern!r}"
        faults.append(Fault(message, place))
        return []
    # A pattern may well fit the file itself.
    files = [each for each in files if len(files) == 1 or not each.samefile(path)]
    if not files:
        faults.append(Fault(f"include: no file is called {pattern!r}", place))
    return files


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
            faults.append(Fault(f"{key}: {result.at[key]} says so, too: say it once", key_at))
