"""The `Date` of an answer."""

from datetime import UTC, datetime

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment(date: str) -> datetime:
    """Read a date as servers write it today, such as `Thu, 26 Nov 2026 20:03:55 GMT`.

    RFC 9110, 5.6.7. Only another form of date is left to the standard library, whose loading takes
    as long as a hundred dates. Raises ValueError if it is none.
    """
    try:
        _, day, month, year, time, zone = date.split(" ")
        hour, minute, second = time.split(":")
        clock = int(hour), int(minute), int(second)
        if zone == "GMT" and len(year) == len("2026"):
            return datetime(int(year), _MONTHS.index(month) + 1, int(day), *clock, tzinfo=UTC)
    except ValueError:
        pass
    from email.utils import parsedate_to_datetime

    # A date that names no zone is in UTC: RFC 5322, 3.3.
    found = parsedate_to_datetime(date)
    return found.replace(tzinfo=found.tzinfo or UTC)
