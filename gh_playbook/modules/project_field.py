"""Fields of the project. Changing the options of a field never removes a value from a card.

GitHub replaces the options of a field by those that it is sent: an option without its id is a new
one, and cards lose the old one. So every existing option is sent back with its id, people's options
too.
"""

from collections.abc import Sequence
from dataclasses import replace

from gh_playbook.declaration.name import folded, is_same
from gh_playbook.declaration.project import Option, ProjectField
from gh_playbook.github import project_parsing
from gh_playbook.model.caret import may_stand_for_another
from gh_playbook.model.change import Action, Change, Difference, Payload
from gh_playbook.model.past import Past
from gh_playbook.model.project import (
    STATUS,
    ExistingField,
    ExistingOption,
    ExistingProject,
    is_reserved,
)
from gh_playbook.model.register import option_name
from gh_playbook.model.world import World
from gh_playbook.modules import (
    board_issue_field,
    field_restoring,
    iteration_keeping,
    old_name,
    project_iteration,
    project_option,
)
from gh_playbook.modules.board_module import BoardModule
from gh_playbook.modules.field_wire import creating, renaming, shown, updating
from gh_playbook.modules.module import FIELDS, Context, Mention, Part, taken_away
from gh_playbook.modules.project_access import open_project, without_project

_SHOWN_OTHERWISE = (
    "people's options hold control characters, which `gh` shows as ^[ and the like, and would "
    "write so: remove them on the board"
)


class ProjectFieldModule(BoardModule[ProjectField, ExistingField]):
    """A field of the project."""

    name = "project_field"
    title = "Fields of the board"
    argument = ProjectField
    existing = ExistingField
    stage = FIELDS
    reads = frozenset({Part.ISSUES, Part.PROJECT})
    mention = Mention.NAMED

    def key(self, desired: ProjectField) -> str:
        """Return the field's name."""
        return desired.name

    def count(self, world: World) -> int:
        """Return how many there are."""
        return len(world.project.fields) if world.project else 0

    def diff(self, desired: ProjectField, world: World, context: Context) -> Change[ExistingField]:
        """Compare type and options; GitHub's own field of that name is used as it is."""
        change = Change[ExistingField](
            self.name, desired.name, Action.SKIP, "as declared", desired.source
        )
        project = open_project(world, context)
        if project is None:
            return without_project(change, world)
        existing = project.field(desired.name)
        if desired.is_issue_field:
            return board_issue_field.diff(change, desired, existing, project, world)
        reason = _unsupported(desired, existing, world)
        if reason is not None:
            return replace(change, action=Action.UNSUPPORTED, reason=reason)
        theirs = None if existing else _renamed_by_people(desired, project, world, context)
        if theirs is not None:
            told = (old_name.told(theirs.name),)
            return replace(_renamed(change, desired, theirs, project), warnings=told)
        if existing is None:
            made = creating(self.name, desired.name, _new(desired), project)
            warnings = _likely_renamed(desired, project, context)
            return replace(made, source=desired.source, warnings=warnings)
        return _own(change, desired, existing, project, world)

    def absent(
        self, desired: ProjectField, world: World, context: Context
    ) -> Change[ExistingField]:
        """Compare an absent declaration with what exists."""
        change = Change[ExistingField](self.name, desired.name, Action.SKIP, "")
        project = open_project(world, context)
        if project is None:
            return without_project(change, world)
        existing = project.field(desired.name)
        if existing is not None and existing.is_built_in:
            reason = "it is GitHub's own field, which cannot be removed"
            return replace(change, action=Action.UNSUPPORTED, reason=reason)
        return taken_away(self, desired.name, existing, world)

    def record(self, change: Change[ExistingField], world: World, payload: Payload | None) -> None:
        """Put the field into the world."""
        if world.project is not None:
            is_step = iteration_keeping.record(change, world, payload)
            new = self.landed(change.made, None if is_step else payload)
            world.project = world.project.with_field(new)
            if change.after is change.before:
                field_restoring.give(world, new, change.used_by)
            elif change.before is not None:
                field_restoring.take(world, new, change.used_by)

    def landed(self, after: ExistingField, payload: Payload | None) -> ExistingField:
        """Return the field from GitHub's answer."""
        if not payload or "projectV2Field" not in payload:
            return after
        return project_parsing.project_field(payload["projectV2Field"])

    def remove(self, key: str, existing: ExistingField, world: World) -> Change[ExistingField]:
        """Remove the field from the board, with the cards' values in it."""
        if world.project is None:
            raise ValueError(f"{key}: there is no board")
        return field_restoring.remove(self.name, key, existing, world.project)

    def forget(self, change: Change[ExistingField], world: World) -> None:
        """Note that the field no longer exists."""
        if world.project is not None and change.before is not None:
            field_restoring.take(world, change.before, change.used_by)
            left = tuple(each for each in world.project.fields if each.id != change.before.id)
            world.project = replace(world.project, fields=left)

    def restore(self, past: Past, world: World) -> Change[ExistingField]:
        """Compare the field with its state before the run."""
        return field_restoring.restore(past, world)


