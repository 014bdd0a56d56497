"""How fast GitHub may be written to, and how long to wait when it says so.

From GitHub's documentation of its rate limits: at least a second between writes, at most 80
creations of content a minute and 500 an hour; after a secondary limit at least a minute where
`retry-after` does not say otherwise.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

PER_MINUTE = 80
PER_HOUR = 500
_UNSAID = 60.0


@dataclass
class Pacer:
    """Waits where GitHub wants it. `pause` is the seconds between two writes.

    `patience` is the longest single wait that is worth it, in seconds: GitHub's longest window is
    an hour. `on_wait` is told of each wait and why.
    """

    pause: float = 1.0
    patience: float = 3660.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    on_wait: Callable[[float, str], None] = lambda _seconds, _why: None
    waited: float = 0.0
    _last_write: float | None = None
    _creations: deque[float] = field(default_factory=deque)

    def before_write(self, creations: int) -> None:
        """Wait until a write that creates so many things may be sent."""
        if self._last_write is not None and self.pause:
            rest = self._last_write + self.pause - self.clock()
            if rest > 0:
                self.sleep(rest)
        self._hold(creations, PER_MINUTE, 60.0)
        self._hold(creations, PER_HOUR, 3600.0)
        now = self.clock()
        self._last_write = now
        self._creations.extend([now] * creations)

    def back_off(self, attempt: int, why: str) -> None:
        """Wait before trying again what came to nothing; `attempt` counts from 1."""
        self._wait(min(2.0 ** (attempt - 1), 30.0) * min(self.pause, 1.0), why)

    def limited(self, wait: float | None, attempt: int) -> bool:
        """Wait as long as GitHub asks; False when that is longer than this run's patience."""
        seconds = wait if wait is not None else _UNSAID * 2.0 ** (attempt - 1)
        if seconds > self.patience:
            return False
        self._wait(seconds, "GitHub's rate limit")
        return True

    def _hold(self, creations: int, limit: int, seconds: float) -> None:
        now = self.clock()
        while self._creations and self._creations[0] <= now - 3600.0:
            self._creations.popleft()
        recent = [each for each in self._creations if each > now - seconds]
        surplus = len(recent) + creations - limit
        if surplus > 0 and recent and self.pause:
            until = recent[min(surplus, len(recent)) - 1] + seconds
            self._wait(until - now, f"GitHub takes {limit} creations per {seconds:.0f} seconds")

    def _wait(self, seconds: float, why: str) -> None:
        if seconds <= 0:
            return
        self.waited += seconds
        self.on_wait(seconds, why)
        self.sleep(seconds)
