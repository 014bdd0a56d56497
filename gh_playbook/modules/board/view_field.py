"""The fields that a view names: those that the project has, lacks, or cannot have here."""

from collections.abc import Sequence

from gh_playbook.declaration.backlog.project import ProjectView
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.model.change import Thing
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.project_field import is_reserved
from gh_playbook.model.world import World
from gh_playbook.modules.board.project_field import can_exist
from gh_playbook.modules.context import Context


def named(desired: ProjectView, project: ExistingProject) -> tuple[str, ...]:
    """Return the names of the declared fields that the project has."""
    found = [project.field(name) for name in desired.fields]
    return tuple(field.name for field in found if field)


def spelt(names: Sequence[str], project: ExistingProject) -> list[str]:
    """Return names of fields as the project spells them now."""
    return [field.name if (field := project.field(name)) else name for name in names]


def unknown(desired: ProjectView, project: ExistingProject) -> list[str]:
    """Return the named fields that the project lacks, and that GitHub does not reserve."""
    names = [*desired.fields, *desired.sorted_by, desired.columns, desired.group_by]
    return [
        name for name in names if name and project.field(name) is None and not is_reserved(name)
    ]


def possible_here(
    desired: ProjectView, project: ExistingProject, world: World, context: Context
) -> ProjectView:
    """Return a view without the declared fields that this GitHub cannot have."""
    declared = context.project.fields if context.project else ()
    lacking = {
        folded(each.name)
        for each in declared
        if project.field(each.name) is None and not can_exist(each, world)
    }
    if not lacking:
        return desired
    left = {
        "fields": tuple(each for each in desired.fields if folded(each) not in lacking),
        "sort_by": tuple(each for each in desired.sort_by if folded(each.field) not in lacking),
    }
    one = {
        name: None if folded(getattr(desired, name) or "") in lacking else getattr(desired, name)
        for name in ("columns", "group_by")
    }
    return desired.model_copy(update={**left, **one})


def awaited_before(
    desired: ProjectView, project: ExistingProject, context: Context
) -> tuple[Thing, ...]:
    """Return the fields that new views declared before this one still wait for.

    Views are created in the declared order, which is the order of their tabs: so none is created
    while one before it has to wait.
    """
    found: list[str] = []
    for view in context.project.views if context.project else ():
        if is_same(view.name, desired.name):
            return tuple(("project_field", folded(name)) for name in dict.fromkeys(found))
        found += [] if view.is_absent or project.view(view.name) else unknown(view, project)
    return ()
