"""Rules for the fields of a project.

Sources: GitHub's REST documentation (its example of an item has the fields in their order, and the
id of an option of Status); GitHub's GraphQL schema (an empty list of options is ignored; a project
shows the issue fields of its organization as fields of its own, `isIssueField`); reports (the
limit, the other options, and that "Type" is a reserved name). Unverified: the messages of refusals,
and that "Type" is reserved in users' projects too.
"""

from collections.abc import Sequence

from gh_sandbox.rules.projects import project_choice as choices
from gh_sandbox.rules.projects.project_choice import IterationConfiguration, Option, refused
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

LIMIT = 50
CUSTOM_TYPES = ("TEXT", "NUMBER", "DATE", "SINGLE_SELECT", "MULTI_SELECT", "ITERATION")
SELECTS = ("SINGLE_SELECT", "MULTI_SELECT")
STATUS = "Status"
BUILT_IN = (
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
_RESERVED = {name.lower() for name, _ in BUILT_IN}
STATUS_OPTIONS = (
    ("f75ad846", "Todo", "GREEN", "This item hasn't been started"),
    ("47fc9ee4", "In Progress", "YELLOW", "This is actively being worked on"),
    ("98236657", "Done", "PURPLE", "This has been completed"),
)


def create_built_in(session: Session, project_id: int, *, in_organization: bool) -> None:
    """Create the fields of a new project; only organizations get the field for issue types."""
    for name, data_type in BUILT_IN:
        if data_type != "ISSUE_TYPE" or in_organization:
            id = _insert(session, project_id, name, data_type, is_built_in=True)
            if name == STATUS:
                for key, option, color, description in STATUS_OPTIONS:
                    choices.insert_option(session, id, Option(option, color, description, key))


def named(session: Session, project_id: int, name: str) -> Row | None:
    """Return a project's field by name, whatever its case."""
    return session.store.one(
        "SELECT * FROM project_field WHERE project_id = ? AND name = ?", project_id, name
    )


def of_type(session: Session, project_id: int, data_type: str) -> Row | None:
    """Return the project's first field of a type."""
    return session.store.one(
        "SELECT * FROM project_field WHERE project_id = ? AND data_type = ? ORDER BY position",
        project_id,
        data_type,
    )


def get(session: Session, project_id: int, id: int) -> Row:
    """Return a project's field by database id, or refuse with 404."""
    return session.found(
        "SELECT * FROM project_field WHERE project_id = ? AND id = ?",
        project_id,
        id,
        what="The field does not exist in the project.",
    )


def create(
    session: Session,
    project_id: int,
    name: str,
    data_type: str,
    *,
    options: Sequence[Option] = (),
    schedule: IterationConfiguration | None = None,
) -> int:
    """Create a field and return its id."""
    _check_room(session, project_id, name)
    if data_type in SELECTS and not options:
        kind = data_type.capitalize().replace("_", " ")
        raise refused("options", f"{kind} fields must have at least one option")
    id = _insert(session, project_id, name, data_type)
    if data_type in SELECTS:
        choices.replace_options(session, id, options)
    if data_type == "ITERATION":
        choices.write_schedule(session, id, schedule or choices.default_schedule(session))
    return id


def create_of_issue_field(session: Session, project: Row, issue_field: Row) -> int:
    """Show an issue field in a project of the same organization; return the new field's id.

    Unverified: the refusals, and that the field has the type of the issue field.
    """
    if project["owner_id"] != issue_field["owner_id"]:
        raise refused("issue_field_id", "The issue field does not belong to the project's owner")
    name, data_type = issue_field["name"], issue_field["data_type"]
    _check_room(session, project["id"], name)
    return _insert(session, project["id"], name, data_type, issue_field_id=issue_field["id"])


def update(
    session: Session,
    field: Row,
    *,
    name: str | None = None,
    options: Sequence[Option] = (),
    schedule: IterationConfiguration | None = None,
) -> None:
    """Change a field: its name, all of its options, or all of its iterations.

    An option without the id of an existing one is new. A removed option is removed from all items.
    Given iterations cannot have ids, so they always replace all existing ones.
    """
    if field["issue_field_id"] is not None:
        raise refused("id", f"The field {field['name']} is an issue field of the organization")
    if name is not None and name != field["name"]:
        if field["is_built_in"]:
            raise refused("name", f"The field {field['name']} cannot be renamed")
        _check_name(session, field["project_id"], name, itself=field["id"])
        session.store.update("project_field", field["id"], {"name": name})
    if options:
        _require_type(field, *SELECTS)
        choices.replace_options(session, field["id"], options)
    if schedule is not None:
        _require_type(field, "ITERATION")
        choices.write_schedule(session, field["id"], schedule)
    session.store.update("project_field", field["id"], {"updated_at": session.now()})


def delete(session: Session, field: Row) -> None:
    """Delete a custom field with its values."""
    if field["is_built_in"]:
        raise refused("id", f"The field {field['name']} cannot be deleted")
    session.store.execute("DELETE FROM project_field WHERE id = ?", field["id"])


def _insert(
    session: Session,
    project_id: int,
    name: str,
    data_type: str,
    *,
    is_built_in: bool = False,
    issue_field_id: int | None = None,
) -> int:
    position = session.store.number(
        "SELECT COALESCE(MAX(position), 0) + 1 FROM project_field WHERE project_id = ?", project_id
    )
    values: dict[str, Value] = {"project_id": project_id, "name": name, "data_type": data_type}
    values |= {"position": position, "is_built_in": int(is_built_in)}
    values["issue_field_id"] = issue_field_id
    return session.store.insert("project_field", {**values, **session.times()})


def _check_room(session: Session, project_id: int, name: str) -> None:
    """Refuse a new field in a project that already has the greatest number of fields."""
    _check_name(session, project_id, name)
    count = session.store.number(
        "SELECT COUNT(*) FROM project_field WHERE project_id = ?", project_id
    )
    if count >= LIMIT:
        raise refused("name", f"A project cannot have more than {LIMIT} fields")


def _check_name(session: Session, project_id: int, name: str, itself: int | None = None) -> None:
    if not name.strip():
        raise refused("name", "Name can't be blank")
    if name.lower() in _RESERVED:
        raise refused("name", "Name has a reserved value")
    taken = named(session, project_id, name)
    if taken is not None and taken["id"] != itself:
        raise refused("name", "Name has already been taken")


def _require_type(field: Row, *data_types: str) -> None:
    if field["data_type"] not in data_types:
        kind = data_types[0].lower().replace("_", " ")
        raise refused("data_type", f"The field {field['name']} is not a {kind} field")
