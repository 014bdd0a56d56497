"""The sandbox's state on disk: one SQLite file, one transaction per request.

Knows tables and transactions, not GitHub's rules: those are in `rules/`, the only callers
of `insert`, `update` and `delete`.
"""

import json
import sqlite3
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

FILE = "github.sqlite3"
TABLES = Path(__file__).with_name("tables.sql")
# Each kind has its own range of database ids, different from numbers, so that mix-ups show.
_FIRST_IDS = {
    "owner": 140_000_000,
    "repository": 910_000_000,
    "label": 1_800_000_000,
    "milestone": 11_000_000,
    "issue_type": 24_000_000,
    "issue": 2_900_000_000,
    "comment": 2_600_000_000,
    "review_comment": 2_400_000_000,
    "commit_comment": 150_000_000,
    "reaction": 260_000_000,
    "issue_event": 3_300_000_000,
    "linked_branch": 41_000_000,
    "issue_field": 21_000_000,
    "issue_field_option": 37_000_000,
    "issue_field_value": 58_000_000,
    "project": 9_100_000,
    "project_field": 152_000_000,
    "project_item": 96_000_000,
    "draft_issue": 47_000_000,
    "project_value": 310_000_000,
    "project_view": 6_200_000,
    "project_workflow": 5_300_000,
    "release_asset": 98_000_000,
    "hook": 410_000_000,
    "check_run": 2_100_000_000,
    "workflow": 130_000_000,
    "workflow_run": 1_200_000_000,
    "workflow_job": 3_400_000_000,
}
Value = str | int | bytes | None
Row = sqlite3.Row
V = TypeVar("V")
_MOST_REMEMBERED = 64


class Snapshot:
    """A past state of a store: a read transaction that stays open until it is closed."""

    def __init__(self, path: Path, version: int) -> None:
        self.version = version
        self.database = _connect(path, read_only=True)
        self.database.execute("BEGIN")
        # SQLite fixes the state of a transaction with its first statement.
        self.database.execute("SELECT COUNT(*) FROM setting").fetchone()

    def close(self) -> None:
        """End the transaction."""
        self.database.close()


