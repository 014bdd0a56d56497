"""The existing board, in verification's own form: its fields, views, cards and updates."""

from collections.abc import Mapping
from datetime import date

from gh_playbook.declaration.backlog.project import ProjectField
from gh_playbook.declaration.name import find
from gh_playbook.frozen import dataclass

Value = str | float | date | tuple[str, ...] | None


@dataclass(frozen=True)
class Option:
    """A choice of a select; `color` in lower case."""

    name: str
    color: str
    description: str


@dataclass(frozen=True)
class Iteration:
    """An iteration, also one that is over; `duration` is in days."""

    title: str
    start: date
    duration: int


@dataclass(frozen=True)
class Field:
    """A field of the board; `type` is GitHub's, in lower case: single_select, issue_type, …."""

    name: str
    type: str
    options: tuple[Option, ...] = ()
    iterations: tuple[Iteration, ...] = ()
    is_issue_field: bool = False


@dataclass(frozen=True)
class View:
    """A view of the board; all attributes except the first three are names of fields.

    `sort_by` has ` desc` after the fields with descending order.
    """

    name: str
    layout: str
    filter: str
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    group_by: tuple[str, ...]
    sort_by: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """An issue on the board: its values by the fields' names, in lower case."""

    issue: str
    is_archived: bool
    values: Mapping[str, Value]
    name: str = ""


@dataclass(frozen=True)
class Draft:
    """A card that is not an issue yet: its values by the fields' names, in lower case."""

    title: str
    body: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Update:
    """A status update; dates are as GitHub writes them."""

    status: str
    start: str | None
    target: str | None
    body: str


@dataclass(frozen=True)
class Board:
    """The project board; `cards` by the issues' node ids.

    `card_pages` are the cursors at which the pages of cards ended, if all were read.
    """

    title: str
    description: str
    readme: str
    is_open: bool
    repositories: tuple[str, ...]
    fields: tuple[Field, ...]
    views: tuple[View, ...]
    cards: Mapping[str, Card]
    is_public: bool = False
    updates: tuple[Update, ...] = ()
    drafts: tuple[Draft, ...] = ()
    teams: tuple[str, ...] = ()
    card_pages: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        """Return the field of this name, whatever its case."""
        return find(name, self.fields, lambda each: each.name)

    def holds(self, field: ProjectField) -> bool:
        """Tell whether cards can have values in a field: it exists, and has the declared type."""
        found = self.field(field.name)
        return found is not None and found.type == field.type
