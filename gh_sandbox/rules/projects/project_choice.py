"""The choices of select and iteration fields: options and iterations.

Sources: GitHub's GraphQL schema (`UpdateProjectV2FieldInput`: given options replace the existing
ones, an option's `id` preserves its items' values); reports (the limit). Unverified: the messages
of refusals, the choices of an iteration field without a configuration, and that a configuration
with no iterations keeps the existing ones ("empty input is ignored" stands beside "zero or more
iterations").
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gh_sandbox.errors import FieldError, InvalidError
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

LIMIT = 50

# The choices of an issue field, in the form of project fields (their ids are unverified).
_OF_ISSUE_FIELDS = (
    "SELECT project_field.id AS field_id, CAST(issue_field_option.id AS TEXT) AS key, "
    "issue_field_option.name, color, COALESCE(issue_field_option.description, '') AS description "
    "FROM project_field JOIN issue_field_option "
    "ON issue_field_option.field_id = project_field.issue_field_id WHERE project_field.id"
)


@dataclass(frozen=True)
class Option:
    """A given option; `key` is the id of an existing option."""

    name: str
    color: str = "GRAY"
    description: str = ""
    key: str | None = None


@dataclass(frozen=True)
class Iteration:
    """A given iteration; the duration is in days."""

    title: str
    start_date: date
    duration: int


@dataclass(frozen=True)
class IterationConfiguration:
    """The configuration of an iteration field."""

    start_date: date
    duration: int
    iterations: Sequence[Iteration] = ()


def of_fields(session: Session, field_ids: Sequence[int]) -> dict[int, list[Row]]:
    """List the options or iterations of fields, in their order."""
    rows = session.store.listed(
        "SELECT * FROM project_choice WHERE field_id", field_ids, [], "position, id"
    )
    found: dict[int, list[Row]] = {}
    for row in (*rows, *session.store.listed(_OF_ISSUE_FIELDS, field_ids, [], "priority, key")):
        found.setdefault(row["field_id"], []).append(row)
    return found


def find(session: Session, field_id: int, key: str) -> Row | None:
    """Return an option or iteration of a field by the id that GitHub shows."""
    return session.store.one(
        "SELECT * FROM project_choice WHERE field_id = ? AND key = ?", field_id, key
    )


def named(session: Session, field_id: int, name: str) -> Row | None:
    """Return an option of a field by name, whatever its case."""
    return session.store.one(
        "SELECT * FROM project_choice WHERE field_id = ? AND lower(name) = lower(?)", field_id, name
    )


def is_completed(session: Session, iteration: Row) -> bool:
    """Tell whether an iteration is over."""
    start = date.fromisoformat(iteration["start_date"])
    return start + timedelta(days=iteration["duration"]) <= session.clock.now().date()


def refused(field: str, message: str) -> InvalidError:
    """Refuse the given value of a field's property."""
    return InvalidError(
        FieldError("ProjectV2Field", field, "custom", message), graphql_message=message
    )


def _check_options(session: Session, field_id: int, options: Sequence[Option]) -> None:
    if len(options) > LIMIT:
        raise refused("options", f"A field cannot have more than {LIMIT} options")
    names = [option.name.lower() for option in options]
    if len(set(names)) < len(names):
        raise refused("options", "Options must have unique names")
    keys = [option.key for option in options if option.key is not None]
    if len(set(keys)) < len(keys):
        raise refused("options", "Options must have unique ids")
    for option in options:
        if not option.name.strip():
            raise refused("options", "Name can't be blank")
        if option.key is not None and find(session, field_id, option.key) is None:
            raise refused("options", "The single select option Id does not belong to the field")


def replace_options(session: Session, field_id: int, options: Sequence[Option]) -> None:
    """Replace a field's options: those without a key are created, those not given are deleted."""
    _check_options(session, field_id, options)
    kept = {option.key for option in options if option.key is not None}
    for row in of_fields(session, [field_id]).get(field_id, []):
        if row["key"] not in kept:
            _remove_choice(session, row)
    for position, option in enumerate(options):
        if option.key is None:
            insert_option(session, field_id, option, position)
        else:
            session.store.execute(
                "UPDATE project_choice SET name = ?, color = ?, description = ?, position = ? "
                "WHERE field_id = ? AND key = ?",
                *(option.name, option.color, option.description, position, field_id, option.key),
            )


def keys_of(value: str | None) -> list[str]:
    """Return the ids of the options in a value of a select field."""
    return value.split(",") if value else []


def _remove_choice(session: Session, row: Row) -> None:
    session.store.execute(
        "DELETE FROM project_value WHERE field_id = ? AND value = ?", row["field_id"], row["key"]
    )
    among = "SELECT * FROM project_value WHERE field_id = ? AND instr(',' || value || ',', ?)"
    for value in session.store.all(among, row["field_id"], f",{row['key']},"):
        kept = ",".join(key for key in keys_of(value["value"]) if key != row["key"])
        session.store.update("project_value", value["id"], {"value": kept})
    session.store.execute("DELETE FROM project_choice WHERE id = ?", row["id"])


def insert_option(
    session: Session, field_id: int, option: Option, position: int | None = None
) -> None:
    """Insert an option; the default place is the last."""
    values: dict[str, Value] = {"name": option.name, "color": option.color}
    values |= {"description": option.description}
    _insert_choice(session, field_id, values, position, option.key)


def write_schedule(session: Session, field_id: int, schedule: IterationConfiguration) -> None:
    """Configure an iteration field; given iterations replace all existing ones."""
    values: dict[str, Value] = {"iteration_start": schedule.start_date.isoformat()}
    values |= {"iteration_duration": schedule.duration}
    session.store.update("project_field", field_id, values)
    if schedule.iterations:
        for row in of_fields(session, [field_id]).get(field_id, []):
            _remove_choice(session, row)
    for position, iteration in enumerate(schedule.iterations):
        start = iteration.start_date.isoformat()
        given: dict[str, Value] = {"name": iteration.title, "start_date": start}
        given |= {"duration": iteration.duration}
        _insert_choice(session, field_id, given, position)


def default_schedule(session: Session) -> IterationConfiguration:
    """Return three iterations of two weeks from today."""
    start = session.clock.now().date()
    iterations = [
        Iteration(f"Iteration {number + 1}", start + timedelta(weeks=2 * number), 14)
        for number in range(3)
    ]
    return IterationConfiguration(start, 14, iterations)


def _insert_choice(
    session: Session,
    field_id: int,
    values: dict[str, Value],
    position: int | None,
    key: str | None = None,
) -> None:
    """Insert an option or iteration; its key comes from a row id that is never used again."""
    if position is None:
        position = session.store.number(
            "SELECT COUNT(*) FROM project_choice WHERE field_id = ?", field_id
        )
    known: dict[str, Value] = {"field_id": field_id, "position": position, "key": key or "new"}
    id = session.store.insert("project_choice", {**known, **values})
    if key is None:
        made = hashlib.sha256(f"choice {id}".encode()).hexdigest()[:8]
        session.store.update("project_choice", id, {"key": made})
