"""Fields of the board in GraphQL's inputs, and in reports."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gh_playbook.github.reading import selection
from gh_playbook.model.change import Action, Change, Difference, Mutation
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.project_field import ExistingField, ExistingIteration, ExistingOption
from gh_playbook.model.world import UNBORN
from gh_playbook.modules.board import project_iteration

# The names of a type's options in GitHub's inputs.
_OPTIONS = {"single_select": "singleSelectOptions", "multi_select": "multiSelectOptions"}


def shown(options: Sequence[ExistingOption]) -> list[str]:
    """Return options in the form of reports."""
    return [
        f"{option.name} ({option.color}){': ' if option.description else ''}{option.description}"
        for option in options
    ]


def updating(
    existing: ExistingField,
    options: Sequence[ExistingOption] = (),
    iterations: Sequence[ExistingIteration] | None = None,
) -> Mutation:
    """Return the mutation that replaces a field's options or iterations."""
    wire = {"fieldId": existing.id, **_choices(existing, options, iterations)}
    return Mutation("updateProjectV2Field", wire, _payload(existing.type))


def renaming(existing: ExistingField, name: str) -> Mutation:
    """Return the mutation that gives a field another name; everything else stays."""
    wire = {"fieldId": existing.id, "name": name}
    return Mutation("updateProjectV2Field", wire, _payload(existing.type))


def creating(
    module: str, key: str, field: ExistingField, project: ExistingProject
) -> Change[ExistingField]:
    """Return the change that creates a field; the ids of its parts are new."""
    options = tuple(replace(each, id="") for each in field.options)
    # Without a configuration GitHub would create its own iterations; a field without iterations
    # gets an empty one.
    iterations = field.iterations if field.iterations or field.duration else None
    wire: dict[str, Any] = {
        "projectId": project.id,
        "name": field.name,
        "dataType": field.type.upper(),
        **_choices(field, options, iterations),
    }
    fields = {"type": field.type, "options": shown(options)}
    fields["iterations"] = project_iteration.shown(field.iterations)
    return Change(
        module,
        key,
        Action.CREATE,
        "no such field",
        differences=tuple(Difference(name, None, value) for name, value in fields.items() if value),
        operations=(Mutation("createProjectV2Field", wire, _payload(field.type)),),
        after=replace(field, id=UNBORN + field.name, number=None, options=options),
    )


def _payload(type: str) -> str:
    return f"projectV2Field {{ {selection.field(several=type == 'multi_select')} }}"


def _choices(
    field: ExistingField,
    options: Sequence[ExistingOption],
    iterations: Sequence[ExistingIteration] | None,
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if options:
        found[_OPTIONS[field.type]] = [
            {
                **({"id": option.id} if option.id else {}),
                "name": option.name,
                "color": option.color.upper(),
                "description": option.description,
            }
            for option in options
        ]
    if iterations is not None:
        found["iterationConfiguration"] = project_iteration.wire(iterations, field)
    return found
