"""Declared issues, and the links between them.

An issue is also the argument of the modules `issue`, `sub_issue` and `project_item`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, ClassVar, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    field_validator,
    model_validator,
)

from gh_playbook.declaration import hint, reference
from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.declared import Declared, Description, Line, Paragraph
from gh_playbook.declaration.issue_number import IssueNumber
from gh_playbook.declaration.source import Source
from gh_playbook.declaration.value import (
    ASSIGNEES_LIMIT,
    DEPENDENCIES_LIMIT,
    LABELS_LIMIT,
    SUB_ISSUES_LIMIT,
    Assignee,
    FieldValue,
    Key,
    KeyOrReference,
    LabelName,
    Points,
    Presence,
    Title,
    count_at_most,
)
from gh_playbook.declaration.variable import Variables
from gh_playbook.declaration.wording import short, suggestion

# Values of an issue that only its card and its text show.
OF_CARD = ("priority", "size", "effort", "estimate", "sprint", "status")
# The values that can be left to people once an issue exists: its own, and those of its card.
IGNORABLE = (
    *("title", "labels", "milestone", "type", "assignees", "state"),
    *(*OF_CARD, "fields"),
)


def _ignorable(name: str) -> str:
    if name not in IGNORABLE:
        raise ValueError(f"{short(name)} cannot be left to people{suggestion(name, IGNORABLE)}")
    return name


def _lock(value: object) -> object:
    reasons = get_args(LockReason)
    if not isinstance(value, bool) and value not in reasons:
        given = f"true, false, {', '.join(reasons)}"
        meant = hint.of_choice(value, reasons)
        raise ValueError(f"must be one of {given}, not {short(value)}{meant}")
    return value


def _inheritable(name: str) -> str:
    if name not in IssueFields.model_fields:
        hint = suggestion(name, IssueFields.model_fields)
        raise ValueError(f"{short(name)} cannot be inherited by sub-issues{hint}")
    return name


def _of_an_issue(name: str) -> str:
    field = name.partition(".")[0]
    if field not in IssueFields.model_fields:
        hint = suggestion(field, IssueFields.model_fields)
        raise ValueError(f"{name!r} is not a field of an issue{hint}")
    return name


def _label_rule(value: object) -> object:
    is_rule = isinstance(value, str | Mapping | None)
    if not is_rule:
        raise ValueError(
            "must be the name of a label, which may have {{ value }}, or a mapping of values to "
            f"labels, not {short(value)}"
        )
    return value


def _form(rule: object) -> str:
    """Return the tag of a rule's form, so that a fault of a mapping has the place of its value."""
    return "mapping" if isinstance(rule, Mapping) else "text"


Ignored = tuple[Annotated[str, AfterValidator(_ignorable)], ...]
Reason = Literal["completed", "not_planned", "duplicate"]
LockReason = Literal["off_topic", "too_heated", "resolved", "spam"]
Lock = Annotated[bool | LockReason, BeforeValidator(_lock)]
Inherited = tuple[Annotated[str, AfterValidator(_inheritable)], ...]
_OneOrMany = Annotated[
    Annotated[str, Tag("text")] | Annotated[dict[str, LabelName], Tag("mapping")],
    Discriminator(_form),
]
LabelRule = Annotated[_OneOrMany | None, BeforeValidator(_label_rule)]
LabelsFrom = dict[Annotated[str, AfterValidator(_of_an_issue)], LabelRule]


class IssueFields(Declared):
    """The values of an issue, which may come from its parent or from the backlog's defaults.

    With `card: false` it is not put on the board; a card that people made stays. `archived` tells
    whether the card is archived; if it is not declared, people decide. `ignore` lists values that
    are only set when the issue is created. `inherit` lists the values that its sub-issues take from
    it. `labels_from` maps a field to the label that its value gives: a template that sees `value`,
    or a mapping of values to labels. `fields` are values on its card, by the names of the board's
    fields; null clears a field. `state_reason` says why it is closed; `locked` may say why it is
    locked. `body` is free Markdown beside the part that the template makes. `vars` are variables
    for its template.
    """

    type: Line | None = None
    labels: Annotated[tuple[LabelName, ...], count_at_most(LABELS_LIMIT, "labels")] = ()
    remove_labels: tuple[LabelName, ...] = ()
    milestone: Line | None = None
    assignees: Annotated[tuple[Assignee, ...], count_at_most(ASSIGNEES_LIMIT, "assignees")] = ()
    state: Literal["open", "closed", "absent"] | None = None
    state_reason: Reason | None = None
    pinned: bool | None = None
    locked: Lock | None = None
    priority: Line | None = None
    size: Line | None = None
    effort: Description | None = None
    estimate: Points | None = None
    sprint: Line | None = None
    status: Line | None = None
    fields: dict[Line, FieldValue | None] = Field(default_factory=dict)
    description: Description = ""
    body: Description = ""
    acceptance_criteria: tuple[Paragraph, ...] = ()
    implementation_notes: tuple[Paragraph, ...] = ()
    blocked_by: Annotated[
        tuple[KeyOrReference, ...], count_at_most(DEPENDENCIES_LIMIT, "issues that block it")
    ] = ()
    related_to: tuple[KeyOrReference, ...] = ()
    card: bool = True
    archived: bool | None = None
    template: Line | None = None
    vars: Variables = Field(default_factory=dict)
    ignore: Ignored = ()
    inherit: Inherited | None = None
    labels_from: LabelsFrom = Field(default_factory=dict)

    @classmethod
    def hint_of_key(cls, key: str) -> str:
        """Say that a default cannot name a single issue."""
        is_own = key in Issue.model_fields
        return ": each issue has its own, so it cannot be a default" if is_own else ""

    @field_validator(
        *("labels", "remove_labels", "assignees", "acceptance_criteria", "implementation_notes"),
        *("blocked_by", "related_to", "ignore"),
        mode="before",
    )
    @classmethod
    def _take_null_for_none_of_them(cls, value: object) -> object:
        """Let null cancel a default, even the default of a list."""
        return () if value is None else value


