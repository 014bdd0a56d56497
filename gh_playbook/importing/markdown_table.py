"""Tables in Markdown: rows that are issues, milestones or labels, by the names of their columns."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from gh_playbook.importing import field_value, vocabulary
from gh_playbook.importing.day import days_in, due
from gh_playbook.importing.draft import Draft, DraftIssue
from gh_playbook.importing.section import line_of, source

# Columns whose cells are titles, where others beside them are fields.
_TITLES = {"task", "issue", "story", "user story", "ticket", "work item", "aufgabe", "tâche"}
_TITLES |= {"item", "initiative", "deliverable"}
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")
_BREAK = re.compile(r"\s*<br\s*/?>\s*")
_COLOR = re.compile(r"`?#?([0-9A-Fa-f]{6})`?")


def read_table(draft: Draft, table: SyntaxTreeNode, used: set[int]) -> None:
    """Take in what a table says where its columns tell what it is about."""
    head, *rows = [row for part in table.children for row in part.children]
    names = [_plain(cell) for cell in head.children]
    read = _reader(names)
    if read is None:
        return
    taken = [read(draft, _cells(names, row), line_of(row)) for row in rows]
    used |= {line_of(row) for row, is_taken in zip(rows, taken, strict=True) if is_taken}
    if any(taken):
        used.add(line_of(head))


def _reader(names: Sequence[str]) -> Any:
    if names and vocabulary.field_of(names[0]) == "milestone" and "title" not in names:
        return _milestone
    if names and vocabulary.field_of(names[0]) == "labels":
        return _label
    fields = [vocabulary.field_of(name) for name in names]
    titles = [name for name, field in zip(names, fields, strict=True) if _is_title(name, field)]
    others = [field for field in fields if field and field != "title"]
    return _issue if len(titles) == 1 and others else None


def _is_title(name: str, field: str | None) -> bool:
    return field == "title" or name.casefold() in _TITLES


def _cells(names: Sequence[str], row: SyntaxTreeNode) -> dict[str, str]:
    return {
        name: _plain(cell) for name, cell in zip(names, row.children, strict=False) if _plain(cell)
    }


def _milestone(draft: Draft, cells: Mapping[str, str], _line: int) -> bool:
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


def _label(draft: Draft, cells: Mapping[str, str], _line: int) -> bool:
    title, *others = cells.items()
    known = draft.labels.setdefault(field_value.unquoted(title[1]), {})
    for name, cell in others:
        color = _COLOR.fullmatch(cell)
        if color is not None:
            known["color"] = color[1].lower()
        elif vocabulary.field_of(name) == "description":
            known["description"] = cell
    return True


def _issue(draft: Draft, cells: Mapping[str, str], line: int) -> bool:
    titles = (cell for name, cell in cells.items() if _is_title(name, vocabulary.field_of(name)))
    issue = DraftIssue(field_value.unquoted(next(titles, "")), line)
    if not issue.title:
        return False
    for name, cell in cells.items():
        field = vocabulary.field_of(name)
        if name.casefold() in {"#", "id", "key"}:
            issue.names |= {cell, f"#{cell.lstrip('#')}"}
        elif field is not None and not _is_title(name, field):
            field_value.assign(issue, field, cell)
    draft.issues.append(issue)
    return True


def _plain(cell: SyntaxTreeNode) -> str:
    return _BREAK.sub(" ", _STRONG.sub(r"\1", _LINK.sub(r"\1", source(cell)))).strip()
