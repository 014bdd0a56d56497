"""The choices of a field of the board: its options, or its iterations.

GitHub replaces the options of a field by the options in the request: an option without its id is a
new one, and cards lose the old one. So every existing option is sent back with its id, people's
options too.
"""

from collections.abc import Sequence
from dataclasses import replace

from gh_playbook.declaration.backlog.project import Option, ProjectField
from gh_playbook.declaration.name import folded
from gh_playbook.model.caret import may_stand_for_another
from gh_playbook.model.change import Action, Change, Difference
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.project_field import ExistingField, ExistingOption
from gh_playbook.model.register import OPTION, option_name
from gh_playbook.model.world import World
from gh_playbook.modules import old_name
from gh_playbook.modules.board import (
    field_undo,
    iteration_keeping,
    project_iteration,
    project_option,
)
from gh_playbook.modules.board.field_wire import shown, updating

_SHOWN_OTHERWISE = (
    "people's options hold control characters, which `gh` shows as ^[ and the like, and would "
    "write so: remove them on the board"
)


def with_choices(
    change: Change[ExistingField],
    desired: ProjectField,
    existing: ExistingField,
    project: ExistingProject,
    world: World,
) -> Change[ExistingField]:
    """Compare the options or iterations of a field; other types have none."""
    if desired.iterations:
        return _with_iterations(change, desired, existing, project)
    if not desired.is_select:
        return change
    now = existing.options
    renamed = _renamed_options(desired, now, world)
    options = project_option.merged(
        desired.options, now, untouched=not project.uses(existing.name), renamed=renamed
    )
    if options == existing.options:
        return change
    if not existing.is_exact and _are_changed(options, desired.options):
        return replace(change, action=Action.CONFLICT, reason=_SHOWN_OTHERWISE)
    left = {each.id for each in options}
    lost = tuple(each for each in existing.options if each.id not in left)
    used_by = field_undo.values(existing, project, lost)
    return replace(
        change,
        action=Action.UPDATE,
        reason=f"options; {field_undo.told(used_by)} one that is removed" if used_by else "options",
        used_by=used_by,
        differences=(Difference("options", shown(existing.options), shown(options)),),
        operations=(updating(existing, options),),
        before=existing,
        overwrites=None if project.is_new else existing.id,
        after=replace(existing, options=options),
        warnings=tuple(old_name.told(each.name) for each in renamed.values()),
    )


def _renamed_options(
    desired: ProjectField, existing: Sequence[ExistingOption], world: World
) -> dict[str, ExistingOption]:
    """Return the options that people renamed to undeclared names, by their declared names."""
    there = {each.name: each for each in existing}
    known = {folded(each.name) for each in existing}
    declared = {folded(each.name) for each in desired.options}
    found = {}
    for each in desired.options:
        name = option_name(desired.name, each.name)
        id = world.register.thing(OPTION, name)
        theirs = old_name.renamed_by_people(id, there, declared)
        if theirs is not None and not each.is_absent and folded(each.name) not in known:
            found[each.name] = theirs
    return found


def _with_iterations(
    change: Change[ExistingField],
    desired: ProjectField,
    existing: ExistingField,
    project: ExistingProject,
) -> Change[ExistingField]:
    iterations = project_iteration.merged(desired.iterations, existing.iterations)
    if iterations == existing.iterations:
        return iteration_keeping.after_rewriting(change, existing, project) or change
    kept = iteration_keeping.before_rewriting(change, existing, iterations, project)
    if kept is not None:
        return kept
    now, wanted = map(project_iteration.shown, (existing.iterations, iterations))
    return replace(
        change,
        action=Action.UPDATE,
        reason="iterations",
        differences=(Difference("iterations", now, wanted),),
        operations=(updating(existing, iterations=iterations),),
        before=existing,
        overwrites=None if project.is_new else existing.id,
        after=replace(existing, iterations=iterations),
        used_by=iteration_keeping.lost(existing, project),
    )


def _are_changed(options: Sequence[ExistingOption], declared: Sequence[Option]) -> bool:
    """Tell whether sending back an undeclared option could change it."""
    names = {folded(each.name) for each in declared}
    return any(
        may_stand_for_another(f"{each.name} {each.description}")
        for each in options
        if folded(each.name) not in names
    )
