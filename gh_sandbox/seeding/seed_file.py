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
from gh_sandbox.yaml_place import place, place_of

DEFAULT = "lluminary"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
    message = "there is no such key" if unknown else fault["msg"]
    return f"{path}:{place_of(root, fault['loc'], key=unknown)}: {where}: {message}"


def _data(path: Path) -> Any:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - it is a safe one
    except OSError as error:
        raise SeedError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SeedError(f"{path}: not UTF-8: {error.reason}") from error
    except yaml.MarkedYAMLError as error:
        raise SeedError(f"{path}:{place(error.problem_mark)}: not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise SeedError(f"{path}: not YAML: its characters") from error
    if isinstance(data, dict) and "extends" in data:
        base = data.pop("extends")
        near = path.with_name(f"{base}.yml")
        return _merged(_data(near if near.exists() else find(base)), data)
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
