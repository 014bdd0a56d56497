"""Views of the project; their undeclared parts belong to people."""

from collections.abc import Iterator
from dataclasses import replace

from gh_playbook.declaration.backlog.project import ProjectView
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.model.change import Action, Change, Created, Difference, Mutation, Payload
from gh_playbook.model.past import Past
from gh_playbook.model.project import ExistingProject, ExistingSorting, ExistingView
from gh_playbook.model.world import UNBORN, World
from gh_playbook.modules import old_name, undo
from gh_playbook.modules.board import last_view, view_field, view_undo, view_wire
from gh_playbook.modules.board_module import BoardModule
from gh_playbook.modules.context import Context
from gh_playbook.modules.module import (
    VIEWS,
    Effect,
    Mention,
    compare,
    describe,
    desired_fields,
    taken_away,
)
from gh_playbook.modules.project_access import open_project, without_project

# The fields in the report of a new view.
_SAID = ("layout", "filter", "fields", "columns", "group_by")


class ProjectViewModule(BoardModule[ProjectView, ExistingView]):
    """A view of the project."""

    name = "project_view"
    may_double = True
    effect = Effect.NOTHING
    title = "Views of the board"
    argument = ProjectView
    existing = ExistingView
    stage = VIEWS
    mention = Mention.NAMED

    def key(self, desired: ProjectView) -> str:
        """Return the view's name."""
        return desired.name

    def count(self, world: World) -> int:
        """Return the number of views."""
        return len(world.project.views) if world.project else 0

    def listed(
        self, world: World, context: Context
    ) -> Iterator[tuple[str, str, ExistingView | None]]:
        """Yield the declared views."""
        declared, board = context.project, world.project
        if declared is not None and board is not None:
            yield from ((self.name, each.name, board.view(each.name)) for each in declared.views)

    def diff(self, desired: ProjectView, world: World, context: Context) -> Change[ExistingView]:
        """Compare name, layout, filter and fields; report different columns or grouping."""
        change: Change[ExistingView] = Change(
            self.name, desired.name, Action.SKIP, "as declared", desired.source
        )
        project = open_project(world, context)
        if project is None:
            return without_project(change, world)
        desired = view_field.possible_here(desired, project, world, context)
        unknown = view_field.unknown(desired, project)
        if unknown:
            reason = f"needs the field {', '.join(unknown)} of the project"
            awaits = tuple(("project_field", folded(name)) for name in unknown)
            return replace(change, action=Action.BLOCK, reason=reason, awaits=awaits)
        existing = project.view(desired.name)
        theirs = None if existing else _renamed_by_people(desired, project, world, context)
        existing = existing or theirs
        if existing is None:
            awaits = view_field.awaited_before(desired, project, context)
            made = replace(_create(change, desired, project, world), awaits=awaits)
            return _possible(made, world)
        change = replace(change, number=existing.number, url=_url(project, existing.number))
        differences = _differences(desired, existing, project)
        if differences:
            told = (old_name.told(theirs.name),) if theirs else ()
            change = replace(change, warnings=told)
            return _possible(_update(change, desired, existing, project, differences), world)
        by_hand = _by_hand(desired, existing)
        if by_hand:
            reason = f"{by_hand}: no API can change this: change it at {change.url}"
            return replace(change, action=Action.UNSUPPORTED, reason=reason)
        return change

    def absent(self, desired: ProjectView, world: World, context: Context) -> Change[ExistingView]:
        """Compare an absent declaration with what exists."""
        change: Change[ExistingView] = Change(self.name, desired.name, Action.SKIP, "")
        project = open_project(world, context)
        if project is None:
            return without_project(change, world)
        existing = project.view(desired.name)
        if existing is None:
            return taken_away(self, desired.name, existing, world)
        removal = _possible(self.remove(desired.name, existing, world), world)
        return last_view.kept(removal, desired, project, context)

    def record(self, change: Change[ExistingView], world: World, payload: Payload | None) -> None:
        """Put the view into the world."""
        view = self.landed(change.made, payload) if payload else change.made
        if world.project is not None:
            world.project = world.project.with_view(view)

    def landed(self, after: ExistingView, payload: Payload) -> ExistingView:
        """Return the view with its new id and number from GitHub's answer."""
        if "node_id" not in payload:
            return after
        return replace(after, id=payload["node_id"], number=payload["number"])

    def remove(self, key: str, existing: ExistingView, world: World) -> Change[ExistingView]:
        """Remove the view; the cards stay."""
        project = world.project
        return Change(
            self.name,
            key,
            Action.REMOVE,
            "the cards stay",
            differences=(Difference("layout", existing.layout, None),),
            operations=(
                Mutation("deleteProjectV2View", {"viewId": existing.id}, "clientMutationId"),
            ),
            before=existing,
            number=existing.number,
            url=_url(project, existing.number) if project else None,
        )

    def forget(self, change: Change[ExistingView], world: World) -> None:
        """Note that the view no longer exists."""
        if world.project is not None and change.before is not None:
            left = tuple(each for each in world.project.views if each.id != change.before.id)
            world.project = replace(world.project, views=left)

    def restore(self, past: Past, world: World) -> Change[ExistingView]:
        """Compare the view with its state before the run."""
        project = world.project
        now = view_undo.present(past, project) if project else None
        if project is None or (now is None and past.after is not None):
            return undo.gone(past)
        if now is None:
            change: Change[ExistingView] = Change(self.name, past.key, Action.CREATE, "")
            made = _create(change, view_undo.declared(past.before), project, world)
            return replace(made, reason="as before the run")
        where = {"number": now.number, "url": _url(project, now.number)}
        if past.before is None:
            left = view_undo.why_left(past, now, project)
            return undo.conflict(past, left, **where) if left else self.remove(past.key, now, world)
        return view_undo.restored(past, now, project, **where)

    def created(self, key: str, world: World) -> Created | None:
        """Return the view: GitHub accepts any number of equal ones."""
        project = world.project
        view = project.view(key) if project and project.number is not None else None
        return Created(view.id, view.number, left=view) if view else None

    def twins(self, key: str, own: Created, world: World) -> list[Created]:
        """Return the views of this name; without the created one if people have changed it."""
        views = world.project.views if world.project else ()
        return [
            Created(each.id, each.number)
            for each in views
            if is_same(each.name, key)
            and not (each.id == own.id and view_undo.edited(own.left, each))
        ]

    def withdraw(
        self, key: str, own: Created, _older: Created, world: World
    ) -> Change[ExistingView]:
        """Delete the younger one of two equal views."""
        views = world.project.views if world.project else ()
        existing = next(each for each in views if each.id == own.id)
        reason = f"a second view {key!r} is withdrawn, because another run created one"
        return self.remove(key, existing, world).but(reason=reason)


