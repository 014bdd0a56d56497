"""Days as plans write them: `2026-12-31`, `31.12.2026`, `Dec 31, 2026`, `31 December 2026`.

A text that can mean two days (`01/02/2027`) is not a day. A range, `2026-03-01 to 2026-03-15` or
`1-15 March 2026`, means its last day; the first day is kept beside it.
"""

import re
from datetime import date
from typing import Any

from gh_playbook.frozen import dataclass

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("jan january januar janvier", "feb february februar février", "mar march märz mars"),
            *("apr april avril", "may mai", "jun june juni juin", "jul july juli juillet"),
            *("aug august août", "sep sept september septembre", "oct october oktober octobre okt"),
            *("nov november novembre", "dec december dez dezember décembre"),
        ),
        1,
    )
    for name in names.split()
}
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_FORMS = (
    re.compile(r"\b(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:T[\d:.]+Z?)?\b"),
    re.compile(r"\b(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})\b"),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?P<name>{_NAME})\.?,?\s+(?P<year>\d{{4}})\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<name>{_NAME})\.?\s+(?:(?P<first>\d{{1,2}})\s*[-\u2013\u2014]\s*)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b",
        re.IGNORECASE,
    ),
)
# The words before a day, and the marks around it.
_AROUND = re.compile(
    r"[\s(\[,;:\u2013\u2014-]*(?:\b(?:due(?: on| by| date)?|by|until|deadline|bis(?: zum)?|fällig|"
    r"from|vom|échéance|pour le))?\s*:?\s*$",
    re.IGNORECASE,
)


# The text between the two days of a range; a last day that is only a number (`2026-03-01`, a dash,
# `15`); and a first day without its year (`1-15 March 2026`, `1 March - 15 April 2026`).
_BETWEEN = (
    r"\s*(?:\.{2,3}|->|[-/~\u2013\u2014\u2192]|\b(?:to|until|till|through|bis(?: zum)?|au)\b)\s*"
)
_THEN = re.compile(_BETWEEN, re.IGNORECASE)
_DAY_THEN = re.compile(r"\s*[\u2013\u2014]\s*(\d{1,2})\b(?![-./\d])")
_EARLIER = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?(?:\s+(?P<name>{_NAME})\.?)?{_BETWEEN}$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Days:
    """The day in a text, and the first day of a range; `rest` is the text without them."""

    day: date | None
    rest: str
    first: date | None = None


def days_in(text: str) -> Days:
    """Return the day in a text, or the two days of a range."""
    found = next(filter(None, (_found(form.search(text)) for form in _FORMS)), None)
    if found is None:
        return Days(None, text)
    day, start, end, first = found
    then = _later(text, end, day)
    earlier = _EARLIER.search(text[:start])
    if then is not None:
        (day, end), first = then, day
    elif first is None and earlier is not None:
        month = _MONTHS[earlier["name"].casefold()] if earlier["name"] else day.month
        first = _day(day.year, month, int(earlier["day"]))
        start = start if first is None or first >= day else earlier.start()
    is_range = first is not None and first < day
    before = _AROUND.sub("", text[:start])
    after = re.sub(r"^\s*[)\]]", "", text[end:])
    return Days(day, f"{before}{after}".strip(), first if is_range else None)


def _found(found: re.Match[str] | None) -> tuple[date, int, int, date | None] | None:
    """Return the day of a match, its beginning and end, and the first day of a range in it."""
    parts = found.groupdict() if found is not None else {}
    if found is None:
        return None
    month = int(parts["month"]) if parts.get("month") else _MONTHS[parts["name"].casefold()]
    day = _day(int(parts["year"]), month, int(parts["day"]))
    if day is None:
        return None
    first = _day(day.year, month, int(parts["first"])) if parts.get("first") else None
    return day, found.start(), found.end(), first


def _later(text: str, end: int, first: date) -> tuple[date, int] | None:
    """Return the last day of a range whose first day ends there, and the end of the range."""
    then = _THEN.match(text, end)
    for form in _FORMS if then is not None else ():
        found = _found(form.match(text, then.end() if then else end))
        if found is not None and found[0] > first:
            return found[0], found[2]
    short = _DAY_THEN.match(text, end)
    day = _day(first.year, first.month, int(short[1])) if short is not None else None
    return (day, short.end()) if short is not None and day is not None and day > first else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def due(known: dict[str, Any], days: Days) -> None:
    """Give a milestone its due day; the first day of a range goes into its description."""
    if days.day is not None:
        known.setdefault("due_on", days.day.isoformat())
    if days.first is not None:
        text = f"from {days.first.isoformat()}"
        about = known.get("description")
        known["description"] = f"{about} ({text})" if about else text.capitalize()
