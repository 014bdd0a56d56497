"""Which items a filter lets through: `is:open -status:Done label:bug,"help wanted" no:estimate`.

Source: GitHub docs, "Filtering projects". Words that are no qualifier are looked for in the
title. A qualifier that is neither known here nor a field of the project is refused by name.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fnmatch import fnmatchcase

from gh_playbook.sandbox.errors import GitHubError
from gh_playbook.sandbox.session import Session
from gh_playbook.sandbox.store import Row

Facts = dict[str, list[str]]
_TOKEN = re.compile(r'(?:[^\s"]|"[^"]*")+')
_VALUE = re.compile(r'(?:[^,"]|"[^"]*")+')
_COMPARISON = re.compile(r"(>=|<=|>|<)(.+)")
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
_CONTENTS = ("is", "title", "repo", "milestone", "type", "parent-issue", "label", "assignee")


def matching(session: Session, project_id: int, item_ids: Sequence[int], query: str) -> list[int]:
    """Return the items, of those given, that a filter lets through."""
    rows = session.store.all("SELECT name FROM project_field WHERE project_id = ?", project_id)
    known = {*_CONTENTS, *(_qualifier(row["name"]) for row in rows)}
    terms = [_Term(token, known, session) for token in _TOKEN.findall(query)]
    facts = _facts(session, item_ids)
    return [id for id in item_ids if all(term.allows(facts[id]) for term in terms)]


class _Term:
    """One word of a filter."""

    def __init__(self, token: str, known: set[str], session: Session) -> None:
        self._negated = token.startswith("-") and ":" in token
        name, separator, values = token.removeprefix("-" if self._negated else "").partition(":")
        if not separator or '"' in name:
            name, values = "title", f'"*{token.strip(chr(34))}*"'
        self._name = name.lower()
        self._values = [value.replace('"', "").lower() for value in _VALUE.findall(values)]
        self._values = [_meaning(value, session) for value in self._values]
        wanted = self._values if self._name in ("no", "has") else [self._name]
        unknown = [each for each in wanted if each not in known]
        if unknown:
            raise GitHubError(
                422,
                f"The filter {unknown[0]}: is not a field of the project or not implemented "
                "by the sandbox.",
                type="VALIDATION",
            )

    def allows(self, facts: Facts) -> bool:
        """Tell whether an item of these facts passes."""
        if self._name in ("no", "has"):
            found = any(facts.get(value) for value in self._values) == (self._name == "has")
        else:
            having = [fact.lower() for fact in facts.get(self._name, ())]
            found = any(_fits(value, fact) for value in self._values for fact in having)
        return found != self._negated


def _qualifier(field: str) -> str:
    return field.lower().replace(" ", "-")


def _meaning(value: str, session: Session) -> str:
    """Replace what stands for the viewer and for today."""
    return value.replace("@me", session.viewer.login.lower()).replace(
        "@today", session.clock.now().date().isoformat()
    )


def _fits(value: str, fact: str) -> bool:
    """Compare one value with one fact, both in small letters."""
    comparison = _COMPARISON.fullmatch(value)
    if comparison:
        return _compared(comparison[1], fact, comparison[2])
    if ".." in value:
        low, high = value.split("..", 1)
        return _compared(">=", fact, low) and _compared("<=", fact, high)
    if _number(value) is not None and _number(value) == _number(fact):
        return True
    return fnmatchcase(fact, re.sub(r"[\[?]", r"[\g<0>]", value))


def _compared(operator: str, fact: str, bound: str) -> bool:
    """Compare numbers as numbers, and days as texts; `*` is no bound."""
    if bound == "*":
        return True
    left, right = _number(fact), _number(bound)
    one, two = (fact, bound) if left is None or right is None else (left, right)
    order = (one > two) - (one < two)  # type: ignore[operator]
    return {">": order > 0, ">=": order >= 0, "<": order < 0, "<=": order <= 0}[operator]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _facts(session: Session, item_ids: Iterable[int]) -> dict[int, Facts]:
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
    for row in session.store.matching(_VALUES, ids):
        facts[row["item_id"]][_qualifier(row["field"])] = _readings(row, today)
    return facts


def _states(row: Row) -> list[str]:
    if row["is_pull_request"] is None:
        return ["draft", "open"]
    kind = ["pr"] if row["is_pull_request"] else ["issue"]
    return [*kind, row["state"], *(["merged"] if row["merged_at"] else [])]


def _readings(row: Row, today: date) -> list[str]:
    """Return what a value may be called: an iteration also by its place in time."""
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
