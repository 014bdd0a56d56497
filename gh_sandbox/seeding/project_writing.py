"""Writing a seed's projects, through the rules: there are few of them.

What they refer to must exist; SeedError says what does not.
"""

import math
from dataclasses import dataclass
from datetime import date

from gh_sandbox.errors import ApiError
from gh_sandbox.rules import project as projects
from gh_sandbox.rules import project_choice as choices
from gh_sandbox.rules import project_field as fields
from gh_sandbox.rules import project_item as items
from gh_sandbox.rules import project_value as values
from gh_sandbox.rules import project_view as views
from gh_sandbox.seeding.project_seed import Item, Project, ProjectField
from gh_sandbox.seeding.seed import Owner, SeedError
from gh_sandbox.session import Session
from gh_sandbox.store import Row


def sow(session: Session, owner: Owner) -> None:
    """Write an owner's projects, in the session of who makes them."""
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
    """One project."""

    session: Session
    owner: Row
    project: Project
    id: int = 0

    def fill(self) -> None:
        """Write the project and what is in it."""
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
            layout = f"{view.layout.upper()}_LAYOUT"
            views.create(self.session, self.id, view.name, layout, view_filter=view.filter)
        for item in given.items:
            self._item(item)
        for name, enabled in given.workflows.items():
            self._workflow(name, enabled=enabled)

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
        schedule = choices.Schedule(start, field.duration, iterations)
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

    def _value(self, item: Row, name: str, value: str | float | date) -> None:
        field = self._known(fields.named(self.session, self.id, name), f"no such field: {name}")
        given: object = value
        if field["data_type"] in ("SINGLE_SELECT", "ITERATION"):
            choice = choices.named(self.session, field["id"], str(value))
            given = self._known(choice, f"{name} has no {value}")["key"]
        key, _ = values.KEYS.get(field["data_type"], ("text", ""))
        values.put(self.session, item, field, {key: given})

    def _workflow(self, name: str, *, enabled: bool) -> None:
        changed = self.session.store.execute(
            "UPDATE project_workflow SET enabled = ? WHERE project_id = ? AND name = ?",
            int(enabled),
            self.id,
            name,
        )
        if not changed:
            raise SeedError(f"the project {self.project.title}: no such workflow: {name}")
