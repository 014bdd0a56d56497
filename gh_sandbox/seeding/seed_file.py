"""Seeds as files: found, read with those that they extend, and their faults told by their places.

What a seed says is in `seed.py`.
"""

from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from gh_sandbox.seeding.seed import Seed, SeedError
from gh_sandbox.yaml_place import again, place, place_of

DEFAULT = "lluminary"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAB = "indent with spaces, not with a tab, and quote what begins with a sign"
# pydantic's errors in other words.
_WORDS = {
    "extra_forbidden": "there is no such key",
    "missing": "it is missing",
    "model_type": "it must be a mapping",
    "dict_type": "it must be a mapping",
    "list_type": "it must be a list",
    "string_type": "it must be text",
}


def find(name: str | Path | None) -> Path:
    """Return the file of a seed: a path, or the name of one that ships with the sandbox."""
    shipped = Path(str(resources.files("gh_sandbox"))) / "seeds"
    if name is None:
        return shipped / f"{DEFAULT}.yml"
    path = Path(name)
    if path.exists():
        return path
    named = shipped / f"{name}.yml"
    if not named.exists():
        names = ", ".join(sorted(each.stem for each in shipped.glob("*.yml")))
        raise SeedError(f"no seed {name}: give the path of a YAML file, or one of: {names}")
    return named


def read(path: Path) -> Seed:
    """Read a seed; SeedError names all its faults."""
    try:
        return Seed.model_validate(_data(path))
    except ValidationError as error:
        lines = [_told(path, fault) for fault in error.errors()]
        raise SeedError("\n".join(lines)) from error


def _told(path: Path, fault: ErrorDetails) -> str:
    """Return a fault with its place in the file, which may be of one that it extends."""
    root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    where = ".".join(str(part) for part in fault["loc"]) or "a seed"
    unknown = fault["type"] == "extra_forbidden"
    message = _WORDS.get(fault["type"], fault["msg"])
    return f"{path}:{place_of(root, fault['loc'], key=unknown)}: {where}: {message}"


def _data(path: Path, within: tuple[Path, ...] = ()) -> Any:
    """Return what a file says, with what it extends; `within` are the files that extend it."""
    if path.resolve() in within:
        raise SeedError(f"{path}: it extends itself: name another seed")
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=_Loader)
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - it is a safe one
    except OSError as error:
        raise SeedError(f"{path}: {error.strerror}") from error
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
    if isinstance(data, dict) and "extends" in data:
        base = data.pop("extends")
        near = path.with_name(f"{base}.yml")
        more = (*within, path.resolve())
        return _merged(_data(near if near.exists() else find(base), more), data)
    return data


def _merged(base: Any, more: Any) -> Any:
    """Lay one structure over another: mappings by key, lists by what names their entries."""
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
    """Return what names an entry of a list; None of an entry that has no name."""
    if not isinstance(entry, dict):
        return None
    keys = ("login", "token", "number", "title", "name")
    return next((str(entry[key]).lower() for key in keys if key in entry), None)
