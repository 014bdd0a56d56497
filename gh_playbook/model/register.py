"""The register: the issue of each key and the thing of each name, from earlier runs.

It vouches for issues whose authors this login cannot distinguish from outsiders, because only
people with write access can write it. It proves nothing else: an entry counts only if its issue has
the key's marker, and a wrong or missing entry only costs a full reading. A board that people
renamed is found by its entry, but only if it is linked to the repository. Labels, milestones, and
the board's fields, options and views that people renamed are found by their ids.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from gh_playbook.declaration.name import folded
from gh_playbook.frozen import dataclass

VERSION = 1
_NAME = "gh-playbook"
# Node ids, by the kind of a thing and by its folded name.
Things = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class RegisterEntry:
    """An issue or a board: its number, and its node id, which is never used again."""

    number: int
    id: str


@dataclass(frozen=True)
class Register:
    """The entries of issues by key, the entries of boards by title, and the ids of other things.

    `is_found` tells that a readable register exists. `commit` is the commit from which it was read,
    or the commit in its place if it was unreadable; None if there is none. `files` are the marks of
    the backlog files that declared the issues, by number: after a key was renamed, its file tells
    that it is the same work. `is_ahead` tells that
    this machine knows more than the register on GitHub. `is_later` tells that a later version of
    this tool has written the register on GitHub: it cannot be read, and is left alone.
    """

    entries: Mapping[str, RegisterEntry] = field(default_factory=dict)
    is_found: bool = False
    commit: str | None = None
    boards: Mapping[str, RegisterEntry] = field(default_factory=dict)
    things: Things = field(default_factory=dict)
    files: Mapping[int, str] = field(default_factory=dict)
    is_ahead: bool = False
    is_later: bool = False

    def board(self, title: str | None) -> RegisterEntry | None:
        """Return the entry of the board that had this title."""
        return self.boards.get(folded(title)) if title is not None else None

    def with_board(self, title: str, board: RegisterEntry) -> "Register":
        """Return the register with a board under its declared title."""
        return replace(self, boards={**self.boards, folded(title): board})

    def thing(self, kind: str, name: str) -> str | None:
        """Return the id of the thing that had this name."""
        return self.things.get(kind, {}).get(folded(name))

    def with_things(self, things: Things) -> "Register":
        """Return the register with things under their declared names, each under one name."""
        return replace(self, things=_merged(self.things, things))

    def with_files(self, files: Mapping[int, str]) -> "Register":
        """Return the register with the marks of files, only those of issues that it has."""
        numbers = {each.number for each in self.entries.values()}
        found = {**self.files, **files}
        return replace(self, files={each: found[each] for each in found if each in numbers})

    def file_of(self, key: str, number: int | None, id: str) -> str | None:
        """Return the mark of the file that declared an issue under this key, if it is known."""
        return self.files.get(number or 0) if self.names(key, number, id) else None

    def with_kept(self, kept: "Register") -> "Register":
        """Return the register with the boards and other things that only this machine knows."""
        ids = {each.id for each in self.boards.values()}
        boards = {title: each for title, each in kept.boards.items() if each.id not in ids}
        boards |= self.boards
        things = _merged(kept.things, self.things)
        files = self.with_files({**kept.files, **self.files}).files
        is_ahead = (boards, things, files) != (self.boards, self.things, self.files)
        return replace(self, boards=boards, things=things, files=files, is_ahead=is_ahead)

    def says_the_same(self, other: "Register") -> bool:
        """Tell whether both have the same entries."""
        mine, theirs = (
            (each.entries, each.boards, each.things, each.files) for each in (self, other)
        )
        return mine == theirs

    def names(self, key: str, number: int | None, id: str) -> bool:
        """Tell whether a key was bound to this issue."""
        return number is not None and self.entries.get(key) == RegisterEntry(number, id)

    def renewed(self, bound: Mapping[str, RegisterEntry]) -> "Register":
        """Return the register with the present bindings.

        Entries of keys that this backlog does not declare stay as long as their issues get no other
        key: a missing issue may have been moved, and then its backlog must not create it again.
        """
        rebound = {entry.id for entry in bound.values()}
        kept = {key: entry for key, entry in self.entries.items() if entry.id not in rebound}
        return replace(self, entries={**kept, **bound})

    def merged(self, other: "Register") -> "Register":
        """Return both merged, based on the other's commit; if a key has two issues, the older one.

        The next run decides between twins in the same way.
        """
        entries = dict(other.entries)
        for key, entry in self.entries.items():
            known = entries.get(key)
            if known is None or entry.number < known.number:
                entries[key] = entry
        boards = {**other.boards, **self.boards}
        things = _merged(other.things, self.things)
        merged = replace(self, entries=entries, boards=boards, things=things)
        merged = merged.with_files({**other.files, **self.files})
        return replace(merged, commit=other.commit, is_later=other.is_later)


# The kind of the options of the board's fields.
OPTION = "project_option"


def option_name(field: str, option: str) -> str:
    """Return an option's name among things: field, line end (no name has one), option."""
    return f"{field}\n{option}"


