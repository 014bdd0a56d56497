"""Fields of the project. Changing a field's options never takes anybody's value away.

GitHub replaces a field's options by those it is sent: the ones sent without their id are new, and
cards lose the old ones. So every option that exists is sent back with its id, people's too.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.name import folded
from gh_playbook.declaration.project import Option, ProjectField
from gh_playbook.github import parsing, selection
from gh_playbook.model.caret import may_stand_for_another
from gh_playbook.model.change import Action, Change, Difference, Mutation, Payload
from gh_playbook.model.project import (
    DEFAULT_STATUS,
    ExistingField,
    ExistingIteration,
    ExistingOption,
    ExistingProject,
    is_reserved,
)
from gh_playbook.model.world import UNBORN, World
from gh_playbook.modules import project_iteration
from gh_playbook.modules.module import Context, Mention, Module, Part, wanted
from gh_playbook.modules.project import open_project, without_project

_SHOWN_OTHERWISE = (
    "people's options hold control characters, which `gh` shows as ^[ and the like, and would "
    "write so: take them out on the board"
)


class ProjectFieldModule(Module[ProjectField, ExistingField]):
    """A field of the project."""

    name = "project_field"
    title = "Fields of the board"
    argument = ProjectField
    is_in_repository = False
    scope = "project"
    permission = "Projects of the organization"
    reads = frozenset({Part.ISSUES, Part.PROJECT})
    mention = Mention.NAMED

    def key(self, desired: ProjectField) -> str:
        """Return the field's name."""
        return desired.name

    def count(self, world: World) -> int:
        """Return how many there are."""
        return len(world.project.fields) if world.project else 0

    def diff(self, desired: ProjectField, world: World, _context: Context) -> Change[ExistingField]:
        """Compare type and options; a field of GitHub's own by that name serves as it is."""
        change = Change[ExistingField](
            self.name, desired.name, Action.SKIP, "as declared", desired.source
        )
        project = open_project(world)
        if project is None:
            return without_project(change, world)
        existing = project.field(desired.name)
        if existing is None and is_reserved(desired.name):
            reason = f"GitHub keeps the name {desired.name} for a field that this project lacks"
            return replace(change, action=Action.UNSUPPORTED, reason=reason)
        if existing is None:
            return _create(change, desired, project)
        if existing.is_built_in:
            return replace(change, reason="GitHub's own field, filled from the issue")
        if existing.type != desired.type:
            reason = f"there is a {existing.type} field of this name: rename it, or declare that"
            return replace(change, action=Action.CONFLICT, reason=reason)
        return _with_choices(change, desired, existing, project)

    def record(self, change: Change[ExistingField], world: World, payload: Payload | None) -> None:
        """Take in the field."""
        if world.project is not None:
            new = parsing.project_field(payload["projectV2Field"]) if payload else change.made
            world.project = world.project.with_field(new)


def _with_choices(
    change: Change[ExistingField],
    desired: ProjectField,
    existing: ExistingField,
    project: ExistingProject,
) -> Change[ExistingField]:
    if desired.iterations:
        return _with_iterations(change, desired, existing, project)
    if desired.type != "single_select":
        return change
    options = merged(desired.options, existing.options, untouched=project.is_untouched)
    if options == existing.options:
        return change
    if not existing.is_exact and _are_changed(options, desired.options):
        return replace(change, action=Action.CONFLICT, reason=_SHOWN_OTHERWISE)
    return replace(
        change,
        action=Action.UPDATE,
        reason="options",
        differences=(Difference("options", _shown(existing.options), _shown(options)),),
        operations=(
            Mutation(
                "updateProjectV2Field",
                {"fieldId": existing.id, "singleSelectOptions": _wire(options)},
                f"projectV2Field {{ {selection.FIELD} }}",
            ),
        ),
        before=existing,
        overwrites=None if project.is_new else existing.id,
        after=replace(existing, options=options),
    )


