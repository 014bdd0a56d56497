"""Rules for due dates: GitHub keeps the day in the Pacific zone, as the moment when it begins.

Sources: microsoft/PowerShellForGitHub#133, valeriobelli/gh-milestone#19,
wordpress-mobile/release-toolkit#419; PyGithub's recordings, 2012 to 2025, which end in T07 or T08.
Daylight saving follows the rule of the United States since 2007: from the second Sunday of March to
the first Sunday of November, at two o'clock.
"""

from datetime import UTC, date, datetime, timedelta

_STANDARD, _DAYLIGHT = timedelta(hours=8), timedelta(hours=7)
_SUNDAY = 6


def floored(moment: datetime) -> datetime:
    """Return when the Pacific day of a moment begins; a moment without a zone is in UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return beginning((aware.astimezone(UTC) - _behind(aware)).date())


def beginning(day: date) -> datetime:
    """Return when a day begins in the Pacific zone."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    # Clocks change at two o'clock, never between midnight and two: both differences give this
    # start.
    return midnight + _behind(midnight + _STANDARD)


def _behind(moment: datetime) -> timedelta:
    """Return the difference of the Pacific zone to UTC at a moment, as a positive duration."""
    begins = _sunday(moment.year, 3, 8) + timedelta(hours=2) + _STANDARD
    ends = _sunday(moment.year, 11, 1) + timedelta(hours=2) + _DAYLIGHT
    return _DAYLIGHT if begins <= moment < ends else _STANDARD


def _sunday(year: int, month: int, day: int) -> datetime:
    """Return the first Sunday on or after a day."""
    first = datetime(year, month, day, tzinfo=UTC)
    return first + timedelta(days=(_SUNDAY - first.weekday()) % 7)
