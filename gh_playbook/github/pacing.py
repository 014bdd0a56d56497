"""Pacing: the speed of writes to GitHub, and the waits that it asks for.

From GitHub's documentation of its rate limits: at least a second between writes for those who make
"a large number" of them, at most 80 creations of content a minute and 500 an hour; after a
secondary limit at least a minute where `retry-after` does not say otherwise. GitHub does not say
how many are a large number: here it is more than 30 in a minute.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import field
from datetime import UTC, datetime

from gh_playbook.frozen import dataclass
from gh_playbook.github.error import RateLimitedError
from gh_playbook.github.process.interruption import time_left

PER_MINUTE = 80
PER_HOUR = 500
# The number of writes in a minute that need no pause.
BURST = 30
_UNSAID = 60.0
# Why a run waits that GitHub has refused a request.
RATE_LIMIT = "GitHub's rate limit"
# The longest single wait of a run that writes: GitHub's longest window is an hour.
PATIENCE = 3660.0
# The longest wait of a command that writes nothing, because it can simply be run again.
BRIEF = 60.0


@dataclass
class _Window:
    """The creations of the last `seconds`: GitHub accepts `limit` of them.

    `times` are the moments of the creations, the oldest first.
    """

    limit: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def wait(self, creations: int, now: float) -> float:
        """Return the seconds until this many more fit; 0 or less if they fit now."""
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()
        surplus = len(self.times) + creations - self.limit
        if surplus <= 0 or not self.times:
            return 0.0
        return self.times[min(surplus, len(self.times)) - 1] + self.seconds - now


def _windows() -> tuple[_Window, ...]:
    return _Window(PER_MINUTE, 60.0), _Window(PER_HOUR, 3600.0)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Pacer:
    """Waits as GitHub's limits demand.

    `pause` is the number of seconds between two of many writes. `patience` is the longest single
    wait in seconds. `on_wait` is called with each wait and its reason. `has_heeded` tells that
    GitHub has asked for a wait.
    """

    pause: float = 1.0
    patience: float = PATIENCE
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = _now
    on_wait: Callable[[float, str], None] = lambda _seconds, _why: None
    waited: float = 0.0
    has_heeded: bool = False
    _writes: _Window = field(default_factory=lambda: _Window(BURST, 60.0))
    _windows: tuple[_Window, ...] = field(default_factory=_windows)

    def make_room(self, creations: int) -> None:
        """Wait until GitHub's limits on creations have room for so many more."""
        for window in self._windows:
            wait = window.wait(creations, self.clock())
            if self.pause:
                limit, seconds = window.limit, window.seconds
                self._wait(wait, f"GitHub allows {limit} creations per {seconds:.0f} seconds")

    def before_write(self, creations: int) -> None:
        """Wait until a write that creates this number of things may be sent, and count it."""
        if self.pause and self._writes.wait(1, self.clock()) > 0:
            rest = self._writes.times[-1] + self.pause - self.clock()
            if rest > 0:
                self.sleep(rest)
        self.make_room(creations)
        now = self.clock()
        self._writes.times.append(now)
        for window in self._windows:
            window.times.extend([now] * creations)

    @property
    def has_room(self) -> bool:
        """Tell whether a second write may go out at the same time as another one.

        It may not if writes are paced, or if GitHub has asked for a pause: GitHub advises clients
        to write serially.
        """
        if self.has_heeded:
            return False
        return not self.pause or self._writes.wait(1, self.clock()) <= 0

    def back_off(self, attempt: int, why: str) -> None:
        """Wait before a failed request is sent again; `attempt` counts from 1."""
        self._wait(min(2.0 ** (attempt - 1), 30.0) * min(self.pause, 1.0), why)

    def heed(self, limit: RateLimitedError, attempt: int) -> None:
        """Wait as long as GitHub asks. Raises the error if that exceeds this run's patience."""
        seconds = limit.wait if limit.wait is not None else _UNSAID * 2.0 ** (attempt - 1)
        self.has_heeded = True
        if seconds > min(self.patience, time_left()):
            raise limit.told(self.now()) from limit
        self._wait(seconds, RATE_LIMIT)

    def _wait(self, seconds: float, why: str) -> None:
        seconds = min(seconds, time_left())
        if seconds <= 0:
            return
        self.waited += seconds
        self.on_wait(seconds, why)
        self.sleep(seconds)
