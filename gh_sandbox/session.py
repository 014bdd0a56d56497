"""The surroundings of one request: the store, the time, and the viewer."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from gh_sandbox.access.tokens import Viewer
from gh_sandbox.clock import Clock, stamp
from gh_sandbox.errors import NotFoundError
from gh_sandbox.state.lag import Past
from gh_sandbox.state.store import Row, Store, Value

WEB = "https://github.com"
V = TypeVar("V")


class Workflows(Protocol):
    """What a request may ask of the engine that runs workflows."""

    def take_up(self, session: "Session", happened: Iterable[Any]) -> list[int]:
        """Start the workflows of occurrences, and return the ids of their runs."""

    def run_again(self, session: "Session", run: Row) -> None:
        """Let a finished run wait for another attempt."""

    def stop(self, run_id: int) -> None:
        """Stop a running run."""


@dataclass
class Session:
    """The surroundings of one request; rules take it as their first argument."""

    store: Store
    clock: Clock
    viewer: Viewer
    api: str = "https://api.github.com"
    uploads: str = "https://uploads.github.com"
    past: Past | None = None
    list_lag: float = 0.0
    search_lag: float = 0.0
    # The version of the enterprise server; None on github.com.
    version: str | None = None
    # None if workflows do not run.
    workflows: Workflows | None = None
    # Occurrences of the request that may start workflows (of `actions.trigger`).
    happened: list[Any] = field(default_factory=list)
    _memory: dict[Hashable, Any] = field(default_factory=dict)
    _remembered_of: object = None

    def found(self, sql: str, *values: Value, what: str | None = None) -> Row:
        """Return the first row of a query, or refuse with 404; `what` is GraphQL's message."""
        row = self.store.one(sql, *values)
        if row is None:
            raise NotFoundError(what)
        return row

    def lists(self) -> AbstractContextManager[None]:
        """Read the state of lists inside the block: the present one, unless a fault delays them."""
        return self._ago(self.list_lag)

    def index(self) -> AbstractContextManager[None]:
        """Read the state of the search index inside the block."""
        return self._ago(max(self.list_lag, self.search_lag))

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Keep the changes and occurrences of the block, or none of them on a refusal."""
        before = len(self.happened)
        try:
            with self.store.savepoint():
                yield
        except BaseException:
            del self.happened[before:]
            raise

    def _ago(self, seconds: float) -> AbstractContextManager[None]:
        return self.past.seconds_ago(seconds) if self.past else nullcontext()

    def remembered(self, key: Hashable, find: Callable[[], V]) -> V:
        """Return the remembered result of a key, or compute it; a write clears all results."""
        if self._remembered_of != self.store.reading_of:
            self._memory.clear()
            self._remembered_of = self.store.reading_of
        if key not in self._memory:
            self._memory[key] = find()
        found: V = self._memory[key]
        return found

    def now(self) -> str:
        """Return the present time in GitHub's format."""
        return stamp(self.clock.now())

    def times(self) -> dict[str, Value]:
        """Return the times of a row that is created now."""
        now = self.now()
        return {"created_at": now, "updated_at": now}
