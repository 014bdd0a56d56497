"""Checks of a state file: it is complete, and has the tables and columns of this version."""

import sqlite3
from contextlib import closing
from pathlib import Path

from gh_sandbox.state.store import TABLES

_COLUMNS = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"


def is_whole(path: Path) -> bool:
    """Tell whether a file holds a complete state, not one of an interrupted first seeding.

    Raises sqlite3.DatabaseError if it is no SQLite file.
    """
    if not path.exists():
        return False
    with closing(sqlite3.connect(path)) as database:
        tables = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'token'"
        has_tables = database.execute(tables).fetchone() is not None
        return has_tables and database.execute("SELECT 1 FROM token").fetchone() is not None


def fits(path: Path) -> bool:
    """Tell whether a state has this version's tables and columns, or no tables yet."""
    with (
        closing(sqlite3.connect(":memory:")) as wanted,
        closing(sqlite3.connect(path)) as present,
    ):
        wanted.executescript(TABLES.read_text(encoding="utf-8"))
        columns = set(present.execute(_COLUMNS))
        tables = {table for table, _ in columns}
        missing = {each for each in wanted.execute(_COLUMNS) if each[0] in tables} - columns
    return not missing
