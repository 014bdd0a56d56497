"""The difference between two commits: changed files, with added and removed lines."""

from dataclasses import dataclass

from gh_sandbox import patch
from gh_sandbox.patch import Patch
from gh_sandbox.rules import git_object as git_objects
from gh_sandbox.rules import pull_request as pull_requests
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Store


@dataclass(frozen=True)
class FileChange:
    """A changed file. `kind` is GraphQL's name of the change; `old` and `new` are the blobs."""

    path: str
    kind: str
    old: str | None
    new: str | None
    patch: Patch | None

    @property
    def additions(self) -> int:
        """Number of added lines."""
        return self.patch.additions if self.patch else 0

    @property
    def deletions(self) -> int:
        """Number of removed lines."""
        return self.patch.deletions if self.patch else 0

    def as_git(self) -> str:
        """Return this file's part of a diff in git's format."""
        return patch.as_git(self.path, self.old, self.new, self.patch)


def of_pull_request(session: Session, pull_request: Row) -> list[FileChange]:
    """List the changes of a pull request since it left its base, by path."""
    store, id = session.store, pull_request["repository_id"]
    details = pull_requests.details(session, pull_request["id"])
    shared = git_objects.merge_base(store, id, details["base_sha"], details["head_sha"])
    return between(store, id, shared, details["head_sha"])


def of_commit(store: Store, repository_id: int, sha: str) -> list[FileChange]:
    """List the changes of a commit compared with its first parent, by path."""
    parents = git_objects.commit(store, repository_id, sha).parents
    return between(store, repository_id, parents[0] if parents else None, sha)


def between(store: Store, repository_id: int, base: str | None, head: str) -> list[FileChange]:
    """List the differences between two commits, by path; a base of None is an empty tree."""
    before, after = (git_objects.files(store, repository_id, sha) for sha in (base, head))
    paths = (path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    return [
        _change(store, repository_id, path, before.get(path), after.get(path))
        for path in sorted(paths)
    ]


def _change(
    store: Store, repository_id: int, path: str, old: str | None, new: str | None
) -> FileChange:
    kind = "ADDED" if old is None else "DELETED" if new is None else "MODIFIED"
    contents = (
        b"" if sha is None else git_objects.content(store, repository_id, sha, "blob")
        for sha in (old, new)
    )
    return FileChange(path, kind, old, new, patch.between(*contents))
