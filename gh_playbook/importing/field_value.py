"""The values of fields in plans: how the text under a name becomes a value of an issue."""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from gh_playbook.declaration.issue_number import issue_number
from gh_playbook.declaration.value import is_login
from gh_playbook.importing.draft import DraftIssue
from gh_playbook.importing.vocabulary import CANCELLED, CLOSED, is_nothing

_REFERENCE = re.compile(
    r"(?<![\w/])(?:[\w.-]{1,100}/[\w.-]{1,100})?#\w+(?:\.\d+)*|\b[A-Z][A-Z0-9]+-\d+\b|\bT\d{3,}\b"
)
_NUMBER = re.compile(r"(?<![\w.])\d{1,15}(?:\.\d{1,15})?(?!\d)")
_OPEN = {"open", "opened", "reopened"}
# What stands between two names; a name can have such words, too: `rock-and-roll/songs#7`.
BETWEEN = re.compile(r"(\s*[,;\n]\s*(?:(?:and|und|et)\s+)?|\s+(?:and|und|et|&)\s+)")
LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_QUOTES = {('"', '"'), ("'", "'"), ("`", "`"), ("“", "”"), ("„", "“"), ("”", "”")}


def references(text: str) -> list[str]:
    """Return the references in a text: `#13`, `PROJ-7`, `T001`."""
    return list(dict.fromkeys(_REFERENCE.findall(text)))


def number(text: str) -> int | float | None:
    """Return the number in a text; None if it is not a number."""
    return _number(text) if _NUMBER.fullmatch(text.removeprefix("-")) else None


def listed(text: str) -> list[str]:
    """Return the list in a text: its parts in backticks, or between commas if not all have any."""
    found = re.findall(r"`([^`]+)`", text)
    if not found or re.search(r",\s*[^`\s,]|^\s*[^`\s,][^,`]*,", text):
        found = text.split(",")
    return [each for each in (unquoted(part) for part in found) if not is_nothing(each)]


def unquoted(text: str) -> str:
    """Return a text without the quotes, backticks and emphasis around it."""
    text = text.strip().strip("*_").strip()
    while len(text) > 1 and (text[0], text[-1]) in _QUOTES:
        text = text[1:-1].strip()
    return text


def assign(issue: DraftIssue, field: str, text: str) -> bool:
    """Set a field of an issue from a text; return False if the text has no value.

    A text that means nothing ("None", "TBD") is understood, and sets nothing.
    """
    if is_nothing(text) and field not in {"title", "description"}:
        return True
    own = _OWN.get(field)
    if own is not None:
        own(issue, field, text)
        return True
    value = _value(field, text)
    if field == "assignees":
        issue.lost += [f"assignee {each}: no login" for each in value if not is_login(each)]
        value = [each for each in value if is_login(each)]
    if value is None or (field == "number" and issue.number not in {None, value}):
        return False
    if field == "number":
        issue.number = value
        issue.names.add(f"#{value}")
        return True
    issue.take_field(field, value)
    if field == "status":
        waits = [each for each in references(text) if each not in issue.waits_for]
        issue.waits_for += waits
    return True


def _take_links(issue: DraftIssue, field: str, text: str) -> None:
    known: list[str] = getattr(issue, field)
    known += [each for each in _named_issues(text) if each not in known]


def _say(issue: DraftIssue, field: str, text: str) -> None:
    plain = " ".join(unquoted(text).split())
    issue.say(field, next(iter(references(text)), plain) if field == "parent" else plain)


def _take_state(issue: DraftIssue, _field: str, text: str) -> None:
    """Give an issue the state in a text; any other word is a status, as in other tools."""
    word = text.strip().casefold()
    if word in _OPEN:
        issue.take_field("state", "open")
    elif word in CANCELLED:
        issue.take_field("state", "closed")
        issue.take_field("state_reason", "not_planned")
    elif word in CLOSED or word == "duplicate":
        issue.take_field("state", "closed")
        if word in {"completed", "duplicate"}:
            issue.take_field("state_reason", word)
    else:
        issue.take_field("status", _status(text))


def close_by_status(issue: DraftIssue) -> None:
    """Close an issue whose status means closed, if nothing else declares its state."""
    status = str(issue.fields.get("status", "")).casefold()
    if status in CLOSED | CANCELLED and "state" not in issue.fields:
        issue.fields["state"] = "closed"
        if status in CANCELLED:
            issue.fields["state_reason"] = "not_planned"


def _named_issues(text: str) -> list[str]:
    """Return the references in a text, and the texts between them, which name issues by titles."""
    plain = re.sub(r"\([^)]*\)", "", LINK.sub(r"\1", text))
    pieces = BETWEEN.split(plain)
    found: list[str] = []
    titles = ""
    for at, part in enumerate(pieces[::2]):
        named = references(part)
        if named:
            found += [titles, *named]
            titles = ""
        else:
            titles += (pieces[2 * at - 1] if titles else "") + part
    return [each for each in dict.fromkeys((*found, titles.strip())) if not is_nothing(each)]


def _value(field: str, text: str) -> Any:
    return _VALUES.get(field, unquoted)(text)


def _people(text: str) -> list[str]:
    return [each if each == "@me" else each.removeprefix("@") for each in listed(text)]


def _whole_number(text: str) -> int | None:
    return issue_number(text.strip().removeprefix("#"))


def _points(text: str) -> int | float | None:
    found = _NUMBER.search(text)
    return _number(found[0]) if found else None


def _priority(text: str) -> str:
    level = re.search(r"\bP[0-4]\b", text, re.IGNORECASE)
    return level[0].upper() if level else unquoted(text)


def _status(text: str) -> str:
    return unquoted(re.sub(r"\s*\(.*\)\s*$", "", text))


def _text(text: str) -> list[str]:
    return [unquoted(text) if text.strip().startswith(("`", '"')) else text.strip()]


def _number(text: str) -> int | float | None:
    number = float(text)
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else number


_VALUES: Mapping[str, Callable[[str], Any]] = {
    "labels": listed,
    "assignees": _people,
    "number": _whole_number,
    "estimate": _points,
    "priority": _priority,
    "status": _status,
    "acceptance_criteria": _text,
    "implementation_notes": _text,
    "description": str.strip,
}
# Fields with a special way to read a text.
_OWN: Mapping[str, Callable[[DraftIssue, str, str], None]] = {
    "waits_for": _take_links,
    "blocks": _take_links,
    "related": _take_links,
    "parent": _say,
    "title": _say,
    "state": _take_state,
}
