"""Clocks, injected: the real one by default; tests hold it still or move it."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present moment, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the machine's time, in UTC."""
        return datetime.now(UTC)


class ManualClock:
    """A clock that moves only when told."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """Return the moment it was last moved to."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self._now += timedelta(seconds=seconds)


class MovableClock:
    """The machine's clock, which can be moved forward; held still, it only moves on request."""

    def __init__(self, held: datetime | None = None) -> None:
        self._started = held
        self._held = held
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Return the moment it shows, in UTC."""
        return (self._held or datetime.now(UTC)) + self._ahead

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self._ahead += timedelta(seconds=seconds)

    def hold(self, moment: datetime | None) -> None:
        """Hold the clock still at a moment; None lets it run with the machine's clock again."""
        self._held = moment
        self._ahead = timedelta()

    def restart(self) -> None:
        """Show the time again that it showed when it was created."""
        self.hold(self._started)

    def anew(self) -> "MovableClock":
        """Return a clock that shows what this one would show after a restart."""
        return MovableClock(self._started)


def stamp(moment: datetime) -> str:
    """Write a moment as GitHub does: `2026-11-23T08:51:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
