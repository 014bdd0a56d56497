"""The difference between two commits: changed files, with added and removed lines.

Source of commits as mail: the documentation of git, "git format-patch".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from gh_sandbox import patch
from gh_sandbox.patch import Patch
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.rules.pull_requests import pull_request as pull_requests
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Store

# So many plus and minus signs stand for a file's lines at most.
_MARKS = 30


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


def of_pull_request(
    session: Session, pull_request: Row, *, head: str | None = None
) -> list[FileChange]:
    """List the changes of a pull request since it left its base, by path.

    They are those up to `head`, or up to its last commit.
    """
    store, id = session.store, pull_request["repository_id"]
    details = pull_requests.details(session, pull_request["id"])
    last = head or str(details["head_sha"])
    shared = git_objects.merge_base(store, id, details["base_sha"], last)
    return between(store, id, shared, last)


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


def as_mail(store: Store, repository_id: int, shas: Sequence[str]) -> str:
    """Return commits, oldest first, in the format of `git format-patch`, one mail after another."""
    mails = []
    for number, sha in enumerate(shas, 1):
        commit = git_objects.commit(store, repository_id, sha)
        changes = of_commit(store, repository_id, sha)
        subject, _, text = commit.message.strip().partition("\n")
        place = f" {number}/{len(shas)}" if len(shas) > 1 else ""
        moment = format_datetime(datetime.fromisoformat(commit.author.date).astimezone(UTC))
        head = (
            f"From {sha} Mon Sep 17 00:00:00 2001\n"
            f"From: {commit.author.name} <{commit.author.email}>\nDate: {moment}\n"
            f"Subject: [PATCH{place}] {subject}\n\n"
        )
        body = f"{text.strip()}\n" if text.strip() else ""
        parts = "".join(each.as_git() for each in changes)
        mails.append(f"{head}{body}---\n{_statistics(changes)}\n{parts}")
    return "\n".join(mails)


def _statistics(changes: Sequence[FileChange]) -> str:
    """Return what is above the difference in a mail: lines by file, and their sums."""
    width = max((len(each.path) for each in changes), default=0)
    lines = [
        f" {each.path:{width}} | {each.additions + each.deletions} "
        f"{'+' * min(each.additions, _MARKS)}{'-' * min(each.deletions, _MARKS)}"
        for each in changes
    ]
    sums = (
        (len(changes), "file", " changed"),
        (sum(each.additions for each in changes), "insertion", "(+)"),
        (sum(each.deletions for each in changes), "deletion", "(-)"),
    )
    told = [f"{n} {name}{'' if n == 1 else 's'}{more}" for n, name, more in sums if n]
    verbs = {"ADDED": "create", "DELETED": "delete"}
    modes = [f" {verbs[c.kind]} mode 100644 {c.path}" for c in changes if c.kind in verbs]
    return "".join(f"{line}\n" for line in (*lines, f" {', '.join(told)}", *modes))


def _change(
    store: Store, repository_id: int, path: str, old: str | None, new: str | None
) -> FileChange:
    kind = "ADDED" if old is None else "DELETED" if new is None else "MODIFIED"
    contents = (
        b"" if sha is None else git_objects.content(store, repository_id, sha, "blob")
        for sha in (old, new)
    )
    return FileChange(path, kind, old, new, patch.between(*contents))
