"""The lag of lists and of the search index: they see past states of the store.

Each state is an open read transaction on the same file. This costs next to nothing. A state is
closed when it is older than any reader needs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from gh_sandbox.clock import Clock
from gh_sandbox.state.store import Snapshot, Store

_EVER = datetime.min.replace(tzinfo=UTC)


class Past:
    """Keeps past states of a store as long as a reader may lag behind."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._reach = timedelta()
        self._states: list[tuple[datetime, Snapshot]] = []

    def reach(self, seconds: float) -> None:
        """Begin to keep states, to look back for so many seconds; 0 keeps none."""
        for _, state in self._states:
            state.close()
        self._reach = timedelta(seconds=seconds)
        self._states = [(_EVER, self._store.state())] if seconds else []

    def note(self) -> None:
        """Keep the present state if it differs from the last kept one."""
        if not self._states or self._states[-1][1].version == self._store.version:
            return
        now = self._clock.now()
        self._states.append((now, self._store.state()))
        while len(self._states) > 1 and self._states[1][0] <= now - self._reach:
            self._states.pop(0)[1].close()

    @contextmanager
    def seconds_ago(self, seconds: float) -> Iterator[None]:
        """Make the store read the state of so many seconds ago inside the block."""
        if not seconds or not self._states:
            yield
            return
        moment = self._clock.now() - timedelta(seconds=seconds)
        found = [state for kept, state in self._states if kept <= moment]
        with self._store.reading(found[-1] if found else self._states[0][1]):
            yield
