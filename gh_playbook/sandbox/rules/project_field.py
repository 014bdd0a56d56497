"""The fields of a project, with the options and iterations that they offer.

Sources: GitHub's GraphQL schema (`UpdateProjectV2FieldInput`: given options replace the
existing ones, an empty list is ignored, an option's `id` preserves its items' values);
GitHub's REST documentation (the example of an item: the fields in their order, the ids of the
first options); reports (the limits, and that "Type" is a reserved name). Unverified: the
wordings of refusals, and what an iteration field without a configuration offers.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gh_playbook.sandbox.errors import Fault, InvalidError, NotFoundError
from gh_playbook.sandbox.session import Session
from gh_playbook.sandbox.store import Row, Value

LIMIT = 50
OPTION_LIMIT = 50
CUSTOM_TYPES = ("TEXT", "NUMBER", "DATE", "SINGLE_SELECT", "ITERATION")
COLORS = ("GRAY", "BLUE", "GREEN", "YELLOW", "ORANGE", "RED", "PINK", "PURPLE")
STATUS = "Status"
_BUILT_IN = (
    ("Title", "TITLE"),
    ("Assignees", "ASSIGNEES"),
    (STATUS, "SINGLE_SELECT"),
    ("Labels", "LABELS"),
    ("Linked pull requests", "LINKED_PULL_REQUESTS"),
    ("Milestone", "MILESTONE"),
    ("Repository", "REPOSITORY"),
    ("Type", "ISSUE_TYPE"),
    ("Reviewers", "REVIEWERS"),
    ("Parent issue", "PARENT_ISSUE"),
    ("Sub-issues progress", "SUB_ISSUES_PROGRESS"),
)
_RESERVED = {name.lower() for name, _ in _BUILT_IN}
_STATUS_OPTIONS = (
    ("f75ad846", "Todo", "GREEN", "This item hasn't been started"),
    ("47fc9ee4", "In Progress", "YELLOW", "This is actively being worked on"),
    ("98236657", "Done", "PURPLE", "This has been completed"),
)


@dataclass(frozen=True)
class Option:
    """An option as given; `key` is the id of one that exists."""

    name: str
    color: str = "GRAY"
    description: str = ""
    key: str | None = None


@dataclass(frozen=True)
class Iteration:
    """An iteration as given, in days."""

    title: str
    start_date: date
    duration: int

    @property
    def end_date(self) -> date:
        """The first day after it."""
        return self.start_date + timedelta(days=self.duration)


@dataclass(frozen=True)
class Schedule:
    """The configuration of an iteration field."""

    start_date: date
    duration: int
    iterations: Sequence[Iteration] = ()


def create_built_in(session: Session, project_id: int, *, in_organization: bool) -> None:
    """Give a new project its fields; issue types are an organization's."""
    for name, data_type in _BUILT_IN:
        if data_type != "ISSUE_TYPE" or in_organization:
            id = _insert(session, project_id, name, data_type, is_built_in=True)
            if name == STATUS:
                for key, option, color, description in _STATUS_OPTIONS:
                    _insert_option(session, id, Option(option, color, description, key))


def named(session: Session, project_id: int, name: str) -> Row | None:
    """Return a project's field by name, whatever its case."""
    return session.store.one(
        "SELECT * FROM project_field WHERE project_id = ? AND name = ?", project_id, name
    )


def of_type(session: Session, project_id: int, data_type: str) -> Row | None:
    """Return the first of a project's fields that has a type."""
    return session.store.one(
        "SELECT * FROM project_field WHERE project_id = ? AND data_type = ? ORDER BY position",
        project_id,
        data_type,
    )


def get(session: Session, project_id: int, id: int) -> Row:
    """Return a project's field by database id, or refuse with 404."""
    row = session.store.one(
        "SELECT * FROM project_field WHERE project_id = ? AND id = ?", project_id, id
    )
    if row is None:
        raise NotFoundError("The field does not exist in the project.")
    return row


