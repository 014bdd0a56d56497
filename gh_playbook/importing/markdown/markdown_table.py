"""Tables in Markdown: rows are issues, milestones or labels, by the names of their columns."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from gh_playbook.importing import field_value, vocabulary
from gh_playbook.importing.day import days_in, due
from gh_playbook.importing.draft import DraftIssue, PlanDraft
from gh_playbook.importing.field_column import board_field, take_value
from gh_playbook.importing.markdown.section import line_of, source

# Columns with the names that other texts use for the rows.
_IDS = {"#", "id", "key", "no", "nr"}
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")
_BREAK = re.compile(r"\s*<br\s*/?>\s*")
_BRACKETS = re.compile(r"\s*\([^()]*\)$")
_COLOR = re.compile(r"`?#?([0-9A-Fa-f]{6})`?")


def read_table(
    draft: PlanDraft, table: SyntaxTreeNode, used: set[int], put: Callable[[DraftIssue], None]
) -> None:
    """Take in a table, if its columns show what it is about; `put` adds an issue to the draft."""
    head, *rows = [row for part in table.children for row in part.children]
    names = [_plain(cell) for cell in head.children]
    read = _reader(names, line_of(head), put)
    if read is None:
        return
    taken = [read(draft, _cells(names, row), line_of(row)) for row in rows]
    used |= {line_of(row) for row, is_taken in zip(rows, taken, strict=True) if is_taken}
    if any(taken):
        used.add(line_of(head))


def _reader(names: Sequence[str], first: int, put: Callable[[DraftIssue], None]) -> Any:
    if names and vocabulary.field_of(names[0]) == "milestone" and "title" not in names:
        return _milestone
    if names and vocabulary.field_of(names[0]) == "labels":
        return _label
    title = _title(names)
    if title is None:
        return None
    return partial(_issue, title=title, first=first, put=put)


def _title(names: Sequence[str]) -> str | None:
    """Return the column with the titles of issues; None if the rows are not issues.

    It is called a title, or `Name`; or it is the first column without another meaning, beside ids
    and several fields.
    """
    fields = {name: vocabulary.field_of(name) for name in names}
    plain = {name: _BRACKETS.sub("", name).casefold() for name in names}
    titles = [each for each in names if fields[each] == "title" or plain[each] in vocabulary.TITLES]
    others = [each for each in names if fields[each] and each not in titles]
    if len(titles) > 1 or not others:
        return None
    named = [each for each in names if each.casefold() == "name"]
    has_ids = any(each.casefold() in _IDS for each in names)
    rest = [each for each in names if fields[each] is None and each.casefold() not in _IDS]
    first = rest if has_ids and len(others) > 1 else []
    return next(iter([*titles, *named, *first]), None)


def _cells(names: Sequence[str], row: SyntaxTreeNode) -> dict[str, str]:
    return {
        name: _plain(cell) for name, cell in zip(names, row.children, strict=False) if _plain(cell)
    }


def _milestone(draft: PlanDraft, cells: Mapping[str, str], _line: int) -> bool:
    title, *others = cells.items()
    known = draft.milestones.setdefault(field_value.unquoted(title[1]), {})
    for name, cell in others:
        days = days_in(cell)
        if days.day is not None:
            known.pop("due_on", None)
            due(known, days)
        elif vocabulary.field_of(name) == "description":
            about = known.get("description")
            known["description"] = f"{cell} ({about[0].lower()}{about[1:]})" if about else cell
    return True


def _label(draft: PlanDraft, cells: Mapping[str, str], _line: int) -> bool:
    title, *others = cells.items()
    known = draft.labels.setdefault(field_value.unquoted(title[1]), {})
    for name, cell in others:
        color = _COLOR.fullmatch(cell)
        if color is not None:
            known["color"] = color[1].lower()
        elif vocabulary.field_of(name) == "description":
            known["description"] = cell
    return True


def _issue(
    draft: PlanDraft,
    cells: Mapping[str, str],
    line: int,
    *,
    title: str,
    first: int,
    put: Callable[[DraftIssue], None],
) -> bool:
    """Add the issue of a row, or more values of an issue above the table's `first` line."""
    issue = DraftIssue(field_value.unquoted(cells.get(title, "")), line)
    if not issue.title:
        return False
    for name, cell in cells.items():
        field = vocabulary.field_of(name)
        if name.casefold() in _IDS:
            issue.names |= {cell, f"#{cell.lstrip('#')}"}
        elif field is not None and name != title:
            field_value.assign(issue, field, cell)
        elif (day := board_field(name, field, {})) is not None and take_value(issue, day, cell):
            draft.own_fields[day.name] = day
    field_value.close_by_status(issue)
    known = draft.issue(None, issue.title)
    if known is not None and known.line < first:
        known.take(issue)
    else:
        put(issue)
    return True


def _plain(cell: SyntaxTreeNode) -> str:
    return _BREAK.sub(" ", _STRONG.sub(r"\1", _LINK.sub(r"\1", source(cell)))).strip()
