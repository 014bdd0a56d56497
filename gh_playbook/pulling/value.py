"""The values of cards and issue fields in a pull, and deleted fields and options.

Deleting a field or an option on GitHub empties all its values. Nobody decided about these values,
so they count as last written, and the deleted thing is reported instead.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from gh_playbook.convergence.journal.pull_memory import Base
from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import find, folded
from gh_playbook.model.existing import ExistingIssue, ExistingIssueField
from gh_playbook.model.project import ExistingItem
from gh_playbook.model.project_field import ExistingField
from gh_playbook.model.world import World
from gh_playbook.modules.context import Context
from gh_playbook.pulling.three_way import (
    ARCHIVED,
    CARD,
    GONE_REASON,
    Conflict,
    Taken,
    compare_fields,
)

_Field = ExistingField | ExistingIssueField


def shown_properties(backlog: Backlog) -> dict[str, str]:
    """Return the properties of issues that the fields of the board show, by those fields."""
    fields = backlog.project.fields if backlog.project else ()
    return {each.name: each.value for each in fields if each.value in CARD}


class PulledValues:
    """The values of issues as people meant them; `gone` are conflicts about deleted things.

    `properties` map the board's fields to the properties of issues that they show.
    """

    def __init__(
        self,
        world: World,
        bases: Mapping[str, Base],
        properties: Mapping[str, str],
        context: Context,
    ) -> None:
        self._world = world
        self._bases = bases
        self._properties = properties
        self._issue_fields = context.issue_fields
        self._is_set_once = context.is_set_once_on_board
        # Fields that no issue declares belong to people.
        self._said = {
            folded(name): name for issue in context.issues.values() for name in issue.fields
        }
        self._gone: dict[tuple[str, str, str], Conflict] = {}

    @property
    def gone(self) -> list[Conflict]:
        """The deleted fields, options and iterations, in the order found."""
        return list(self._gone.values())

    def differences(self, issue: Issue, existing: ExistingIssue) -> list[Taken]:
        """Return the differences of an issue's `fields`: of its card, and its issue fields."""
        found: list[Taken] = []
        if self._world.features.issue_fields:
            values = self.issue_fields(issue.key, existing)
            found += self._different(issue, "issue_fields", values)
        card = self.card(issue.key, existing)
        return found if card is None else found + self._different(issue, "fields", card)

    def _different(self, issue: Issue, kind: str, values: Mapping[str, Any]) -> list[Taken]:
        """Return the differences of the values of issue fields, or of a card's values.

        If no run and no pull has noted all values, only the declared values are compared: with the
        values that the last run found as declared, or with unknown ones.
        """
        base = self._bases[issue.key].values
        names = [
            each
            for each in self._compared(issue)
            if self._is_issue_field(each) is (kind == "issue_fields")
        ]
        if kind in base:
            return compare_fields(issue, names, values, base[kind])
        said = [each for each in names if each in issue.fields and not self._is_set_once(each)]
        return compare_fields(issue, said, values, base.get(f"found_{kind}"))

    def properties(self, key: str, existing: ExistingIssue) -> dict[str, Any]:
        """Return the values of a card in existing fields, by the properties of the issue."""
        card = self.card(key, existing)
        if card is None:
            return {}
        known = self._last(key, "fields")
        return {
            value: card.get(name)
            for name, value in self._properties.items()
            if self._board_field(name) is not None or name in known
        }

    def archived(self, existing: ExistingIssue) -> dict[str, Any]:
        """Return whether an issue's card is archived; empty if it has no card."""
        project = self._world.project
        item = project.items.get(existing.id) if project else None
        return {ARCHIVED: item.is_archived} if item else {}

    def card(self, key: str, existing: ExistingIssue) -> dict[str, Any] | None:
        """Return the values of an issue's card, by field; None without one, or archived."""
        item = self._item(existing)
        if item is None:
            return None
        last = self._last(key, "fields")
        return {
            **item.values,
            **{
                name: self._meant(name, "field", self._board_field(name), value, item.values)
                for name, value in last.items()
                if not self._is_issue_field(name)
            },
        }

    def now(self, key: str, existing: ExistingIssue, names: Iterable[str]) -> dict[str, Any]:
        """Return the values of these fields; values of a card only if there is one."""
        card = self.card(key, existing)
        found: dict[str, Any] = {}
        for name in names:
            there = self.issue_fields(key, existing) if self._is_issue_field(name) else card
            if there is not None:
                values = {folded(each): value for each, value in there.items()}
                found[name] = values.get(folded(name))
        return found

    def has_card(self, existing: ExistingIssue) -> bool:
        """Tell whether an issue is on the board, with an archived card or not."""
        project = self._world.project
        return project is not None and existing.id in project.items

    def issue_fields(self, key: str, existing: ExistingIssue) -> dict[str, Any]:
        """Return the values of an issue's issue fields, by field."""
        last = self._last(key, "issue_fields")
        if not self._world.features.issue_fields:
            return dict(last)
        find_field = self._world.issue_fields.find
        return {
            **existing.fields,
            **{
                name: self._meant(name, "issue_field", find_field(name), value, existing.fields)
                for name, value in last.items()
            },
        }

    def _last(self, key: str, name: str) -> Mapping[str, Any]:
        """Return the last written values of an issue; a new one has none."""
        found: Mapping[str, Any] = self._bases.get(key, Base()).values.get(name, {})
        return found

    def _compared(self, issue: Issue) -> list[str]:
        """Return the fields that an issue declares, and those that another one declares."""
        own = {folded(name): name for name in issue.fields}
        return [*own.values(), *(name for each, name in self._said.items() if each not in own)]

    def _is_issue_field(self, name: str) -> bool:
        return find(name, self._issue_fields, lambda each: each.name) is not None

    def _item(self, existing: ExistingIssue) -> ExistingItem | None:
        project = self._world.project
        item = project.items.get(existing.id) if project else None
        return None if item is None or item.is_archived else item

    def _board_field(self, name: str) -> ExistingField | None:
        project = self._world.project
        return find(name, project.fields, lambda each: each.name) if project else None

    def _meant(
        self, name: str, kind: str, field: _Field | None, last: Any, values: Mapping[str, Any]
    ) -> Any:
        """Return the value that would exist if nothing had been deleted."""
        now = next((value for each, value in values.items() if folded(each) == folded(name)), None)
        if last in (None, "", ()):
            return now
        if field is None:
            self._note(name, kind, name)
            return last
        chosen = last if isinstance(last, list | tuple) else (last,)
        lost = [each for each in chosen if self._is_lost(field, str(each))]
        if not lost or (now and not isinstance(last, list | tuple)):
            return now
        for each in lost:
            self._note(name, "iteration" if field.type == "iteration" else "option", str(each))
        return (*(now or ()), *lost) if isinstance(last, list | tuple) else last

    @staticmethod
    def _is_lost(field: _Field, value: str) -> bool:
        """Tell whether a value is an option or an iteration that the field no longer has."""
        if isinstance(field, ExistingField) and field.type == "iteration":
            return field.iteration(value) is None
        return field.type in {"single_select", "multi_select"} and field.option(value) is None

    def _note(self, name: str, kind: str, gone: str) -> None:
        conflict = Conflict(name, kind, gone, None, GONE_REASON)
        self._gone.setdefault((folded(name), kind, folded(gone)), conflict)