def create(
    session: Session,
    project_id: int,
    name: str,
    data_type: str,
    *,
    options: Sequence[Option] = (),
    schedule: Schedule | None = None,
) -> int:
    """Create a field and return its id."""
    _check_name(session, project_id, name)
    count = session.store.number(
        "SELECT COUNT(*) FROM project_field WHERE project_id = ?", project_id
    )
    if count >= LIMIT:
        raise refused("name", f"A project cannot have more than {LIMIT} fields")
    if data_type == "SINGLE_SELECT" and not options:
        raise refused("options", "Single select fields must have at least one option")
    id = _insert(session, project_id, name, data_type)
    if data_type == "SINGLE_SELECT":
        _check_options(session, id, options)
        for option in options:
            _insert_option(session, id, option)
    if data_type == "ITERATION":
        _write_schedule(session, id, schedule or _default_schedule(session))
    return id


def update(
    session: Session,
    field: Row,
    *,
    name: str | None = None,
    options: Sequence[Option] = (),
    schedule: Schedule | None = None,
) -> None:
    """Change a field: its name, all of its options, or all of its iterations.

    Options without the id of an existing one are new; those that are gone take the values of
    their items along. Iterations can carry no id, so that giving any replaces them all.
    """
    if name is not None and name != field["name"]:
        if field["is_built_in"]:
            raise refused("name", f"The field {field['name']} cannot be renamed")
        _check_name(session, field["project_id"], name, itself=field["id"])
        session.store.update("project_field", field["id"], {"name": name})
    if options:
        _require_type(field, "SINGLE_SELECT")
        _replace_options(session, field["id"], options)
    if schedule is not None:
        _require_type(field, "ITERATION")
        _write_schedule(session, field["id"], schedule)
    session.store.update("project_field", field["id"], {"updated_at": session.now()})


def delete(session: Session, field: Row) -> None:
    """Delete a field that was added, with its values."""
    if field["is_built_in"]:
        raise refused("id", f"The field {field['name']} cannot be deleted")
    session.store.execute("DELETE FROM project_field WHERE id = ?", field["id"])


def choices(session: Session, field_ids: Sequence[int]) -> dict[int, list[Row]]:
    """List the options or iterations that fields offer, in their order."""
    rows = session.store.listed(
        "SELECT * FROM project_choice WHERE field_id", field_ids, [], "position, id"
    )
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["field_id"], []).append(row)
    return found


def choice(session: Session, field_id: int, key: str) -> Row | None:
    """Return an option or iteration of a field by the id that GitHub shows."""
    return session.store.one(
        "SELECT * FROM project_choice WHERE field_id = ? AND key = ?", field_id, key
    )


def option_named(session: Session, field_id: int, name: str) -> Row | None:
    """Return an option of a field by name, whatever its case."""
    return session.store.one(
        "SELECT * FROM project_choice WHERE field_id = ? AND lower(name) = lower(?)", field_id, name
    )


def is_completed(session: Session, iteration: Row) -> bool:
    """Tell whether an iteration is over."""
    start = date.fromisoformat(iteration["start_date"])
    return start + timedelta(days=iteration["duration"]) <= session.clock.now().date()


def refused(field: str, message: str) -> InvalidError:
    """Refuse what is given for a field's property."""
    return InvalidError(Fault("ProjectV2Field", field, "custom", message), graphql_message=message)


def _insert(
    session: Session, project_id: int, name: str, data_type: str, *, is_built_in: bool = False
) -> int:
    now = session.now()
    position = session.store.number(
        "SELECT COALESCE(MAX(position), 0) + 1 FROM project_field WHERE project_id = ?", project_id
    )
    values: dict[str, Value] = {"project_id": project_id, "name": name, "data_type": data_type}
    values |= {"position": position, "is_built_in": int(is_built_in)}
    return session.store.insert("project_field", {**values, "created_at": now, "updated_at": now})


