"""Modules of users: Python files in a folder `library`, and entry points of packages.

A file has one or more subclasses of `Module`, each with a `name`; files whose names begin with `_`
are skipped. Reading a file runs it, as it does for `tasks.py`.
"""

import ast
import sys
import traceback
from collections.abc import Collection, Iterator
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from inspect import isabstract, isclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.frozen import dataclass
from gh_playbook.modules.module import Module

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

# The group of entry points whose objects are modules, or classes of modules.
GROUP = "gh_playbook.modules"
_NEEDED = ("title", "argument", "is_in_repository")


class _FileLoader(SourceFileLoader):
    """Loads a user's file, and writes no compiled file beside it."""

    def set_data(self, path: str, data: Any, *, _mode: int = 0o666) -> None:
        """Write nothing."""


@dataclass(frozen=True)
class _Found:
    """A user's module, and its place."""

    module: Module[Any, Any]
    source: Source


class Library:
    """All modules, shipped ones and users' own; `modules` is the mapping to register them in."""

    def __init__(self, modules: dict[str, Module[Any, Any]]) -> None:
        self._modules = modules
        self._own: set[str] = set()

    def open(self, folder: Path, taken: Collection[str]) -> None:
        """Register the modules of a folder and of packages; `taken` are other playbook words.

        Raises InputError with all their faults.
        """
        for name in self._own:
            self._modules.pop(name, None)
        self._own.clear()
        faults: list[Fault] = []
        for each in _all(folder, faults):
            name = each.module.name
            if name in self._modules or name in taken:
                faults.append(Fault(f"there is a module {name!r} already", each.source))
            else:
                self._modules[name] = each.module
                self._own.add(name)
        if faults:
            raise InputError(faults)


def _all(folder: Path, faults: list[Fault]) -> Iterator[_Found]:
    for entry in _entry_points():
        source = Source(entry.value, 1, 1)
        try:
            loaded = entry.load()
            yield from _checked(loaded() if isclass(loaded) else loaded, source, faults)
        except Exception as error:  # noqa: BLE001  # Whatever a package does wrong is its fault.
            message = f"the module of the entry point {entry.name!r} cannot be loaded: {error}"
            faults.append(Fault(message, source))
    for path in sorted(folder.glob("*.py")):
        if not path.name.startswith("_"):
            yield from _in_file(path, faults)


@cache
def _entry_points() -> "tuple[EntryPoint, ...]":
    """Return those of installed packages; without any, `importlib.metadata` is not loaded."""
    if not any(_may_have_some(Path(each)) for each in sys.path):
        return ()
    from importlib.metadata import entry_points

    return tuple(entry_points(group=GROUP))


def _may_have_some(place: Path) -> bool:
    """Tell whether a package at a place of `sys.path` may name modules in its metadata.

    An archive, an egg and what cannot be read are left to `importlib.metadata`.
    """
    files = place.glob("*-info/entry_points.txt")
    try:
        if place.is_file() or place.suffix == ".egg":
            return True
        return any(GROUP.encode() in each.read_bytes() for each in files)
    except OSError:
        return True


def _in_file(path: Path, faults: list[Fault]) -> Iterator[_Found]:
    """Yield the modules of a file; its faults are reported with their lines."""
    try:
        loaded = _run(path, path.stat().st_mtime_ns)
    except Exception as error:  # noqa: BLE001  # Whatever the file does wrong is its fault.
        message = f"{type(error).__name__}: {str(error).partition(' (')[0]}"
        faults.append(Fault(message, _place(error, path)))
        return
    kinds = [each for each in vars(loaded).values() if _is_kind(each, loaded.__name__)]
    named = [each for each in kinds if "name" in vars(each) and not isabstract(each)]
    if not named:
        message = "holds no module: a class after Module, with a `name`"
        faults.append(Fault(message, Source(str(path), 1, 1)))
    parts = ast.walk(ast.parse(path.read_bytes()))
    lines = {each.name: each.lineno for each in parts if isinstance(each, ast.ClassDef)}
    for kind in named:
        yield from _checked(kind(), Source(str(path), lines.get(kind.__name__, 1), 1), faults)


def _is_kind(thing: Any, defined_in: str) -> bool:
    """Tell whether a value is a subclass of Module that the file itself defines."""
    return isclass(thing) and thing.__module__ == defined_in and Module in thing.__mro__


@cache
def _run(path: Path, _changed: int) -> ModuleType:
    """Return a file as a Python module; it is run once as long as it is unchanged."""
    name = f"gh_playbook_library_{path.stem}"
    spec = spec_from_file_location(name, loader=_FileLoader(name, str(path)))
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot read {path}")
    loaded = module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def _checked(module: Any, source: Source, faults: list[Fault]) -> Iterator[_Found]:
    """Yield a module, if it defines everything that a kind needs."""
    if Module not in type(module).__mro__:
        faults.append(Fault(f"{module!r} is no module: make a class after Module", source))
        return
    missing = [name for name in _NEEDED if not hasattr(module, name)]
    if missing:
        faults.append(Fault(f"{module.name}: {', '.join(missing)} is missing", source))
    elif not (isclass(module.argument) and issubclass(module.argument, Declared)):
        message = f"{module.name}: argument is the model of one thing, a class after Declared"
        faults.append(Fault(message, source))
    elif not module.name.isidentifier():
        message = f"a module's name is letters, digits and '_', not {module.name!r}"
        faults.append(Fault(message, source))
    else:
        yield _Found(module, source)


def _place(error: Exception, path: Path) -> Source:
    """Return the line of a file at which an error was raised."""
    if isinstance(error, SyntaxError):
        return Source(str(path), error.lineno or 1, error.offset or 1)
    frames = [
        each for each in traceback.extract_tb(error.__traceback__) if each.filename == str(path)
    ]
    return Source(str(path), (frames[-1].lineno or 1) if frames else 1, 1)
