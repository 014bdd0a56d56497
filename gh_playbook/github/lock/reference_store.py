"""The store of the lease in git references, which people do not see: a lock and a lease.

The lock is the reference `REFERENCE`. The lease is the name of a second reference, which is
created, changed and removed together with the lock in one mutation, all or nothing (GitHub's
GraphQL schema, `updateRefs`). So it takes one request. Both point at the flag: a commit that the
first run in a repository makes, and that a third reference keeps.

Earlier versions keep the lease in the message of the commit that the lock points at. This version
understands such a lock; and earlier versions read the flag's message as a lease, so that they wait.
"""

import secrets
from collections.abc import Sequence
from dataclasses import field

from gh_playbook.frozen import dataclass
from gh_playbook.github.error import AuthenticationError, GitHubError, UncertainError
from gh_playbook.github.git_ref import (
    FLAG,
    NOTHING,
    NOTHING_THERE,
    RefUpdate,
    make_commit,
    perform,
    together,
)
from gh_playbook.github.lock.lease_store import Expected, StoredLease
from gh_playbook.github.reader import Reader
from gh_playbook.github.writer import Writer
from gh_playbook.model import lease
from gh_playbook.model.existing import Repository
from gh_playbook.model.lease import Lease

REFERENCE = "refs/gh-playbook/lock"
# The beginning of the names of leases, which itself begins with the name of the lock.
LEASES = "refs/gh-playbook/lock-by/"
_ATTEMPTS = 4
# GitHub's kind of error for a reference that is not where it should be.
_STALE = "STALE_DATA"
_NOT_SHOWN = "the lock has just changed, and GitHub does not show it yet: run again in a minute"


@dataclass
class ReferenceStore:
    """Keeps the lease in the name of a reference.

    A version is the commit that the lock points at, and the names of all existing leases with their
    commits. Only one lease counts, but somebody may have removed the lock by hand and left its
    lease.
    """

    repository: Repository
    reader: Reader
    writer: Writer
    place: str = REFERENCE
    _flag: str | None = field(init=False)

    def __post_init__(self) -> None:
        self._flag = self.repository.flag

    def read(self) -> StoredLease | None:
        """Return the stored lease; if there are several, the one that ends last."""
        git = f"repos/{self.repository.name}/git"
        try:
            path = f"{git}/matching-refs/{REFERENCE.removeprefix('refs/')}"
            listed = self.reader.get(path, request="reference")
        except GitHubError as error:
            if error.status in NOTHING_THERE:
                return None
            raise
        found = {each["ref"]: each["object"]["sha"] for each in listed}
        lock = found.get(REFERENCE)
        names = sorted(name for name in found if name.startswith(LEASES))
        obstacles = sorted(filter(_is_obstacle, found))
        if lock is None and not obstacles:
            return None
        words = (f"{name}:{found[name]}" for name in (*names, *obstacles))
        version = " ".join([lock or NOTHING, *words])
        if lock is None or obstacles:
            return StoredLease(version, None)
        if names:
            leases = filter(None, map(_parse, names))
            return StoredLease(version, max(leases, key=lambda each: each.until, default=None))
        return StoredLease(version, self._message(lock))

    def _message(self, commit: str) -> Lease | None:
        """Return the lease in the message of a commit; None if there is no lease, or no commit."""
        path = f"repos/{self.repository.name}/git/commits/{commit}"
        try:
            text = self.reader.get(path, request="commit")["message"]
        except GitHubError as error:
            if error.status in NOTHING_THERE:
                return None
            raise
        return None if text == lease.FLAG else lease.parse(text)

    def take(
        self, wanted: Lease, before: str | None, expected: Expected | None = None
    ) -> StoredLease | None:
        """Store a lease, if another reference is as expected.

        If no answer comes, the store is read, and the change is tried again if nothing has changed.
        """
        flag = self._flag or make_commit(self.writer, self.repository, lease.FLAG)
        # No name is used twice, so a request that arrives late finds nothing to remove.
        name = f"{LEASES}{lease.compose_name(wanted)}.{secrets.token_hex(4)}"
        updates = _changes(before, flag, name)
        if self._flag is None:
            self._flag = flag
            updates.append(RefUpdate(FLAG, None, flag))
        if expected is not None:
            commit = expected.commit
            updates.append(RefUpdate(expected.reference, commit, commit or flag))
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                perform(self.writer, together(self.repository, updates))
            except AuthenticationError:
                raise
            except GitHubError as error:
                now = self.read()
                if now is not None and f"{name}:{flag}" in now.version.split():
                    break
                if (now.version if now else None) != before:
                    return None
                if not isinstance(error, UncertainError) or attempt == _ATTEMPTS:
                    raise _explained(error) from None
            else:
                break
        return StoredLease(f"{flag} {name}:{flag}", wanted)

    def renew(self, renewed: Lease, at: str) -> StoredLease | None:
        """Store the own lease again."""
        return self.take(renewed, at)

    def releasing(self, at: str) -> list[RefUpdate]:
        """Return the updates that remove a lease, for use together with other updates."""
        return _changes(at, None, None)

    def release(self, at: str, also: Sequence[RefUpdate] = ()) -> bool:
        """Remove the lock and its lease."""
        for _ in range(_ATTEMPTS):
            try:
                operation = together(self.repository, [*self.releasing(at), *also])
                perform(self.writer, operation, is_last=True)
            except AuthenticationError:
                raise
            except UncertainError:
                now = self.read()
                if now is None or now.version != at:
                    return now is None
            except GitHubError:
                now = self.read()
                if now is not None and now.version == at and not also:
                    raise
                return now is None
            else:
                return True
        return False


def _explained(error: GitHubError) -> GitHubError:
    """Return the error in words, if GitHub showed the lock as it was before its last change."""
    if error.kind != _STALE:
        return error
    return GitHubError(_NOT_SHOWN, request=error.request, kind=_STALE)


def _parse(name: str) -> Lease | None:
    """Return the lease in the name of a reference."""
    return lease.parse_name(name.removeprefix(LEASES).partition(".")[0])


def _is_obstacle(name: str) -> bool:
    """Tell whether a reference is in the lock's way: in git, a reference is no folder of others."""
    return name.startswith(f"{REFERENCE}/") or name == LEASES.rstrip("/")


def _changes(before: str | None, flag: str | None, name: str | None) -> list[RefUpdate]:
    """Return the updates that replace a version by the lease of this name; None means no lease."""
    commit, *words = before.split() if before else [""]
    moves_on = bool(commit) and flag is not None and commit != flag
    updates = [RefUpdate(REFERENCE, commit or None, flag, force=moves_on)]
    if commit == NOTHING:  # Only obstacles exist.
        del updates[:]
    names = (word.rpartition(":") for word in words)
    updates += [RefUpdate(each, there, None) for each, _, there in names]
    return updates if name is None else [*updates, RefUpdate(name, None, flag)]
