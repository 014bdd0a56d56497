"""The values of issues in the issue fields of their organization.

Sources: GitHub's REST description; github/github-mcp-server#2492 and #2551, tried on the live
service in 2026-05: REST names an option by its name, and a list given with an issue replaces all
values. Unverified: the messages of the other refusals.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gh_sandbox.errors import NotFoundError, UnprocessableError
from gh_sandbox.rules.issues import event as events
from gh_sandbox.rules.owners import issue_field as fields
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

_READ = (
    "SELECT issue_field_value.*, name, data_type, owner_id, visibility FROM issue_field_value "
    "JOIN issue_field ON issue_field.id = field_id WHERE issue_id"
)


@dataclass(frozen=True)
class FieldValue:
    """A value: a text (also for numbers and dates), or the options of a select field."""

    row: Row
    options: tuple[Row, ...] = ()

    @property
    def text(self) -> str:
        """The value as it is shown to people."""
        return ", ".join(each["name"] for each in self.options) or str(self.row["value"])


# A given value: the text of a field, or the database ids of its options.
Content = str | Sequence[int]


def of_issues(session: Session, issues: Sequence[Row]) -> dict[int, list[FieldValue]]:
    """Return the values that the viewer may see, by issue, in the order of the fields."""
    found: dict[int, list[FieldValue]] = {}
    rows = session.store.listed(_READ, [row["id"] for row in issues], [], "field_id")
    if not rows:
        return found
    seen = {
        field["id"]
        for owner_id in {row["owner_id"] for row in rows}
        for field in fields.of_owner(session, owner_id)
    }
    chosen = _chosen(session, [row["id"] for row in rows])
    for row in rows:
        if row["field_id"] in seen:
            value = FieldValue(row, tuple(chosen.get(row["id"], ())))
            found.setdefault(row["issue_id"], []).append(value)
    return found


def named(session: Session, issue: Row, field_id: int, given: object) -> Content:
    """Read a value in REST's form, which names options by their names."""
    field = field_of(session, issue, field_id)
    if field["data_type"] not in fields.SELECTS:
        return checked(field, given)
    names = given if isinstance(given, list) else [given]
    if field["data_type"] == "SINGLE_SELECT" and (isinstance(given, list) or len(names) != 1):
        raise UnprocessableError(f"Issue field {field['name']} takes one option")
    known = {each["name"]: each["id"] for each in fields.options(session, [field_id])[field_id]}
    for name in names:
        if name not in known:
            raise UnprocessableError(f"Issue field option with name {name} does not exist")
    return [known[name] for name in names]


def checked(field: Row, given: object) -> str:
    """Return the text of a value, which must be of the field's type."""
    if field["data_type"] == "NUMBER":
        if isinstance(given, int | float) and not isinstance(given, bool):
            return str(given)
    elif isinstance(given, str) and (field["data_type"] == "TEXT" or _is_date(given)):
        return given
    kind = field["data_type"].lower()
    raise UnprocessableError(f"Issue field {field['name']} takes a {kind}, not {given!r}")


def field_of(session: Session, issue: Row, field_id: int) -> Row:
    """Return a field that the issue can have a value of."""
    repository = repositories.get(session, issue["repository_id"])
    return fields.get(session, repository["owner_id"], field_id)


def write(
    session: Session,
    issue: Row,
    values: Mapping[int, Content | None],
    *,
    replace: bool = False,
) -> None:
    """Write values by field id.

    None removes a value; `replace` removes all values that are not given.
    """
    repositories.require_for(session, issue, "TRIAGE", "SetIssueFieldValue")
    if issue["is_pull_request"]:
        raise NotFoundError
    present = {
        each.row["field_id"]: each for each in of_issues(session, [issue]).get(issue["id"], [])
    }
    wanted: dict[int, Content | None] = dict.fromkeys(present) if replace else {}
    for field_id, content in {**wanted, **values}.items():
        before = present.get(field_id)
        _remove(session, before)
        after = None if content is None else _insert(session, issue["id"], field_id, content)
        _tell(session, issue["id"], field_id, before, after)
    session.store.update("issue", issue["id"], {"updated_at": session.now()})


def _remove(session: Session, value: FieldValue | None) -> None:
    if value is not None:
        session.store.execute("DELETE FROM issue_field_value WHERE id = ?", value.row["id"])


def _insert(session: Session, issue_id: int, field_id: int, content: Content) -> FieldValue:
    text: Value = content if isinstance(content, str) else None
    values: dict[str, Value] = {"issue_id": issue_id, "field_id": field_id, "value": text}
    id = session.store.insert("issue_field_value", values)
    if not isinstance(content, str):
        chosen: list[dict[str, Value]] = [{"value_id": id, "option_id": each} for each in content]
        session.store.insert_many("issue_field_choice", chosen)
    row = session.store.matching(f"{_READ.removesuffix('issue_id')} issue_field_value.id", [id])[0]
    return FieldValue(row, tuple(_chosen(session, [id]).get(id, ())))


def _chosen(session: Session, value_ids: Iterable[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    sql = (
        "SELECT value_id, issue_field_option.* FROM issue_field_choice "
        "JOIN issue_field_option ON issue_field_option.id = option_id WHERE value_id"
    )
    for row in session.store.listed(sql, value_ids, [], "priority, issue_field_option.id"):
        found.setdefault(row["value_id"], []).append(row)
    return found


def _tell(
    session: Session,
    issue_id: int,
    field_id: int,
    before: FieldValue | None,
    after: FieldValue | None,
) -> None:
    old, new = (None if each is None else each.text for each in (before, after))
    if old != new:
        events.publish(session, events.FieldChanged(issue_id, field_id, old, new))


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
