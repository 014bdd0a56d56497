"""Whether a state on disk has the tables and columns that this version works with."""

import sqlite3
from pathlib import Path

from gh_sandbox.store import TABLES

_COLUMNS = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"


def fits(path: Path) -> bool:
    """Tell whether a state can be used as it is; one that has no tables yet can."""
    with sqlite3.connect(":memory:") as wanted, sqlite3.connect(path) as present:
        wanted.executescript(TABLES.read_text(encoding="utf-8"))
        columns = set(present.execute(_COLUMNS))
        tables = {table for table, _ in columns}
        missing = {each for each in wanted.execute(_COLUMNS) if each[0] in tables} - columns
    wanted.close()
    present.close()
    return not missing
