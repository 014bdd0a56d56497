"""What one request works with: the store, the time, and who asks."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, TypeVar

from gh_sandbox.access.tokens import Viewer
from gh_sandbox.clock import Clock, stamp
from gh_sandbox.state.snapshots import Past
from gh_sandbox.state.store import Store

WEB = "https://github.com"
V = TypeVar("V")


@dataclass
class Session:
    """One request's surroundings; the rules take it as their first argument."""

    store: Store
    clock: Clock
    viewer: Viewer
    api: str = "https://api.github.com"
    past: Past | None = None
    list_lag: float = 0.0
    search_lag: float = 0.0
    # The enterprise server's; None on github.com.
    version: str | None = None
    # What has happened that may set workflows off (of `actions.trigger`); None where none run.
    happened: list[Any] | None = None
    # Sets workflows off at once, and returns the ids of their runs; None where none run.
    set_off: "Callable[[Session, list[Any]], list[int]] | None" = None
    # Stops a run that goes on, by its id; None where none run.
    stop_run: Callable[[int], None] | None = None
    _memory: dict[Hashable, Any] = field(default_factory=dict)
    _remembered_of: object = None

    def lists(self) -> AbstractContextManager[None]:
        """Read, within, what lists show: the present, unless a fault makes them lag."""
        return self._ago(self.list_lag)

    def index(self) -> AbstractContextManager[None]:
        """Read, within, what the search index has."""
        return self._ago(max(self.list_lag, self.search_lag))

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Keep what is written inside and what happened, or nothing of it where one is refused."""
        before = len(self.happened) if self.happened is not None else 0
        try:
            with self.store.savepoint():
                yield
        except BaseException:
            if self.happened is not None:
                del self.happened[before:]
            raise

    def _ago(self, seconds: float) -> AbstractContextManager[None]:
        return self.past.seconds_ago(seconds) if self.past else nullcontext()

    def remembered(self, key: Hashable, find: Callable[[], V]) -> V:
        """Return what was found before by this key, or find it; a write makes it forget all."""
        if self._remembered_of != self.store.reading_of:
            self._memory.clear()
            self._remembered_of = self.store.reading_of
        if key not in self._memory:
            self._memory[key] = find()
        found: V = self._memory[key]
        return found

    def now(self) -> str:
        """Return the present moment as GitHub writes it."""
        return stamp(self.clock.now())
