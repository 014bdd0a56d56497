"""The values of the fields of an issue and of its card: declared as `fields`, or computed.

They are computed from the field's `value`: the name of a property of the issue, or a template that
sees `issue`, `parent` and `milestone`. A value in the issue's `fields` wins; null clears the field.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import field
from datetime import date
from typing import Any

from gh_playbook.declaration.backlog.backlog import Milestone
from gh_playbook.declaration.backlog.board_card import BoardCard
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.backlog.issue_field import IssueField
from gh_playbook.declaration.backlog.project import (
    BLOCKED_BY,
    ISSUE_FIELD,
    VALUE_LIMIT,
    Draft,
    ProjectField,
)
from gh_playbook.declaration.declared import DAY
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.declaration.value import Value, exact
from gh_playbook.declaration.wording import short, suggestion
from gh_playbook.frozen import dataclass

# A field of the board, or one of the organization's issues.
Field = ProjectField | IssueField


@dataclass(frozen=True)
class DeclaredValue:
    """The declared value of a field; None clears the field."""

    value: Value | None


@dataclass(frozen=True)
class CardValues:
    """Returns the declared values of issues and their cards."""

    renderer: Renderer
    issues: Mapping[str, Issue] = field(default_factory=dict)
    milestones: Mapping[str, Milestone] = field(default_factory=dict)

    @staticmethod
    def of(
        renderer: Renderer, issues: Mapping[str, Issue], milestones: Iterable[Milestone]
    ) -> "CardValues":
        """Return the values for declared issues, and for the milestones that they name."""
        return CardValues(renderer, issues, {folded(each.title): each for each in milestones})

    def declared(self, field: Field, issue: Issue) -> DeclaredValue | None:
        """Return the declared value of a field, None if the backlog does not declare it.

        Values that come from links are not included, and values of issue fields on a board are not
        either. Raises InputError if the value does not fit.
        """
        if field.type == ISSUE_FIELD:
            return None
        name = declared_name(field, issue)
        if name is not None and issue.fields[name] is None:
            return DeclaredValue(None)
        given = self._given(field, issue, name)
        if given is None or given in ("", (), []):
            return None
        try:
            return DeclaredValue(fitted(field, given))
        except ValueError as error:
            raise InputError([Fault(str(error), _place(field, issue, name))]) from None

    def is_left(self, field: Field, issue: Issue) -> bool:
        """Tell whether the value of a field comes from a value that the issue ignores."""
        if not issue.ignore:
            return False
        if declared_name(field, issue) is not None:
            return "fields" in issue.ignore
        if not field.is_made_by_template:
            return field.value in issue.ignore
        try:
            return self.declared(field, issue) != self.declared(field, issue.kept)
        except InputError:
            return True  # The template cannot do without the value.

    def faults(self, fields: Iterable[Field], issues: Iterable[Issue]) -> Iterator[Fault]:
        """Yield the values that do not fit, and the errors of templates."""
        declared = list(fields)
        for issue in issues:
            for each in declared:
                try:
                    self.declared(each, issue)
                except InputError as error:
                    yield from error.faults

    def _given(self, field: Field, issue: Issue, name: str | None) -> Any:
        """Return the value that was declared."""
        if name is not None:
            return issue.fields[name]
        if field.value is None or field.value == BLOCKED_BY:
            return None
        if field.is_made_by_template:
            variables = {
                "issue": issue,
                "parent": self.issues.get(issue.parent or ""),
                "milestone": self.milestones.get(folded(issue.milestone or "")),
            }
            return self.renderer.value(field.value, variables, field.place("value"))
        return getattr(issue, field.value)


def _place(field: Field, issue: Issue, name: str | None) -> Source | None:
    """Return the place where the value that `_given` returns was declared."""
    if name is not None:
        return issue.place("fields", name)
    return field.place("value") if field.is_made_by_template else issue.place(field.value or "")


def card_values(
    draft: Draft | BoardCard, fields: Iterable[ProjectField]
) -> Iterator[tuple[ProjectField, DeclaredValue]]:
    """Yield the values for a draft's card. Raises InputError if a value does not fit."""
    for each in fields:
        name = declared_name(each, draft)
        if name is not None:
            given = draft.fields[name]
            try:
                yield each, DeclaredValue(None if given is None else fitted(each, given))
            except ValueError as error:
                raise InputError([Fault(str(error), draft.place("fields", name))]) from None


def declared_name(field: Field, issue: Issue | Draft | BoardCard) -> str | None:
    """Return the spelling of a field's name in an issue's `fields`, None if it is not there."""
    if not issue.fields:
        return None
    return next((name for name in issue.fields if folded(name) == folded(field.name)), None)


def fitted(field: Field, given: Any) -> Value:
    """Return a value in the form that the field takes. Raises ValueError with the reason."""
    match field.type:
        case "text":
            return _text(given)
        case "number":
            return _number(given)
        case "date":
            return _day(given)
        case "multi_select":
            several = given if isinstance(given, list | tuple) else [given]
            chosen = {_choice(field, each) for each in several}
            return tuple(name for name in field.choices.values() if name in chosen)
        case _:
            return _choice(field, given)


def _text(given: Any) -> str:
    several = given if isinstance(given, list | tuple) else [given]
    text = ", ".join(f"{each:g}" if isinstance(each, float) else str(each) for each in several)
    if len(text) > VALUE_LIMIT:
        raise ValueError(
            f"a field of the board holds at most {VALUE_LIMIT} characters, not {len(text)}"
        )
    return text


def _number(given: Any) -> float:
    number: float | None = None
    if isinstance(given, int | float | str) and not isinstance(given, bool):
        with suppress(ValueError):
            number = float(given) if isinstance(given, str) else given
    if number is None:
        raise ValueError(f"must be a number, not {short(given)}")
    return exact(number)


def _day(given: Any) -> str:
    try:
        if isinstance(given, date) or DAY.fullmatch(str(given)):
            return date.fromisoformat(str(given)).isoformat()
    except ValueError:
        pass
    raise ValueError(f"must be a date such as 2026-12-31, not {short(given)}")


def _choice(field: Field, given: Any) -> str:
    name = f"{given:g}" if isinstance(given, float) else str(given)
    several = isinstance(given, list | tuple)
    if several:
        raise ValueError(f"a field of the type {field.type} holds one value, not {short(given)}")
    chosen = field.choices.get(folded(name))
    if field.choices and chosen is None:
        what = "iteration" if field.type == "iteration" else "option"
        hint = suggestion(name, field.choices.values(), f"add it to the field's `{what}s`")
        raise ValueError(f"{name!r} is no {what} of the field {field.name!r}{hint}")
    return name if chosen is None else chosen
