"""The declared project board: its fields, views, drafts and status updates.

Each model is also the argument of a module: `project`, `project_field`, `project_view`.
"""

from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from gh_playbook.declaration.backlog.automation import Automations
from gh_playbook.declaration.backlog.board_card import BoardCard, card
from gh_playbook.declaration.backlog.board_link import BoardLink, RepositoryName, TeamSlug
from gh_playbook.declaration.backlog.card_order import Order
from gh_playbook.declaration.declared import Day, Declared, Description, Line, Text
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.value import FieldValue, Key, Limited, Presence, Title
from gh_playbook.declaration.wording import short

Color = Literal["gray", "blue", "green", "yellow", "orange", "red", "pink", "purple"]

# The properties of an issue that can fill a field of the board. The last one comes from links.
BLOCKED_BY = "blocked_by"
PROPERTIES = (
    *("type", "status", "priority", "size", "estimate", "sprint", "effort", "milestone", "state"),
    *("key", "title", "parent", "labels", "assignees", "description", BLOCKED_BY),
)
# GitHub's documentation of projects.
OPTIONS_LIMIT = 50
SELECTS = frozenset({"single_select", "multi_select"})
# The type of a field of the board that shows an issue field of the organization.
ISSUE_FIELD = "issue_field"
# How many characters a value of a text field may have [unverified].
VALUE_LIMIT = 1024


def option(value: object) -> object:
    """Return an option as a mapping; a bare text is its name."""
    if isinstance(value, str):
        return {"name": value}
    if isinstance(value, dict | Option):
        return value
    quoted = ": quote it" if isinstance(value, bool | int | float) else ""
    raise ValueError(f"an option is a text, or a mapping with `name`, not {short(value)}{quoted}")


def few(options: tuple["Option", ...]) -> tuple["Option", ...]:
    """Refuse more options than GitHub allows."""
    if len(options) > OPTIONS_LIMIT:
        raise ValueError(f"a field has at most {OPTIONS_LIMIT} options, not {len(options)}")
    return options


def _days(value: int) -> int:
    if value < 1:
        raise ValueError(f"an iteration has at least one day, not {value}")
    return value


def fillable(value: str) -> str:
    """Refuse a `value` that cannot fill a field."""
    if "{{" not in value and value not in PROPERTIES:
        known = ", ".join(PROPERTIES)
        raise ValueError(f"must be a template or one of {known}, not {value!r}")
    return value


class Option(Declared):
    """An option of a select field; a bare text is its name."""

    name: Line
    color: Color = "gray"
    description: Description = ""
    state: Presence = "present"


class Iteration(Declared):
    """An iteration of an iteration field: its first day, and how many days it has."""

    title: Line
    start: Day
    duration: Annotated[int, Field(strict=True), AfterValidator(_days)] = 14

    @model_validator(mode="after")
    def _check_end(self) -> Self:
        if self.start.toordinal() + self.duration > date.max.toordinal():
            raise ValueError(f"{self.title!r} ends after the year {date.max.year}")
        return self


class ProjectField(Declared):
    """A field of the board.

    `value` is the property of an issue that fills it, or a template. A field without `value`
    belongs to people, except for the values in the `fields` of issues. A field of the type
    `issue_field` shows the organization's issue field of that name.
    """

    name: Line
    type: Literal[
        "text", "number", "date", "single_select", "multi_select", "iteration", "issue_field"
    ]
    value: Annotated[str, AfterValidator(fillable)] | None = None
    options: Annotated[
        tuple[Annotated[Option, BeforeValidator(option)], ...],
        Limited(few, f"{OPTIONS_LIMIT} of them"),
    ] = ()
    iterations: tuple[Iteration, ...] = ()
    state: Presence = "present"

    @model_validator(mode="after")
    def _check_options(self) -> Self:
        if self.is_select and not self.options and not self.is_absent:
            raise ValueError(f"a {self.type} field needs options")
        if not self.is_select and self.options:
            article = "an" if self.type[0] in "aeiou" else "a"
            raise ValueError(f"only a select field has options, not {article} {self.type} one")
        if self.type != "iteration" and self.iterations:
            raise ValueError(f"only an iteration field has iterations, not a {self.type} one")
        if self.is_issue_field and self.value is not None:
            raise ValueError("the value of an issue field is declared in `issue_fields`")
        return self

    @property
    def is_select(self) -> bool:
        """Tell whether it has options."""
        return self.type in SELECTS

    @property
    def is_issue_field(self) -> bool:
        """Tell whether it shows an issue field of the organization."""
        return self.type == ISSUE_FIELD

    @property
    def is_made_by_template(self) -> bool:
        """Tell whether its value comes from a template, not from a single property."""
        return self.value is not None and "{{" in self.value

    @cached_property
    def choices(self) -> dict[str, str]:
        """The names of its options, or the titles of its iterations, by the folded form."""
        names = [option.name for option in self.options if not option.is_absent]
        names += [iteration.title for iteration in self.iterations]
        return {folded(name): name for name in names}


