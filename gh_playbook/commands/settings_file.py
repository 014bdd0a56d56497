"""Invoke's settings file, `invoke.yaml`: its faults, and the place of each setting.

Invoke reads the file itself, but its errors are PyYAML's, or a traceback.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.declaration.wording import short

if TYPE_CHECKING:  # YAML is loaded only if there is such a file.
    from gh_playbook.declaration.located import LocatedMapping

# Invoke searches in this order; an `invoke.py` is not read, because it is a program.
SUFFIXES = ("yaml", "yml", "json")
SECTION = "gh_playbook"
# Invoke's own sections.
_SECTIONS = ("run", "runners", "sudo", "tasks", "timeouts", SECTION)
# Settings that keep a run away from GitHub, by the names that people use for them.
_PROTECTING = {"dry": "dry_run", "dryrun": "dry_run", "sandbox": "sandbox"}
_EFFECTS = {"dry_run": "make a run a dry run", "sandbox": "make a run use the sandbox"}
_TRUTHS = {"yes", "no", "on", "off", "true", "false"}
# Settings whose names no other program would use at the top of the file.
_MISPLACED = ("backlog", "guard_from", "guard_share", "keep_runs", "sandbox_dir")


def file_in(folder: Path) -> Path | None:
    """Return the settings file of a folder, if it has one."""
    found = (folder / f"invoke.{suffix}" for suffix in SUFFIXES)
    return next((path for path in found if os.path.lexists(path)), None)


def faults(path: Path) -> Iterator[Fault]:
    """Yield the faults of a settings file, except wrong values of settings."""
    from gh_playbook.declaration.located import LocatedMapping
    from gh_playbook.declaration.yaml.located_yaml import read

    try:
        document = read(path)
    except InputError as error:
        yield from error.faults
        return
    yield from document.faults
    if document.value is None:
        return
    if not isinstance(document.value, LocatedMapping):
        message = f"settings are a mapping, such as `{SECTION}: {{backlog: backlog.yml}}`"
        yield Fault(message, Source(str(path), 1, 1))
        return
    yield from _of_sections(document.value)
    yield from _misplaced(document.value)
    yield from _truth_values(document.value, ())


def misplaced(path: Path) -> Iterator[Fault]:
    """Yield the settings that should keep runs away from GitHub, but that Invoke would ignore."""
    from gh_playbook.declaration.located import LocatedMapping
    from gh_playbook.declaration.yaml.located_yaml import read

    with suppress(InputError):
        data = read(path).value
        if isinstance(data, LocatedMapping):
            yield from _misplaced(data)


def section(path: Path) -> Mapping[str, object]:
    """Return the settings of this tool in a settings file, as far as they can be read."""
    # A key that Invoke reads as a truth value is a fault of the file.
    return {name: each for name, each in _section(path).items() if name.lower() not in _TRUTHS}


def _section(path: Path) -> Mapping[str, object]:
    from gh_playbook.declaration.yaml.located_yaml import read

    with suppress(InputError):
        data = read(path).value
        found = data.get(SECTION) if isinstance(data, Mapping) else None
        if isinstance(found, Mapping):
            return found
    return {}


def place(path: Path | None, name: str) -> Source | None:
    """Return the place of one of this tool's settings in a settings file, if it is there."""
    found = _section(path) if path else {}
    if name not in found:
        return None
    from gh_playbook.declaration.located import locate

    return locate(found, [name])


def _of_sections(data: "LocatedMapping") -> Iterator[Fault]:
    from gh_playbook.declaration.located import UNREADABLE

    for name, value in data.items():
        at = data.keys_at[name]
        if value is UNREADABLE:
            continue
        if name in _SECTIONS and not isinstance(value, Mapping):
            message = f"{name} holds settings by their names, not {short(value)}"
            yield Fault(message, data.at[name])
        elif name not in _SECTIONS and _plain(name) == _plain(SECTION):
            yield Fault(f"unknown section {name!r}: did you mean {SECTION!r}?", at)
        elif name == "tasks" and "executor_class" in value:
            message = (
                "tasks.executor_class names code, and no code from this folder is run: remove it"
            )
            yield Fault(message, value.keys_at["executor_class"])
        elif name in _MISPLACED and SECTION not in data:
            yield Fault(f"{name!r} is a setting of {SECTION}: write it below `{SECTION}:`", at)


def _misplaced(data: "LocatedMapping") -> Iterator[Fault]:
    for path, value, at in _values(data):
        name = _PROTECTING.get(_plain(path[-1]))
        if name is None or value is False or isinstance(value, Mapping) or path == ("run", "dry"):
            continue
        how = f"write `{SECTION}: {{{name}: true}}`"
        yield Fault(f"{'.'.join(path)!r} does not {_EFFECTS[name]}: {how}", at)


def _values(data: "LocatedMapping") -> Iterator[tuple[tuple[str, ...], object, Source]]:
    """Yield what is at the top, and in the sections of Invoke; SECTION is left out."""
    for name, value in data.items():
        yield (name,), value, data.keys_at[name]
        is_own = name not in _SECTIONS and "playbook" not in _plain(name)
        if isinstance(value, Mapping) and not is_own and name != SECTION:
            inner = cast("LocatedMapping", value)
            for each in inner:
                yield (name, each), inner[each], inner.keys_at[each]


def _truth_values(data: "LocatedMapping", path: tuple[str, ...]) -> Iterator[Fault]:
    """Yield the keys that Invoke reads as truth values, as in YAML 1.1, which makes it fail."""
    for name, value in data.items():
        if name.lower() in _TRUTHS:
            how = ": use --yes on the command line" if name == "yes" else ""
            what = f"unknown setting {'.'.join((*path, name))}{how}"
            other = f"Invoke reads the key {name!r} as true or false: quote it"
            yield Fault(what if path == (SECTION,) else other, data.keys_at[name])
        if isinstance(value, dict):
            yield from _truth_values(cast("LocatedMapping", value), (*path, name))


def _plain(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "").replace(" ", "")