def _renamed_by_people(
    desired: ProjectView, project: ExistingProject, world: World, context: Context
) -> ExistingView | None:
    """Return the view that had the declared name and that people renamed to an undeclared one."""
    views = {each.name: each for each in project.views}
    declared = {folded(each.name) for each in context.project.views} if context.project else set()
    id = world.register.thing(ProjectViewModule.name, desired.name)
    return old_name.renamed_by_people(id, views, declared)


def _possible(change: Change[ExistingView], world: World) -> Change[ExistingView]:
    """Return the change; without an API for views, one that says that it is unsupported."""
    if world.features.views:
        return change
    reason = f"{change.reason}: this GitHub has no API for views; use the board's page"
    return replace(change, action=Action.UNSUPPORTED, reason=reason, operations=(), after=None)


def _differences(
    desired: ProjectView, existing: ExistingView, project: ExistingProject
) -> tuple[Difference, ...]:
    """Compare the parts of a view that an API can change."""
    said = desired_fields(desired, existing, ("layout", "filter"))
    shown = sorted(view_field.spelt(existing.fields, project))
    return compare(
        {
            "name": (existing.name, desired.name),
            "layout": (existing.layout, said["layout"]),
            "filter": (existing.filter, said["filter"]),
            "fields": (shown, sorted(view_field.named(desired, project)) or shown),
        }
    )


def _create(
    change: Change[ExistingView], desired: ProjectView, project: ExistingProject, world: World
) -> Change[ExistingView]:
    said: dict[str, object] = {name: getattr(desired, name) for name in _SAID}
    said["sort_by"] = [str(each) for each in desired.sort_by]
    return replace(
        change,
        action=Action.CREATE,
        reason="no such view",
        differences=tuple(Difference(name, None, value) for name, value in said.items() if value),
        operations=(view_wire.creating(desired, project, world),),
        after=ExistingView(
            id=UNBORN + desired.name,
            number=None,
            name=desired.name,
            layout=desired.layout,
            filter=desired.filter,
            fields=view_field.named(desired, project),
            columns=(desired.columns,) if desired.columns else (),
            group_by=(desired.group_by,) if desired.group_by else (),
            sort_by=tuple(ExistingSorting(each.field, each.direction) for each in desired.sort_by),
        ),
    )


def _update(
    change: Change[ExistingView],
    desired: ProjectView,
    existing: ExistingView,
    project: ExistingProject,
    differences: tuple[Difference, ...],
) -> Change[ExistingView]:
    fields = {each.field: getattr(desired, each.field) for each in differences}
    return replace(
        change,
        action=Action.UPDATE,
        reason=describe(differences),
        differences=differences,
        operations=(view_wire.updating(existing, fields, project),),
        before=existing,
        after=replace(
            existing,
            **desired_fields(desired, existing, ("name", "layout", "filter")),
            fields=view_field.named(desired, project) or existing.fields,
        ),
    )


def _by_hand(desired: ProjectView, existing: ExistingView) -> str:
    """Report differences that only a person can change."""
    wrong = []
    # A board's columns are Status until somebody changes that.
    columns = existing.columns or (("Status",) if existing.layout == "board" else ())
    if desired.columns and [folded(desired.columns)] != [folded(each) for each in columns]:
        wrong.append(f"its columns should be {desired.columns}")
    groups = [folded(each) for each in existing.group_by]
    if desired.group_by and [folded(desired.group_by)] != groups:
        wrong.append(f"it should be grouped by {desired.group_by}")
    return ", ".join(wrong)


def _url(project: ExistingProject, number: int | None) -> str | None:
    return f"{project.url}/views/{number}" if project.url and number else None
