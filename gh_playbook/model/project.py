"""The existing project board."""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date
from functools import cached_property

from gh_playbook.declaration.name import Named, find, is_same
from gh_playbook.declaration.value import Value
from gh_playbook.frozen import dataclass
from gh_playbook.model.project_field import ExistingField, new_names, renamed

# The one field of a project that its built-in workflows set.
STATUS = "Status"
# The options that GitHub gives a new project's Status (reports); on a board without cards nobody
# has chosen them.
DEFAULT_STATUS = {
    "Todo": ("green", "This item hasn't been started"),
    "In Progress": ("yellow", "This is actively being worked on"),
    "Done": ("purple", "This has been completed"),
}


@dataclass(frozen=True)
class ExistingSorting:
    """A field that a view is sorted by; `direction` is asc or desc."""

    field: str
    direction: str = "asc"


@dataclass(frozen=True)
class ExistingView:
    """A view; `layout` is board, table or roadmap; its lists contain names of fields."""

    id: str
    number: int | None
    name: str
    layout: str
    filter: str = ""
    fields: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ()
    sort_by: tuple[ExistingSorting, ...] = ()

    def with_name(self, before: str, after: str) -> "ExistingView":
        """Return the view with another name of a field."""

        def named(fields: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(after if each == before else each for each in fields)

        return replace(
            self,
            fields=named(self.fields),
            columns=named(self.columns),
            group_by=named(self.group_by),
            sort_by=tuple(replace(each, field=named((each.field,))[0]) for each in self.sort_by),
        )


@dataclass(frozen=True)
class ExistingWorkflow:
    """One of GitHub's built-in workflows, which no API can turn on or set up."""

    number: int
    name: str
    enabled: bool


@dataclass(frozen=True)
class ExistingDraft:
    """The content of a card that is not an issue yet."""

    id: str
    title: str
    body: str = ""


@dataclass(frozen=True)
class ExistingStatusUpdate:
    """A status update; `key` is the key of the declared one, empty if people posted it."""

    id: str
    key: str
    status: str
    start: date | None = None
    target: date | None = None
    body: str = ""


def status_update_marker(key: str) -> str:
    """Return the marker in a status update, which identifies the declared one."""
    return f"<!-- gh-playbook:status-update key={key} -->"


@dataclass(frozen=True)
class ExistingItem:
    """A card: the values of its fields by name; `is_new` if this run put it there.

    `has_status_of_workflow` tells that this login put it there, perhaps in a run that was killed,
    and that its Status still comes from a built-in workflow. `behind` is the key of the card before
    it, if the card is put at a place; empty for the first place.
    """

    id: str
    values: Mapping[str, Value] = field(default_factory=dict)
    is_new: bool = False
    is_archived: bool = False
    draft: ExistingDraft | None = None
    has_status_of_workflow: bool = False
    behind: str | None = None

    def is_untouched(self, field: str) -> bool:
        """Tell whether no person can have set this field: the card is new, or a workflow set it."""
        return self.is_new or (self.has_status_of_workflow and is_same(field, STATUS))


@dataclass(frozen=True)
class ExistingLink:
    """The repository or team that a project is linked to."""

    id: str
    is_team: bool = False


@dataclass(frozen=True)
class ExistingProject:
    """A project. `items` maps an issue's id to its card; other cards have their own id as key.

    Because a board can have thousands of cards, `World.put_item` changes `items` in place.
    `is_writable` tells that the login may change it. `namesakes` are the numbers of the owner's
    other open projects with the same title, `closed_namesakes` the numbers of closed ones. `is_new`
    tells that this run has made it. `updates` are its status updates, the latest first.
    `created_at` is a time as GitHub writes it.
    """

    id: str
    number: int | None
    title: str
    url: str | None
    description: str = ""
    readme: str = ""
    is_closed: bool = False
    is_linked: bool = False
    linked: frozenset[str] = frozenset()
    is_writable: bool = True
    fields: tuple[ExistingField, ...] = ()
    views: tuple[ExistingView, ...] = ()
    workflows: tuple[ExistingWorkflow, ...] = ()
    public: bool = False
    updates: tuple[ExistingStatusUpdate, ...] = ()
    items: dict[str, ExistingItem] = field(default_factory=dict)
    namesakes: tuple[int, ...] = ()
    closed_namesakes: tuple[int, ...] = ()
    is_new: bool = False
    created_at: str = ""

    def field(self, name: str) -> ExistingField | None:
        """Return the field of this name, ignoring case."""
        return self._fields.find(name)

    @cached_property
    def _fields(self) -> Named[ExistingField]:
        """The fields by their names: every card asks for each of them."""
        return Named({each.name: each for each in self.fields})

    def view(self, name: str) -> ExistingView | None:
        """Return the view of this name, ignoring case."""
        return find(name, self.views, lambda each: each.name)

    def with_field(self, new: ExistingField) -> "ExistingProject":
        """Return the project with a field added or replaced; a new name is applied everywhere."""
        others = tuple(each for each in self.fields if each.id != new.id)
        before = next((each for each in self.fields if each.id == new.id), new)
        changed = replace(self, fields=(*others, new))
        return changed if before is new else changed.with_names(before, new)

    def with_names(self, before: ExistingField, after: ExistingField) -> "ExistingProject":
        """Return the project whose cards and views call a field, and its options, by new names."""
        names = new_names(before.options, after.options)
        if before.name == after.name and not names:
            return self
        items = {
            id: replace(item, values=renamed(item.values, before.name, after.name, names))
            for id, item in self.items.items()
        }
        views = tuple(each.with_name(before.name, after.name) for each in self.views)
        return replace(self, items=items, views=views)

    def with_view(self, new: ExistingView) -> "ExistingProject":
        """Return the project with a view added or replaced."""
        others = tuple(each for each in self.views if each.id != new.id)
        return replace(self, views=(*others, new))

    def before(self, card: str) -> str:
        """Return the key of the card before this one on the board; empty for the first one."""
        keys = [*self.items]
        place = keys.index(card)
        return keys[place - 1] if place else ""

    def uses(self, field: str) -> bool:
        """Tell whether a card has a value of this field, so that somebody uses its options."""
        return any(is_same(field, name) for item in self.items.values() for name in item.values)
