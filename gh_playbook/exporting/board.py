"""The board in a backlog, and the properties of issues that fill its fields."""

from collections.abc import Mapping
from dataclasses import field
from datetime import timedelta
from itertools import pairwise
from typing import Any

from gh_playbook.declaration.backlog.project import ISSUE_FIELD
from gh_playbook.declaration.consistency.project_consistency import BUILT_IN
from gh_playbook.declaration.name import folded
from gh_playbook.exporting import automation, board_card, status_update
from gh_playbook.exporting.faithful import (
    UNFAITHFUL,
    UNSAYABLE,
    Description,
    Line,
    Points,
    as_written,
    is_faithful,
    is_sayable,
)
from gh_playbook.exporting.issue_field import IssueFieldPart
from gh_playbook.exporting.left_out import LeftOut
from gh_playbook.exporting.option import option, why_not
from gh_playbook.exporting.view import views
from gh_playbook.formatting.yaml_text import Entry, InLine
from gh_playbook.frozen import dataclass
from gh_playbook.model.board_detail import BoardDetail
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.project_field import BUILT_IN_FIELDS, ExistingField
from gh_playbook.model.world import World

_SECTION = "project"
# The property of an issue that a field shows, by the field's name, with the possible types.
_CHOICES = {"single_select", "text"}
_PROPERTIES: Mapping[str, tuple[str, set[str]]] = {
    "status": ("status", _CHOICES),
    "priority": ("priority", _CHOICES),
    "size": ("size", _CHOICES),
    "effort": ("effort", _CHOICES),
    "estimate": ("estimate", {"number"}),
    "story points": ("estimate", {"number"}),
    "points": ("estimate", {"number"}),
    "sprint": ("sprint", {*_CHOICES, "iteration"}),
    "iteration": ("sprint", {*_CHOICES, "iteration"}),
}
_KINDS: Mapping[str, Any] = {"effort": Description, "estimate": Points}
_DECLARABLE = {"text", "number", "date", "single_select", "multi_select", "iteration"}
_SELECTS = {"single_select", "multi_select"}
# GitHub's own fields, which GitHub fills: every board has them, or may show them.
_OWN = {*BUILT_IN_FIELDS.values(), "tracks", "tracked_by"}