def _with_iterations(
    change: Change[ExistingField],
    desired: ProjectField,
    existing: ExistingField,
    project: ExistingProject,
) -> Change[ExistingField]:
    iterations = project_iteration.merged(desired.iterations, existing.iterations)
    if iterations == existing.iterations:
        return change
    now, wanted = map(project_iteration.shown, (existing.iterations, iterations))
    if project_iteration.has_values(existing, project):
        missing = ", ".join(each for each in wanted if each not in now)
        where = f"{project.url}/settings/fields/{existing.number}"
        reason = f"cards have iterations, which a change by API may take from them: {where}"
        return replace(change, action=Action.UNSUPPORTED, reason=f"{missing} by hand: {reason}")
    return replace(
        change,
        action=Action.UPDATE,
        reason="iterations",
        differences=(Difference("iterations", now, wanted),),
        operations=(
            Mutation(
                "updateProjectV2Field",
                {
                    "fieldId": existing.id,
                    "iterationConfiguration": project_iteration.wire(iterations),
                },
                f"projectV2Field {{ {selection.FIELD} }}",
            ),
        ),
        before=existing,
        overwrites=None if project.is_new else existing.id,
        after=replace(existing, iterations=iterations),
    )


def _are_changed(options: Sequence[ExistingOption], declared: Sequence[Option]) -> bool:
    """Tell whether an option that nobody declares may be sent back as another than it is."""
    names = {folded(each.name) for each in declared}
    return any(
        may_stand_for_another(f"{each.name} {each.description}")
        for each in options
        if folded(each.name) not in names
    )


def merged(
    declared: Sequence[Option], existing: Sequence[ExistingOption], *, untouched: bool
) -> tuple[ExistingOption, ...]:
    """Return the options to be: the declared ones in order, people's where they stood.

    An option without an id is new. `untouched` says that no card can have a value yet.
    """
    by_name = {folded(option.name): option for option in existing}
    result = [_option(each, by_name.get(folded(each.name))) for each in declared]
    names = {folded(option.name) for option in result}
    if untouched and [option.name for option in existing] == list(DEFAULT_STATUS):
        return tuple(result)
    for index, option in enumerate(existing):
        if folded(option.name) not in names:
            before = {folded(each.name) for each in existing[:index]}
            places = [at for at, each in enumerate(result, 1) if folded(each.name) in before]
            result.insert(max(places, default=0), option)
    return tuple(result)


def _option(declared: Option, existing: ExistingOption | None) -> ExistingOption:
    """Return an option to be; of one that exists, what is not said stays."""
    values = wanted(declared, existing, ("name", "color", "description"))
    return ExistingOption(existing.id if existing else "", **values)


def _wire(options: Sequence[ExistingOption]) -> list[dict[str, str]]:
    return [
        {
            **({"id": option.id} if option.id else {}),
            "name": option.name,
            "color": option.color.upper(),
            "description": option.description,
        }
        for option in options
    ]


def _shown(options: Sequence[ExistingOption]) -> list[str]:
    return [
        f"{option.name} ({option.color}){': ' if option.description else ''}{option.description}"
        for option in options
    ]


def _create(
    change: Change[ExistingField], desired: ProjectField, project: ExistingProject
) -> Change[ExistingField]:
    options = tuple(_option(each, None) for each in desired.options)
    fields: dict[str, Any] = {
        "projectId": project.id,
        "name": desired.name,
        "dataType": desired.type.upper(),
    }
    if options:
        fields["singleSelectOptions"] = _wire(options)
    iterations = project_iteration.merged(desired.iterations, ())
    if iterations:
        fields["iterationConfiguration"] = project_iteration.wire(iterations)
    return replace(
        change,
        action=Action.CREATE,
        reason="no such field",
        differences=(
            Difference("type", None, desired.type),
            *((Difference("options", None, _shown(options)),) if options else ()),
            *_new_iterations(iterations),
        ),
        operations=(
            Mutation("createProjectV2Field", fields, f"projectV2Field {{ {selection.FIELD} }}"),
        ),
        after=ExistingField(
            UNBORN + desired.name, desired.name, desired.type, None, options, iterations
        ),
    )


def _new_iterations(iterations: Sequence[ExistingIteration]) -> tuple[Difference, ...]:
    shown = project_iteration.shown(iterations)
    return (Difference("iterations", None, shown),) if shown else ()
