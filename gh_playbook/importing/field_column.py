"""Columns of a table that are fields of the board: their values, and the fields they declare.

A column is such a field if it has days, if the backlog declares the field, or if `--map
Team=fields` names it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.backlog.project import OPTIONS_LIMIT
from gh_playbook.declaration.name import folded
from gh_playbook.importing import field_value
from gh_playbook.importing.day import days_in
from gh_playbook.importing.draft import BoardField, DraftIssue
from gh_playbook.importing.list_cell import listed

# The field of a column that `fields` of issues fill.
FIELDS = "fields"
_DAYS = frozenset(
    {"due", "due date", "due on", "deadline", "end", "end date", "finish date", "target date"}
    | {"start", "start date", "begin", "begin date"}
    | {"fällig", "fällig am", "fälligkeitsdatum", "beginn", "startdatum", "enddatum", "zieldatum"}
    | {"échéance", "date d'échéance", "début", "date de début", "fin", "date de fin"}
)
# Those of them that say when something is due.
_DUE = frozenset(
    {"due", "due date", "due on", "deadline", "target date"}
    | {"fällig", "fällig am", "fälligkeitsdatum", "zieldatum", "échéance", "date d'échéance"}
)
# A day as Jira's CSV has it: `24/Dec/26 12:00 AM`.
_OF_JIRA = re.compile(r"^(\d{1,2})/([^\W\d_]{3,})/(\d\d)(?: 12:00 AM)?$")


def board_field(
    name: str, field: str | None, declared: Mapping[str, BoardField]
) -> BoardField | None:
    """Return the field of the board for a column of this name; None if there is none.

    `field` is the column's field of an issue, `declared` are fields by their folded names.
    """
    known = declared.get(folded(name))
    if field == FIELDS:
        return known or BoardField(name.strip())
    if known is not None and field not in {"title", "number"}:
        return known
    is_day = " ".join(name.replace("\u2019", "'").split()).casefold() in _DAYS
    return BoardField(name.strip(), "date") if field is None and is_day else None


def due_field(declared: Mapping[str, BoardField]) -> str:
    """Return the name of the board's field of due days: a declared one, or else `Due`."""
    days = (each for name, each in declared.items() if name in _DUE and each.type == "date")
    return next((each.name for each in days), "Due")


def take_value(issue: DraftIssue, field: BoardField, cell: str) -> bool:
    """Give an issue the value in a cell; False if the field cannot have it, or has another."""
    value = _READ.get(field.type, _text)(field, cell.strip())
    if value is None:
        return False
    values: dict[str, Any] = issue.fields.setdefault(FIELDS, {})
    return bool(values.setdefault(field.name, value) == value)


def typed(field: BoardField, issues: Iterable[DraftIssue]) -> BoardField:
    """Return a field with the type that fits all its values; the values are converted to it.

    Texts that are repeated often become options.
    """
    filled = [each for each in issues if field.name in each.fields.get(FIELDS, {})]
    texts = [str(each.fields[FIELDS][field.name]) for each in filled]
    for kind in ("number", "date"):
        values = [_READ[kind](field, text) for text in texts]
        if texts and None not in values:
            for each, value in zip(filled, values, strict=True):
                each.fields[FIELDS][field.name] = value
            return replace(field, type=kind)
    options = tuple(dict.fromkeys(texts))
    if len(options) < len(texts) and len(options) <= OPTIONS_LIMIT and "\n" not in "".join(options):
        return replace(field, type="single_select", options=options)
    return replace(field, type="text")


def used_fields(issues: Iterable[DraftIssue]) -> Iterator[str]:
    """Yield the names of the board's fields that `fields` of issues fill, each once."""
    yield from dict.fromkeys(name for each in issues for name in each.fields.get(FIELDS, {}))


def choice(field: BoardField, text: str) -> str:
    """Return the option that a text means, in the field's spelling; otherwise the text."""
    return next((each for each in field.options if folded(each) == folded(text)), text)


def _text(field: BoardField, cell: str) -> Any:
    return choice(field, cell)


def _several(field: BoardField, cell: str) -> Any:
    return [choice(field, each) for each in listed(cell).names]


def _iteration(field: BoardField, cell: str) -> Any:
    found = choice(field, cell)
    return found if found in field.options else None


def _number(_field: BoardField, cell: str) -> Any:
    return field_value.number(cell)


def _day(_field: BoardField, cell: str) -> Any:
    days = days_in(_OF_JIRA.sub(r"\1 \2 20\3", cell))
    return None if days.day is None or days.rest or days.first is not None else days.day


_READ: Mapping[str, Callable[[BoardField, str], Any]] = {
    "number": _number,
    "date": _day,
    "multi_select": _several,
    "iteration": _iteration,
}