class Store:
    """Reads and writes the state; with `read_only` it only reads an existing one."""

    def __init__(self, path: Path | str, *, read_only: bool = False) -> None:
        self._path = Path(path)
        self._database = _connect(self._path, read_only=read_only)
        # SQLite does not count changes that were undone, and copies of a whole state.
        self._uncounted = 0
        self._memory: dict[Hashable, Any] = {}
        self._remembered_of: object = None
        if read_only:
            return
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.executescript(TABLES.read_text(encoding="utf-8"))
        self._start_ids()

    def _start_ids(self) -> None:
        present = {
            row["name"] for row in self._database.execute("SELECT name FROM sqlite_sequence")
        }
        rows = [(name, first) for name, first in _FIRST_IDS.items() if name not in present]
        self._database.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", rows)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def trace(self, watch: Callable[[str], object] | None) -> None:
        """Pass every statement to a watcher; None ends this."""
        self._database.set_trace_callback(watch)

    @contextmanager
    def replacement(self) -> Iterator[None]:
        """Replace the whole state by what is written inside the block, or keep it on an error.

        Database ids start again from the beginning.
        """
        names = [
            row["name"]
            for row in self.all(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        # The check of foreign keys cannot be switched within a transaction.
        self._database.execute("PRAGMA foreign_keys=OFF")
        try:
            with self.transaction():
                for name in [*names, "sqlite_sequence"]:
                    self._database.execute(f"DELETE FROM {name}")
                self._start_ids()
                yield
                if self.all("PRAGMA foreign_key_check"):
                    raise sqlite3.IntegrityError(
                        "a written row refers to a row that does not exist"
                    )
        finally:
            self._database.execute("PRAGMA foreign_keys=ON")

    def copy(self) -> sqlite3.Connection:
        """Return a copy of the whole state, in memory."""
        made = sqlite3.connect(":memory:")
        self._database.backup(made)
        return made

    def replace(self, copy: sqlite3.Connection) -> None:
        """Replace the whole state by a copy; other readers see the one state or the other."""
        copy.backup(self._database)
        self._uncounted += 1

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit the changes of the block, or none of them if it raises an exception."""
        self._database.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._uncounted += 1
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Like `transaction`, inside a transaction."""
        self._database.execute("SAVEPOINT step")
        try:
            yield
        except BaseException:
            self._uncounted += 1
            self._database.execute("ROLLBACK TO step")
            self._database.execute("RELEASE step")
            raise
        self._database.execute("RELEASE step")

    @property
    def version(self) -> int:
        """A number that grows with every change."""
        return self._database.total_changes + self._uncounted

    @property
    def reading_of(self) -> tuple[sqlite3.Connection, int, int]:
        """A value that changes when the result of a query could change by this process's writes."""
        return self._database, self._database.total_changes, self._uncounted

    def remembered(self, key: Hashable, find: Callable[[], V]) -> V:
        """Return the remembered result of a key, or compute it; any change clears all results.

        A client that reads a long list page by page gets the list computed once. Callers must not
        change a result.
        """
        # SQLite's number of the changes that other connections have made.
        others = self._database.execute("PRAGMA data_version").fetchone()[0]
        now = (*self.reading_of, others)
        if self._remembered_of != now or len(self._memory) >= _MOST_REMEMBERED:
            self._memory.clear()
            self._remembered_of = now
        if key not in self._memory:
            self._memory[key] = find()
        found: V = self._memory[key]
        return found

    def state(self) -> Snapshot:
        """Keep the present state, for `reading`."""
        return Snapshot(self._path, self.version)

    @contextmanager
    def reading(self, state: Snapshot) -> Iterator[None]:
        """Read from a kept state inside the block."""
        present, self._database = self._database, state.database
        try:
            yield
        finally:
            self._database = present

    def all(self, sql: str, *values: Value) -> list[Row]:
        """Return the rows of a query."""
        return self._database.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Value) -> Row | None:
        """Return the first row of a query, if any."""
        row: Row | None = self._database.execute(sql, values).fetchone()
        return row

    def number(self, sql: str, *values: Value) -> int:
        """Return the whole number that a query computes."""
        return int(self._database.execute(sql, values).fetchone()[0])

    def get(self, table: str, id: int) -> Row:
        """Return the row of a table with this id, which must exist."""
        row = self.one(f"SELECT * FROM {table} WHERE id = ?", id)
        if row is None:
            raise LookupError(f"{table} {id}")
        return row

    def matching(self, sql: str, ids: Iterable[int]) -> list[Row]:
        """Return the rows of a query that ends in a column's name, for these values of it."""
        condition, value = _among(ids)
        return self.all(f"{sql} {condition}", value)

    def listed(
        self, sql: str, ids: Iterable[int], values: Iterable[Value], order: str
    ) -> list[Row]:
        """Like `matching`, for a query with other values, in order."""
        condition, value = _among(ids)
        return self.all(f"{sql} {condition} ORDER BY {order}", *values, value)

    def grouped(self, sql: str, ids: Iterable[int]) -> list[Row]:
        """Like `matching`, as a mapping with one row for each value of the column."""
        condition, value = _among(ids)
        column = sql.rsplit(maxsplit=1)[1]
        return self.all(f"{sql} {condition} GROUP BY {column}", value)

    def counts(self, sql: str, ids: Iterable[int]) -> dict[int, int]:
        """Count rows by the column at the end of a query, for these values of the column."""
        column = sql.rsplit(maxsplit=1)[1]
        rows = self.grouped(f"SELECT {column}, COUNT(*) {sql}", ids)
        return {row[0]: row[1] for row in rows}

    def some(self, table: str, ids: Iterable[int]) -> list[Row]:
        """Return the rows of a table with these ids, in no particular order."""
        return self.matching(f"SELECT * FROM {table} WHERE id", ids)

    def insert(self, table: str, values: Mapping[str, Value]) -> int:
        """Add a row and return its id."""
        marks = ", ".join("?" * len(values))
        sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})"
        return int(self._database.execute(sql, tuple(values.values())).lastrowid or 0)

    def insert_many(self, table: str, rows: list[dict[str, Value]]) -> None:
        """Add many rows that all have the same columns."""
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            sql = f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES ({marks})"
            self._database.executemany(sql, [tuple(row.values()) for row in rows])

    def update(self, table: str, id: int, values: Mapping[str, Value]) -> None:
        """Change columns of a row."""
        if values:
            changes = ", ".join(f"{column} = ?" for column in values)
            self._database.execute(
                f"UPDATE {table} SET {changes} WHERE id = ?", (*values.values(), id)
            )

    def repoint(self, table: str, old: int, new: int) -> None:
        """Replace all references to a row of a table by references to another row."""
        names = self.all("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (name,) in names:
            for reference in self.all(f"PRAGMA foreign_key_list({name})"):
                if reference["table"] == table:
                    column = reference["from"]
                    self.execute(f"UPDATE {name} SET {column} = ? WHERE {column} = ?", new, old)

    def execute(self, sql: str, *values: Value) -> int:
        """Run a statement and return how many rows it changed."""
        return self._database.execute(sql, values).rowcount

    def setting(self, name: str) -> str | None:
        """Return a setting of the server."""
        row = self.one("SELECT value FROM setting WHERE name = ?", name)
        return None if row is None else str(row["value"])

    def set(self, name: str, value: str) -> None:
        """Store a setting of the server."""
        self.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", name, value)


def _among(ids: Iterable[int]) -> tuple[str, Value]:
    """Return a condition on some ids; with one id SQLite can use the order of an index."""
    found = list(ids)
    if len(found) == 1:
        return "= ?", found[0]
    return "IN (SELECT value FROM json_each(?))", json.dumps(found)


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    where = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    database = sqlite3.connect(where, uri=True, isolation_level=None, check_same_thread=False)
    database.row_factory = sqlite3.Row
    return database
