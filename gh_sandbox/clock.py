"""The time, injected: real by default, held still or moved by tests."""

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
    """The machine's clock, moved forward when told; held still, it moves only then."""

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
        """Hold the clock still at a moment; None lets it run with the machine's again."""
        self._held = moment
        self._ahead = timedelta()

    def restart(self) -> None:
        """Show again what it showed when it was made."""
        self.hold(self._started)


def stamp(moment: datetime) -> str:
    """Write a moment as GitHub does: `2026-11-23T08:51:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
