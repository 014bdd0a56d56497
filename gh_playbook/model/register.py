"""The register: which issue each key was bound to by earlier runs, and which board each title.

It vouches for issues whose authors this login cannot tell from outsiders, because only people with
write access can write it. It proves nothing else: an entry counts only if its issue bears the key's
marker, and a wrong or missing entry only costs a full reading. A board that people gave another
title is found by its entry, but only where it is linked to the repository.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from gh_playbook.declaration.name import folded

VERSION = 1
_NAME = "gh-playbook"


@dataclass(frozen=True)
class Entry:
    """An issue or a board: its number, and its node id, which no other ever gets."""

    number: int
    id: str


@dataclass(frozen=True)
class Register:
    """The entries of issues, by key, and those of boards, by title.

    `is_found` tells that a readable register exists. `commit` is the one that it was read from, or
    the one in its place if it was unreadable; None where there is none.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    is_found: bool = False
    commit: str | None = None
    boards: Mapping[str, Entry] = field(default_factory=dict)

    def board(self, title: str | None) -> Entry | None:
        """Return the entry of the board that had this title."""
        return self.boards.get(folded(title)) if title is not None else None

    def with_board(self, title: str, board: Entry) -> "Register":
        """Return the register with a board under its declared title."""
        return replace(self, boards={**self.boards, folded(title): board})

    def says_the_same(self, other: "Register") -> bool:
        """Tell whether both have the same entries."""
        return self.entries == other.entries and self.boards == other.boards

    def names(self, key: str, number: int | None, id: str) -> bool:
        """Tell whether a key was bound to this issue."""
        return number is not None and self.entries.get(key) == Entry(number, id)

    def renewed(self, bound: Mapping[str, Entry]) -> "Register":
        """Return the register with the present bindings.

        Entries of keys that this backlog does not declare stay as long as their issues get no other
        key: one that is gone may have been moved, and then its backlog must not make it again.
        """
        rebound = {entry.id for entry in bound.values()}
        kept = {key: entry for key, entry in self.entries.items() if entry.id not in rebound}
        return replace(self, entries={**kept, **bound})

    def merged(self, other: "Register") -> "Register":
        """Return both merged, based on the other's commit; of two issues for one key the older one.

        The next run decides between twins in the same way.
        """
        entries = dict(other.entries)
        for key, entry in self.entries.items():
            known = entries.get(key)
            if known is None or entry.number < known.number:
                entries[key] = entry
        boards = {**other.boards, **self.boards}
        return replace(self, entries=entries, commit=other.commit, boards=boards)


def parse(text: str, commit: str | None = None) -> Register:
    """Parse a register; a text that is not one, or is of a later version, counts as not found."""
    try:
        data = json.loads(text)
        if data[_NAME] != VERSION:
            return Register(commit=commit)
        entries = _entries(data["issues"])
        boards = _entries(data.get("projects", {}))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Register(commit=commit)
    return Register(entries, is_found=True, commit=commit, boards=boards)


def compose(register: Register) -> str:
    """Return a register as text: one line of JSON, the same for the same entries."""
    kinds = {"issues": register.entries, "projects": register.boards}
    data = {
        kind: {key: [each.number, each.id] for key, each in sorted(entries.items())}
        for kind, entries in kinds.items()
    }
    return json.dumps({_NAME: VERSION, **data}, separators=(",", ":"))


def _entries(data: Mapping[str, Sequence[object]]) -> dict[str, Entry]:
    return {str(key): _entry(*value) for key, value in data.items()}


def _entry(number: object, id: object) -> Entry:
    if not isinstance(number, int) or not isinstance(id, str):
        raise TypeError("an entry is a number and an id")
    return Entry(number, id)
