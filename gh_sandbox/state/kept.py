"""A copy of a store's whole state, in memory, that can be restored."""

import sqlite3

from gh_sandbox.state import lineage
from gh_sandbox.state.store import Store


class KeptState:
    """The copy: a database of its own, which SQLite copies page by page."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._copy: sqlite3.Connection | None = None

    def keep(self) -> None:
        """Keep a copy of the whole state, for `restore`."""
        self.close()
        self._copy = self._store.copy()
        # What follows is lost when the copy is restored.
        lineage.branch(self._store)

    def close(self) -> None:
        """Forget the copy, if there is one."""
        if self._copy is not None:
            self._copy.close()
            self._copy = None

    def restore(self) -> None:
        """Restore the copy.

        Raises LookupError if there is none.
        """
        if self._copy is None:
            raise LookupError("no state was kept")
        self._store.replace(self._copy)
        lineage.branch(self._store)