def _check_name(session: Session, project_id: int, name: str, itself: int | None = None) -> None:
    if not name.strip():
        raise refused("name", "Name can't be blank")
    if name.lower() in _RESERVED:
        raise refused("name", "Name has a reserved value")
    taken = named(session, project_id, name)
    if taken is not None and taken["id"] != itself:
        raise refused("name", "Name has already been taken")


def _require_type(field: Row, data_type: str) -> None:
    if field["data_type"] != data_type:
        kind = data_type.lower().replace("_", " ")
        raise refused("data_type", f"The field {field['name']} is not a {kind} field")


def _check_options(session: Session, field_id: int, options: Sequence[Option]) -> None:
    if len(options) > OPTION_LIMIT:
        raise refused("options", f"A field cannot have more than {OPTION_LIMIT} options")
    names = [option.name.lower() for option in options]
    if len(set(names)) < len(names):
        raise refused("options", "Options must have unique names")
    for option in options:
        if not option.name.strip():
            raise refused("options", "Name can't be blank")
        if option.key is not None and choice(session, field_id, option.key) is None:
            raise refused("options", "The single select option Id does not belong to the field")


def _replace_options(session: Session, field_id: int, options: Sequence[Option]) -> None:
    _check_options(session, field_id, options)
    kept = {option.key for option in options if option.key is not None}
    for row in choices(session, [field_id]).get(field_id, []):
        if row["key"] not in kept:
            _remove_choice(session, row)
    for position, option in enumerate(options):
        if option.key is None:
            _insert_option(session, field_id, option, position)
        else:
            session.store.execute(
                "UPDATE project_choice SET name = ?, color = ?, description = ?, position = ? "
                "WHERE field_id = ? AND key = ?",
                *(option.name, option.color, option.description, position, field_id, option.key),
            )


def _remove_choice(session: Session, row: Row) -> None:
    session.store.execute(
        "DELETE FROM project_value WHERE field_id = ? AND value = ?", row["field_id"], row["key"]
    )
    session.store.execute("DELETE FROM project_choice WHERE id = ?", row["id"])


def _insert_option(
    session: Session, field_id: int, option: Option, position: int | None = None
) -> None:
    values: dict[str, Value] = {"name": option.name, "color": option.color}
    values |= {"description": option.description}
    _insert_choice(session, field_id, values, position, option.key)


def _write_schedule(session: Session, field_id: int, schedule: Schedule) -> None:
    values: dict[str, Value] = {"iteration_start": schedule.start_date.isoformat()}
    values |= {"iteration_duration": schedule.duration}
    session.store.update("project_field", field_id, values)
    if schedule.iterations:
        for row in choices(session, [field_id]).get(field_id, []):
            _remove_choice(session, row)
    for position, iteration in enumerate(schedule.iterations):
        start = iteration.start_date.isoformat()
        given: dict[str, Value] = {"name": iteration.title, "start_date": start}
        given |= {"duration": iteration.duration}
        _insert_choice(session, field_id, given, position)


def _default_schedule(session: Session) -> Schedule:
    start = session.clock.now().date()
    iterations = [
        Iteration(f"Iteration {number + 1}", start + timedelta(weeks=2 * number), 14)
        for number in range(3)
    ]
    return Schedule(start, 14, iterations)


def _insert_choice(
    session: Session,
    field_id: int,
    values: dict[str, Value],
    position: int | None,
    key: str | None = None,
) -> None:
    """Add an option or iteration; its key is derived from a row id that never comes again."""
    if position is None:
        position = session.store.number(
            "SELECT COUNT(*) FROM project_choice WHERE field_id = ?", field_id
        )
    known: dict[str, Value] = {"field_id": field_id, "position": position, "key": key or "new"}
    id = session.store.insert("project_choice", {**known, **values})
    if key is None:
        made = hashlib.sha256(f"choice {id}".encode()).hexdigest()[:8]
        session.store.update("project_choice", id, {"key": made})
