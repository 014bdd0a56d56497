"""The labels that the rules of `labels_from` make from values which an issue does not have.

For a mapping these are all its labels. For a template these are the labels of the field's declared
choices, those of the values of other issues in the backlog, and the declared labels with the
template's form, because the last issue with a value may have another value now.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import field
from typing import Any

from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.backlog.issue_field import IssueField
from gh_playbook.declaration.backlog.project import ProjectField
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.declaration.source import InputError
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.frozen import dataclass

# A placeholder for a value, to find the form of a template: no name contains it.
_ANY = "\ue000"


@dataclass(frozen=True)
class RuleLabels:
    """The labels of a backlog's rules; a template that does not use the issue is rendered once."""

    backlog: Backlog
    renderer: Renderer
    _made: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    _values: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    def others(self, issue: Issue, worn: Iterable[str]) -> frozenset[str]:
        """Return those labels of an issue that its rules make from other values.

        They are folded. A label that the issue declares in any way is not included, and labels of
        values that the issue ignores are not either.
        """
        undeclared = frozenset(map(folded, worn)) - {folded(each) for each in issue.labels}
        if not undeclared:
            return undeclared
        return undeclared & self._all(issue, are_ignored=False)

    def left(self, issue: Issue) -> frozenset[str]:
        """Return, folded, the labels that the rules make from any value that the issue ignores."""
        return self._all(issue, are_ignored=True) if issue.ignore else frozenset()

    def _all(self, issue: Issue, *, are_ignored: bool) -> frozenset[str]:
        """Return the labels of all rules for the values that the issue ignores, or the others."""
        rules = {**self.backlog.labels_from, **issue.labels_from}
        made = (
            self._of(name, rule, issue)
            for name, rule in rules.items()
            if rule is not None and (name.partition(".")[0] in issue.ignore) == are_ignored
        )
        return frozenset().union(*made)

    def _of(self, name: str, rule: str | dict[str, str], issue: Issue) -> frozenset[str]:
        if isinstance(rule, dict):
            return frozenset(map(folded, rule.values()))
        if "issue" in self.renderer.names(rule):
            return self._rendered(name, rule, issue)
        if (name, rule) not in self._made:
            self._made[name, rule] = self._rendered(name, rule, issue)
        return self._made[name, rule]

    def _rendered(self, name: str, rule: str, issue: Issue) -> frozenset[str]:
        if name not in self._values:
            # Each value once; some are mappings, such as `vars`.
            self._values[name] = tuple({repr(each): each for each in self._declared(name)}.values())
        values = (*self._values[name], *self._fitting(rule, issue))
        made = (self._label(rule, value, issue) for value in values)
        return frozenset(folded(each) for each in made if each)

    def _label(self, rule: str, value: Any, issue: Issue) -> str:
        """Return the label of a value; none if the rule works only for the values of issues."""
        with suppress(InputError):
            return str(self.renderer.value(rule, {"value": value, "issue": issue})).strip()
        return ""

    def _fitting(self, rule: str, issue: Issue) -> Iterator[str]:
        """Yield the values in declared labels that have the form of a template."""
        start, value, end = folded(self._label(rule, _ANY, issue)).partition(_ANY)
        if not value or not (start or end) or _ANY in end:
            return
        for each in self.backlog.labels:
            name = folded(each.name)
            inner = name.removeprefix(start).removesuffix(end)
            if f"{start}{inner}{end}" == name:
                yield inner

    def _declared(self, name: str) -> Iterator[Any]:
        """Yield the declared values that a field can have."""
        yield from self._choices(name)
        for issue in self.backlog.all_issues:
            value = _value(issue, name)
            yield from value if isinstance(value, list | tuple) else [value] * (value is not None)

    def _choices(self, name: str) -> Iterator[str]:
        """Yield the names of a field's options or iterations, of all types, or of all milestones.

        `name` is the name of a property, or dotted: `fields.Team`.
        """
        if name == "type":
            yield from (each.name for each in self.backlog.issue_types)
        if name == "milestone":
            yield from (each.title for each in self.backlog.milestones)
        project = self.backlog.project
        inner = name.partition(".")[2]
        fields: list[IssueField | ProjectField] = [*self.backlog.issue_fields]
        fields += project.fields if project else ()
        for each in fields:
            if each.value == name or (inner and is_same(each.name, inner)):
                yield from each.choices.values()


def _value(issue: Issue, name: str) -> Any:
    field, _, inner = name.partition(".")
    value = getattr(issue, field)
    if not inner:
        return value
    return value.get(inner) if isinstance(value, dict) else None
