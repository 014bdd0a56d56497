"""Git objects in git's own format, so that their ids are git's ids.

Pure: it makes and parses objects; `rules/commits/git_object.py` stores them. Source of the format:
"Git Internals - Git Objects" in the Pro Git book.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

FILE_MODE = "100644"
FOLDER_MODE = "40000"


@dataclass(frozen=True)
class GitObject:
    """A blob, tree, commit or tag."""

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
    """Who made a commit or a tag, and the time (ISO 8601, UTC)."""

    name: str
    email: str
    date: str


@dataclass(frozen=True)
class Commit:
    """The content of a commit."""

    tree: str
    parents: tuple[str, ...]
    author: Person
    committer: Person
    message: str


@dataclass(frozen=True)
class Tag:
    """The content of an annotated tag."""

    name: str
    object: str
    type: str
    tagger: Person
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


def make_commit(
    tree: str,
    parents: Sequence[str],
    author: Person,
    message: str,
    *,
    committer: Person | None = None,
) -> GitObject:
    """Make a commit; the author commits it, if nobody else is given."""
    lines = [f"tree {tree}", *(f"parent {each}" for each in parents)]
    lines += [f"author {_line(author)}", f"committer {_line(committer or author)}", "", message]
    return GitObject("commit", "\n".join(lines).encode())


def make_tag(tag: Tag) -> GitObject:
    """Make an annotated tag."""
    lines = [f"object {tag.object}", f"type {tag.type}", f"tag {tag.name}"]
    lines += [f"tagger {_line(tag.tagger)}", "", tag.message]
    return GitObject("tag", "\n".join(lines).encode())


def read_commit(content: bytes) -> Commit:
    """Parse a commit."""
    fields, message = _read(content)
    named = dict(fields)
    return Commit(
        tree=named["tree"],
        parents=tuple(value for key, value in fields if key == "parent"),
        author=_read_person(named["author"]),
        committer=_read_person(named["committer"]),
        message=message,
    )


def read_tag(content: bytes) -> Tag:
    """Parse an annotated tag."""
    fields, message = _read(content)
    named = dict(fields)
    tagger = _read_person(named["tagger"])
    return Tag(named["tag"], named["object"], named["type"], tagger, message)


def _read(content: bytes) -> tuple[list[tuple[str, str]], str]:
    """Return the fields of a commit or a tag, and its message."""
    head, _, message = content.decode().partition("\n\n")
    pairs = (line.partition(" ") for line in head.split("\n"))
    return [(key, value) for key, _, value in pairs], message


def _line(person: Person) -> str:
    seconds = int(datetime.fromisoformat(person.date).timestamp())
    return f"{person.name} <{person.email}> {seconds} +0000"


def _read_person(text: str) -> Person:
    rest, seconds, _ = text.rsplit(" ", 2)
    name, _, email = rest.rpartition(" ")
    date = datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Person(name, email.strip("<>"), date)
