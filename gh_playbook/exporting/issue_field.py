"""Issue fields in a backlog: the organization's fields, and the values of issues in them."""

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from gh_playbook.declaration.backlog.issue_field import IssueField
from gh_playbook.declaration.name import folded
from gh_playbook.exporting.faithful import (
    UNFAITHFUL,
    UNSAYABLE,
    Description,
    as_written,
    is_faithful,
    is_sayable,
)
from gh_playbook.exporting.left_out import LeftOut
from gh_playbook.exporting.option import option, why_not
from gh_playbook.formatting.yaml_text import Entry, InLine
from gh_playbook.frozen import dataclass
from gh_playbook.model.existing import ExistingIssue, ExistingIssueField

_SECTION = "issue_fields"
_TYPES = frozenset(get_args(IssueField.model_fields["type"].annotation))
_PRIVATE = IssueField.model_fields["visibility"].default


@dataclass(frozen=True)
class IssueFieldPart:
    """The issue fields that can be declared, by their folded names."""

    fields: Mapping[str, ExistingIssueField]

    @staticmethod
    def of(fields: Iterable[ExistingIssueField], left_out: LeftOut) -> "IssueFieldPart":
        """Return the part for the existing fields."""
        said: dict[str, ExistingIssueField] = {}
        for each in fields:
            reason = _why_not(each)
            if reason:
                left_out.add(_SECTION, f"the issue field {each.name}: {reason}")
            else:
                said[folded(each.name)] = each
        return IssueFieldPart(said)

    def values(self, issue: ExistingIssue) -> tuple[dict[str, Any], list[str]]:
        """Return an issue's values by the names of the fields, and remarks on omitted values."""
        values: dict[str, Any] = {}
        left: list[str] = []
        for name, value in issue.fields.items():
            found = self.fields.get(folded(name))
            if found is None:
                continue
            if is_sayable(found.type, value):
                values[found.name] = as_written(found.type, value)
            else:
                left.append(f"its value of {found.name}: {UNSAYABLE}")
        return values, left

    def entries(self, left_out: LeftOut) -> list[Entry | InLine]:
        """Return the section `issue_fields` of a backlog."""
        return [_entry(each, left_out) for each in self.fields.values()]


def _why_not(each: ExistingIssueField) -> str | None:
    if each.type not in _TYPES:
        return f"a backlog has no issue fields of the type {each.type}"
    return why_not(each.name, each.options, is_select="select" in each.type)


def _entry(each: ExistingIssueField, left_out: LeftOut) -> Entry | InLine:
    entry: Entry = [("name", each.name)]
    if each.type != "single_select":
        entry.append(("type", each.type))
    if each.description and is_faithful(Description, each.description):
        entry.append(("description", each.description))
    elif each.description:
        left_out.add(_SECTION, f"the description of the issue field {each.name}: {UNFAITHFUL}")
    if each.visibility != _PRIVATE:
        entry.append(("visibility", each.visibility))
    if each.options:
        entry.append(
            ("options", [option(one, each.name, _SECTION, left_out) for one in each.options])
        )
        return entry
    return InLine(entry)
