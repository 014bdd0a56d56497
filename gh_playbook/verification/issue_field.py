"""Issue fields of the organization, and the values of issues in them. Undeclared ones stay."""

from collections.abc import Iterator
from datetime import date

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.backlog.issue_field import IssueField
from gh_playbook.declaration.consistency.card_value import DeclaredValue, declared_name
from gh_playbook.declaration.name import folded
from gh_playbook.verification import existing, existing_board
from gh_playbook.verification.desired import Desired
from gh_playbook.verification.existing import Existing, KnownFeatures
from gh_playbook.verification.verification import (
    Check,
    compared,
    compared_fields,
    missing,
    unsupported,
)


def compare(desired: Desired, found: Existing) -> Iterator[Check]:
    """Compare the fields; then the values of all declared issues."""
    fields = {folded(each.name): each for each in found.issue_fields}
    for field in desired.issue_fields:
        reason = _unsupported(field, found.features)
        if reason:
            yield unsupported("issue field", field.name, reason, field.source)
        else:
            yield from _field(field, fields.get(folded(field.name)))
    for issue in desired.issues:
        existing_issue = found.issue(issue.key)
        if existing_issue is not None and found.features.issue_fields:
            yield from _values(issue, existing_issue, desired, found.features)


def _unsupported(field: IssueField, features: KnownFeatures) -> str:
    """Return why the field is impossible here; empty if it is possible."""
    if not features.issue_fields:
        return "there are no issue fields here: their values are left out"
    lacks = field.type == "multi_select" and not features.multi_selects
    return "no issue fields with several options here" if lacks else ""


def _field(field: IssueField, found: existing.IssueField | None) -> Iterator[Check]:
    kind = "issue field"
    if found is None:
        yield missing(kind, field.name, None, field.source)
        return
    names = ("name", "type", "description", "visibility")
    yield from compared_fields(kind, field.name, field, found, names)
    options = {folded(each.name): each for each in found.options}
    for index, option in enumerate(field.options):
        key, place = f"{field.name}: {option.name}", field.place("options", index)
        there = options.get(folded(option.name))
        if option.is_absent:
            actual = None if there is None else option.name
            yield compared("option", key, "name", None, actual, place)
        elif there is None:
            yield missing("option", key, None, place)
        else:
            looks = ("name", "color", "description")
            yield from compared_fields("option", key, option, there, looks, place)


def _values(
    issue: Issue, found: existing.Issue, desired: Desired, features: KnownFeatures
) -> Iterator[Check]:
    once = {folded(name) for name in desired.backlog.set_once.board}
    for field in (each for each in desired.issue_fields if not _unsupported(each, features)):
        wanted = desired.values.declared(field, issue)
        name = declared_name(field, issue)
        is_theirs = folded(field.name) in once or desired.values.is_left(field, issue)
        if wanted is None or is_theirs:
            continue
        place = issue.place(field.value or "") if name is None else issue.place("fields", name)
        expected, actual = _expected(field, wanted), found.fields.get(folded(field.name))
        yield compared("issue", issue.key, field.name, expected, actual, place)


def _expected(field: IssueField, wanted: DeclaredValue) -> existing_board.Value:
    if field.type == "date" and wanted.value is not None:
        return date.fromisoformat(str(wanted.value))
    return wanted.value
