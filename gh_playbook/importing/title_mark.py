"""Marks at the end of a title: `Export (P1, 5 points)`, `Export — due 2026-12-01 @anna #backend`.

They are fields of the issue, not parts of its title. An unknown mark stays in the title, and so do
the marks before it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from gh_playbook.declaration.value import is_login
from gh_playbook.importing import field_value, vocabulary
from gh_playbook.importing.day import days_in
from gh_playbook.importing.draft import DraftIssue, folded
from gh_playbook.importing.markdown.field_line import field_in

_GROUP = re.compile(r"\s+(?:\((?P<round>[^()]+)\)|\[(?P<square>[^\[\]]+)\])$")
_WORD = re.compile(r"\s+(?P<mark>[@#~])(?P<name>\"[^\"]+\"|[^\W\d_][\w./:-]*)$")
# After a dash, a comma or a calendar: `— due 2026-12-01`, `, due: 5 May 2027`.
_DUE = re.compile(
    r"(?:\s+[\u2013\u2014-]|,)\s*(?:due|fällig|échéance)\b:?(?: on| am| le)?\s+(?P<day>[^,()]+)$"
    r"|\s+\U0001f4c5\s*(?P<sign>[\d-]+)$",
    re.IGNORECASE,
)
_DUE_NAME = re.compile(r"(?:due|fällig|échéance)\b:?(?: on| am| le)?\s+", re.IGNORECASE)
_PRIORITY = re.compile(r"P[0-4]", re.IGNORECASE)
_NAMED_PRIORITY = re.compile(
    r"(?P<name>critical|highest|high|medium|low|lowest)(?:[ -]?prio(?:rity)?)"
    r"|prio(?:rity)?\s+(?P<level>\w+)",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"(?:est(?:imate)?\.?:?\s*)?(\d+(?:\.\d+)?)\s*(?:points?|pts?|sp)", re.IGNORECASE
)
_EFFORT = re.compile(
    r"~?\d+(?:[.\u2013-]\d+)?\s*(?:h|hrs?|hours?|d|days?|w|wks?|weeks?|min)", re.IGNORECASE
)
_SIZE = re.compile(r"(?:size\s+)?(XS|S|M|L|XL|XXL)")
_LINKS = re.compile(r"(?P<name>depends on|blocked by|requires)\s+(?P<issues>.+)", re.IGNORECASE)
# The marks of Obsidian's tasks.
_SIGN = re.compile(r"\s*(?P<sign>[\U0001f53a\u23eb\U0001f53c\U0001f53d\u23ec])\ufe0f?$")
_SIGNS = {"\U0001f53a": "Highest", "\u23eb": "High", "\U0001f53c": "Medium"}
_SIGNS |= {"\U0001f53d": "Low", "\u23ec": "Lowest"}
# The fields that `name: value` in brackets can set; another text in brackets is part of the title.
_FIELDS = frozenset(
    {"priority", "size", "effort", "estimate", "sprint", "labels", "milestone", "type"}
    | {"assignees", "waits_for"}
)
_LABELS = frozenset({"#", "~"})


def take_marks(issue: DraftIssue, due_field: str) -> None:
    """Take the marks off the end of an issue's title; other issues may still name it with them.

    `due_field` is the board's field of the days on which issues are due.
    """
    title, fields = issue.title, DraftIssue("", issue.line)
    while (rest := _without_mark(fields, title.rstrip(), due_field)) is not None:
        title = rest
    if title != issue.title:
        issue.names.add(folded(issue.title))
        issue.title = title
        for name, value in fields.fields.items():
            issue.take_field(name, value)
        issue.waits_for += [each for each in fields.waits_for if each not in issue.waits_for]
        issue.lost += fields.lost


def take_due(issue: DraftIssue, text: str, due_field: str) -> bool:
    """Give an issue the day in a text; False if the text is not a day, or is more than a day."""
    days = days_in(text)
    if days.day is None or days.rest.strip(" .") or days.first is not None:
        return False
    known: dict[str, date] = issue.fields.setdefault("fields", {})
    return known.setdefault(due_field, days.day) == days.day


def _without_mark(issue: DraftIssue, title: str, due_field: str) -> str | None:
    """Return a title without the last mark, which the issue then has; None if there is no mark."""
    for form, take in _FORMS.items():
        found = form.search(title)
        if (
            found is not None
            and title[: found.start()].strip(" -*_")
            and take(issue, found, due_field)
        ):
            return title[: found.start()].rstrip()
    return None


def _take_group(issue: DraftIssue, found: re.Match[str], due_field: str) -> bool:
    """Take the content of brackets, if each part of it is known."""
    parts = re.split(r"\s*[,;\u00b7|]\s*", (found["round"] or found["square"]).strip())
    values = DraftIssue("", issue.line)
    if not all(_take_part(values, part, due_field) for part in parts) or values.lost:
        return False
    issue.waits_for += values.waits_for
    for name, value in values.fields.items():
        issue.take_field(name, value)
    return True


def _take_part(issue: DraftIssue, part: str, due_field: str) -> bool:
    if _PRIORITY.fullmatch(part):
        issue.take_field("priority", part.upper())
    elif (named := _NAMED_PRIORITY.fullmatch(part)) is not None:
        issue.take_field("priority", (named["name"] or named["level"]).capitalize())
    elif (points := _POINTS.fullmatch(part)) is not None:
        issue.take_field("estimate", field_value.number(points[1]))
    elif _EFFORT.fullmatch(part):
        issue.take_field("effort", part)
    elif (size := _SIZE.fullmatch(part)) is not None:
        issue.take_field("size", size[1])
    elif (due := _DUE_NAME.match(part)) is not None:
        return take_due(issue, part[due.end() :], due_field)
    elif (word := _WORD.fullmatch(f" {part}")) is not None:
        return _take_word(issue, word, due_field)
    elif (links := _LINKS.fullmatch(part)) is not None:
        return _take_links(issue, links["issues"])
    else:
        return _take_field(issue, part)
    return True


def _take_links(issue: DraftIssue, text: str) -> bool:
    """Take references, `#4 and US-1`; a text with more than references is not a mark."""
    found = field_value.references(text)
    rest = text
    for each in found:
        rest = rest.replace(each, "", 1)
    issue.waits_for += found
    return bool(found) and re.fullmatch(r"(?:\s|and|[&+])*", rest) is not None


def _take_field(issue: DraftIssue, part: str) -> bool:
    """Take `name: value`, if the name is the name of a field."""
    found = field_in(part)
    field = vocabulary.field_of(found[0]) if found is not None else None
    if found is None or field not in _FIELDS or not found[1]:
        return False
    return field_value.assign(issue, field, found[1])


def _take_word(issue: DraftIssue, found: re.Match[str], _due_field: str) -> bool:
    if found["mark"] in _LABELS:
        name = found["name"].strip('"')
        known = issue.fields.setdefault("labels", [])
        # The last one is taken first.
        known[:0] = [name] if name not in known else []
        return True
    return _take_person(issue, found["name"])


def _take_person(issue: DraftIssue, name: str) -> bool:
    if not is_login(name):
        return False
    known = issue.fields.setdefault("assignees", [])
    known[:0] = [name] if name not in known else []
    return True


def _take_sign(issue: DraftIssue, found: re.Match[str], _due_field: str) -> bool:
    issue.take_field("priority", _SIGNS[found["sign"]])
    return True


def _take_day(issue: DraftIssue, found: re.Match[str], due_field: str) -> bool:
    return take_due(issue, found["day"] or found["sign"], due_field)


_FORMS: Mapping[re.Pattern[str], Callable[[DraftIssue, re.Match[str], str], bool]] = {
    _GROUP: _take_group,
    _WORD: _take_word,
    _DUE: _take_day,
    _SIGN: _take_sign,
}
