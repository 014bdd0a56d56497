"""Writes a seed's projects by the rules: they are few.

A reference must exist; SeedError names one that does not.
"""

import math
from dataclasses import dataclass
from datetime import date

from gh_sandbox.errors import ApiError
from gh_sandbox.rules.projects import project as projects
from gh_sandbox.rules.projects import project_choice as choices
from gh_sandbox.rules.projects import project_field as fields
from gh_sandbox.rules.projects import project_item as items
from gh_sandbox.rules.projects import project_status_update as updates
from gh_sandbox.rules.projects import project_value as values
from gh_sandbox.rules.projects import project_view as views
from gh_sandbox.rules.projects import project_workflow as workflows
from gh_sandbox.seeding.project_seed import (
    Item,
    Project,
    ProjectField,
    StatusUpdate,
    View,
    Workflow,
)
from gh_sandbox.seeding.seed import Owner, SeedError
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value


def sow(session: Session, owner: Owner) -> None:
    """Write an owner's projects, in the session of their creator."""
    row = session.store.one("SELECT * FROM owner WHERE login = ?", owner.login)
    if row is None:
        raise LookupError(owner.login)
    for project in sorted(owner.projects, key=lambda each: each.number or math.inf):
        try:
            _Plot(session, row, project).fill()
        except ApiError as refusal:
            message = refusal.graphql_message
            raise SeedError(f"the project {project.title}: {message}") from refusal


@dataclass
class _Plot:
    """One project while it is written."""

    session: Session
    owner: Row
    project: Project
    id: int = 0

    def fill(self) -> None:
        """Write the project and its contents."""
        given = self.project
        if given.number is not None:
            number = {"last_project_number": given.number - 1}
            self.session.store.update("owner", self.owner["id"], number)
        self.id = projects.create(self.session, self.owner, given.title)
        row = self.session.store.get("project", self.id)
        described = {"short_description": given.short_description, "readme": given.readme}
        state = {"is_public": int(given.public), "closed": int(given.closed)}
        projects.update(self.session, row, {**described, **state})
        for name in given.repositories:
            projects.link(self.session, row, self._repository(name))
        for field in given.fields:
            self._field(field)
        for view in given.views:
            self._view(view)
        for item in given.items:
            self._item(item)
        for update in given.status_updates:
            self._status_update(update)
        for name, workflow in given.workflows.items():
            self._workflow(name, workflow)

    def _repository(self, name: str) -> Row:
        row = self.session.store.one(
            "SELECT * FROM repository WHERE owner_id = ? AND name = ?", self.owner["id"], name
        )
        return self._known(row, f"no such repository: {name}")

    def _known(self, row: Row | None, complaint: str) -> Row:
        if row is None:
            raise SeedError(f"the project {self.project.title}: {complaint}")
        return row

    def _field(self, field: ProjectField) -> None:
        options = [choices.Option(o.name, o.color.upper(), o.description) for o in field.options]
        iterations = [
            choices.Iteration(i.title, i.start_date, i.duration) for i in field.iterations
        ]
        start = field.start_date or self.session.clock.now().date()
        schedule = choices.IterationConfiguration(start, field.duration, iterations)
        existing = fields.named(self.session, self.id, field.name)
        if existing is not None:
            fields.update(self.session, existing, options=options)
            return
        fields.create(
            self.session,
            self.id,
            field.name,
            field.type.upper(),
            options=options,
            schedule=schedule if iterations else None,
        )

    def _view(self, view: View) -> None:
        columns = view.vertical_group_by
        views.create(
            self.session,
            self.id,
            view.name,
            f"{view.layout.upper()}_LAYOUT",
            view_filter=view.filter,
            arrangement=views.Arrangement(
                visible_fields=None
                if view.fields is None
                else list(map(self._field_id, view.fields)),
                group_by=[self._field_id(view.group_by)] if view.group_by else [],
                vertical_group_by=[self._field_id(columns)] if columns else None,
                sort_by=[
                    (self._field_id(name), direction.upper())
                    for name, direction in view.sort_by.items()
                ],
            ),
        )

    def _field_id(self, name: str) -> int:
        row = fields.named(self.session, self.id, name)
        return int(self._known(row, f"no such field: {name}")["id"])

    def _status_update(self, update: StatusUpdate) -> None:
        given: dict[str, Value] = {
            "body": update.body,
            "status": update.status and update.status.upper(),
        }
        for name, day in (("start_date", update.start_date), ("target_date", update.target_date)):
            given[name] = None if day is None else day.isoformat()
        updates.create(self.session, self.id, given)

    def _item(self, item: Item) -> None:
        if item.title is not None:
            assignees = [self._user_id(login) for login in item.assignees]
            id = items.add_draft(self.session, self.id, item.title, item.body, assignees)
        else:
            id = items.add(self.session, self.id, self._issue_id(item))
        row = self.session.store.get("project_item", id)
        for name, value in item.values.items():
            self._value(row, name, value)
        if item.archived:
            items.set_archived(self.session, row, archived=True)

    def _user_id(self, login: str) -> int:
        row = self.session.store.one("SELECT id FROM owner WHERE login = ?", login)
        return int(self._known(row, f"no such user: {login}")["id"])

    def _issue_id(self, item: Item) -> int:
        repository = self._repository(str(item.repository))
        row = self.session.store.one(
            "SELECT id FROM issue WHERE repository_id = ? AND number = ?",
            repository["id"],
            item.number,
        )
        return int(self._known(row, f"no such issue: {item.repository}#{item.number}")["id"])

    def _value(self, item: Row, name: str, value: str | float | date | list[str]) -> None:
        field = self._known(fields.named(self.session, self.id, name), f"no such field: {name}")
        given: object = value
        if field["data_type"] == "MULTI_SELECT":
            given = [
                self._key(field, each) for each in (value if isinstance(value, list) else [value])
            ]
        elif field["data_type"] in ("SINGLE_SELECT", "ITERATION"):
            given = self._key(field, value)
        key, _ = values.KEYS.get(field["data_type"], ("text", ""))
        values.put(self.session, item, field, {key: given})

    def _key(self, field: Row, value: object) -> str:
        choice = choices.named(self.session, field["id"], str(value))
        return str(self._known(choice, f"{field['name']} has no {value}")["key"])

    def _workflow(self, name: str, given: Workflow) -> None:
        row = workflows.named(self.session, self.id, name)
        row = self._known(row, f"no such workflow: {name}")
        settings = {"status": given.status, "filter": given.filter}
        found: dict[str, Value] = {key: each for key, each in settings.items() if each is not None}
        if given.repository is not None:
            found["repository_id"] = self._repository(given.repository)["id"]
        workflows.change(self.session, row, {"enabled": int(given.enabled), **found})
