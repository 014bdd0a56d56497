"""The declared state of one repository: labels, milestones, issue types, issues, their links.

Each model is also the argument of the module of its name, so that `label: "{{ item }}"` and `label:
{name: bug, color: d73a4a}` mean the same. A model checks what it can see alone (types, GitHub's
limits); `consistency` checks the backlog as a whole.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field

from gh_playbook.declaration.backlog import include, shorthand
from gh_playbook.declaration.backlog.card_order import CardOrder
from gh_playbook.declaration.backlog.issue import (
    Defaults,
    Dependency,
    Inherited,
    Issue,
    LabelsFrom,
    Relation,
)
from gh_playbook.declaration.backlog.issue_field import IssueField
from gh_playbook.declaration.backlog.project import Color as NamedColor
from gh_playbook.declaration.backlog.project import Project
from gh_playbook.declaration.backlog.shorthand import INHERITED
from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.declared import Day, Declared, Description, Line
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.recovery import Recovered, recover
from gh_playbook.declaration.source import Source
from gh_playbook.declaration.value import (
    NO_COLOR,
    Color,
    LabelDescription,
    LabelName,
    Login,
    Presence,
    Title,
)

Prunable = Literal["labels", "milestones", "links", "cards", "issues"]
PRUNABLE: tuple[Prunable, ...] = get_args(Prunable)


class Label(Declared):
    """A label; `previously` lists its former names, by which it is found and renamed.

    A label without a colour only has to exist; if it does not, it is created in GitHub's grey.
    """

    name: LabelName
    color: Color = NO_COLOR
    description: LabelDescription = ""
    previously: tuple[LabelName, ...] = ()
    state: Presence = "present"

    def belongs_to(self, chosen: Chosen) -> bool:
        """Tell whether one of the issues has this label."""
        return folded(self.name) in chosen.labels


class Milestone(Declared):
    """A milestone."""

    title: Title
    description: Description = ""
    due_on: Day | None = None
    state: Literal["open", "closed", "absent"] = "open"

    def belongs_to(self, chosen: Chosen) -> bool:
        """Tell whether one of the issues belongs to this milestone."""
        return folded(self.title) in chosen.milestones


class IssueType(Declared):
    """An issue type of the organization."""

    name: Line
    description: Description = ""
    color: NamedColor = "gray"
    state: Presence = "present"

    def belongs_to(self, chosen: Chosen) -> bool:
        """Tell whether one of the issues has this type."""
        return folded(self.name) in chosen.types


OnceField = Literal["state", "title", "type", "milestone", "assignees"]


class SetOnce(Declared):
    """Values that are set when a thing is created or adopted, and belong to people afterwards.

    `labels` are patterns such as `status:*`.
    """

    labels: tuple[Line, ...] = ("status:*",)
    fields: tuple[OnceField, ...] = ("state",)
    board: tuple[Line, ...] = ("Status",)


_OF_A_PLAYBOOK = frozenset({"hosts", "tasks", "steps", "vars", "when", "roles", "handlers"})


class Backlog(Declared):
    """The declared state of one repository.

    `trusted_authors` are logins whose issues count as the repository's own, whatever their rights.
    `orphans` says what happens to issues whose entries were removed from the backlog. `prune` lists
    kinds: all things of these kinds that the backlog does not name are removed.
    """

    repository: str | None = None
    include: tuple[str, ...] = ()
    defaults: Defaults = Defaults.model_construct()
    inherit: Inherited = INHERITED
    labels_from: LabelsFrom = Field(default_factory=dict)
    trusted_authors: tuple[Login, ...] = ()
    labels: tuple[Label, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    issue_types: tuple[IssueType, ...] = ()
    issue_fields: tuple[IssueField, ...] = ()
    issues: tuple[Issue, ...] = ()
    project: Project | None = None
    set_once: SetOnce = SetOnce.model_construct()
    orphans: Literal["report", "close"] = "report"
    prune: tuple[Prunable, ...] = ()

    @classmethod
    def hint_of_key(cls, key: str) -> str:
        """Return where a key of the board or of an issue, or a word of a playbook, belongs.

        A title or a description may be that of anything.
        """
        if key in Project.model_fields.keys() - Milestone.model_fields.keys():
            return ": it belongs below `project`"
        if key in _OF_A_PLAYBOOK:
            return ": a backlog has only data, and a playbook has the steps (docs/backlog.md)"
        if key in Issue.model_fields and f"{key}s" not in cls.model_fields:
            if key in Milestone.model_fields:
                return ": it belongs to a thing in a list: indent it as deep as its other keys"
            return ": it belongs to an issue: indent it as deep as the issue's `key`"
        return ""

    @cached_property
    def sub_issues(self) -> tuple[Issue, ...]:
        """All sub-issues, each after its parent, with the values that they inherit."""
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
            if not issue.is_absent
            for index, key in enumerate(issue.blocked_by)
        )

    @cached_property
    def card_order(self) -> CardOrder | None:
        """The order of cards, None if the backlog declares no order."""
        order = self.project.card_order if self.project else None
        if self.project is None or order is None:
            return None
        keys = tuple(each.key for each in self.all_issues if each.card and not each.is_absent)
        made = CardOrder(cards=keys if isinstance(order, str) else order)
        return made.declared_at(self.project.place("card_order"))

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """All relations, each once, however often it was declared."""
        found: dict[frozenset[str], Relation] = {}
        for issue in (each for each in self.all_issues if not each.is_absent):
            for index, key in enumerate(issue.related_to):
                relation = Relation(issue=issue.key, related_to=key)
                relation = relation.declared_at(issue.place("related_to", index))
                found.setdefault(frozenset((issue.key, key)), relation)
        return tuple(found.values())


def read(path: Path) -> Recovered[Backlog]:
    """Read a backlog file and its included files: the valid part, and the faults.

    Raises InputError if a file is not YAML, or not a backlog at all.
    """
    data, faults = include.read(path)
    full, more = shorthand.expand(data)
    found = recover(Backlog, full, source=Source(str(path), 1, 1))
    return replace(found, faults=(*faults, *more, *found.faults))


def _flattened(issue: Issue) -> Iterator[Issue]:
    yield issue
    for child in issue.sub_issues:
        yield from _flattened(child.model_copy(update={"parent": issue.key}))
