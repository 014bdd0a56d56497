"""How much a pull request changes: files, and lines put in and taken out."""

import difflib
from dataclasses import dataclass

from gh_sandbox.rules import git_object as git_objects
from gh_sandbox.rules import pull_request as pull_requests
from gh_sandbox.rules.git_object import Files
from gh_sandbox.session import Session
from gh_sandbox.store import Row, Store


@dataclass(frozen=True)
class FileChange:
    """A changed file; `kind` as GraphQL names it."""

    path: str
    kind: str
    additions: int
    deletions: int


def of_pull_request(session: Session, pull_request: Row) -> list[FileChange]:
    """List what a pull request changes since it left its base, by path."""
    store, id = session.store, pull_request["repository_id"]
    details = pull_requests.details(session, pull_request["id"])
    shared = git_objects.merge_base(store, id, details["base_sha"], details["head_sha"])
    before, after = (git_objects.files(store, id, sha) for sha in (shared, details["head_sha"]))
    paths = (path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    return [_change(store, id, path, before, after) for path in sorted(paths)]


def _change(store: Store, repository_id: int, path: str, before: Files, after: Files) -> FileChange:
    old, new = (_lines(store, repository_id, files, path) for files in (before, after))
    lines = list(difflib.ndiff(old, new))
    kind = "ADDED" if path not in before else "MODIFIED" if path in after else "DELETED"
    added = sum(line.startswith("+ ") for line in lines)
    return FileChange(path, kind, added, sum(line.startswith("- ") for line in lines))


def _lines(store: Store, repository_id: int, files: Files, path: str) -> list[str]:
    if path not in files:
        return []
    data = git_objects.content(store, repository_id, files[path], "blob")
    return data.decode(errors="replace").splitlines()
