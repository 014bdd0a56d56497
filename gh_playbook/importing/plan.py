"""Reading of a plan file into a draft: the right reader is chosen, and references are resolved."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.importing.draft import BoardField, DraftIssue, Names, PlanDraft, Unread
from gh_playbook.importing.field_column import due_field, used_fields
from gh_playbook.importing.foreign_format import text_of
from gh_playbook.importing.issue_lists.issue_list import IssueListError, read_issue_list
from gh_playbook.importing.line import lines_of
from gh_playbook.importing.markdown.markdown import read_markdown
from gh_playbook.importing.markdown.named_issue import block, divide_names
from gh_playbook.importing.markdown.plan_title import entitle
from gh_playbook.importing.markdown.section import read, without_front_matter
from gh_playbook.importing.table.table import read_table
from gh_playbook.importing.table.table_head import ColumnError
from gh_playbook.importing.task_list import is_task_list, read_task_list
from gh_playbook.importing.title import fit_titles
from gh_playbook.importing.title_mark import take_marks
from gh_playbook.importing.todo_text import as_markdown, is_todo_text

_NAME = re.compile(r"[^\W\d_]+(?: story)? \d+")
_HINTS = {
    "table": "each row below the names of the columns is an issue",
    "issues": "the list is empty",
    "text": "write issues as headings with fields, as lists, or as tables",
}
_SUFFIXES = {".csv": "table", ".tsv": "table", ".json": "issues"}


def import_plan(
    path: Path,
    columns: Mapping[str, str] | None = None,
    fields: Mapping[str, BoardField] | None = None,
) -> PlanDraft:
    """Read a plan with the reader for its kind of file.

    `columns` are extra columns of a table, `fields` are fields of the board, by their folded names.
    Raises InputError if the file cannot be read, or if nothing in it is an issue.
    """
    start = Source(str(path), 1, 1)
    text = text_of(path)
    kind = _SUFFIXES.get(path.suffix.casefold(), "text")
    if columns and kind != "table":
        raise InputError([Fault("--map is for tables: CSV and TSV files", start)])
    draft = _read(path, text, kind, columns or {}, fields or {})
    if draft.is_empty:
        what = "it has no issue, label or milestone"
        raise InputError([Fault(f"{what}: {_HINTS[kind]}", start)])
    if any(used_fields(draft.all_issues())):
        # These are values of a board, which has to be declared.
        draft.project = draft.project or path.stem
    _put_below_parents(draft)
    fit_titles(draft)
    divide_names(draft)
    block(draft)
    _tell_shared_names(draft)
    _fit_choices(draft)
    return draft


def _read(
    path: Path,
    text: str,
    kind: str,
    columns: Mapping[str, str],
    fields: Mapping[str, BoardField],
) -> PlanDraft:
    """Read a text as a file of its kind. Raises InputError with the place of the mistake."""
    try:
        if kind == "table":
            return read_table(text, columns, fields)
        if kind == "issues":
            due = due_field(fields)
            draft = read_issue_list(text, due)
            draft.own_fields.setdefault(due, BoardField(due, "date"))
            return draft
        draft = _read_text(path, text)
    except ColumnError as error:
        raise InputError([Fault(str(error), Source(str(path), error.line, 1))]) from error
    except IssueListError as error:
        raise InputError(
            Fault(str(each), Source(str(path), each.line, each.column)) for each in error.all
        ) from error
    _take_marks(draft, fields)
    return draft


def _read_text(path: Path, text: str) -> PlanDraft:
    if not is_todo_text(path, text):
        draft = read_task_list(text) if is_task_list(text) else read_markdown(text)
        entitle(draft, read("\n".join(without_front_matter(lines_of(text)))))
        return draft
    draft = read_markdown(as_markdown(text))
    lines = lines_of(text)
    draft.unread = [Unread(each.line, lines[each.line - 1].strip()) for each in draft.unread]
    return draft


def _take_marks(draft: PlanDraft, fields: Mapping[str, BoardField]) -> None:
    """Take the marks off the titles of issues; what GitHub has by its number keeps its title."""
    due = due_field(fields)
    draft.own_fields.setdefault(due, BoardField(due, "date"))
    for issue in draft.all_issues():
        if issue.number is None:
            take_marks(issue, due)


def _put_below_parents(draft: PlanDraft) -> None:
    """Put each issue that names its parent below that; if no issue has that name, it stays.

    The code that writes the backlog knows whether its file has an issue of that name.
    """
    names = Names(draft.all_issues())
    placed: set[DraftIssue] = set()
    for issue in draft.issues:
        parent = names.find(issue.parent) if issue.parent is not None else None
        if parent is not None and not any(parent is each for each in issue.family()):
            placed.add(issue)
            parent.children.append(issue)
            issue.parent = None
    draft.issues = [each for each in draft.issues if each not in placed]


def _tell_shared_names(draft: PlanDraft) -> None:
    """Report two issues with one name, `Epic 1`: both stay, and the name means the first."""
    known: dict[str, DraftIssue] = {}
    for issue in draft.all_issues():
        for name in sorted(filter(_NAME.fullmatch, issue.names)):
            first = known.setdefault(name, issue)
            if first is not issue:
                issue.lost.append(f"the name {name}: {first.title} has it, too")


def _fit_choices(draft: PlanDraft) -> None:
    """Turn values into options of the board's field if that is clear: `Medium` is `M`."""
    for name, choices in draft.board_fields.items():
        field = name.casefold()
        for issue in draft.all_issues():
            value = issue.fields.get(field)
            if isinstance(value, str) and choices:
                issue.fields[field] = _choice(value, choices)


def _choice(value: str, choices: Sequence[str]) -> str:
    for choice in choices:
        if choice.casefold() == value.casefold():
            return choice
    alike = [each for each in choices if value.casefold().startswith(each.casefold())]
    return alike[0] if len(alike) == 1 else value
