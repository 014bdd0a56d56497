"""Days as plans write them: `2026-12-31`, `31.12.2026`, `Dec 31, 2026`, `31 December 2026`.

What can be two days (`01/02/2027`) is none.
"""

import re
from datetime import date

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
        rf"\b(?P<name>{_NAME})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b",
        re.IGNORECASE,
    ),
)
# What introduces a day, and the marks around it.
_AROUND = re.compile(
    r"[\s(\[,;:\u2013\u2014-]*\b(?:due(?: on| by| date)?|by|until|deadline|bis(?: zum)?|fällig|"
    r"échéance|pour le)?\s*:?\s*$",
    re.IGNORECASE,
)


def day_in(text: str) -> tuple[str | None, str]:
    """Return the day that a text names, as `2026-12-31`, and the text without it."""
    for form in _FORMS:
        found = form.search(text)
        if found is None:
            continue
        parts = found.groupdict()
        month = int(parts["month"]) if parts.get("month") else _MONTHS[parts["name"].casefold()]
        try:
            day = date(int(parts["year"]), month, int(parts["day"]))
        except ValueError:
            continue
        before = _AROUND.sub("", text[: found.start()])
        after = re.sub(r"^\s*[)\]]", "", text[found.end() :])
        return day.isoformat(), f"{before}{after}".strip()
    return None, text
