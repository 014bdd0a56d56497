"""Fields of the project. Changing the options of a field never removes a value from a card."""

from collections.abc import Iterator
from dataclasses import replace

from gh_playbook.declaration.backlog.project import ProjectField
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.github.reading import project_parsing
from gh_playbook.model.change import Action, Change, Difference, Payload
from gh_playbook.model.past import Past
from gh_playbook.model.project import STATUS, ExistingProject
from gh_playbook.model.project_field import ExistingField, ExistingOption, is_reserved
from gh_playbook.model.register import OPTION, option_name
from gh_playbook.model.world import World
from gh_playbook.modules import old_name
from gh_playbook.modules.board import (
    board_issue_field,
    field_choice,
    field_undo,
    iteration_keeping,
    project_iteration,
    project_option,
)
from gh_playbook.modules.board.field_wire import creating, renaming
from gh_playbook.modules.board_module import BoardModule
from gh_playbook.modules.context import Context
from gh_playbook.modules.module import FIELDS, Mention, Part, taken_away
from gh_playbook.modules.project_access import open_project, without_project


class ProjectFieldModule(BoardModule[ProjectField, ExistingField]):
    """A field of the project."""

    name = "project_field"
    lost_by = "project_item"
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
        """Return the number of fields."""
        return len(world.project.fields) if world.project else 0

    def listed(
        self, world: World, context: Context
    ) -> Iterator[tuple[str, str, ExistingField | ExistingOption | None]]:
        """Yield the declared fields, and their options under the names of both."""
        declared, board = context.project, world.project
        if declared is None or board is None:
            return
        for each in declared.fields:
            field = board.field(each.name)
            yield self.name, each.name, field
            for option in each.options:
                found = field and field.option(option.name)
                yield OPTION, option_name(each.name, option.name), found

    def diff(self, desired: ProjectField, world: World, context: Context) -> Change[ExistingField]:
        """Compare type and options; GitHub's own field of that name is used as it is."""
        change: Change[ExistingField] = Change(
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
            warnings = _likely_renamed(desired, project, world, context)
            return replace(made, source=desired.source, warnings=warnings)
        return _own(change, desired, existing, project, world)

    def absent(
        self, desired: ProjectField, world: World, context: Context
    ) -> Change[ExistingField]:
        """Compare an absent declaration with what exists."""
        change: Change[ExistingField] = Change(self.name, desired.name, Action.SKIP, "")
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
                field_undo.give(world, new, change.used_by)
            elif change.before is not None:
                field_undo.take(world, new, change.used_by)

    def landed(self, after: ExistingField, payload: Payload | None) -> ExistingField:
        """Return the field from GitHub's answer."""
        if not payload or "projectV2Field" not in payload:
            return after
        return project_parsing.project_field(payload["projectV2Field"])

    def remove(self, key: str, existing: ExistingField, world: World) -> Change[ExistingField]:
        """Remove the field from the board, with the cards' values in it."""
        if world.project is None:
            raise ValueError(f"{key}: there is no board")
        return field_undo.remove(self.name, key, existing, world.project)

    def forget(self, change: Change[ExistingField], world: World) -> None:
        """Note that the field no longer exists."""
        if world.project is not None and change.before is not None:
            field_undo.take(world, change.before, change.used_by)
            left = tuple(each for each in world.project.fields if each.id != change.before.id)
            world.project = replace(world.project, fields=left)

    def restore(self, past: Past, world: World) -> Change[ExistingField]:
        """Compare the field with its state before the run."""
        return field_undo.restore(past, world)


def _renamed_by_people(
    desired: ProjectField, project: ExistingProject, world: World, context: Context
) -> ExistingField | None:
    """Return the field that had the declared name and that people renamed to an undeclared one."""
    fields = {
        each.name: each
        for each in project.fields
        if each.type == desired.type and not (each.is_built_in or each.is_issue_field)
    }
    declared = {folded(each.name) for each in context.project.fields} if context.project else set()
    id = world.register.thing(ProjectFieldModule.name, desired.name)
    return old_name.renamed_by_people(id, fields, declared | {folded(STATUS)})


def _likely_renamed(
    desired: ProjectField, project: ExistingProject, world: World, context: Context
) -> tuple[str, ...]:
    """Report an undeclared field of the board that is probably this one under its old name."""
    fields = {
        each.name: each
        for each in project.fields
        if each.type == desired.type and not each.is_built_in and each.name != "Status"
    }
    declared = [each.name for each in context.project.fields] if context.project else []
    options = {folded(each.name) for each in desired.options}

    def is_twin(name: str) -> bool:
        return bool(options) and options == {folded(each.name) for each in fields[name].options}

    found = old_name.likely(desired.name, old_name.undeclared(fields, declared), is_twin)
    known = world.register.things.get(ProjectFieldModule.name, {})
    return old_name.hints(
        "field",
        desired.name,
        found,
        lambda: old_name.swap(known, fields, declared),
        lambda _name: "rename it in the project's settings, and cards keep their values",
    )


def _own(
    change: Change[ExistingField],
    desired: ProjectField,
    existing: ExistingField,
    project: ExistingProject,
    world: World,
) -> Change[ExistingField]:
    """Compare the board's own field with the existing field of the same name."""
    if existing.is_built_in:
        return replace(change, reason="GitHub's own field, filled from the issue")
    if existing.is_issue_field:
        return replace(change, action=Action.CONFLICT, reason=board_issue_field.SHOWN)
    if existing.type != desired.type:
        reason = f"there is a {existing.type} field of this name: rename it, or declare that type"
        return replace(change, action=Action.CONFLICT, reason=reason)
    # GitHub's own Status keeps its name.
    if existing.name != desired.name and not is_same(existing.name, STATUS):
        return _renamed(change, desired, existing, project)
    return field_choice.with_choices(change, desired, existing, project, world)


def _renamed(
    change: Change[ExistingField],
    desired: ProjectField,
    existing: ExistingField,
    project: ExistingProject,
) -> Change[ExistingField]:
    """Return the change to the declared spelling; other differences are compared afterwards."""
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
    """Return the reason why this project cannot have the field, if there is one."""
    if existing is None and is_reserved(desired.name):
        return f"GitHub reserves the name {desired.name} for a field that this project lacks"
    if not can_exist(desired, world):
        return "this GitHub has no fields with several options"
    return None


def _new(desired: ProjectField) -> ExistingField:
    """Return the field to create."""
    options = project_option.merged(desired.options, (), untouched=False)
    iterations = project_iteration.merged(desired.iterations, ())
    return ExistingField("", desired.name, desired.type, None, options, iterations)
