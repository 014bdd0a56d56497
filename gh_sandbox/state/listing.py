"""Listings: ordered rows of a query; only the rows of one page are read."""

from collections.abc import Sequence
from typing import overload

from gh_sandbox.state.store import Row, Store, Value


class Listing(Sequence[Row]):
    """The rows `SELECT columns source ORDER BY order`; they are counted only on request."""

    def __init__(
        self, store: Store, columns: str, source: str, order: str, values: Sequence[Value]
    ) -> None:
        self._store = store
        self._count = f"SELECT COUNT(*) {source}"
        self._rows = f"SELECT {columns} {source} ORDER BY {order} LIMIT ? OFFSET ?"
        self._values = values
        self._length: int | None = None

    def __len__(self) -> int:
        if self._length is None:
            self._length = self._store.number(self._count, *self._values)
        return self._length

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, int):
            found = self[place : place + 1]
            if not found:
                raise IndexError(place)
            return found[0]
        start, stop, _ = place.indices(len(self))
        return self._store.all(self._rows, *self._values, max(stop - start, 0), start)
