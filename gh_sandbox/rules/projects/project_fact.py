"""The facts about items that a project's filters can use: texts by qualifier.

Source of the qualifiers' names: GitHub docs, "Filtering projects".
"""

from collections.abc import Iterable
from datetime import date, timedelta

from gh_sandbox.rules.projects.project_choice import keys_of
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

Facts = dict[str, list[str]]
# The qualifiers that every project has, besides its fields.
QUALIFIERS = ("is", "title", "repo", "milestone", "type", "parent-issue", "label", "assignee")
_CONTENT = (
    "SELECT project_item.id, COALESCE(issue.title, draft_issue.title) AS title, issue.state, "
    "issue.is_pull_request, merged_at, milestone.title AS milestone, issue_type.name AS type, "
    "owner.login || '/' || repository.name AS repo, "
    "owner.login || '/' || repository.name || '#' || parent.number AS parent "
    "FROM project_item LEFT JOIN issue ON issue.id = project_item.issue_id "
    "LEFT JOIN draft_issue ON draft_issue.id = draft_issue_id "
    "LEFT JOIN pull_request ON pull_request.issue_id = issue.id "
    "LEFT JOIN repository ON repository.id = issue.repository_id "
    "LEFT JOIN owner ON owner.id = repository.owner_id "
    "LEFT JOIN milestone ON milestone.id = issue.milestone_id "
    "LEFT JOIN issue_type ON issue_type.id = issue.issue_type_id "
    "LEFT JOIN sub_issue ON sub_issue.issue_id = issue.id "
    "LEFT JOIN issue AS parent ON parent.id = parent_id WHERE project_item.id"
)
_LABELS = (
    "SELECT project_item.id, label.name FROM project_item "
    "JOIN issue_label USING (issue_id) JOIN label ON label.id = label_id WHERE project_item.id"
)
_ASSIGNEES = (
    "SELECT project_item.id, login FROM project_item "
    "JOIN issue_assignee USING (issue_id) JOIN owner ON owner.id = user_id WHERE project_item.id"
)
_DRAFT_ASSIGNEES = (
    "SELECT project_item.id, login FROM project_item "
    "JOIN draft_issue_assignee USING (draft_issue_id) JOIN owner ON owner.id = user_id "
    "WHERE project_item.id"
)
_NAMES = (("label", _LABELS), ("assignee", _ASSIGNEES), ("assignee", _DRAFT_ASSIGNEES))
_VALUES = (
    "SELECT item_id, project_field.name AS field, data_type, value, choice.name AS choice, "
    "start_date, duration FROM project_value "
    "JOIN project_field ON project_field.id = project_value.field_id "
    "LEFT JOIN project_choice AS choice "
    "ON choice.field_id = project_value.field_id AND choice.key = value "
    "WHERE data_type <> 'TITLE' AND item_id"
)


def qualifier(field: str) -> str:
    """Return the filter's name of a field."""
    return field.lower().replace(" ", "-")


def of(session: Session, item_ids: Iterable[int]) -> dict[int, Facts]:
    """Return the facts of items by id."""
    ids = list(item_ids)
    facts: dict[int, Facts] = {id: {} for id in ids}
    for row in session.store.matching(_CONTENT, ids):
        own = facts[row["id"]]
        own["is"] = _states(row)
        for name in ("title", "repo", "milestone", "type"):
            own[name] = [row[name]] if row[name] is not None else []
        own["parent-issue"] = [row["parent"]] if row["parent"] else []
        own["repository"] = own["repo"]
    for name, sql in _NAMES:
        for id, value in session.store.matching(sql, ids):
            facts[id].setdefault(name, []).append(value)
            facts[id].setdefault(f"{name}s", []).append(value)
    today = session.clock.now().date()
    options = _option_names(session, ids)
    for row in session.store.matching(_VALUES, ids):
        facts[row["item_id"]][qualifier(row["field"])] = _readings(row, today, options)
    return facts


def _states(row: Row) -> list[str]:
    if row["is_pull_request"] is None:
        return ["draft", "open"]
    kind = ["pr"] if row["is_pull_request"] else ["issue"]
    return [*kind, row["state"], *(["merged"] if row["merged_at"] else [])]


def _option_names(session: Session, item_ids: list[int]) -> dict[str, str]:
    """Return the names of the options of multi selects, on some items, by their ids."""
    rows = session.store.matching(
        "SELECT DISTINCT key, project_choice.name FROM project_choice "
        "JOIN project_field ON project_field.id = field_id JOIN project_item USING (project_id) "
        "WHERE data_type = 'MULTI_SELECT' AND project_item.id",
        item_ids,
    )
    return {row["key"]: row["name"] for row in rows}


def _readings(row: Row, today: date, options: dict[str, str]) -> list[str]:
    """Return the names of a value; an iteration also has that of its position: `@current`."""
    if row["data_type"] == "MULTI_SELECT":
        return [options[key] for key in keys_of(row["value"])]
    if row["data_type"] != "ITERATION":
        return [row["choice"] or row["value"]]
    start = date.fromisoformat(row["start_date"])
    length = timedelta(days=row["duration"])
    names = [row["choice"]]
    if start <= today < start + length:
        names.append("@current")
    elif start <= today + length and start > today:
        names.append("@next")
    elif start + length <= today < start + 2 * length:
        names.append("@previous")
    return names
