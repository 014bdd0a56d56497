"""The board in a pull: its texts, fields, views, drafts and status updates."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.backlog.project import Project, ProjectField, StatusUpdate
from gh_playbook.frozen import dataclass
from gh_playbook.model.board_detail import BoardDetail
from gh_playbook.model.project import ExistingProject, ExistingStatusUpdate, status_update_marker
from gh_playbook.model.project_field import ExistingField
from gh_playbook.model.world import World
from gh_playbook.pulling.board_link import PulledBoardLinks
from gh_playbook.pulling.card import PulledCards
from gh_playbook.pulling.choice import Choices
from gh_playbook.pulling.draft import PulledDrafts
from gh_playbook.pulling.last_written import LastWritten
from gh_playbook.pulling.part import BacklogPart, Write, gone, project_place, under_project
from gh_playbook.pulling.three_way import Conflict, Taken
from gh_playbook.pulling.view import PulledViews, arrange_views


@dataclass(frozen=True)
class PulledBoard:
    """The declared board, the existing board, and the last written values.

    `detail` has the sorting of views, and links, if the backlog declares some.
    """

    prepared: Prepared
    world: World
    last: LastWritten
    detail: BoardDetail

    def parts(self) -> Iterator[BacklogPart]:
        """Yield the declared parts of the board that exist."""
        both = self._both
        if both is None:
            return
        project, board = both
        yield self._project(project, board)
        yield from self._views(project, board).parts()
        for each in self.choices():
            yield from each.parts()
        yield from self._drafts(project, board).parts()
        for update in project.status_updates:
            latest = next((each for each in board.updates if each.key == update.key), None)
            if latest is not None:
                yield self._update(update, latest)
        own = self.world.repository.name
        yield from PulledBoardLinks(project, self.detail, own, self.last).parts()
        yield from PulledCards(self.prepared.backlog, board, self.world, self.last).parts()

    def gone(self) -> Iterator[Conflict]:
        """Yield the parts that people deleted."""
        both = self._both
        if both is None:
            return
        project, board = both
        for each in self.choices():
            yield from each.gone()
        views = self._views(project, board)
        yield from views.gone()
        for field in project.fields:
            is_known = bool(self._known("project_field", field.name))
            if board.field(field.name) is None and is_known and not field.is_absent:
                yield gone("field", field.name)

    def orders(self) -> Iterator[tuple[Taken, Project, Write]]:
        """Yield the order of tabs that people gave the views, and how it is written."""
        both = self._both
        if both is not None:
            for found in self._views(*both).moved():
                yield found, both[0], partial(arrange_views, found.existing)

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

    def _views(self, project: Project, board: ExistingProject) -> PulledViews:
        known = partial(self._known, "project_view")
        return PulledViews(project, board, known, self.detail.sortings)

    def _drafts(self, project: Project, board: ExistingProject) -> PulledDrafts:
        set_once = self.prepared.backlog.set_once.board
        return PulledDrafts(project, board, set_once, self.world.register, self.last)

    def _known(self, module: str, name: str) -> Mapping[str, Any]:
        """Return the last written values, with the id from the register if no journal has it."""
        id = self.world.register.thing(module, name)
        return {**({"id": id} if id else {}), **self.last.of(module, name)}

    def _project(self, project: Project, board: ExistingProject) -> BacklogPart:
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
        return BacklogPart(
            module="project",
            name=board.title,
            key="project",
            desired=project,
            place=project_place,
            said=said,
            existing={
                "title": board.title,
                "description": board.description,
                "readme": board.readme.strip(),
                "public": board.public,
                "closed": board.is_closed,
            },
            last=last,
            forms={"closed": bool, "readme": lambda text: str(text).strip()},
        )

    def _choices(self, field: ProjectField, existing: ExistingField) -> Iterator[Choices]:
        last = self.last.of("project_field", field.name)
        place = under_project("fields", field.name)
        if field.options and not existing.is_issue_field:
            yield Choices(
                word="options",
                module="project_field",
                field=field,
                place=place,
                declared=field.options,
                existing=existing.options,
                last=last.get("options"),
            )
        if field.iterations:
            yield Choices(
                word="iterations",
                module="project_field",
                field=field,
                place=place,
                declared=field.iterations,
                existing=existing.iterations,
                last=last.get("iterations"),
            )

    def _update(self, update: StatusUpdate, latest: ExistingStatusUpdate) -> BacklogPart:
        fields = ("status", "start", "target", "body")
        last = dict(self.last.of("status_update", update.key))
        if "body" in last:
            last["body"] = _without_marker(str(last["body"]), update.key)
        return BacklogPart(
            module="status_update",
            name=update.key,
            key=f"status update {update.key}",
            desired=update,
            place=under_project("status_updates", update.key),
            said={name: getattr(update, name) for name in fields},
            existing={
                "status": latest.status,
                "start": latest.start,
                "target": latest.target,
                "body": _without_marker(latest.body, update.key),
            },
            last=last,
        )


def _without_marker(body: str, key: str) -> str:
    return body.partition(status_update_marker(key))[0].strip()
