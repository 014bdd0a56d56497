"""GitHub's time, from the `Date` of its answers: all machines agree on it.

RFC 9110, 6.6.1: the moment at which the server made the answer, to the second. Between two answers
the machine's own clock counts on. So GitHub's time is known between two bounds: the answer was made
after the request was sent, and before the answer came.
"""

import time
from collections.abc import Callable
from dataclasses import field
from datetime import UTC, datetime, timedelta

from gh_playbook.frozen import dataclass
from gh_playbook.github.http_date import moment

_SECOND = timedelta(seconds=1)
# The clock that counts while a machine is suspended, too: Linux's manual, `clock_gettime`. On macOS
# the monotonic clock does so.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def _steady() -> float:
    return time.clock_gettime(_STEADY)


@dataclass(frozen=True)
class ClockTimes:
    """The times of this machine's clocks, in seconds."""

    wall: float
    steady: float

    def since(self, earlier: "ClockTimes") -> tuple[float, float]:
        """Return the smallest and the largest number of seconds that may have passed, at least 0.

        A machine that was suspended may notice that only on its wall clock, and a wall clock may be
        corrected: so the two may differ.
        """
        passed = self.wall - earlier.wall, self.steady - earlier.steady
        return max(min(passed), 0.0), max(*passed, 0.0)


@dataclass
class GitHubClock:
    """Tells GitHub's time; before its first answer, this machine's.

    `wall` and `steady` are the clocks of this machine: seconds since 1970, and seconds that only
    grow.
    """

    wall: Callable[[], float] = time.time
    steady: Callable[[], float] = _steady
    _heard: tuple[datetime, ClockTimes, ClockTimes] | None = field(default=None, repr=False)

    def reading(self) -> ClockTimes:
        """Return what the clocks of this machine show."""
        return ClockTimes(self.wall(), self.steady())

    def heed(self, date: str | None, asked: ClockTimes) -> None:
        """Take in the `Date` of the answer to a request that was sent at that reading."""
        try:
            made = moment(date or "")
        except ValueError:
            return
        self._heard = made, asked, self.reading()

    def earliest(self) -> datetime:
        """Return GitHub's time, or a moment shortly before: a term that ends earlier is over."""
        if self._heard is None:
            return datetime.fromtimestamp(self.wall(), UTC)
        made, _, received = self._heard
        least, _ = self.reading().since(received)
        return made + timedelta(seconds=least)

    def latest(self) -> datetime:
        """Return GitHub's time, or a moment shortly after: a term that ends later is not over."""
        if self._heard is None:
            return datetime.fromtimestamp(self.wall(), UTC)
        made, asked, _ = self._heard
        _, most = self.reading().since(asked)
        return made + _SECOND + timedelta(seconds=most)
