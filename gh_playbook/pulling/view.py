"""The board's views in a pull: changed and deleted ones, and the order of tabs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from yaml import MappingNode, SequenceNode

from gh_playbook.declaration.backlog.project import Project, ProjectView, Sorting
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.editing.yaml_edit import EditError, Editor
from gh_playbook.editing.yaml_list import arrange
from gh_playbook.editing.yaml_node import under
from gh_playbook.exporting.view import sorting
from gh_playbook.frozen import dataclass
from gh_playbook.model.project import ExistingProject, ExistingSorting, ExistingView
from gh_playbook.modules.old_name import renamed_by_people
from gh_playbook.pulling.part import BacklogPart, as_set, gone, under_project
from gh_playbook.pulling.three_way import Conflict, Taken

_COLUMNS = "Status"
_SAID = ("layout", "filter", "fields", "columns", "group_by")
# Fields that are single in a view, and a list in a journal.
_SINGLE = ("columns", "group_by")


@dataclass(frozen=True)
class PulledViews:
    """The views of a declared board and of the existing one.

    `known` returns the last written values of the view with a name, and its id. `sortings` are the
    board's sortings, by the views' ids.
    """

    project: Project
    board: ExistingProject
    known: Callable[[str], Mapping[str, Any]]
    sortings: Mapping[str, Sequence[ExistingSorting]]

    def parts(self) -> Iterator[BacklogPart]:
        """Yield the declared values of existing views."""
        for view in self.project.views:
            existing = self._existing(view)
            if existing is not None and not view.is_absent:
                yield self._part(view, existing)

    def gone(self) -> Iterator[Conflict]:
        """Yield the views that people deleted."""
        for view in self.project.views:
            is_known = bool(self.known(view.name))
            if self._existing(view) is None and is_known and not view.is_absent:
                yield gone("view", view.name)

    def moved(self) -> Iterator[Taken]:
        """Yield the order of views, if people moved tabs; otherwise it is by their numbers."""
        declared = [each.name for each in self.project.views if not each.is_absent]
        existing = [
            (each, name)
            for each in self.board.views
            for name in declared
            if is_same(each.name, name)
        ]
        theirs = [name for _, name in existing]
        ours = [name for name in declared if name in theirs]
        numbers = [each.number or 0 for each, _ in existing]
        if ours != theirs and numbers != sorted(numbers):
            yield Taken("project", "views", ours, theirs)

    def _existing(self, view: ProjectView) -> ExistingView | None:
        """Return the view with a name, or the view that had it before people renamed it."""
        views = {each.name: each for each in self.board.views}
        declared = {folded(each.name) for each in self.project.views}
        id = self.known(view.name).get("id")
        return self.board.view(view.name) or renamed_by_people(id, views, declared)

    def _part(self, view: ProjectView, existing: ExistingView) -> BacklogPart:
        said = {name: getattr(view, name) for name in _SAID if view.says(name)}
        if view.sort_by and existing.id in self.sortings:
            said["sort_by"] = view.sort_by
        columns = (existing.columns or (_COLUMNS,)) if existing.layout == "board" else ()
        return BacklogPart(
            module="project_view",
            name=existing.name,
            key=f"view {view.name}",
            desired=view,
            place=under_project("views", view.name),
            said={"name": view.name, **said},
            existing={
                "name": existing.name,
                "layout": existing.layout,
                "filter": existing.filter,
                "fields": list(existing.fields),
                "columns": next(iter(columns), None),
                "group_by": next(iter(existing.group_by), None),
                "sort_by": [sorting(each) for each in self.sortings.get(existing.id, ())],
            },
            last=self._last(view),
            forms={
                "fields": as_set,
                "columns": _folded,
                "group_by": _folded,
                "sort_by": _sorted,
            },
        )

    def _last(self, view: ProjectView) -> dict[str, Any]:
        """Return the last written values of a view, in the words of the backlog."""
        last = {"name": view.name, **self.known(view.name)}
        for name in _SINGLE:
            if isinstance(last.get(name), list):
                last[name] = next(iter(last[name]), None)
        return last


def arrange_views(names: Sequence[str], editor: Editor, project: MappingNode) -> None:
    """Put the views of the board in the file into this order. Raises EditError."""
    views = under(project, "views")
    if not isinstance(views, SequenceNode):
        raise EditError("the views are not written as a list")
    arrange(editor, views, names)


def _sorted(sortings: Sequence[Any]) -> list[str]:
    """Return the sorting of a view in a form that is equal if the sorting is the same."""
    said = (Sorting(**each) if isinstance(each, Mapping) else each for each in sortings)
    return [folded(str(each)) for each in said]


def _folded(name: str | None) -> str | None:
    return None if name is None else folded(name)
