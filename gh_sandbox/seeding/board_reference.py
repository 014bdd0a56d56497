"""The references of a seed's projects: repositories, issues, users, fields, options, workflows."""

from collections.abc import Iterator, Sequence
from datetime import date

from gh_sandbox.rules.projects import project_workflow as workflows
from gh_sandbox.rules.projects.project_field import BUILT_IN, STATUS, STATUS_OPTIONS
from gh_sandbox.seeding.project_seed import Item, Project, ProjectField, Value, View
from gh_sandbox.seeding.seed import Owner
from gh_sandbox.seeding.seed_fault import SeedFault, Where, is_same, missing, no_issue, numbers

_SELECTS = ("single_select", "multi_select")


def dangling(
    at: Where, project: Project, owner: Owner, logins: Sequence[str]
) -> Iterator[SeedFault]:
    """Yield every reference of a project to a thing that its owner's part of the seed lacks."""
    names = [each.name for each in owner.repositories]
    for index, name in enumerate(project.repositories):
        yield from missing((*at, "repositories", index), "repository", name, names)
    for index, view in enumerate(project.views):
        yield from _of_view((*at, "views", index), view, _field_names(project))
    for index, item in enumerate(project.items):
        where = (*at, "items", index)
        yield from _issue(where, item, owner)
        for place, login in enumerate(item.assignees):
            yield from missing((*where, "assignees", place), "user", login, logins)
        yield from _values((*where, "values"), item, project)
    for name, workflow in project.workflows.items():
        where = (*at, "workflows", name)
        yield from missing(where, "workflow", name, workflows.NAMES, is_key=True)
        if workflow.repository is not None:
            yield from missing((*where, "repository"), "repository", workflow.repository, names)


def _issue(at: Where, item: Item, owner: Owner) -> Iterator[SeedFault]:
    """Yield the fault of an item whose repository or issue does not exist."""
    if item.repository is None or item.number is None:
        return
    named = [each for each in owner.repositories if is_same(each.name, item.repository)]
    names = [each.name for each in owner.repositories]
    yield from missing((*at, "repository"), "repository", item.repository, names)
    known = {number for each in named for number in numbers(each)}
    if named and item.number not in known:
        yield no_issue((*at, "number"), item.number, known, within=item.repository)


def _of_view(at: Where, view: View, fields: Sequence[str]) -> Iterator[SeedFault]:
    for index, name in enumerate(view.fields or ()):
        yield from missing((*at, "fields", index), "field", name, fields)
    for key in ("group_by", "vertical_group_by"):
        chosen = getattr(view, key)
        if chosen is not None:
            yield from missing((*at, key), "field", chosen, fields)
    for name in view.sort_by:
        yield from missing((*at, "sort_by", name), "field", name, fields, is_key=True)


def _values(at: Where, item: Item, project: Project) -> Iterator[SeedFault]:
    for name, value in item.values.items():
        yield from missing((*at, name), "field", name, _field_names(project), is_key=True)
        field = next((each for each in project.fields if is_same(each.name, name)), None)
        yield from _unfit((*at, name), field, value)
        choices = _choices(field, name)
        if choices is None:
            continue
        for index, each in enumerate(value if isinstance(value, list) else [value]):
            where = (*at, name, index) if isinstance(value, list) else (*at, name)
            yield from missing(where, f"option of {name}", str(each), choices)


def _unfit(at: Where, field: ProjectField | None, value: Value) -> Iterator[SeedFault]:
    """Yield the fault of a value that is no number, or no date, as its field has them."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if field is not None and field.type == "number" and not is_number:
        yield SeedFault(at, f"{field.name} is a number, not {value!r}")
    if field is not None and field.type == "date" and not _is_date(value):
        yield SeedFault(at, f"{field.name} is a date, such as 2026-12-31, not {value!r}")


def _is_date(value: Value) -> bool:
    """Tell whether a value is a date, also one in quotes, as JSON has it."""
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def _field_names(project: Project) -> list[str]:
    return [*(name for name, _ in BUILT_IN), *(each.name for each in project.fields)]


def _choices(field: ProjectField | None, name: str) -> list[str] | None:
    """Return the choices of a field; None if the seed does not list them."""
    if field is None:
        return [each[1] for each in STATUS_OPTIONS] if is_same(name, STATUS) else None
    if field.type in _SELECTS:
        return [each.name for each in field.options]
    return [each.title for each in field.iterations] or None if field.type == "iteration" else None
