"""The memory of pulls on this machine: values that a pull took in count as last written.

GitHub still has the marker of the last run, with the digest of the older text.
"""

import json
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from gh_playbook.declaration import kept_file
from gh_playbook.declaration.source import InputError
from gh_playbook.frozen import dataclass
from gh_playbook.model.plain import plain
from gh_playbook.model.target import Target, of_identity

VERSION = 1


@dataclass(frozen=True)
class Base:
    """The known values that were written last into an issue; `digest` is the digest of its text.

    The last value of a field that is not in `values` is unknown.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    labels: frozenset[str] | None = None
    digest: str = ""


@dataclass(frozen=True)
class Memory:
    """The values taken in last, by key; `run` is the id of the last run before that.

    `ids` are the ids of labels and milestones, by section and name. `things` are the fields of
    everything except issues, as plain data, by module and folded name.
    """

    run: str = ""
    bases: Mapping[str, Base] = field(default_factory=dict)
    ids: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    things: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)


def load(folder: Path, target: Target) -> Memory:
    """Load the memory of a repository from a folder; an unreadable file counts as empty.

    The memory of a repository that is gone, and had the same name, counts as empty, too.
    """
    try:
        data = json.loads(kept_file.read(_file(folder, target.repository)))
        if data["version"] != VERSION or not target.has_past(_target(data, target)):
            return Memory()
        bases = {key: _base(each) for key, each in data["issues"].items()}
        ids = {section: dict(each) for section, each in data.get("ids", {}).items()}
        things = {
            module: {name: dict(each) for name, each in named.items()}
            for module, named in data.get("things", {}).items()
        }
        return Memory(str(data["run"]), bases, ids, things)
    except (InputError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Memory()


def save(folder: Path, target: Target, memory: Memory) -> None:
    """Save the memory of a repository, if possible."""
    issues = {
        key: {
            "values": dict(base.values),
            "labels": None if base.labels is None else sorted(base.labels),
            "digest": base.digest,
        }
        for key, base in sorted(memory.bases.items())
    }
    ids = {section: dict(each) for section, each in memory.ids.items()}
    data = {"version": VERSION, "run": memory.run, "issues": issues, "ids": ids}
    data["things"] = plain(memory.things)
    data["target"] = target.identity
    kept_file.write(_file(folder, target.repository), json.dumps(data, indent=1), folder)


def _target(data: Mapping[str, Any], default: Target) -> Target:
    """Return the target of a memory; an older version did not write it."""
    known = data.get("target")
    return default if known is None else of_identity(known)


def _base(each: Mapping[str, Any]) -> Base:
    labels = each["labels"]
    return Base(
        dict(each["values"]), None if labels is None else frozenset(labels), str(each["digest"])
    )


def _file(folder: Path, repository: str) -> Path:
    return folder / "pulled" / f"{repository.lower()}.json"