def parse(text: str, commit: str | None = None) -> Register:
    """Parse a register; a text that is not one, or is of a later version, counts as not found."""
    try:
        data = json.loads(text)
        if data[_NAME] != VERSION:
            return Register(commit=commit, is_later=data[_NAME] > VERSION)
        entries = _entries(data["issues"])
        boards = _entries(data.get("projects", {}))
        things = {str(kind): _ids(each) for kind, each in data.get("things", {}).items()}
        files = _by_number(data.get("files", {}))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Register(commit=commit)
    found = Register(entries, is_found=True, commit=commit, boards=boards, things=things)
    return replace(found, files=files)


def compose(register: Register) -> str:
    """Return a register as text: one line of JSON, the same for the same entries."""
    kinds = {"issues": register.entries, "projects": register.boards}
    data = {
        kind: {key: [each.number, each.id] for key, each in sorted(entries.items())}
        for kind, entries in kinds.items()
    }
    things = {kind: dict(sorted(each.items())) for kind, each in sorted(register.things.items())}
    files: dict[str, list[int]] = {}
    for number, mark in sorted(register.files.items(), key=lambda each: (each[1], each[0])):
        files.setdefault(mark, []).append(number)
    more = {"things": things, "files": files}
    whole = {_NAME: VERSION, **data, **{name: each for name, each in more.items() if each}}
    return json.dumps(whole, separators=(",", ":"))


def _merged(before: Things, now: Things) -> dict[str, dict[str, str]]:
    """Return the ids of both, without the names of things that have another name now."""
    found = {kind: dict(each) for kind, each in before.items()}
    for kind, ids in now.items():
        rebound = set(ids.values())
        kept = {name: id for name, id in found.get(kind, {}).items() if id not in rebound}
        found[kind] = {**kept, **ids}
    return {kind: ids for kind, ids in found.items() if ids}


def _ids(data: Mapping[str, object]) -> dict[str, str]:
    if not all(isinstance(each, str) for each in data.values()):
        raise TypeError("an id is a text")
    return {str(name): str(id) for name, id in data.items()}


def _by_number(data: Mapping[str, Sequence[object]]) -> dict[int, str]:
    """Return the marks of files by numbers. Raises TypeError if a key is not a number."""
    return {
        _entry(number, "").number: str(mark) for mark, found in data.items() for number in found
    }


def _entries(data: Mapping[str, Sequence[object]]) -> dict[str, RegisterEntry]:
    return {str(key): _entry(*value) for key, value in data.items()}


def _entry(number: object, id: object) -> RegisterEntry:
    if not isinstance(number, int) or not isinstance(id, str):
        raise TypeError("an entry is a number and an id")
    return RegisterEntry(number, id)
