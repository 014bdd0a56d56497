"""The store of the lease on a repository, as the lock needs it.

If the login may write contents, it is in git references (`reference_store.py`); otherwise it is a
label (`label_store.py`).
"""

from collections.abc import Sequence
from typing import Protocol

from gh_playbook.frozen import dataclass
from gh_playbook.github.git_ref import RefUpdate
from gh_playbook.model.lease import Lease


@dataclass(frozen=True)
class StoredLease:
    """A stored lease; `version` changes with every holder.

    `lease` is None if something else is in its place: from a later version, or from a person.
    """

    version: str
    lease: Lease | None


@dataclass(frozen=True)
class Expected:
    """Another reference, and the commit that it must point at when a lease is stored.

    A reference that must not exist (None) is created together with the lease.
    """

    reference: str
    commit: str | None


class LeaseStore(Protocol):
    """Keeps one lease, with compare-and-set."""

    @property
    def place(self) -> str:
        """The name of the lease's place, for messages."""
        ...

    def read(self) -> StoredLease | None:
        """Return the stored lease. Raises GitHubError."""
        ...

    def take(
        self, wanted: Lease, before: str | None, expected: Expected | None = None
    ) -> StoredLease | None:
        """Store a lease in place of the version `before` (None: no lease exists).

        A store that is not a reference ignores `expected`. Return None if another version is stored
        by now. Raises GitHubError.
        """
        ...

    def renew(self, renewed: Lease, at: str) -> StoredLease | None:
        """Store the own lease again; None if another run has taken it. Raises GitHubError."""
        ...

    def release(self, at: str, also: Sequence[RefUpdate] = ()) -> bool:
        """Remove a lease; tell whether it is gone. Raises GitHubError."""
        ...
