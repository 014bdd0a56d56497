"""The board in a backlog, and the properties of issues that fill its fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any

from gh_playbook.declaration.name import folded
from gh_playbook.declaration.project_consistency import BUILT_IN
from gh_playbook.exporting.faithful import Description, Line, Points, is_faithful
from gh_playbook.exporting.yaml_text import COMMENT, Entry, InLine
from gh_playbook.model.project import (
    ExistingField,
    ExistingOption,
    ExistingProject,
    ExistingView,
)

# Which property of an issue a field is, by its name, and what types it may have then.
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
_LAYOUTS = {"board", "table", "roadmap"}


@dataclass(frozen=True)
class BoardPart:
    """The part of a project that can be declared.

    `properties` map the name of a field to the property of an issue that fills it; `fields` are
    those that are declared. `asides` are comments on what could not be.
    """

    project: ExistingProject
    issues: frozenset[str]
    properties: dict[str, str] = field(default_factory=dict)
    fields: list[ExistingField] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    _sayable: dict[str, bool] = field(default_factory=dict)

    @staticmethod
    def of(project: ExistingProject, issues: frozenset[str]) -> "BoardPart":
        """Return the part for a project and its cards of these issues, by their ids."""
        part = BoardPart(project, issues)
        for each in project.fields:
            reason = _why_not(each)
            if reason:
                part.asides.append(f"the field {each.name} is left out: {reason}")
            elif not each.is_built_in:
                part.fields.append(each)
                part._give_property(each)
        return part

    def values(self, issue: str) -> dict[str, Any]:
        """Return the values on an issue's card that are properties of the issue."""
        item = self.project.items.get(issue)
        if item is None or item.is_archived:
            return {}
        return {
            property: item.values[name]
            for name, property in self.properties.items()
            if name in item.values
        }

    def fields_of(self, issue: str) -> dict[str, Any]:
        """Return the values on an issue's card in all other fields, by the names of the fields."""
        item = self.project.items.get(issue)
        if item is None or item.is_archived:
            return {}
        return {
            each.name: item.values[each.name]
            for each in self.fields
            if each.name in item.values
            and each.name not in self.properties
            and self._is_sayable(each)
        }

    def _is_sayable(self, each: ExistingField) -> bool:
        """Tell whether a backlog can express all values that the cards have in a field."""
        if each.name not in self._sayable:
            values = self._values(each)
            self._sayable[each.name] = each.type != "text" or all(
                is_faithful(Line, value) for value in values
            )
        return self._sayable[each.name]

    def _values(self, each: ExistingField) -> list[Any]:
        items = [item for id in self.issues if (item := self.project.items.get(id))]
        return [item.values[each.name] for item in items if each.name in item.values]

    def entry(self) -> Entry:
        """Return the section `project` of a backlog."""
        project = self.project
        entry: Entry = [(COMMENT, each) for each in self.asides]
        entry.append(("title", project.title))
        if project.description and is_faithful(Description, project.description):
            entry.append(("description", project.description))
        if project.readme and is_faithful(Description, project.readme):
            entry.append(("readme", project.readme))
        if self.fields:
            entry.append(("fields", [self._field(each) for each in self.fields]))
        views = list(self._views())
        if views:
            entry.append(("views", views))
        return entry

    def _give_property(self, each: ExistingField) -> None:
        property, types = _PROPERTIES.get(folded(each.name), ("", set()))
        if each.type not in types or property in self.properties.values():
            return
        kind = _KINDS.get(property, Line)
        if all(is_faithful(kind, value) for value in self._values(each)):
            self.properties[each.name] = property

    def _field(self, each: ExistingField) -> Entry | InLine:
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
            entry.append(("options", [_option(option) for option in each.options]))
            return entry
        iterations = [
            InLine(title=i.title, start=i.start, duration=i.duration) for i in each.iterations
        ]
        entry.append(("iterations", iterations))
        return entry

    def _views(self) -> Iterator[Entry | InLine]:
        known = {folded(name) for name in BUILT_IN} | {folded(each.name) for each in self.fields}
        seen: set[str] = set()
        ordered = sorted(self.project.views, key=lambda each: each.number or 0)
        for view in ordered:
            is_usable = view.layout in _LAYOUTS and is_faithful(Line, view.name)
            if is_usable and folded(view.name) not in seen:
                seen.add(folded(view.name))
                yield _view(view, known)


def _why_not(each: ExistingField) -> str | None:
    """Return the reason why a people's field cannot be declared, if there is one."""
    if each.is_built_in:
        return None
    names = [option.name for option in each.options]
    reasons = {
        f"a backlog has no fields of the type {each.type}": each.type not in _DECLARABLE,
        "it has no options": each.type in _SELECTS and not names,
        "its name, or that of an option, has characters that a backlog cannot contain": not all(
            is_faithful(Line, name) for name in [each.name, *names]
        ),
        "two of its options differ in case alone": len(set(map(folded, names))) < len(names),
        "its iterations overlap, or two have one title": not _are_apart(each),
    }
    return next((reason for reason, is_so in reasons.items() if is_so), None)


def _are_apart(each: ExistingField) -> bool:
    titles = {folded(iteration.title) for iteration in each.iterations}
    return len(titles) == len(each.iterations) and all(
        one.start + timedelta(days=one.duration) <= next.start
        for one, next in pairwise(each.iterations)
    )


def _view(view: ExistingView, known: set[str]) -> Entry:
    def are_known(*names: str) -> bool:
        return all(folded(name) in known for name in names)

    entry: Entry = [("name", view.name), ("layout", view.layout)]
    if view.filter:
        entry.append(("filter", view.filter))
    if view.columns and view.layout == "board" and are_known(view.columns[0]):
        entry.append(("columns", view.columns[0]))
    if view.group_by and are_known(view.group_by[0]):
        entry.append(("group_by", view.group_by[0]))
    left = [name for name in view.fields if not are_known(name)]
    if view.fields and not left:
        entry.append(("fields", list(view.fields)))
    elif left:
        shown = [name for name in view.fields if are_known(name)]
        entry.append((COMMENT, f"fields: {', '.join(shown)}, and also {', '.join(left)}"))
    return entry


def _option(option: ExistingOption) -> InLine | str:
    """Return an option; only its name, where there is nothing else to say."""
    entry = InLine(name=option.name, color=option.color)
    if option.description and is_faithful(Description, option.description):
        entry["description"] = option.description
    return option.name if list(entry.values())[1:] == ["gray"] else entry
