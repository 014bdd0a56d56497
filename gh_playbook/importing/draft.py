"""The content of a plan before it becomes a backlog: things by name, references unresolved."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any

from gh_playbook.frozen import dataclass

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Unread:
    """A line of a plan that no reader understood; `line` counts from 1."""

    line: int
    text: str


@dataclass(frozen=True)
class ChosenReading:
    """A reading that was chosen among several; `line` counts from 1."""

    line: int
    text: str


@dataclass(frozen=True)
class BoardField:
    """A field of the board for which a plan has values.

    `type` is a type of the backlog, empty until the values decide it. `property` is the property of
    an issue that fills the field, empty if `fields` of issues fill it.
    """

    name: str
    type: str = ""
    options: tuple[str, ...] = ()
    property: str = ""


@dataclass(eq=False)
class DraftIssue:
    """An issue as the plan describes it.

    `fields` are keys of the backlog's issue with their values. `names` are the plan's other names
    for the issue, such as `#13`, `T001` or `PROJ-7`; `waits_for`, `blocks`, `related` and `parent`
    contain such names. `lost` are values that were dropped, because the field has another value.
    `key` is set when the backlog is written.
    """

    title: str
    line: int
    number: int | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    waits_for: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    parent: str | None = None
    children: list["DraftIssue"] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    key: str = ""

    def take(self, other: "DraftIssue") -> None:
        """Add the values of another passage about the same issue; known values stay."""
        if not self.is_called(other.title):
            self.lost.append(f"title {other.title}, beside {self.title}")
        self.names |= other.names
        self.number = self.number or other.number
        self.parent = self.parent or other.parent
        for name, value in other.fields.items():
            self.take_field(name, value)
        self.lost += other.lost
        self.waits_for += [each for each in other.waits_for if each not in self.waits_for]
        self.blocks += [each for each in other.blocks if each not in self.blocks]
        self.related += [each for each in other.related if each not in self.related]
        for child in other.children:
            twin = next((each for each in self.children if each.is_called(child.title)), None)
            if twin is None:
                self.children.append(child)
            else:
                twin.take(child)

    def take_field(self, name: str, value: Any) -> None:
        """Add a field: lists and descriptions are joined; another second value is lost."""
        known = self.fields.setdefault(name, value)
        if known is value or known == value:
            return
        if isinstance(known, list):
            known += [each for each in value if each not in known]
        elif isinstance(known, dict):
            both = [each for each in value if known.setdefault(each, value[each]) != value[each]]
            self.lost += [f"{each} {value[each]}, beside {known[each]}" for each in both]
        elif name == "description":
            self.fields[name] = f"{known}\n\n{value}"
        else:
            self.lost.append(f"{name} {value}, beside {known}")

    def fill(self, said: Mapping[str, Any]) -> None:
        """Give it the fields that the headings above it say, unless it says its own."""
        for name, value in said.items():
            if name != "status" or "state" not in self.fields:
                self.fields.setdefault(name, value)

    def say(self, name: str, text: str) -> None:
        """Set its title or parent; the later of two values counts, and the other is lost."""
        known = getattr(self, name)
        if known and folded(known) != folded(text):
            self.lost.append(f"{name} {known}, before {text}")
        setattr(self, name, text)

    def is_called(self, title: str) -> bool:
        """Tell whether this is the issue's title; case and runs of space make no difference."""
        return folded(self.title) == folded(title)

    def family(self) -> Iterator["DraftIssue"]:
        """Yield the issue and all issues below it, parents first."""
        yield self
        for child in self.children:
            yield from child.family()


class Names:
    """The names of issues: `#13`, `PROJ-7`, titles; if two are equal, the first counts."""

    def __init__(self, issues: Iterable[DraftIssue]) -> None:
        self._numbers: dict[str, DraftIssue] = {}
        self._names: dict[str, DraftIssue] = {}
        self._titles: dict[str, DraftIssue] = {}
        for each in issues:
            if each.number is not None:
                self._numbers.setdefault(f"#{each.number}", each)
            for name in each.names:
                self._names.setdefault(name, each)
            self._titles.setdefault(folded(each.title), each)

    def find(self, name: str) -> DraftIssue | None:
        """Return the issue of a name: by its number, then by its names, then by its title."""
        plain = folded(name)
        places = ((self._numbers, name), (self._names, name), (self._names, plain))
        found = (table.get(key) for table, key in (*places, (self._titles, plain)))
        return next(filter(None, found), None)


@dataclass
class PlanDraft:
    """Everything that a plan says.

    `title` is its own, empty if it has none; it has no place in a backlog. `labels`, `milestones`,
    `types` map a name to its other fields. `columns` are the board's
    columns, `board_fields` its other fields with their choices, `automations` its rules.
    `own_fields` are the board's fields that `fields` of issues fill, by name. With `is_existing`
    its issues are already on GitHub, and `#7` is a number there.
    """

    title: str = ""
    repository: str | None = None
    labels: dict[str, dict[str, Any]] = field(default_factory=dict)
    milestones: dict[str, dict[str, Any]] = field(default_factory=dict)
    types: dict[str, dict[str, Any]] = field(default_factory=dict)
    issues: list[DraftIssue] = field(default_factory=list)
    project: str | None = None
    columns: list[str] = field(default_factory=list)
    board_fields: dict[str, list[str]] = field(default_factory=dict)
    automations: dict[str, str] = field(default_factory=dict)
    own_fields: dict[str, BoardField] = field(default_factory=dict)
    is_existing: bool = False
    unread: list[Unread] = field(default_factory=list)
    chosen: list[ChosenReading] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing for a backlog was read yet."""
        return not (self.issues or self.labels or self.milestones)

    def all_issues(self) -> Iterator[DraftIssue]:
        """Yield all issues, each parent before its sub-issues."""
        for issue in self.issues:
            yield from issue.family()

    def issue(self, number: int | None, title: str) -> DraftIssue | None:
        """Return the issue with this number or, without a number, with this title."""
        known = list(self.all_issues())
        if number is not None:
            return next((each for each in known if each.number == number), None)
        return next((each for each in known if each.is_called(title)), None)

    def called(self, name: str) -> DraftIssue | None:
        """Return the issue with this name in the plan."""
        return Names(self.all_issues()).find(name)

    def add(self, issue: DraftIssue) -> DraftIssue:
        """Add an issue, or more values of a known one; return the issue that is kept."""
        known = self.issue(issue.number, issue.title)
        if known is None:
            self.issues.append(issue)
            return issue
        known.take(issue)
        return known


def folded(text: str) -> str:
    """Return the form of a text that is used for comparing."""
    return _SPACE.sub(" ", text).strip().casefold()
