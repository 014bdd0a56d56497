"""Seed files: finding them, reading them with the seeds that they extend, and placing their faults.

The format of a seed is in `seed.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from gh_sandbox.seeding.impossible import impossible
from gh_sandbox.seeding.reference import dangling
from gh_sandbox.seeding.repetition import repeated
from gh_sandbox.seeding.seed import Seed, SeedError
from gh_sandbox.yaml_place import again, place, place_of

DEFAULT = "lluminary"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAB = "indent with spaces, not with a tab, and quote what begins with a sign"
# Other messages for some of pydantic's errors.
_WORDS = {
    "extra_forbidden": "there is no such key",
    "missing": "it is missing",
    "model_type": "it must be a mapping",
    "dict_type": "it must be a mapping",
    "list_type": "it must be a list",
    "string_type": "it must be text",
}


def find(name: str | Path | None) -> Path:
    """Return the file of a seed: a path, or the name of a seed that ships with the sandbox."""
    shipped = Path(str(resources.files("gh_sandbox"))) / "seeds"
    if name is None:
        return shipped / f"{DEFAULT}.yml"
    path = Path(name)
    if path.exists():
        return path
    named = shipped / f"{name}.yml"
    if not named.exists():
        names = sorted(each.stem for each in shipped.glob("*.yml"))
        near = get_close_matches(str(name), names, n=1)
        meant = f"did you mean {near[0]!r}? Or " if near else ""
        listed = ", ".join(names)
        raise SeedError(f"no seed {name}: {meant}give the path of a YAML file, or one of: {listed}")
    return named


def read(path: Path) -> Seed:
    """Read a seed; SeedError names all its faults, also those that only the whole shows."""
    whole = _Whole()
    data = _data(path, whole)
    try:
        found = Seed.model_validate(data)
    except ValidationError as error:
        lines = [_told(whole, data, fault) for fault in error.errors()]
        raise SeedError("\n".join(lines)) from error
    lines = [
        f"{whole.place(data, each.where, key=each.is_key)}: {_dotted(each.where)}: {each.message}"
        for each in (*repeated(found), *dangling(found), *impossible(found))
    ]
    if lines:
        raise SeedError("\n".join(lines))
    return found


def _told(whole: "_Whole", data: Any, fault: ErrorDetails) -> str:
    """Return a fault's message with its place."""
    unknown = fault["type"] == "extra_forbidden"
    message = _WORDS.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    place = whole.place(data, fault["loc"], key=unknown)
    return f"{place}: {_dotted(fault['loc']) or 'a seed'}: {message}"


def _dotted(where: Sequence[int | str]) -> str:
    return ".".join(map(str, where))


@dataclass
class _Whole:
    """The files of a seed; a file comes before the one that it extends.

    Each has its path, its nodes with their places, and its data.
    """

    files: list[tuple[Path, yaml.Node | None, Any]] = field(default_factory=list)

    def place(self, merged: Any, where: Sequence[int | str], *, key: bool) -> str:
        """Return the place of a fault, in the file that contains it: `file:line:column`."""
        ways = [(path, root, _way(data, merged, where)) for path, root, data in self.files]
        path, root, way = max(ways, key=lambda each: len(each[2]))
        return f"{path}:{place_of(root, way, key=key)}"


def _way(data: Any, merged: Any, where: Sequence[int | str]) -> list[int | str]:
    """Return the way to the same thing in one of the merged files, as far as it exists there.

    Entries of lists are recognized by their names, as in merging.
    """
    way: list[int | str] = []
    for step in where:
        own = step
        if isinstance(merged, list) and isinstance(data, list) and isinstance(step, int):
            name = _name(merged[step]) if step < len(merged) else None
            is_there = step < len(data) and _name(data[step]) == name
            if name is not None and not is_there:
                own = next((i for i, each in enumerate(data) if _name(each) == name), len(data))
        try:
            data, merged = data[own], merged[step]
        except (LookupError, TypeError):
            break
        way.append(own)
    return way


def _data(path: Path, whole: _Whole, within: tuple[Path, ...] = ()) -> Any:
    """Return the data of a file, merged with what it extends; `within` stops a circle."""
    if path.resolve() in within:
        raise SeedError(f"{path}: it extends itself: name another seed")
    if path.is_fifo():
        raise SeedError(f"{path}: it is a pipe, and a seed is read several times: name a file")
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=_Loader)
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - it is a safe one
    except OSError as error:
        how = ": name a file in it" if path.is_dir() else ""
        raise SeedError(f"{path}: {error.strerror}{how}") from error
    except UnicodeDecodeError as error:
        raise SeedError(f"{path}: not UTF-8: {error.reason}: save it as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        what = _TAB if "cannot start any token" in (error.problem or "") else error.problem
        raise SeedError(f"{path}:{place(error.problem_mark)}: not YAML: {what}") from error
    except yaml.YAMLError as error:
        raise SeedError(f"{path}: not YAML: its characters") from error
    twice = [
        f"{path}:{place(node.start_mark)}: a second key {node.value!r}" for node in again(root)
    ]
    if twice:
        raise SeedError("\n".join(twice))
    whole.files.append((path, root, data))
    if isinstance(data, dict) and "extends" in data:
        base = data.pop("extends")
        near = path.with_name(f"{base}.yml")
        more = (*within, path.resolve())
        return _merged(_data(near if near.exists() else find(base), whole, more), data)
    return data


def _merged(base: Any, more: Any) -> Any:
    """Merge one structure over another: mappings by key, lists by the names of their entries."""
    if isinstance(base, dict) and isinstance(more, dict):
        return {
            key: _merged(base[key], more[key]) if key in base and key in more else value
            for key, value in {**base, **more}.items()
        }
    if not isinstance(base, list) or not isinstance(more, list):
        return more
    entries = {_name(entry) or index: entry for index, entry in enumerate(base)}
    for entry in more:
        name = _name(entry)
        if name is None:
            return more
        entries[name] = _merged(entries[name], entry) if name in entries else entry
    return list(entries.values())


def _name(entry: object) -> object:
    """Return the name of a list's entry, or None."""
    if not isinstance(entry, dict):
        return None
    keys = ("login", "token", "number", "title", "name")
    return next((str(entry[key]).lower() for key in keys if key in entry), None)