class Issue(IssueFields):
    """An issue; one with a parent is a sub-issue.

    `previously` lists keys that it had before; an issue with such a key gets the new one.
    `duplicate_of` is a key or a reference: the issue that this one is a duplicate of.
    """

    key: Key
    previously: tuple[Key, ...] = ()
    number: IssueNumber | None = None
    title: Title
    duplicate_of: KeyOrReference | None = None
    parent: KeyOrReference | None = None
    sub_issues: Annotated[tuple["Issue", ...], count_at_most(SUB_ISSUES_LIMIT, "sub-issues")] = ()

    def __hash__(self) -> int:
        return hash(self.key)

    @model_validator(mode="after")
    def _check_parents(self) -> Self:
        for child in self.sub_issues:
            if child.parent not in {None, self.key}:
                raise ValueError(
                    f"{child.key!r} is a sub-issue of {self.key!r} already: leave its parent out"
                )
        return self

    def place(self, *path: str | int) -> Source | None:
        """Return the place where the field was declared: in the parent, if it is inherited."""
        return super().place(*path) or self.source

    @property
    def shown(self) -> Self:
        """The issue as its text shows it: without values that it ignores and people set on a card.

        People could not correct such a value in the text, which belongs to the tool.
        """
        return self._without(each for each in self.ignore if each in {*OF_CARD, "fields"})

    @property
    def kept(self) -> Self:
        """The issue without the values that it ignores; it always has a title."""
        return self._without(each for each in self.ignore if each != "title")

    def _without(self, names: Iterable[str]) -> Self:
        unset = {each: type(self).model_fields[each].get_default() for each in names}
        if "fields" in unset:
            unset["fields"] = {}
        return self.model_copy(update=unset) if unset else self

    @property
    def references(self) -> Iterator[tuple[str, Source | None]]:
        """The issues outside the backlog that it names, each with its place."""
        one = {"parent": self.parent, "duplicate_of": self.duplicate_of}
        several = {"blocked_by": self.blocked_by, "related_to": self.related_to}
        named: list[tuple[str, tuple[str | int, ...]]]
        named = [(name, (field,)) for field, name in one.items() if name]
        named += [
            (name, (field, index))
            for field, names in several.items()
            for index, name in enumerate(names)
        ]
        return (
            (name, self.place(*path)) for name, path in named if reference.parse(name) is not None
        )

    def belongs_to(self, chosen: Chosen) -> bool:
        """Tell whether it is one of the issues."""
        return self.key in chosen.keys


class Defaults(IssueFields):
    """Values of every issue that does not declare its own; `sub_issues` are for sub-issues.

    Lists add up.
    """

    sub_issues: IssueFields = IssueFields.model_construct()


class Dependency(Declared):
    """`issue`, a key, is blocked by `blocked_by`, a key or a reference."""

    issue: Key
    blocked_by: KeyOrReference
    state: Presence = "present"
    ends: ClassVar[tuple[str, str]] = ("issue", "blocked_by")

    @property
    def key(self) -> str:
        """The name of the change."""
        return f"{self.issue} ← {self.blocked_by}"

    def belongs_to(self, chosen: Chosen) -> bool:
        """Tell whether both issues are among them."""
        return chosen.holds(self.issue, self.blocked_by)


class Relation(Declared):
    """`issue` and `related_to` are connected; neither waits for the other."""

    issue: Key
    related_to: KeyOrReference
    state: Presence = "present"
    ends: ClassVar[tuple[str, str]] = ("issue", "related_to")

    @property
    def key(self) -> str:
        """The name of the change."""
        return f"{self.issue} ↔ {self.related_to}"

    def belongs_to(self, chosen: Chosen) -> bool:
        """Tell whether both issues are among them."""
        return chosen.holds(self.issue, self.related_to)
