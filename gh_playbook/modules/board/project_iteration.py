"""The iterations of an iteration field: the desired ones, and the input for GitHub.

GitHub replaces the iterations of a field by those in the request, and accepts no ids for them (its
GraphQL schema). `iteration_keeping` restores the values that cards lose by this.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from gh_playbook.declaration.backlog.project import Iteration
from gh_playbook.declaration.name import folded
from gh_playbook.model.project_field import ExistingField, ExistingIteration
from gh_playbook.modules.module import desired_fields

# In a field without iterations only the weekday of the first one counts.
_MONDAY = date(2024, 1, 1)
# The number of days that GitHub proposes for an iteration.
_DAYS = 14


def merged(
    declared: Sequence[Iteration], existing: Sequence[ExistingIteration]
) -> tuple[ExistingIteration, ...]:
    """Return the desired iterations, by their days: the declared ones, and people's."""
    rest = {folded(each.title): each for each in existing}
    known = {each.title: rest.pop(folded(each.title), None) for each in declared}
    by_start = {each.start: title for title, each in rest.items()}
    result = []
    for each in declared:
        # An iteration with the same first day and another title is the same, renamed.
        renamed = by_start.get(each.start) if known[each.title] is None else None
        before = rest.pop(renamed) if renamed in rest else known[each.title]
        values = desired_fields(each, before, ("title", "start", "duration"))
        result.append(ExistingIteration(before.id if before else "", **values))
    result += rest.values()
    return tuple(sorted(result, key=lambda each: each.start))


def wire(iterations: Sequence[ExistingIteration], field: ExistingField) -> dict[str, Any]:
    """Return the configuration for GitHub: "zero or more iterations" (its GraphQL schema).

    It starts with the first of them. The duration of the next iteration is that of the field or, in
    a new field, that of the first iteration.
    """
    if iterations:
        start, days = iterations[0].start, field.duration or iterations[0].duration
    else:
        start, days = _MONDAY + timedelta(days=(field.start_day or 1) - 1), field.duration or _DAYS
    return {
        "startDate": start.isoformat(),
        "duration": days,
        "iterations": [
            {"title": each.title, "startDate": each.start.isoformat(), "duration": each.duration}
            for each in iterations
        ],
    }


def shown(iterations: Sequence[ExistingIteration]) -> list[str]:
    """Return iterations in the form of reports."""
    return [f"{each.title} ({each.start}, {each.duration} days)" for each in iterations]
