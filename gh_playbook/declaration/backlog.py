"""The declared state of one repository: labels, milestones, issue types, issues, their links.

Each model is also the argument of the module of its name, so that `label: "{{ item }}"` and
`label: {name: bug, color: d73a4a}` mean the same. What a model can see alone (types, GitHub's
limits) it checks here; what takes the whole backlog is in `consistency`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from gh_playbook.declaration import include, shorthand
from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.declared import Day, Declared, Description, Line, Paragraph, suggestion
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.project import Color as NamedColor
from gh_playbook.declaration.project import Project
from gh_playbook.declaration.recovery import Recovered, recover
from gh_playbook.declaration.shorthand import INHERITED
from gh_playbook.declaration.source import Source

# GitHub's limits. Label: GitHub's REST documentation (description 100) and GitHub's own answers
# (name 50). Body: GitHub's answer "body is too long (maximum is 65536 characters)". Sub-issues
# and dependencies: GitHub's documentation. Title: 256, seen in GitHub's form [unverified].
LABEL_NAME_LIMIT = 50
LABEL_DESCRIPTION_LIMIT = 100
LABELS_LIMIT = 100
TITLE_LIMIT = 256
BODY_LIMIT = 65_536
SUB_ISSUES_LIMIT = 100
SUB_ISSUE_LEVELS = 8
DEPENDENCIES_LIMIT = 50
ISSUE_TYPES_LIMIT = 25

# The colour of a label of which nobody says one: GitHub's own for those that it makes by itself.
NO_COLOR = "ededed"

_DIGITS = re.compile(r"[0-9A-Fa-f]{6}")
# GitHub's logins of people and, with `[bot]`, of apps; `_` is in those of managed users.
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\[bot\])?")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def _color(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return value
    if not _DIGITS.fullmatch(value):
        bare = value.removeprefix("#")
        without = "" if bare == value else " without '#'"
        example = bare if _DIGITS.fullmatch(bare) else "d73a4a"
        raise ValueError(
            f"a colour is six hexadecimal digits{without}, such as {example!r}, not {value!r}"
        )
    return value.lower()


def _key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise ValueError(f"a key is letters, digits, '-', '_' and '.', not {value!r}")
    return value


def _points(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ValueError(f"must be a number of story points, not {value!r}")
    return value


def _inheritable(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name not in IssueFields.model_fields:
            hint = suggestion(name, IssueFields.model_fields)
            raise ValueError(f"{name!r} is nothing that sub-issues could take from it{hint}")
    return names


def _with_fields(rules: dict[str, Any]) -> dict[str, Any]:
    for name in rules:
        field = name.partition(".")[0]
        if field not in IssueFields.model_fields:
            hint = suggestion(field, IssueFields.model_fields)
            raise ValueError(f"{name!r} is no field of an issue{hint}")
    return rules


def _at_most(limit: int, what: str) -> AfterValidator:
    def check(value: str) -> str:
        if len(value) > limit:
            raise ValueError(f"{what} has at most {limit} characters, not {len(value)}")
        return value

    return AfterValidator(check)


def _count(limit: int, what: str) -> AfterValidator:
    def check(value: tuple[Any, ...]) -> tuple[Any, ...]:
        if len(value) > limit:
            raise ValueError(f"an issue has at most {limit} {what}, not {len(value)}")
        return value

    return AfterValidator(check)


def _login(value: str) -> str:
    if not _LOGIN.fullmatch(value):
        example = value.lstrip("@") if _LOGIN.fullmatch(value.lstrip("@")) else "octocat"
        raise ValueError(f"a login is letters, digits and '-', such as {example}, not {value!r}")
    return value


Key = Annotated[str, AfterValidator(_key)]
Login = Annotated[str, AfterValidator(_login)]
Color = Annotated[str, BeforeValidator(_color)]
Title = Annotated[Line, _at_most(TITLE_LIMIT, "a title")]
LabelName = Annotated[Line, _at_most(LABEL_NAME_LIMIT, "a label's name")]
LabelDescription = Annotated[
    Description, _at_most(LABEL_DESCRIPTION_LIMIT, "a label's description")
]
Points = Annotated[int | float, BeforeValidator(_points)]
Inherited = Annotated[tuple[str, ...], AfterValidator(_inheritable)]
LabelsFrom = Annotated[dict[str, str | dict[str, str] | None], AfterValidator(_with_fields)]


class Label(Declared):
    """A label; `previously` names it had before, under which it is found and renamed.

    One without a colour needs only to exist; where it does not, it is made with GitHub's grey.
    """

    name: LabelName
    color: Color = NO_COLOR
    description: LabelDescription = ""
    previously: tuple[LabelName, ...] = ()

    def belongs_to(self, chosen: Chosen) -> bool:
        """Tell whether one of the issues wears it."""
        return folded(self.name) in chosen.labels


class Milestone(Declared):
    """A milestone."""

    title: Title
    description: Description = ""
    due_on: Day | None = None
    state: Literal["open", "closed"] = "open"

    def belongs_to(self, chosen: Chosen) -> bool:
        """Tell whether one of the issues is in it."""
        return folded(self.title) in chosen.milestones


class IssueType(Declared):
    """An issue type of the organization."""

    name: Line
    description: Description = ""
    color: NamedColor = "gray"

    def belongs_to(self, chosen: Chosen) -> bool:
        """Tell whether one of the issues is of it."""
        return folded(self.name) in chosen.types


class IssueFields(Declared):
    """What an issue has, and may take from its parent or from the backlog's defaults.

    `inherit` lists what its sub-issues take from it; `labels_from` leads from a field to the label
    that its values make: a template that sees `value`, or a mapping of values to labels.
    """

    type: Line | None = None
    labels: Annotated[tuple[LabelName, ...], _count(LABELS_LIMIT, "labels")] = ()
    remove_labels: tuple[LabelName, ...] = ()
    milestone: Line | None = None
    state: Literal["open", "closed"] | None = None
    priority: Line | None = None
    size: Line | None = None
    effort: Description | None = None
    estimate: Points | None = None
    sprint: Line | None = None
    status: Line | None = None
    description: Description = ""
    acceptance_criteria: tuple[Paragraph, ...] = ()
    implementation_notes: tuple[Paragraph, ...] = ()
    blocked_by: Annotated[tuple[Key, ...], _count(DEPENDENCIES_LIMIT, "issues that block it")] = ()
    related_to: tuple[Key, ...] = ()
    template: Line | None = None
    inherit: Inherited | None = None
    labels_from: LabelsFrom = Field(default_factory=dict)


class Issue(IssueFields):
    """An issue; one with a parent is a sub-issue."""

    key: Key
    number: Annotated[int, Field(strict=True, ge=1)] | None = None
    title: Title
    parent: Key | None = None
    sub_issues: Annotated[tuple["Issue", ...], _count(SUB_ISSUES_LIMIT, "sub-issues")] = ()

    def __hash__(self) -> int:
        return hash(self.key)

    @model_validator(mode="after")
    def _check_parents(self) -> Self:
        for child in self.sub_issues:
            if child.parent not in {None, self.key}:
                raise ValueError(f"{child.key!r} stands below {self.key!r}: leave its parent out")
        return self

    def place(self, *path: str | int) -> Source | None:
        """Return where the field was declared; a field taken from the parent, where this was."""
        return super().place(*path) or self.source

    def belongs_to(self, chosen: Chosen) -> bool:
        """Tell whether it is one of the issues."""
        return self.key in chosen.keys


class Defaults(IssueFields):
    """What every issue has that does not say otherwise; `sub_issues`: what those below others have.

    Lists add up.
    """

    sub_issues: IssueFields = IssueFields()


class Dependency(Declared):
    """`issue` is blocked by `blocked_by`; both are keys."""

    issue: Key
    blocked_by: Key

    @property
    def key(self) -> str:
        """What the change is called."""
        return f"{self.issue} ← {self.blocked_by}"

    def belongs_to(self, chosen: Chosen) -> bool:
        """Tell whether both issues are among them."""
        return {self.issue, self.blocked_by} <= chosen.keys


class Relation(Declared):
    """`issue` and `related_to` are connected, without one waiting for the other; both are keys."""

    issue: Key
    related_to: Key

    @property
    def key(self) -> str:
        """What the change is called."""
        return f"{self.issue} ↔ {self.related_to}"

    def belongs_to(self, chosen: Chosen) -> bool:
        """Tell whether both issues are among them."""
        return {self.issue, self.related_to} <= chosen.keys


class SetOnce(Declared):
    """What is set when a thing is created or adopted, and is then people's.

    `labels` are patterns such as `status:*`.
    """

    labels: tuple[str, ...] = ("status:*",)
    fields: tuple[Literal["state", "title", "type", "milestone"], ...] = ("state",)
    board: tuple[str, ...] = ("Status",)


class Backlog(Declared):
    """The declared state of one repository.

    `trusted_authors` are logins whose issues count as the repository's own, whatever their rights.
    """

    repository: str | None = None
    include: tuple[str, ...] = ()
    defaults: Defaults = Defaults()
    inherit: Inherited = INHERITED
    labels_from: LabelsFrom = Field(default_factory=dict)
    trusted_authors: tuple[Login, ...] = ()
    labels: tuple[Label, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    issue_types: tuple[IssueType, ...] = ()
    issues: tuple[Issue, ...] = ()
    project: Project | None = None
    set_once: SetOnce = SetOnce()

    @cached_property
    def sub_issues(self) -> tuple[Issue, ...]:
        """All sub-issues, each after its parent, with what they take from it filled in."""
        return tuple(each for each in self.all_issues if each.parent is not None)

    @cached_property
    def all_issues(self) -> tuple[Issue, ...]:
        """All issues and sub-issues, each parent before its sub-issues."""
        return tuple(each for issue in self.issues for each in _flattened(issue))

    @cached_property
    def dependencies(self) -> tuple[Dependency, ...]:
        """All dependencies, in the order of the issues that wait."""
        return tuple(
            Dependency(issue=issue.key, blocked_by=key).declared_at(
                issue.place("blocked_by", index)
            )
            for issue in self.all_issues
            for index, key in enumerate(issue.blocked_by)
        )

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """All relations, each once, however often it was declared."""
        found: dict[frozenset[str], Relation] = {}
        for issue in self.all_issues:
            for index, key in enumerate(issue.related_to):
                relation = Relation(issue=issue.key, related_to=key)
                relation = relation.declared_at(issue.place("related_to", index))
                found.setdefault(frozenset((issue.key, key)), relation)
        return tuple(found.values())


def read(path: Path) -> Recovered[Backlog]:
    """Read a backlog file, and those that it includes: what is good of it, and what is wrong.

    Raises InputError where a file is not YAML, or no backlog at all.
    """
    data, faults = include.read(path)
    full, more = shorthand.expand(data)
    found = recover(Backlog, full, source=Source(str(path), 1, 1))
    return replace(found, faults=(*faults, *more, *found.faults))


def _flattened(issue: Issue) -> Iterator[Issue]:
    yield issue
    for child in issue.sub_issues:
        yield from _flattened(child.model_copy(update={"parent": issue.key}))
