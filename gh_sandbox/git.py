"""Git objects in git's own format, so that their ids are git's ids.

Pure: it makes and parses objects; `rules/git_object.py` stores them. Source of the format: "Git
Internals - Git Objects" in the Pro Git book.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

FILE_MODE = "100644"
FOLDER_MODE = "40000"


@dataclass(frozen=True)
class GitObject:
    """A blob, tree or commit."""

    type: str
    content: bytes

    @property
    def sha(self) -> str:
        """The object's id."""
        head = f"{self.type} {len(self.content)}\0".encode()
        return hashlib.sha1(head + self.content, usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Entry:
    """A line of a tree."""

    mode: str
    sha: str


@dataclass(frozen=True)
class Person:
    """The author of a commit, and the time (ISO 8601, UTC)."""

    name: str
    email: str
    date: str


@dataclass(frozen=True)
class Commit:
    """The content of a commit."""

    tree: str
    parents: tuple[str, ...]
    author: Person
    message: str


def make_tree(entries: Mapping[str, Entry]) -> GitObject:
    """Make a tree from the entries of one folder."""

    def place(name: str) -> str:
        return f"{name}/" if entries[name].mode == FOLDER_MODE else name

    lines = (
        f"{entries[name].mode} {name}\0".encode() + bytes.fromhex(entries[name].sha)
        for name in sorted(entries, key=place)
    )
    return GitObject("tree", b"".join(lines))


def read_tree(content: bytes) -> dict[str, Entry]:
    """Return the entries of a tree by name."""
    entries = {}
    while content:
        head, _, rest = content.partition(b"\0")
        mode, _, name = head.decode().partition(" ")
        entries[name] = Entry(mode, rest[:20].hex())
        content = rest[20:]
    return entries


def make_commit(tree: str, parents: Sequence[str], author: Person, message: str) -> GitObject:
    """Make a commit with the same author and committer."""
    seconds = int(datetime.fromisoformat(author.date).timestamp())
    person = f"{author.name} <{author.email}> {seconds} +0000"
    lines = [f"tree {tree}", *(f"parent {each}" for each in parents)]
    lines += [f"author {person}", f"committer {person}", "", message]
    return GitObject("commit", "\n".join(lines).encode())


def read_commit(content: bytes) -> Commit:
    """Parse a commit."""
    head, _, message = content.decode().partition("\n\n")
    fields = [line.split(" ", 1) for line in head.splitlines()]
    named = dict(fields)
    return Commit(
        tree=named["tree"],
        parents=tuple(value for key, value in fields if key == "parent"),
        author=_read_person(named["author"]),
        message=message,
    )


def _read_person(text: str) -> Person:
    rest, seconds, _ = text.rsplit(" ", 2)
    name, _, email = rest.rpartition(" ")
    date = datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Person(name, email.strip("<>"), date)
