"""The times of `schedule`: POSIX cron, in UTC.

Source: GitHub docs, "Events that trigger workflows", `schedule`. Words such as `@daily` are not
accepted.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from gh_sandbox.actions.fault import WorkflowError

_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_WEEKDAYS = "sun mon tue wed thu fri sat"
# The names that can stand for the numbers of each field.
_NAMES: tuple[dict[str, int], ...] = (
    {},
    {},
    {},
    {name: number for number, name in enumerate(_MONTHS.split(), 1)},
    {name: number for number, name in enumerate(_WEEKDAYS.split())},
)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


def due(expression: str, after: datetime, until: datetime, limit: int) -> list[datetime]:
    """Return the first times after one moment and up to another, at most `limit` of them."""
    found: list[datetime] = []
    for moment in times(expression, after):
        if moment > until or len(found) >= limit:
            break
        found.append(moment)
    return found


def times(expression: str, after: datetime) -> Iterator[datetime]:
    """Yield the times of an expression, from the minute after a moment, for four years."""
    minutes, hours, days, months, weekdays = _fields(expression)
    parts = expression.split()
    moment = (after + _MINUTE).replace(second=0, microsecond=0)
    end = moment + 4 * 366 * _DAY
    while moment < end:
        in_month, in_week = moment.day in days, moment.isoweekday() % 7 in weekdays
        # If both the day of the month and the day of the week are given, one of them suffices.
        either = parts[2] != "*" and parts[4] != "*"
        is_day = (in_month or in_week) if either else (in_month and in_week)
        if moment.month not in months or not is_day:
            moment = (moment + _DAY).replace(hour=0, minute=0)
        elif moment.hour not in hours:
            moment = (moment + timedelta(hours=1)).replace(minute=0)
        else:
            if moment.minute in minutes:
                yield moment
            moment += _MINUTE


def _fields(expression: str) -> list[set[int]]:
    parts = expression.split()
    if len(parts) != len(_RANGES):
        raise WorkflowError(f"schedule: {expression!r} does not have five fields")
    try:
        return [_field(part, place) for place, part in enumerate(parts)]
    except ValueError as error:
        raise WorkflowError(f"schedule: {expression!r} cannot be read") from error


def _field(text: str, place: int) -> set[int]:
    low, high = _RANGES[place]
    found: set[int] = set()
    for part in text.lower().split(","):
        span, _, step = part.partition("/")
        first, separator, last = span.partition("-")
        if span == "*":
            start, stop = low, high
        else:
            start = _number(first, place)
            stop = _number(last, place) if separator else (high if step else start)
        if not low <= start <= stop <= high or (step and int(step) < 1):
            raise ValueError(part)
        found |= set(range(start, stop + 1, int(step) if step else 1))
    return found


def _number(text: str, place: int) -> int:
    names = _NAMES[place]
    return names[text] if text in names else int(text)


def crons(events: Mapping[str, Any]) -> list[str]:
    """Return the cron expressions of a workflow."""
    return [each.get("cron", "") for each in events["schedule"] if isinstance(each, dict)]