@dataclass(frozen=True)
class BoardPart:
    """The part of a project that can be declared.

    `properties` map the name of a field to the property of an issue that fills it; `fields` are the
    declared fields, including those that show an issue field. `issues` are the ids of the exported
    issues.
    """

    project: ExistingProject
    issues: frozenset[str]
    detail: BoardDetail
    left_out: LeftOut
    properties: dict[str, str] = field(default_factory=dict)
    fields: list[ExistingField] = field(default_factory=list)

    @staticmethod
    def of(
        project: ExistingProject,
        issues: frozenset[str],
        detail: BoardDetail,
        issue_fields: IssueFieldPart,
        left_out: LeftOut,
    ) -> "BoardPart":
        """Return the part for a project and its cards of these issues, by their ids."""
        part = BoardPart(project, issues, detail, left_out)
        for each in project.fields:
            reason = _why_not(each, issue_fields)
            if reason:
                left_out.add(_SECTION, f"the field {each.name}: {reason}")
            elif each.is_issue_field or each.type in _DECLARABLE:
                part.fields.append(each)
                part._give_property(each)
        return part

    def values(self, issue: str) -> dict[str, Any]:
        """Return the values on an issue's card that are properties of the issue."""
        item = self.project.items.get(issue)
        if item is None:
            return {}
        return {
            property: item.values[name]
            for name, property in self.properties.items()
            if name in item.values
        }

    def fields_of(self, issue: str) -> tuple[dict[str, Any], list[str]]:
        """Return the values on an issue's card in all other fields, and remarks on omissions."""
        return self._values(issue, without=self.properties)

    def _values(self, card: str, without: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
        item = self.project.items.get(card)
        values: dict[str, Any] = {}
        left: list[str] = []
        for each in self.fields if item else ():
            value = item.values.get(each.name) if item else None
            if value is None or each.is_issue_field or each.name in without:
                continue
            if is_sayable(each.type, value):
                values[each.name] = as_written(each.type, value)
            else:
                left.append(f"its value of {each.name}: {UNSAYABLE}")
        return values, left

    def entry(self, world: World, names: Mapping[str, str], order: Any) -> Entry:
        """Return the section `project` of a backlog.

        `names` are references by the ids of the cards' contents; `order` is the order of cards,
        None if it is left to people.
        """
        project = self.project
        entry: Entry = [("title", project.title)]
        for name in ("description", "readme"):
            text = getattr(project, name).strip() if name == "readme" else project.description
            if text and is_faithful(Description, text):
                entry.append((name, text))
            elif text:
                self.left_out.add(_SECTION, f"the {name} of the board: {UNFAITHFUL}")
        entry += [("public", True)] if project.public else []
        entry += [("closed", True)] if project.is_closed else []
        entry += self._links(world)
        cards = board_card.cards(project, world, names, self._of_card, self.left_out)
        sections: Entry = [
            ("drafts", board_card.drafts(project, self._of_card, self.left_out)),
            ("status_updates", status_update.entries(project.updates, self.left_out)),
            ("fields", [self._field(each) for each in self.fields]),
            ("views", list(views(project, self._known, self.detail, self.left_out))),
            ("automations", self._automations(world)),
            ("cards", cards),
            ("card_order", order),
        ]
        return [*entry, *((name, value) for name, value in sections if value)]

    def _links(self, world: World) -> Entry:
        own = world.repository.id
        others = [name for id, name in self.detail.repositories.items() if id != own]
        entry: Entry = [("repositories", sorted(others, key=folded))] if others else []
        if self.detail.teams:
            entry.append(("teams", sorted(self.detail.teams.values())))
        if not self.detail.sees_teams:
            what = "the teams that show the board: this login sees them with the scope read:org"
            self.left_out.add(_SECTION, what)
        return entry

    def _automations(self, world: World) -> Entry:
        workflow = self.detail.workflow
        if workflow is None:
            return []
        named = next((name for name, each in self.properties.items() if each == "status"), "")
        status = self.project.field(named) if named else None
        return automation.entry(workflow, self.project.title, status, world, self.left_out)

    @property
    def _known(self) -> set[str]:
        names = [*BUILT_IN, *(each.name for each in self.fields)]
        return {folded(name) for name in names}

    def _of_card(self, card: str, name: str) -> Mapping[str, Any]:
        values, left = self._values(card, without={})
        for each in left:
            self.left_out.add(_SECTION, f"{name}: {each}")
        return values

    def _give_property(self, each: ExistingField) -> None:
        property, types = _PROPERTIES.get(folded(each.name), ("", set()))
        taken = property in self.properties.values()
        if each.is_issue_field or each.type not in types or taken:
            return
        kind = _KINDS.get(property, Line)
        items = [item for id in self.issues if (item := self.project.items.get(id))]
        values = [item.values[each.name] for item in items if each.name in item.values]
        if all(is_faithful(kind, value) for value in values):
            self.properties[each.name] = property

    def _field(self, each: ExistingField) -> Entry | InLine:
        if each.is_issue_field:
            return InLine(name=each.name, type=ISSUE_FIELD)
        entry: Entry = [("name", each.name)]
        is_short = not each.options and not each.iterations
        if is_short:
            entry.append(("type", each.type))
        if each.name in self.properties:
            entry.append(("value", self.properties[each.name]))
        if is_short:
            return InLine(entry)
        if each.type == "multi_select":
            entry.insert(1, ("type", each.type))
        if each.options:
            options = [option(one, each.name, _SECTION, self.left_out) for one in each.options]
            return [*entry, ("options", options)]
        iterations = [
            InLine(title=i.title, start=i.start, duration=i.duration) for i in each.iterations
        ]
        return [*entry, ("iterations", iterations)]


def _why_not(each: ExistingField, issue_fields: IssueFieldPart) -> str | None:
    """Return the reason why a field cannot be declared, if there is one."""
    is_declared = folded(each.name) in issue_fields.fields
    if each.is_issue_field:
        return None if is_declared else "it shows an issue field that the file does not declare"
    if each.type in _OWN or folded(each.name) in map(folded, BUILT_IN_FIELDS):
        return None
    reasons = {
        f"a backlog has no fields of the type {each.type}": each.type not in _DECLARABLE,
        "an issue field has that name, too": is_declared,
        "its iterations overlap, or two have one title": not _are_apart(each),
    }
    found = next((reason for reason, is_so in reasons.items() if is_so), None)
    return found or why_not(each.name, each.options, is_select=each.type in _SELECTS)


def _are_apart(each: ExistingField) -> bool:
    titles = {folded(iteration.title) for iteration in each.iterations}
    return len(titles) == len(each.iterations) and all(
        one.start + timedelta(days=one.duration) <= next.start
        for one, next in pairwise(each.iterations)
    )
