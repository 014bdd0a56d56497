"""The search of the files on the default branches of repositories that the viewer may see.

Source: GitHub docs, "Searching code (legacy)", which REST still has: words are those of the file,
with `in:path` of its path. Unverified: the order.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.rules.commits import git_ref as git_refs
from gh_sandbox.rules.commits import language as languages
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.search import listed
from gh_sandbox.search.listed import SearchKind
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row


@dataclass(frozen=True)
class FoundFile:
    """A file of a repository; `text` is empty for a file that is no text."""

    repository: Row
    path: str
    sha: str
    size: int
    text: str


def _is_owned(session: Session, it: FoundFile, login: str) -> bool:
    return owners.is_called(session, it.repository["owner_id"], login)


def _in_folder(it: FoundFile, value: str) -> bool:
    folder = value.strip("/")
    return it.path.lower().startswith(f"{folder}/") if folder else "/" not in it.path


_QUALITIES: Mapping[str, Callable[[Session, FoundFile, str], bool]] = {
    "repo": lambda session, it, value: (
        repositories.full_name(session, it.repository).lower() == value
    ),
    "user": _is_owned,
    "org": _is_owned,
    "filename": lambda _, it, value: value in PurePosixPath(it.path).name.lower(),
    "extension": lambda _, it, value: it.path.lower().endswith(f".{value.lstrip('.')}"),
    "path": lambda _, it, value: _in_folder(it, value),
    "language": lambda _, it, value: (
        (languages.of_file(PurePosixPath(it.path)) or "").lower() == value
    ),
    "size": lambda session, it, value: listed.is_number(session, it.size, value),
}


_KIND = SearchKind(_QUALITIES, {}, ("file", "path"), usual=("file",))


def find(session: Session, text: str) -> list[FoundFile]:
    """Return the files that match a query."""
    search = _KIND.read(text)
    return [
        each
        for each in _all(session)
        if search.fits(session, each, {"file": each.text, "path": each.path})
    ]


def _all(session: Session) -> Iterator[FoundFile]:
    store = session.store
    for row in repositories.readable(session):
        branch = git_refs.branch(session, row, row["default_branch"] or "main")
        if branch is None:
            continue
        for path, sha in sorted(git_objects.files(store, row["id"], branch["sha"]).items()):
            data = git_objects.content(store, row["id"], sha, "blob")
            yield FoundFile(row, path, sha, len(data), _text(data))


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return ""
