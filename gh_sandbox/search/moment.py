"""Conditions on times and numbers: `created:>=2026-01-01`, `comments:10..20`.

A day without a time is the whole day, in UTC. `@today` with a distance, such as `@today-2w`, works
as on GitHub's pages of issues; unverified for the API.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from gh_sandbox import whole_number
from gh_sandbox.clock import stamp
from gh_sandbox.search.refusal import invalid
from gh_sandbox.session import Session
from gh_sandbox.state.condition import Condition

_BOUND = re.compile(r"(>=|<=|>|<)?(.+)")
_TODAY = re.compile(r"@today(?:-(\d+)([dwmy]))?")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
# The first moment of a bound, and the first moment after it.
Span = tuple[str | int, str | int]


def on_time(session: Session, column: str, term: str) -> Condition:
    """Return the condition of a term on a column of times."""

    def span(text: str) -> Span:
        return _moments(session, term, text)

    return _compared(column, term, span)


def on_number(column: str, term: str) -> Condition:
    """Return the condition of a term on a column of whole numbers."""

    def span(text: str) -> Span:
        number = whole_number.read(text)
        if number is None:
            raise invalid(f"{term} is no number to search for.")
        return number, number + 1

    return _compared(column, term, span)


def _compared(column: str, term: str, span: Callable[[str], Span]) -> Condition:
    if ".." in term:
        low, _, high = term.partition("..")
        bounds = [(">=", span(low)[0])] if low != "*" else []
        bounds += [("<", span(high)[1])] if high != "*" else []
    else:
        found = _BOUND.fullmatch(term)
        sign, (first, after) = (found and found[1]) or "=", span(found[2] if found else term)
        bounds = {
            "=": [(">=", first), ("<", after)],
            ">": [(">=", after)],
            ">=": [(">=", first)],
            "<": [("<", first)],
            "<=": [("<", after)],
        }[sign]
    parts = [f"{column} {sign} ?" for sign, _ in bounds] or [f"{column} IS NOT NULL"]
    return " AND ".join(parts), tuple(value for _, value in bounds)


def _moments(session: Session, term: str, text: str) -> Span:
    """Read a bound. Raises ApiError, also if it is outside of the years 1 to 9999."""
    try:
        return _span(session, text)
    except (ValueError, OverflowError) as error:
        raise invalid(f'"{term}" is not a recognized date/time format.') from error


def _span(session: Session, text: str) -> Span:
    today = _TODAY.fullmatch(text)
    if today:
        distance = int(today[1]) * _DAYS[today[2]] if today[1] else 0
        return _day(session.clock.now().date() - timedelta(days=distance))
    if "T" not in text:
        return _day(date.fromisoformat(text))
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return stamp(moment), stamp(moment + timedelta(seconds=1))


def _day(day: date) -> Span:
    after = "9999-12-31T24" if day == date.max else f"{day + timedelta(days=1)}T00"
    return f"{day}T00:00:00Z", f"{after}:00:00Z"
