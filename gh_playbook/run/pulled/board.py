"""The board in a pull: its texts, fields, views, drafts and status updates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from yaml import MappingNode

from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.name import find, folded, is_same
from gh_playbook.declaration.project import Draft, Project, ProjectField, ProjectView, StatusUpdate
from gh_playbook.model.project import (
    ExistingField,
    ExistingItem,
    ExistingProject,
    ExistingStatusUpdate,
    ExistingView,
    status_update_marker,
)
from gh_playbook.model.world import World
from gh_playbook.modules.old_name import renamed_by_people
from gh_playbook.pulling.three_way import Conflict
from gh_playbook.pulling.yaml_edit import Editor
from gh_playbook.run.pulled.choice import Choices
from gh_playbook.run.pulled.last_written import DRAFT_VALUES, LastWritten
from gh_playbook.run.pulled.part import Part, Place, as_set, gone

_VIEWS_MOVED = "no file says the order of tabs but by its lines: move them by hand"
_COLUMNS = "Status"


@dataclass(frozen=True)
class PulledBoard:
    """The declared board, the one that there is, and what was written last.

    `sortings` are the names of the fields that views are sorted by, by the views' ids.
    """

    prepared: Prepared
    world: World
    last: LastWritten
    sortings: Mapping[str, Sequence[str]]

    def parts(self) -> Iterator[Part]:
        """Yield what is declared of the board and exists."""
        both = self._both
        if both is None:
            return
        project, board = both
        yield self._project(project, board)
        for view in project.views:
            existing = self._view(view, project, board)
            if existing is not None and not view.is_absent:
                yield self._view_part(view, existing)
        for each in self.choices():
            yield from each.parts()
        for draft in project.drafts:
            yield from self._draft(draft, project.drafts, board)
        for update in project.status_updates:
            latest = next((each for each in board.updates if each.key == update.key), None)
            if latest is not None:
                yield self._update(update, latest)

    def gone(self) -> Iterator[Conflict]:
        """Yield what people deleted, and the order of tabs that they made."""
        both = self._both
        if both is None:
            return
        project, board = both
        for each in self.choices():
            yield from each.gone()
        for view in project.views:
            is_known = bool(self._known("project_view", view.name))
            if self._view(view, project, board) is None and is_known and not view.is_absent:
                yield gone("view", view.name)
        for field in project.fields:
            is_known = bool(self._known("project_field", field.name))
            if board.field(field.name) is None and is_known and not field.is_absent:
                yield gone("field", field.name)
        yield from self._tabs(project, board)

    def choices(self) -> Iterator[Choices]:
        """Yield the options and iterations of the declared fields that exist."""
        both = self._both
        for field in both[0].fields if both else ():
            existing = both[1].field(field.name) if both else None
            if existing is not None and existing.type == field.type and not field.is_absent:
                yield from self._choices(field, existing)

    @property
    def _both(self) -> tuple[Project, ExistingProject] | None:
        project, board = self.prepared.backlog.project, self.world.project
        return None if project is None or board is None else (project, board)

    def _known(self, module: str, name: str) -> Mapping[str, Any]:
        """Return what was written last, with the id that the register has where no journal does."""
        id = self.world.register.thing(module, name)
        return {**({"id": id} if id else {}), **self.last.of(module, name)}

    def _project(self, project: Project, board: ExistingProject) -> Part:
        said: dict[str, Any] = {"title": project.title}
        said |= {
            name: getattr(project, name) for name in ("description", "readme") if project.says(name)
        }
        said |= {"public": project.public} if project.public is not None else {}
        last = dict(self.last.of("project", project.title))
        last["closed"] = last.pop("is_closed", False)
        entry = self.world.register.board(project.title)
        if entry is not None and entry.id == board.id:
            last["title"] = project.title
        if project.closed is not None or board.is_closed:
            said["closed"] = project.closed
        return Part(
            "project",
            board.title,
            "project",
            project,
            _project,
            said,
            {
                "title": board.title,
                "description": board.description,
                "readme": board.readme.strip(),
                "public": board.public,
                "closed": board.is_closed,
            },
            last,
            {"closed": bool, "readme": lambda text: str(text).strip()},
        )

    def _view(
        self, view: ProjectView, project: Project, board: ExistingProject
    ) -> ExistingView | None:
        """Return the view of a name, or the one that had it and which people renamed."""
        id = self._known("project_view", view.name).get("id")
        views = {each.name: each for each in board.views}
        declared = {folded(each.name) for each in project.views}
        return board.view(view.name) or renamed_by_people(id, views, declared)

    def _view_part(self, view: ProjectView, existing: ExistingView) -> Part:
        names = ("layout", "filter", "fields", "columns", "group_by")
        said = {name: getattr(view, name) for name in names if view.says(name)}
        if view.sort_by and existing.id in self.sortings:
            said["sort_by"] = view.sort_by
        last = dict(self.last.of("project_view", view.name))
        for name in ("columns", "group_by"):
            if isinstance(last.get(name), list):
                last[name] = next(iter(last[name]), None)
        last["name"] = last.get("name", view.name)
        columns = (existing.columns or (_COLUMNS,)) if existing.layout == "board" else ()
        return Part(
            "project_view",
            existing.name,
            f"view {view.name}",
            view,
            _under_project("views", view.name),
            {"name": view.name, **said},
            {
                "name": existing.name,
                "layout": existing.layout,
                "filter": existing.filter,
                "fields": list(existing.fields),
                "columns": next(iter(columns), None),
                "group_by": next(iter(existing.group_by), None),
                "sort_by": list(self.sortings.get(existing.id, ())),
            },
            last,
            {
                "fields": as_set,
                "columns": _folded,
                "group_by": _folded,
                "sort_by": lambda names: [folded(each) for each in names],
            },
        )

    def _choices(self, field: ProjectField, existing: ExistingField) -> Iterator[Choices]:
        last = self.last.of("project_field", field.name)
        place = _under_project("fields", field.name)
        if field.options and not existing.is_issue_field:
            yield Choices(
                "options",
                "project_field",
                field,
                place,
                field.options,
                existing.options,
                last.get("options"),
            )
        if field.iterations:
            yield Choices(
                "iterations",
                "project_field",
                field,
                place,
                field.iterations,
                existing.iterations,
                last.get("iterations"),
            )

    def _draft(
        self, draft: Draft, drafts: Sequence[Draft], board: ExistingProject
    ) -> Iterator[Part]:
        titled = {each.draft.title: each for each in board.items.values() if each.draft}
        id = self.world.register.thing("draft", draft.title)
        declared = {folded(each.title) for each in drafts}
        texts = {title: each.draft for title, each in titled.items() if each.draft}
        theirs = renamed_by_people(id, texts, declared)
        item = find(draft.title, titled.values(), _title) or titled.get(
            theirs.title if theirs else ""
        )
        if item is None or item.draft is None or item.is_archived:
            return
        last = {"title": draft.title, **self.last.of("draft", draft.title)}
        place = _under_project("drafts", draft.title)
        said = {"title": draft.title, **({"body": draft.body} if draft.says("body") else {})}
        there = {"title": item.draft.title, "body": item.draft.body.strip()}
        key = f"draft {draft.title}"
        yield Part("draft", item.draft.title, key, draft, place, said, there, last)
        set_once = {folded(each) for each in self.prepared.backlog.set_once.board}
        values = {
            name: value for name, value in draft.fields.items() if folded(name) not in set_once
        }
        now = {folded(name): value for name, value in item.values.items()}
        known = self.last.of(DRAFT_VALUES, draft.title)
        before = {folded(name): value for name, value in known.items()}
        yield Part(
            DRAFT_VALUES,
            item.draft.title,
            key,
            draft,
            lambda editor: editor.within(place(editor), "fields"),
            values,
            {name: now.get(folded(name)) for name in values},
            {name: before.get(folded(name)) for name in values if known},
            dict.fromkeys(values, _of_card),
        )

    def _update(self, update: StatusUpdate, latest: ExistingStatusUpdate) -> Part:
        fields = ("status", "start", "target", "body")
        last = dict(self.last.of("status_update", update.key))
        if "body" in last:
            last["body"] = _without_marker(str(last["body"]), update.key)
        return Part(
            "status_update",
            update.key,
            f"status update {update.key}",
            update,
            _under_project("status_updates", update.key),
            {name: getattr(update, name) for name in fields},
            {
                "status": latest.status,
                "start": latest.start,
                "target": latest.target,
                "body": _without_marker(latest.body, update.key),
            },
            last,
        )

    def _tabs(self, project: Project, board: ExistingProject) -> Iterator[Conflict]:
        """Yield the order of views, where people moved tabs: else it is that of their numbers."""
        declared = [each.name for each in project.views if not each.is_absent]
        existing = [
            (each, name) for each in board.views for name in declared if is_same(each.name, name)
        ]
        theirs = [name for _, name in existing]
        ours = [name for name in declared if name in theirs]
        numbers = [each.number or 0 for each, _ in existing]
        if ours != theirs and numbers != sorted(numbers):
            yield Conflict("project", "views", ours, theirs, _VIEWS_MOVED, is_by_hand=True)


def _project(editor: Editor) -> MappingNode:
    return editor.within(editor.root, "project")


def _under_project(section: str, name: str) -> Place:
    """Return the place of a thing in a list of the board."""
    return partial(_entry, section, name)


def _entry(section: str, name: str, editor: Editor) -> MappingNode:
    return editor.entry(_project(editor), section, name)


def _title(item: ExistingItem) -> str:
    return item.draft.title if item.draft else ""


def _folded(name: str | None) -> str | None:
    return None if name is None else folded(name)


def _without_marker(body: str, key: str) -> str:
    return body.partition(status_update_marker(key))[0].strip()


def _of_card(value: Any) -> Any:
    """Return a value of a card in a form that is equal where the values are."""
    if isinstance(value, tuple | list):
        return sorted({*map(str, value)}) or ""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else str(value or "")