def _renamed_by_people(
    desired: ProjectField, project: ExistingProject, world: World, context: Context
) -> ExistingField | None:
    """Return the field that had the declared name; people gave it one that nothing declares."""
    fields = {
        each.name: each
        for each in project.fields
        if each.type == desired.type and not (each.is_built_in or each.is_issue_field)
    }
    declared = {folded(each.name) for each in context.project.fields} if context.project else set()
    id = world.register.thing(ProjectFieldModule.name, desired.name)
    return old_name.renamed_by_people(id, fields, declared | {folded(STATUS)})


def _likely_renamed(
    desired: ProjectField, project: ExistingProject, context: Context
) -> tuple[str, ...]:
    """Report an undeclared field of the board that this one is probably the new name of."""
    fields = {
        each.name: each
        for each in project.fields
        if each.type == desired.type and not each.is_built_in and each.name != "Status"
    }
    declared = (each.name for each in context.project.fields) if context.project else ()
    options = {folded(each.name) for each in desired.options}

    def is_twin(name: str) -> bool:
        return bool(options) and options == {folded(each.name) for each in fields[name].options}

    found = old_name.likely(desired.name, old_name.undeclared(fields, declared), is_twin)
    if found is None:
        return ()
    advice = "rename it in the project's settings, and cards keep their values"
    return (f"{found!r} looks like this field under an old name: {advice}",)


def _own(
    change: Change[ExistingField],
    desired: ProjectField,
    existing: ExistingField,
    project: ExistingProject,
    world: World,
) -> Change[ExistingField]:
    """Compare a field of the board's own with the one that has its name."""
    if existing.is_built_in:
        return replace(change, reason="GitHub's own field, filled from the issue")
    if existing.is_issue_field:
        return replace(change, action=Action.CONFLICT, reason=board_issue_field.SHOWN)
    if existing.type != desired.type:
        reason = f"there is a {existing.type} field of this name: rename it, or declare that"
        return replace(change, action=Action.CONFLICT, reason=reason)
    # GitHub's own Status keeps its name.
    if existing.name != desired.name and not is_same(existing.name, STATUS):
        return _renamed(change, desired, existing, project)
    return _with_choices(change, desired, existing, project, world)


def _renamed(
    change: Change[ExistingField],
    desired: ProjectField,
    existing: ExistingField,
    project: ExistingProject,
) -> Change[ExistingField]:
    """Return the change to the declared spelling; what else differs is compared afterwards."""
    return replace(
        change,
        action=Action.UPDATE,
        reason="name",
        differences=(Difference("name", existing.name, desired.name),),
        operations=(renaming(existing, desired.name),),
        before=existing,
        overwrites=None if project.is_new else existing.id,
        after=replace(existing, name=desired.name),
    )


def can_exist(desired: ProjectField, world: World) -> bool:
    """Tell whether this GitHub and owner have fields of the declared type."""
    if desired.is_issue_field:
        return board_issue_field.are_possible(world)
    return desired.type != "multi_select" or world.features.multi_selects


def _unsupported(desired: ProjectField, existing: ExistingField | None, world: World) -> str | None:
    """Return why this project cannot have the field, if so."""
    if existing is None and is_reserved(desired.name):
        return f"GitHub reserves the name {desired.name} for a field that this project lacks"
    if not can_exist(desired, world):
        return "this GitHub has no fields of several options"
    return None


def _with_choices(
    change: Change[ExistingField],
    desired: ProjectField,
    existing: ExistingField,
    project: ExistingProject,
    world: World,
) -> Change[ExistingField]:
    if desired.iterations:
        return _with_iterations(change, desired, existing, project)
    if not desired.is_select:
        return change
    now = existing.options
    renamed = _renamed_options(desired, now, world)
    options = project_option.merged(
        desired.options, now, untouched=project.is_untouched, renamed=renamed
    )
    if options == existing.options:
        return change
    if not existing.is_exact and _are_changed(options, desired.options):
        return replace(change, action=Action.CONFLICT, reason=_SHOWN_OTHERWISE)
    left = {each.id for each in options}
    lost = tuple(each for each in existing.options if each.id not in left)
    used_by = field_restoring.values(existing, project, lost)
    return replace(
        change,
        action=Action.UPDATE,
        reason=f"options; {field_restoring.told(used_by)} one that goes" if used_by else "options",
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
    """Return the options that people gave names which nothing declares, by the declared names."""
    there = {each.name: each for each in existing}
    known = {folded(each.name) for each in existing}
    declared = {folded(each.name) for each in desired.options}
    found = {}
    for each in desired.options:
        name = option_name(desired.name, each.name)
        id = world.register.thing("project_option", name)
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


def _new(desired: ProjectField) -> ExistingField:
    """Return a field as it is to be created."""
    options = project_option.merged(desired.options, (), untouched=False)
    iterations = project_iteration.merged(desired.iterations, ())
    return ExistingField("", desired.name, desired.type, None, options, iterations)
