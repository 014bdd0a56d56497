"""A copy of a store's whole state, in memory, that can be restored."""

from gh_sandbox.state.store import Row, Store

_TABLES = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


class KeptState:
    """The copy, in SQLite, so that SQL statements alone make it and restore it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._keeps = False

    def keep(self) -> None:
        """Keep a copy of the whole state, for `restore`."""
        if not self._keeps:
            self._store.execute("ATTACH ':memory:' AS kept")
            self._keeps = True
        with self._store.transaction():
            for name, columns in self._tables():
                self._store.execute(f"DROP TABLE IF EXISTS kept.{name}")
                self._store.execute(f"CREATE TABLE kept.{name} AS SELECT {columns} FROM {name}")
            self._store.execute("DROP TABLE IF EXISTS kept.sequence")
            self._store.execute("CREATE TABLE kept.sequence AS SELECT * FROM sqlite_sequence")

    def restore(self) -> None:
        """Restore the copy.

        Raises LookupError if there is none.
        """
        if not self._keeps:
            raise LookupError("no state was kept")
        with self._store.replacement():
            for name, columns in self._tables():
                self._store.execute(
                    f"INSERT INTO {name} ({columns}) SELECT {columns} FROM kept.{name}"
                )
            self._store.execute("DELETE FROM sqlite_sequence")
            self._store.execute("INSERT INTO sqlite_sequence SELECT * FROM kept.sequence")

    def _tables(self) -> list[tuple[str, str]]:
        """Return the names of the tables, each with its columns."""
        names = [row["name"] for row in self._store.all(_TABLES)]
        return [(name, ", ".join(each["name"] for each in self._columns(name))) for name in names]

    def _columns(self, table: str) -> list[Row]:
        return self._store.all(f"PRAGMA main.table_info({table})")
