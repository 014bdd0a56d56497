"""Undo for views of the board: they are restored by their ids, or by their names."""

from dataclasses import replace
from typing import Any, Literal, cast

from gh_playbook.declaration.backlog.project import ProjectView, Sorting
from gh_playbook.model.change import Change
from gh_playbook.model.past import Past
from gh_playbook.model.project import ExistingProject, ExistingView
from gh_playbook.modules import undo
from gh_playbook.modules.board import last_view, view_wire
from gh_playbook.modules.module import skipped

_FIELDS = ("name", "layout", "filter", "fields")


def present(past: Past, project: ExistingProject) -> ExistingView | None:
    """Return the view that a run changed, found by its id, or else by its name."""
    ids = {each.id for each in (past.before, past.after) if each is not None}
    known = next((each for each in project.views if each.id in ids), None)
    return known or project.view(past.latest.name)


def with_sorted_fields(view: ExistingView) -> ExistingView:
    """Return a view with its fields sorted, because GitHub has its own order."""
    return replace(view, fields=tuple(sorted(view.fields)))


def declared(view: ExistingView) -> ProjectView:
    """Return a view as a declaration."""
    return ProjectView(
        name=view.name,
        layout=cast("Literal['board', 'table', 'roadmap']", view.layout),
        filter=view.filter,
        fields=view.fields,
        columns=next(iter(view.columns), None),
        group_by=next(iter(view.group_by), None),
        sort_by=tuple(Sorting.model_validate(vars(each)) for each in view.sort_by),
    )


def why_left(past: Past, now: ExistingView, project: ExistingProject) -> str:
    """Return in words why a view that a run created is left; usually an empty text."""
    left = edited(undo.as_left(past, now, _FIELDS), now)
    return left or (last_view.REASON if len(project.views) == 1 else "")


def edited(left: ExistingView, now: ExistingView) -> str:
    """Return in words what somebody has changed in a view; empty if nothing was changed."""
    # A view created without fields has GitHub's default ones.
    names = tuple(each for each in _FIELDS if each != "fields" or left.fields)
    return undo.edited(with_sorted_fields(left), with_sorted_fields(now), names)


def restored(
    past: Past, now: ExistingView, project: ExistingProject, **where: Any
) -> Change[ExistingView]:
    """Restore what a run changed of a view; a removed view has been created again by now."""
    if past.after is None:
        possible = tuple(each for each in past.before.fields if project.field(each))
        before = replace(past.before, fields=possible)
        theirs = undo.made_again(past, with_sorted_fields(before), with_sorted_fields(now), _FIELDS)
        return theirs or skipped(past.module, past.key, "as before the run", **where)
    found = undo.merge(
        with_sorted_fields(past.before),
        with_sorted_fields(past.after),
        with_sorted_fields(now),
        _FIELDS,
    )
    return undo.merged(
        past,
        found,
        operations=(view_wire.updating(now, found.fields, project),),
        before=now,
        after=replace(now, **found.fields),
        **where,
    )
