"""What changes from one commit to another: files, and lines put in and taken out."""

from dataclasses import dataclass

from gh_sandbox import patch
from gh_sandbox.patch import Patch
from gh_sandbox.rules import git_object as git_objects
from gh_sandbox.rules import pull_request as pull_requests
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Store


@dataclass(frozen=True)
class FileChange:
    """A changed file; `kind` as GraphQL names it, `old` and `new` are its blobs."""

    path: str
    kind: str
    old: str | None
    new: str | None
    patch: Patch | None

    @property
    def additions(self) -> int:
        """How many lines are put in."""
        return self.patch.additions if self.patch else 0

    @property
    def deletions(self) -> int:
        """How many lines are taken out."""
        return self.patch.deletions if self.patch else 0

    def as_git(self) -> str:
        """Return its part of a diff as git writes it."""
        return patch.as_git(self.path, self.old, self.new, self.patch)


def of_pull_request(session: Session, pull_request: Row) -> list[FileChange]:
    """List what a pull request changes since it left its base, by path."""
    store, id = session.store, pull_request["repository_id"]
    details = pull_requests.details(session, pull_request["id"])
    shared = git_objects.merge_base(store, id, details["base_sha"], details["head_sha"])
    return between(store, id, shared, details["head_sha"])


def of_commit(store: Store, repository_id: int, sha: str) -> list[FileChange]:
    """List what a commit changes of its first parent, by path."""
    parents = git_objects.commit(store, repository_id, sha).parents
    return between(store, repository_id, parents[0] if parents else None, sha)


def between(store: Store, repository_id: int, base: str | None, head: str) -> list[FileChange]:
    """List what differs between two commits, by path; no base is nothing at all."""
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
