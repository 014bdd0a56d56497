"""The register: which issue each key was bound to, as earlier runs wrote it down.

It vouches for issues whose authors this login cannot tell from outsiders, for only who may write
to the repository can write it. It is never the truth about anything else: an entry counts where
its issue bears the key's marker, and one that is wrong, or not there, costs nothing but a look.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

VERSION = 1
_NAME = "gh-playbook"


@dataclass(frozen=True)
class Entry:
    """The issue of a key: its number, and its node id, which no other issue ever gets."""

    number: int
    id: str


@dataclass(frozen=True)
class Register:
    """The entries, by key. `is_found` tells that there was a register, which could be read.

    `commit` is the one it was read from, or that stands in its place; None where there is none.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    is_found: bool = False
    commit: str | None = None

    def names(self, key: str, number: int | None, id: str) -> bool:
        """Tell whether a key was bound to this issue."""
        return number is not None and self.entries.get(key) == Entry(number, id)

    def renewed(
        self, bound: Mapping[str, Entry], existing: Iterable[str] | None = None
    ) -> "Register":
        """Return the register with what is bound now.

        `existing` are the ids of all issues, None where not all were read. Entries of keys that
        somebody else declares stay as long as their issues do, and as long as these bear no other
        key.
        """
        rebound = {entry.id for entry in bound.values()}
        there = None if existing is None else set(existing)
        kept = {
            key: entry
            for key, entry in self.entries.items()
            if entry.id not in rebound and (there is None or entry.id in there)
        }
        return replace(self, entries={**kept, **bound})

    def merged(self, other: "Register") -> "Register":
        """Return both, upon the other's commit: of two issues of one key the older one.

        That is which of two twins the next run takes.
        """
        entries = dict(other.entries)
        for key, entry in self.entries.items():
            known = entries.get(key)
            if known is None or entry.number < known.number:
                entries[key] = entry
        return replace(self, entries=entries, commit=other.commit)


def parse(text: str, commit: str | None = None) -> Register:
    """Read a register; a text that is none, or of a later version, is one that was not found."""
    try:
        data = json.loads(text)
        if data[_NAME] != VERSION:
            return Register(commit=commit)
        entries = {str(key): _entry(*value) for key, value in data["issues"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Register(commit=commit)
    return Register(entries, is_found=True, commit=commit)


def compose(register: Register) -> str:
    """Write a register down: one line of JSON, the same for the same entries."""
    issues = {key: [each.number, each.id] for key, each in sorted(register.entries.items())}
    return json.dumps({_NAME: VERSION, "issues": issues}, separators=(",", ":"))


def _entry(number: object, id: object) -> Entry:
    if not isinstance(number, int) or not isinstance(id, str):
        raise TypeError("an entry is a number and an id")
    return Entry(number, id)
