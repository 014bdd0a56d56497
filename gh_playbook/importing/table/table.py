"""Tables (CSV, TSV): the columns of GitHub's project export and of Jira's, or mapped by hand."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Protocol

from gh_playbook.frozen import dataclass
from gh_playbook.importing import field_value, vocabulary
from gh_playbook.importing.draft import (
    BoardField,
    ChosenReading,
    DraftIssue,
    PlanDraft,
    Unread,
)
from gh_playbook.importing.field_column import board_field, choice, take_value, typed, used_fields
from gh_playbook.importing.list_cell import listed
from gh_playbook.importing.markdown.remainder import partly
from gh_playbook.importing.table import jira_markup
from gh_playbook.importing.table.table_cell import take_address, take_cell, unguarded
from gh_playbook.importing.table.table_head import ColumnError, fields_of, level_of

# Columns that only name issues for links, and so are not in the backlog.
_NAMES = {"name", "id"}
_NAMES_ONLY = ": it only names issues for links"
# Columns by which an export of Jira is recognized.
_OF_JIRA = {"summary", "issue key", "issue id"}
# Excel's first line, which names the separator of cells.
_SEPARATOR = re.compile(r"sep=(?P<mark>.)\r?\n")


class _Rows(Iterator[list[str]], Protocol):
    """Rows of a table, as from `csv.reader`."""

    @property
    def line_num(self) -> int:
        """The last line that was read, counted from 1."""
        ...


def read_table(
    text: str, columns: Mapping[str, str], declared: Mapping[str, BoardField] | None = None
) -> PlanDraft:
    """Return the content of a table; `columns` map a column's name to a field of the issue.

    A row is an issue. A column of days (`Due`), and one that is called like a `declared` field, by
    its folded name, is a field of the board. Unknown columns are listed as not understood, with the
    line of the head.
    Raises ColumnError if no column is a title.
    """
    rows, head = _opened(text.lstrip("\ufeff"))
    at = rows.line_num
    fields = fields_of(head, columns)
    board = [
        board_field(name, field, declared or {}) for name, field in zip(head, fields, strict=True)
    ]
    fields = [
        own.property if own and own.property else field
        for field, own in zip(fields, board, strict=True)
    ]
    is_of_jira = {each.strip().casefold() for each in head} >= _OF_JIRA
    reading = _Reading(PlanDraft(), fields, board, is_of_jira=is_of_jira)
    reading.draft.unread = [
        Unread(at, f"column {name!r}{_NAMES_ONLY if field in _NAMES else ''}")
        for name, field, own in zip(head, fields, board, strict=True)
        if own is None and name.strip() and (field is None or field in _NAMES)
    ]
    line = rows.line_num + 1
    while (row := _next(rows)) is not None:
        if any(cell.strip() for cell in row):
            reading.row(row, line)
        line = rows.line_num + 1
    reading.settle()
    reading.draft.unread += partly(reading.draft, reading.taken)
    return reading.draft


def _opened(text: str) -> tuple[_Rows, list[str]]:
    """Return the rows of a table, and its head. Raises ColumnError for wrong quotes."""
    said = _SEPARATOR.match(text)
    first = text[said.end() if said else 0 :].split("\n", 1)[0]
    delimiter = said["mark"] if said else max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    if said:
        _next(rows)
    return rows, _next(rows) or []


def _next(rows: _Rows) -> list[str] | None:
    """Return the next row; None if there is none. Raises ColumnError for wrong quotes."""
    line = rows.line_num + 1
    try:
        return next(rows, None)
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise ColumnError("a quote is opened in this row and never closed", line) from error
        what = "a quoted cell ends before its text does: double each quote within it"
        raise ColumnError(what, rows.line_num) from error


@dataclass
class _Reading:
    """The state of reading rows whose cells are the values of `fields`.

    `board` are the columns' fields of the board, None for other columns. `is_of_jira` tells that
    texts have Jira's markup. `taken` are the cells that
    were understood, with their line and field.
    """

    draft: PlanDraft
    fields: Sequence[str | None]
    board: Sequence[BoardField | None]
    is_of_jira: bool = False
    taken: list[tuple[int, str, str]] = field(default_factory=list)
    above: list[tuple[int, DraftIssue]] = field(default_factory=list)
    named: dict[str, DraftIssue] = field(default_factory=dict)

    def row(self, row: Sequence[str], line: int) -> None:
        """Take in a row that begins on a line, counted from 1."""
        for cell in filter(str.strip, row[len(self.fields) :]):
            self._unread(line, f"a cell without a column: {cell}")
        issue, level = DraftIssue("", line), 0
        taken: list[tuple[int, str, str]] = []
        for name, own, given in zip(self.fields, self.board, row, strict=False):
            cell = self._cell(name, given)
            if own is not None and not own.property:
                self._value(issue, own, cell)
            elif name is None or not cell.strip():
                continue
            elif level_of(name):
                issue.say("title", cell.strip())
                level = level_of(name)
            elif self._is_taken(issue, name, cell):
                taken.append((line, f"{name}: ", cell.strip()))
            else:
                self._unread(line, f"{name}: {cell.strip()}")
        field_value.close_by_status(issue)
        if issue.title:
            self._place(issue, level)
            known = next((self.named[each] for each in issue.names if each in self.named), None)
            if known is None:
                self.named |= dict.fromkeys(issue.names, issue)
                self.draft.issues.append(issue)
            else:
                known.take(issue)  # Exports of changes have several rows of an issue.
            self.taken += taken
        else:
            self._unread(line, "a row without a title")

    def _cell(self, name: str | None, given: str) -> str:
        """Return a cell as its field takes it: a description of Jira's in Markdown."""
        cell = unguarded(given.replace("\r\n", "\n"))
        is_marked_up = name == "description" and self.is_of_jira
        return jira_markup.markdown(cell) if is_marked_up else cell

    def _place(self, issue: DraftIssue, level: int) -> None:
        """Put the issue of a row below the last one of a smaller level; 0 is none."""
        while level and self.above and self.above[-1][0] >= level:
            self.above.pop()
        if level and self.above and issue.parent is None:
            parent = self.above[-1][1]
            parent.names.add(f"row {parent.line}")
            issue.parent = f"row {parent.line}"
        self.above += [(level, issue)] if level else []

    def settle(self) -> None:
        """Give the board's fields their types and the spelling of options, after all rows are read.

        Issues of the own repository are named only by their numbers.
        """
        own = f"{self.draft.repository}#"
        self.draft.is_existing = self.draft.repository is not None
        for issue in self.draft.issues:
            if issue.parent is not None and issue.parent.startswith(own):
                issue.parent = f"#{issue.parent.removeprefix(own)}"
        for each in filter(None, self.board):
            if each.property:
                for issue in self.draft.issues:
                    if isinstance(value := issue.fields.get(each.property), str):
                        issue.fields[each.property] = choice(each, value)
            elif each.name not in self.draft.own_fields:
                self.draft.own_fields[each.name] = self._typed(each)

    def _typed(self, field: BoardField) -> BoardField:
        if field.type or field.name not in used_fields(self.draft.issues):
            return field
        found = typed(field, self.draft.issues)
        self.draft.chosen.append(
            ChosenReading(1, f"column {found.name!r}: a field of type {found.type}")
        )
        return found

    def _is_taken(self, issue: DraftIssue, name: str, cell: str) -> bool:
        """Give an issue the value of a cell; False if the field cannot have it."""
        if name == "url":
            return take_address(self.draft, issue, cell)
        if name in {"labels", "assignees"}:
            found = listed(cell)
            if found.doubt:
                text = f"{name} {cell.strip()!r}: {found.doubt}"
                self.draft.chosen.append(ChosenReading(issue.line, text))
            if name == "labels":
                # Jira repeats the column for each label.
                known = issue.fields.setdefault("labels", [])
                known += [each for each in found.names if each not in known]
                return True
            cell = ", ".join(found.names)
        return take_cell(issue, name, cell)

    def _value(self, issue: DraftIssue, field: BoardField, cell: str) -> None:
        if not vocabulary.is_nothing(cell) and not take_value(issue, field, cell):
            self._unread(issue.line, f"{field.name}: {cell.strip()}")

    def _unread(self, line: int, text: str) -> None:
        self.draft.unread.append(Unread(line, text))
