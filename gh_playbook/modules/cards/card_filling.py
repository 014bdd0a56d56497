"""Values of a card: the mutation for one value, and the change for several values."""

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any, TypeGuard

from gh_playbook.declaration.backlog.project import ProjectField
from gh_playbook.declaration.value import Value
from gh_playbook.frozen import dataclass
from gh_playbook.model.change import Action, Change, Difference, Mutation
from gh_playbook.model.project import ExistingItem, ExistingProject
from gh_playbook.model.project_field import ExistingField
from gh_playbook.modules.cards.card_placing import Card
from gh_playbook.modules.module import describe

Values = Mapping[str, Value]


@dataclass
class Filling:
    """The values of a card with those that were set so far, and the operations for that."""

    project: ExistingProject
    item: ExistingItem
    values: dict[str, Value] = field(init=False)
    differences: list[Difference] = field(default_factory=list)
    operations: list[Mutation] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with the present values."""
        self.values = dict(self.item.values)

    def put(self, field: ExistingField, name: str, value: Value | None) -> bool:
        """Set a value, or clear it with None; return False if it is not an option of the field.

        `name` is the name of the field in reports.
        """
        operation = setting(self.project, self.item, field, value)
        if operation is None:
            return False
        self.differences.append(Difference(name, self.values.pop(field.name, None), value))
        self.operations.append(operation)
        if value is not None:
            self.values[field.name] = value
        return True

    def completed(self, change: Change[Card], id: str, after: ExistingItem) -> Change[Card]:
        """Return the completed change of a card, if a value was set; `id` is its content's."""
        if not self.operations:
            return change
        differences = tuple(self.differences)
        return change.but(
            action=Action.UPDATE,
            reason=describe(differences),
            differences=differences,
            operations=tuple(self.operations),
            before=(id, self.item),
            after=(id, after),
        )


def holds(existing: ExistingField | None, field: ProjectField) -> TypeGuard[ExistingField]:
    """Tell whether cards have values of their own in a field; issue fields belong to issues."""
    return existing is not None and existing.type == field.type and not existing.is_issue_field


def holding(item: ExistingItem, values: Values) -> ExistingItem:
    """Return a card with other values; its Status no longer comes from a workflow."""
    return replace(item, values=values, has_status_of_workflow=False)


def setting(
    project: ExistingProject, item: ExistingItem, field: ExistingField, value: Value | None
) -> Mutation | None:
    """Return the mutation that sets or clears a value; None if the option no longer exists."""
    wire: dict[str, Any] = {"projectId": project.id, "itemId": item.id, "fieldId": field.id}
    if value is None:
        return Mutation("clearProjectV2ItemFieldValue", wire, "clientMutationId", light=True)
    given = _input(field, value)
    if given is None:
        return None
    wire["value"] = given
    return Mutation("updateProjectV2ItemFieldValue", wire, "clientMutationId", light=True)


def _input(field: ExistingField, value: Value) -> dict[str, Any] | None:
    """Return a value as a GraphQL input; None if it is not an option of the field."""
    if field.type == "single_select":
        option = field.option(str(value))
        return {"singleSelectOptionId": option.id} if option else None
    if field.type == "iteration":
        iteration = field.iteration(str(value))
        return {"iterationId": iteration.id} if iteration else None
    if isinstance(value, tuple):
        options = [field.option(name) for name in value]
        ids = [each.id for each in options if each]
        return {"multiSelectOptionIds": ids} if len(ids) == len(options) else None
    return {field.type: value}
