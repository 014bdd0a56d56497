"""The iterations of an iteration field: which there should be, and what GitHub is sent for them.

GitHub replaces a field's iterations by those it is sent, and takes no ids with them (its GraphQL
schema); whether cards keep their values then nobody says [unverified]. So they are only sent
while no card has a value in the field; later a person adds them, in the project's settings.
"""

from collections.abc import Sequence
from typing import Any

from gh_playbook.declaration.name import folded
from gh_playbook.declaration.project import Iteration
from gh_playbook.model.project import ExistingField, ExistingIteration, ExistingProject
from gh_playbook.modules.module import wanted


def merged(
    declared: Sequence[Iteration], existing: Sequence[ExistingIteration]
) -> tuple[ExistingIteration, ...]:
    """Return the iterations to be, by their days: the declared ones, and people's."""
    by_title = {folded(each.title): each for each in existing}
    by_declared = {folded(each.title): each for each in declared}
    result = [each for title, each in by_title.items() if title not in by_declared]
    for title, each in by_declared.items():
        known = by_title.get(title)
        values = wanted(each, known, ("title", "start", "duration"))
        result.append(ExistingIteration(known.id if known else "", **values))
    return tuple(sorted(result, key=lambda each: each.start))


def wire(iterations: Sequence[ExistingIteration]) -> dict[str, Any]:
    """Return a configuration; its own days and length are those of the first iteration."""
    first = iterations[0]
    return {
        "startDate": first.start.isoformat(),
        "duration": first.duration,
        "iterations": [
            {"title": each.title, "startDate": each.start.isoformat(), "duration": each.duration}
            for each in iterations
        ],
    }


def shown(iterations: Sequence[ExistingIteration]) -> list[str]:
    """Return what reports say of iterations."""
    return [f"{each.title} ({each.start}, {each.duration} days)" for each in iterations]


def has_values(field: ExistingField, project: ExistingProject) -> bool:
    """Tell whether a card has a value in the field."""
    return any(field.name in item.values for item in project.items.values())