def _sorting(value: object) -> object:
    """Return a sorting of a view as a mapping; a bare text is the name of a field."""
    return {"field": value} if isinstance(value, str) else value


class Sorting(Declared):
    """A field that a view is sorted by; a bare text is its name."""

    field: Line
    direction: Literal["asc", "desc"] = "asc"

    def __str__(self) -> str:
        """Return it in words."""
        return self.field if self.direction == "asc" else f"{self.field} desc"


class ProjectView(Declared):
    """A view of the board; its keys name fields.

    By default, the columns of a board are the options of Status.
    """

    name: Line
    layout: Literal["board", "table", "roadmap"] = "table"
    filter: Text = ""
    fields: tuple[Line, ...] = ()
    columns: Line | None = None
    group_by: Line | None = None
    sort_by: tuple[Annotated[Sorting, BeforeValidator(_sorting)], ...] = ()
    state: Presence = "present"

    @property
    def sorted_by(self) -> tuple[str, ...]:
        """The names of the fields that it is sorted by."""
        return tuple(each.field for each in self.sort_by)


class StatusUpdate(Declared):
    """A status update of the project; posted once for its key, and again when it changes."""

    key: Key
    status: Literal["on_track", "at_risk", "off_track", "complete", "inactive"]
    start: Day | None = None
    target: Day | None = None
    body: Description = ""


class Draft(Declared):
    """A card that is not an issue yet, found by its title; `fields` are values on the card."""

    title: Title
    body: Description = ""
    fields: dict[Line, FieldValue | None] = Field(default_factory=dict)


class Project(Declared):
    """The project board; found by its title under the repository's owner."""

    title: Line
    description: Description = ""
    readme: Description = ""
    fields: tuple[ProjectField, ...] = ()
    views: tuple[ProjectView, ...] = ()
    automations: Automations | None = None
    public: bool | None = None
    closed: bool | None = None
    status_updates: tuple[StatusUpdate, ...] = ()
    drafts: tuple[Draft, ...] = ()
    repositories: tuple[RepositoryName, ...] = ()
    teams: tuple[TeamSlug, ...] = ()
    card_order: Order | None = None
    cards: tuple[Annotated[BoardCard, BeforeValidator(card)], ...] = ()

    @property
    def links(self) -> tuple[BoardLink, ...]:
        """The links to repositories and teams, each with its place."""
        repositories = [
            BoardLink(repository=name).declared_at(self.place("repositories", index))
            for index, name in enumerate(self.repositories)
        ]
        teams = [
            BoardLink(team=name).declared_at(self.place("teams", index))
            for index, name in enumerate(self.teams)
        ]
        return (*repositories, *teams)

    def without_absent(self) -> "Project":
        """Return the board without its parts that are declared absent."""
        fields = tuple(
            each.model_copy(
                update={"options": tuple(one for one in each.options if not one.is_absent)}
            )
            for each in self.fields
            if not each.is_absent
        )
        views = tuple(each for each in self.views if not each.is_absent)
        return self.model_copy(update={"fields": fields, "views": views})
