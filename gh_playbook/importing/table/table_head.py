"""The head of a table: which field of an issue each of its columns is."""

import re
from collections.abc import Mapping, Sequence

from gh_playbook.declaration.wording import suggestion
from gh_playbook.importing import vocabulary

_COLUMNS = {
    "issue key": "name",
    "issue id": "id",
    "key": "name",
    "id": "id",
    "parent id": "parent",
    "parent key": "parent",
    "url": "url",
    # GitLab's, Linear's, Asana's, Trello's and Azure's names of columns.
    "assignee username": "assignees",
    "weight": "estimate",
    "cycle name": "sprint",
    "task id": "id",
    "section/column": "status",
    "parent task": "parent",
    "blocked by (dependencies)": "waits_for",
    "blocking (dependencies)": "blocks",
    "blocks": "blocks",
    "completed at": "closed_at",
    "card id": "id",
    "card name": "title",
    "card description": "description",
    "list name": "status",
    "members": "assignees",
    "work item type": "type",
    "locked": "locked",
    "body": "description",
    "fix version(s)": "milestone",
    "custom field (story points)": "estimate",
    "custom field (epic link)": "parent",
    "inward issue link (blocks)": "waits_for",
    "outward issue link (blocks)": "blocks",
    "inward issue link (relates)": "related",
    "outward issue link (relates)": "related",
    "custom field (acceptance criteria)": "acceptance_criteria",
}
_LEVEL = re.compile(r"title (\d)")


class ColumnError(Exception):
    """A table that cannot be read; the message names the column and the existing ones.

    `line` counts from 1.
    """

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


def fields_of(head: Sequence[str], columns: Mapping[str, str]) -> list[str | None]:
    """Return the field of each column; None if the column is unknown. Raises ColumnError."""
    mapped = {name.casefold(): field for name, field in columns.items()}
    there = {name.casefold() for name in head}
    unknown = [name for name in columns if name.casefold() not in there]
    if unknown:
        hint = suggestion(unknown[0], head)
        raise ColumnError(f"--map {unknown[0]}: there is no such column{hint}")
    fields = [mapped.get(name.casefold()) or _field(name) for name in head]
    if "title" not in fields and any(map(level_of, fields)):
        return fields
    if "title" not in fields:
        at = _title_at(head, mapped)
        fields = [("title" if place == at else field) for place, field in enumerate(fields)]
    if "title" not in fields:
        if not any(head):
            raise ColumnError("the table has no names of columns: write them into its first line")
        names = ", ".join(head)
        raise ColumnError(f"no column is a title: use --map COLUMN=title; the columns are {names}")
    return fields


def _title_at(head: Sequence[str], mapped: Mapping[str, str]) -> int | None:
    """Return the place of the column with the titles, though it is not called a title."""
    plain = [name.strip().casefold() for name in head]
    free = [at for at, name in enumerate(head) if name.casefold() not in mapped]
    named = (at for at in free if plain[at] == "name")
    others = (at for at in free if plain[at] in vocabulary.TITLES)
    return next(named, next(others, None))


def level_of(field: str | None) -> int:
    """Return the level of Azure's columns `Title 1`, `Title 2`, whose rows form a tree; or 0."""
    found = _LEVEL.fullmatch(field or "")
    return int(found[1]) if found is not None else 0


def _field(name: str) -> str | None:
    plain = name.strip().casefold()
    if _LEVEL.fullmatch(plain):
        return plain
    words = vocabulary.in_words(name)
    known = _COLUMNS.get(plain) or _COLUMNS.get(words)
    return known or vocabulary.field_of(name) or vocabulary.field_of(words)
