"""Short forms are expanded before anything is checked; all places are kept.

- `x-…` keys are the author's, for anchors.
- `labels`, `milestones` and `issue_types` may hold bare names.
- A field with options is a single_select, a field of the board with iterations an iteration.
- An issue takes the values that it does not declare, in this order, from: its parent (fields that
  `inherit` lists), `defaults.sub_issues` where it has a parent, `defaults`. Lists add up.
- `duplicate_of` says the reason for closing, a reason that it is closed.
- `labels_from` makes labels of the values of fields.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gh_playbook.declaration.located import UNREADABLE, LocatedList, LocatedMapping
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.declaration.template.render import Renderer

INHERITED = ("milestone",)
_NAMES = {"labels": "name", "milestones": "title", "issue_types": "name"}
_TYPES = {"options": "single_select", "iterations": "iteration"}
# The values that one key of an issue implies for another key, in this order.
_IMPLIED = {"duplicate_of": ("state_reason", "duplicate"), "state_reason": ("state", "closed")}
# The keys that identify an issue: they are never inherited.
OWN = frozenset({"key", "number", "title", "parent", "sub_issues", "previously", "duplicate_of"})


def expand(data: LocatedMapping) -> tuple[LocatedMapping, list[Fault]]:
    """Return the backlog with all short forms expanded, and their faults."""
    result = _without_own_keys(data)
    faults: list[Fault] = []
    for section, name in _NAMES.items():
        if isinstance(result.get(section), LocatedList):
            faults += _runs_together(result[section], name)
            _set(result, section, _named(result[section], name))
    if isinstance(result.get("issue_fields"), LocatedList):
        _set(result, "issue_fields", _typed(result["issue_fields"]))
    if isinstance(result.get("project"), LocatedMapping):
        _set(result, "project", _project(result["project"]))
    if not isinstance(result.get("issues"), LocatedList):
        return result, faults
    expansion = _Expansion(result)
    _set(result, "issues", expansion.issues(result["issues"], None))
    return result, [*faults, *expansion.faults]


class _Expansion:
    """Expands all issues and collects the faults."""

    def __init__(self, backlog: LocatedMapping) -> None:
        self.faults: list[Fault] = []
        self._renderer = Renderer([])
        self._defaults = _mapping(backlog, "defaults")
        self._sub_defaults = _mapping(self._defaults, "sub_issues")
        self._inherit = backlog.get("inherit")
        self._labels_from = _mapping(backlog, "labels_from")

    def issues(self, entries: LocatedList, parent: LocatedMapping | None) -> LocatedList:
        """Return the expanded issues; `parent` is already expanded."""
        result = LocatedList(entries.source)
        for index, entry in enumerate(entries):
            full = self._issue(entry, parent) if isinstance(entry, LocatedMapping) else entry
            result.add(full, at=entries.at[index])
        return result

    def _issue(self, entry: LocatedMapping, parent: LocatedMapping | None) -> LocatedMapping:
        issue = _without_own_keys(entry)
        _imply(issue)
        if parent is not None:
            _fill(issue, parent, self._inherited(parent))
            _fill(issue, self._sub_defaults, self._sub_defaults.keys() - OWN)
        elif "parent" in issue:
            _fill(issue, self._sub_defaults, self._sub_defaults.keys() - OWN)
        _fill(issue, self._defaults, self._defaults.keys() - OWN)
        below = issue.get("sub_issues")
        full = self._with_labels(issue)
        if isinstance(below, LocatedList):
            # The parent before labels are made from its values: its sub-issues make their own
            # labels.
            _set(full, "sub_issues", self.issues(below, issue))
        return full

    def _inherited(self, parent: LocatedMapping) -> set[str]:
        listed = parent.get("inherit", self._inherit)
        names = INHERITED if listed is None else listed
        if not isinstance(names, LocatedList | tuple):
            return set()  # That is reported elsewhere.
        return {each for each in names if isinstance(each, str)} - OWN

    def _with_labels(self, issue: LocatedMapping) -> LocatedMapping:
        """Return the issue with the labels that `labels_from` makes from its values."""
        rules = LocatedMapping(issue.source)
        rules.take(_mapping(issue, "labels_from"))
        _fill(rules, self._labels_from, self._labels_from.keys())
        if not rules:
            return issue
        full = LocatedMapping(issue.source)
        full.take(issue)
        for field, rule in rules.items():
            value = _value(issue, field)
            if rule is None or value is None:
                continue
            place = issue.at.get(field.partition(".")[0], issue.source)
            made = LocatedList(place)
            for each in value if isinstance(value, LocatedList) else [value]:
                label = self._label(rule, each, issue, rules.at[field])
                if label is not None:
                    made.add(label, at=place)
            if made:
                _add_labels(full, made)
        return full

    def _label(self, rule: Any, value: Any, issue: LocatedMapping, place: Any) -> str | None:
        if isinstance(rule, Mapping):
            found = rule.get(str(value))
            return found if isinstance(found, str) else None
        if not isinstance(rule, str) or value is UNREADABLE:
            return None  # That is reported elsewhere.
        try:
            made = self._renderer.value(rule, {"value": value, "issue": issue}, place)
        except InputError as error:
            self.faults += error.faults
            return None
        return str(made).strip() or None


def _add_labels(issue: LocatedMapping, made: LocatedList) -> None:
    """Add labels to those of an issue; a value that is not a list stays, for validation."""
    known = issue.get("labels")
    if known is None:
        _set(issue, "labels", made)
    elif isinstance(known, LocatedList):
        _set(issue, "labels", _joined(known, made))


def _imply(issue: LocatedMapping) -> None:
    """Fill in implied values of an issue: an issue with a reason for closing is closed."""
    for word, (name, value) in _IMPLIED.items():
        if issue.get(word) is not None and name not in issue:
            issue.put(name, value, at=issue.at[word], key_at=issue.keys_at[word])


def _fill(issue: LocatedMapping, given: LocatedMapping, names: Iterable[str]) -> None:
    """Fill in missing values of an issue; lists and mappings add up, null stays null."""
    for name in given:
        if name not in names or given[name] is None:
            continue
        own, value = issue.get(name), given[name]
        if name not in issue:
            issue.put(name, value, at=given.at[name], key_at=given.keys_at[name])
        elif isinstance(own, LocatedList) and isinstance(value, LocatedList):
            _set(issue, name, _joined(own, value))
        elif isinstance(own, LocatedMapping) and isinstance(value, LocatedMapping):
            both = LocatedMapping(own.source)
            both.take(value)
            both.take(own)
            _set(issue, name, both)


def _joined(one: LocatedList, other: LocatedList) -> LocatedList:
    """Return the elements of both lists, each once."""
    result = LocatedList(one.source)
    for part in (one, other):
        for index, each in enumerate(part):
            if each not in result:
                result.add(each, at=part.at[index])
    return result


def _value(issue: LocatedMapping, field: str) -> Any:
    """Return the value of a field; with a dotted name such as `fields.Team`, one inside it."""
    value: Any = issue
    for name in field.split(".", 1):
        value = value.get(name) if isinstance(value, Mapping) else None
    return None if value is UNREADABLE else value


def _project(data: LocatedMapping) -> LocatedMapping:
    """Return the board with the types of its fields, if their contents imply them."""
    project = _without_own_keys(data)
    if isinstance(project.get("cards"), LocatedList):
        _set(project, "cards", _named(project["cards"], "content"))
    fields = project.get("fields")
    if not isinstance(fields, LocatedList):
        return project
    _set(project, "fields", _typed(fields))
    return project


def _typed(fields: LocatedList) -> LocatedList:
    """Return fields with their types, if their contents imply them."""
    typed = LocatedList(fields.source)
    for index, field in enumerate(fields):
        full = field
        if isinstance(field, LocatedMapping) and "type" not in field:
            full = _without_own_keys(field)
            kind = next((kind for word, kind in _TYPES.items() if word in field), None)
            if kind is not None:
                full.put("type", kind, at=field.source, key_at=field.source)
        typed.add(full, at=fields.at[index])
    return typed


def _runs_together(entries: LocatedList, name: str) -> Iterator[Fault]:
    """Yield a fault for each bare name that was meant as a mapping: `name:bug`, `name = bug`."""
    for index, entry in enumerate(entries):
        if isinstance(entry, str) and re.match(rf"{name} ?[:=]", entry):
            yield Fault(f"write `{name}: …`, with ': ', not {entry!r}", entries.at[index])


def _named(entries: LocatedList, name: str) -> LocatedList:
    """Return mappings instead of bare names; a name that is not text is reported."""
    result = LocatedList(entries.source)
    for index, entry in enumerate(entries):
        at = entries.at[index]
        # The card itself reports a bare number: that lacks its '#', not its quotes.
        if isinstance(entry, str) or (isinstance(entry, int | float) and name != "content"):
            mapping = LocatedMapping(at)
            mapping.put(name, entry, at=at, key_at=at)
            result.add(mapping, at=at)
        else:
            result.add(entry, at=at)
    return result


def _without_own_keys(data: LocatedMapping) -> LocatedMapping:
    result = LocatedMapping(data.source)
    result.take(data)
    for key in [each for each in data if each.startswith("x-")]:
        result.drop(key)
    return result


def _mapping(data: LocatedMapping, name: str) -> LocatedMapping:
    found = data.get(name)
    return found if isinstance(found, LocatedMapping) else LocatedMapping(data.source)


def _set(data: LocatedMapping, name: str, value: Any) -> None:
    at = data.at.get(name, data.source)
    data.put(name, value, at=at, key_at=data.keys_at.get(name, at))
