"""Views of the project. REST creates them, for only it takes columns, grouping and sorting.

None of those three can be changed by API afterwards; layout, filter and fields can, through
GraphQL. What the backlog does not say of a view is people's.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.name import folded
from gh_playbook.declaration.project import ProjectView
from gh_playbook.model.change import Action, Call, Change, Difference, Mutation, Payload
from gh_playbook.model.project import ExistingProject, ExistingView, is_reserved
from gh_playbook.model.world import UNBORN, World
from gh_playbook.modules.module import Context, Mention, Module, Part, compare, describe
from gh_playbook.modules.project import open_project, without_project


class ProjectViewModule(Module[ProjectView, ExistingView]):
    """A view of the project."""

    name = "project_view"
    title = "Views of the board"
    argument = ProjectView
    is_in_repository = False
    scope = "project"
    permission = "Projects of the organization"
    reads = frozenset({Part.PROJECT})
    mention = Mention.NAMED

    def key(self, desired: ProjectView) -> str:
        """Return the view's name."""
        return desired.name

    def count(self, world: World) -> int:
        """Return how many there are."""
        return len(world.project.views) if world.project else 0

    def diff(self, desired: ProjectView, world: World, _context: Context) -> Change[ExistingView]:
        """Compare layout, filter and fields; say where columns or grouping differ."""
        change = Change[ExistingView](
            self.name, desired.name, Action.SKIP, "as declared", desired.source
        )
        project = open_project(world)
        if project is None:
            return without_project(change, world)
        unknown = _unknown_fields(desired, project)
        if unknown:
            reason = f"needs the field {', '.join(unknown)} of the project"
            return replace(change, action=Action.BLOCK, reason=reason)
        existing = project.view(desired.name)
        if existing is None:
            return _create(change, desired, project, world)
        change = replace(change, number=existing.number, url=_url(project, existing.number))
        differences = compare(
            {
                "layout": (existing.layout, desired.layout),
                "filter": (existing.filter, desired.filter or existing.filter),
                "fields": (
                    sorted(existing.fields),
                    sorted(_fields(desired, project) or existing.fields),
                ),
            }
        )
        if differences:
            return _update(change, desired, existing, project, differences)
        by_hand = _by_hand(desired, existing)
        if by_hand:
            reason = f"{by_hand}: no API changes that, {change.url} does"
            return replace(change, action=Action.UNSUPPORTED, reason=reason)
        return change

    def record(self, change: Change[ExistingView], world: World, payload: Payload | None) -> None:
        """Take in the view."""
        view = change.made
        if payload and "node_id" in payload:
            view = replace(view, id=payload["node_id"], number=payload["number"])
        if world.project is not None:
            world.project = world.project.with_view(view)


def _create(
    change: Change[ExistingView], desired: ProjectView, project: ExistingProject, world: World
) -> Change[ExistingView]:
    repository = world.repository
    owner = (
        f"orgs/{repository.owner}"
        if repository.owner_is_organization
        else f"users/{repository.owner_number}"
    )
    body: dict[str, Any] = {"name": desired.name, "layout": desired.layout}
    if desired.filter:
        body["filter"] = desired.filter
    if desired.fields and desired.layout != "roadmap":
        body["visible_fields"] = _numbers(desired.fields, project)
    if desired.columns:
        body["vertical_group_by"] = _numbers([desired.columns], project)
    if desired.group_by:
        body["group_by"] = _numbers([desired.group_by], project)
    if desired.sort_by:
        body["sort_by"] = [[number, "asc"] for number in _numbers(desired.sort_by, project)]
    return replace(
        change,
        action=Action.CREATE,
        reason="no such view",
        differences=(Difference("layout", None, desired.layout),),
        operations=(Call("POST", f"{owner}/projectsV2/{project.number}/views", body),),
        after=ExistingView(
            UNBORN + desired.name,
            None,
            desired.name,
            desired.layout,
            desired.filter,
            _fields(desired, project),
            (desired.columns,) if desired.columns else (),
            (desired.group_by,) if desired.group_by else (),
        ),
    )


def _update(
    change: Change[ExistingView],
    desired: ProjectView,
    existing: ExistingView,
    project: ExistingProject,
    differences: tuple[Difference, ...],
) -> Change[ExistingView]:
    wire: dict[str, Any] = {"viewId": existing.id}
    names = {each.field for each in differences}
    if "layout" in names:
        wire["layout"] = f"{desired.layout.upper()}_LAYOUT"
    if "filter" in names:
        wire["filter"] = desired.filter
    if "fields" in names:
        found = [project.field(name) for name in desired.fields]
        wire["configuration"] = {"visibleFieldIds": [field.id for field in found if field]}
    return replace(
        change,
        action=Action.UPDATE,
        reason=describe(differences),
        differences=differences,
        operations=(Mutation("updateProjectV2View", wire, "projectV2View { id }"),),
        before=existing,
        after=replace(
            existing,
            layout=desired.layout,
            filter=desired.filter or existing.filter,
            fields=_fields(desired, project) or existing.fields,
        ),
    )


def _by_hand(desired: ProjectView, existing: ExistingView) -> str:
    """Say what differs that only a person can change."""
    wrong = []
    # A board's columns are Status until somebody says otherwise.
    columns = existing.columns or (("Status",) if existing.layout == "board" else ())
    if desired.columns and [folded(desired.columns)] != [folded(each) for each in columns]:
        wrong.append(f"its columns should be {desired.columns}")
    groups = [folded(each) for each in existing.group_by]
    if desired.group_by and [folded(desired.group_by)] != groups:
        wrong.append(f"it should be grouped by {desired.group_by}")
    return ", ".join(wrong)


def _fields(desired: ProjectView, project: ExistingProject) -> tuple[str, ...]:
    """Return the names of the declared fields that the project has."""
    found = [project.field(name) for name in desired.fields]
    return tuple(field.name for field in found if field)


def _unknown_fields(desired: ProjectView, project: ExistingProject) -> list[str]:
    named = [*desired.fields, *desired.sort_by, desired.columns, desired.group_by]
    return [
        name for name in named if name and project.field(name) is None and not is_reserved(name)
    ]


def _numbers(names: Sequence[str], project: ExistingProject) -> list[int | None]:
    found = [project.field(name) for name in names]
    return [field.number for field in found if field]


def _url(project: ExistingProject, number: int | None) -> str | None:
    return f"{project.url}/views/{number}" if project.url and number else None
