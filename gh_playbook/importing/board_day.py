"""Days that belong to the board: when work on an issue starts, and when it is due."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from gh_playbook.importing.day import days_in
from gh_playbook.importing.draft import DraftIssue

_NAMES = frozenset(
    {"due", "due date", "due on", "deadline", "end", "end date", "finish date", "target date"}
    | {"start", "start date", "begin", "begin date"}
    | {"fällig", "fällig am", "fälligkeitsdatum", "beginn", "startdatum", "enddatum", "zieldatum"}
    | {"échéance", "date d'échéance", "début", "date de début", "fin", "date de fin"}
)
# A day as Jira's CSV has it: `24/Dec/26 12:00 AM`.
_OF_JIRA = re.compile(r"^(\d{1,2})/([^\W\d_]{3,})/(\d\d)(?: 12:00 AM)?$")


def is_day(name: str) -> bool:
    """Tell whether a column of this name holds days of the board."""
    return " ".join(name.replace("\u2019", "'").split()).casefold() in _NAMES


def take_day(issue: DraftIssue, name: str, text: str) -> bool:
    """Give an issue the day in a text as its card's value; False where it is not one day alone."""
    days = days_in(_OF_JIRA.sub(r"\1 \2 20\3", text.strip()))
    if days.day is None or days.rest or days.first is not None:
        return False
    values: dict[str, Any] = issue.fields.setdefault("fields", {})
    if name in values:
        return bool(values[name] == days.day)
    values[name] = days.day
    return True


def named_days(issues: Iterable[DraftIssue]) -> Iterator[str]:
    """Yield the names of the board's fields that the issues fill with days, each once."""
    yield from dict.fromkeys(name for each in issues for name in each.fields.get("fields", {}))
