"""The Pacific day of a moment, against the time zone database."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gh_sandbox.rules.issues import due_date

PACIFIC = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize("year", [2007, 2019, 2026, 2027, 2033])
def test_days_begin_when_they_do_in_the_pacific_zone(year: int) -> None:
    for offset in range(366):
        day = date(year, 1, 1) + timedelta(days=offset)
        expected = datetime(day.year, day.month, day.day, tzinfo=PACIFIC).astimezone(UTC)
        assert due_date.beginning(day) == expected


@pytest.mark.parametrize("start", ["2026-03-08T00:00Z", "2026-11-01T00:00Z", "2026-12-31T00:00Z"])
def test_a_moment_is_of_the_day_that_it_is_in_the_pacific_zone(start: str) -> None:
    for half_hours in range(96):
        moment = datetime.fromisoformat(start) + timedelta(minutes=30 * half_hours)
        there = moment.astimezone(PACIFIC).date()
        assert due_date.floored(moment) == due_date.beginning(there)


def test_a_moment_of_another_zone_and_of_none() -> None:
    expected = datetime(2026, 12, 30, 8, tzinfo=UTC)
    for text in ("2026-12-31T00:00:00Z", "2026-12-31T09:00:00+02:00", "2026-12-31"):
        assert due_date.floored(datetime.fromisoformat(text)) == expected
