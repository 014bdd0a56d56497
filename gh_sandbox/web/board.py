"""A project's items as cards, in columns and in order. Pure: from GraphQL's answers to groups.

Sources: GitHub docs, "Customizing the board layout" and "Customizing the table layout". Fields,
items and values have the forms of the queries `project` and `project_items`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
STATUS = "Status"
_ON_A_ROADMAP = frozenset({"TITLE", "DATE", "ITERATION"})


@dataclass(frozen=True)
class Card:
    """One item: its content, and its stored values by the name of their field."""

    content: Json
    values: dict[str, Json]

    def words(self, field: Json) -> str:
        """Return the text of a field's value on the card; "" if there is none."""
        read = _CONTENT.get(field["dataType"])
        if read is not None:
            return read(self.content) or ""
        value = self.values.get(field["name"])
        return "" if value is None else shown(value)


@dataclass
class Group:
    """The cards with the same value of a field; `color` is an option's colour."""

    name: str
    color: str
    description: str
    cards: list[Card]

    @property
    def size(self) -> int:
        """The number of cards."""
        return len(self.cards)


def card(item: Json) -> Card:
    """Make a card from an item; values that the content shows already are left out."""
    values = {
        value["field"]["name"]: value
        for value in item["fieldValues"]["nodes"]
        if value and value["field"]["dataType"] != "TITLE"
    }
    return Card(item["content"], values)


def shown(value: Json) -> str:
    """Return a stored value as text: a number without needless zeros."""
    if "number" in value:
        return f"{value['number']:.15g}"
    found = next(value[key] for key in ("name", "title", "date", "text") if key in value)
    return str(found)


def columns_of(view: Json, fields: Iterable[Json]) -> list[Json]:
    """Return the columns of a table; of a roadmap, the title and the fields for its dates."""
    visible: list[Json] = view["fields"]["nodes"]
    return visible or [field for field in fields if field["dataType"] in _ON_A_ROADMAP]


def field_of(view: Json, fields: Iterable[Json], layout: str) -> Json | None:
    """Return the field whose values are the columns of a "board", or the groups of a "table"."""
    groups: list[Json] = view["groupByFields"]["nodes"]
    columns: list[Json] = view["verticalGroupByFields"]["nodes"]
    columns = columns or [field for field in fields if field["name"] == STATUS]
    return next(iter(columns if layout == "board" else groups), None)


def grouped(cards: Iterable[Card], field: Json | None) -> list[Group]:
    """Group cards by a field: first the cards without a value, then one group for each value.

    Every option has a group, even an empty one. Without a field there is one group.
    """
    if field is None:
        return [Group("", "GRAY", "", list(cards))]
    groups = {name: Group(name, color, words, []) for name, color, words in _choices(field)}
    nothing = Group(f"No {field['name']}", "GRAY", "", [])
    for each in sorted(cards, key=lambda each: _rank(each, field)):
        name = each.words(field)
        group = groups.setdefault(name, Group(name, "GRAY", "", [])) if name else nothing
        group.cards.append(each)
    return [*([nothing] if nothing.cards else []), *groups.values()]


def ordered(cards: Iterable[Card], sorting: Iterable[Json]) -> list[Card]:
    """Sort cards in a view's order; cards without a value are last in either direction."""
    found = list(cards)
    for sort in reversed(list(sorting)):
        found = _sorted(found, sort["field"], descending=sort["direction"] == "DESC")
    return found


def _sorted(cards: list[Card], field: Json, *, descending: bool) -> list[Card]:
    having = [card for card in cards if card.words(field)]
    having.sort(key=lambda card: _rank(card, field), reverse=descending)
    return [*having, *(card for card in cards if not card.words(field))]


def _choices(field: Json) -> list[tuple[str, str, str]]:
    if "options" in field:
        return [(each["name"], each["color"], each["description"]) for each in field["options"]]
    if "configuration" in field:
        configured = field["configuration"]
        iterations = [*configured["completedIterations"], *configured["iterations"]]
        iterations.sort(key=lambda each: str(each["startDate"]))
        return [(each["title"], "GRAY", f"from {each['startDate']}") for each in iterations]
    return []


def _rank(card: Card, field: Json) -> tuple[float, str]:
    """Return a card's position by a field: options and iterations have their own order."""
    words = card.words(field)
    names = [name for name, _, _ in _choices(field)]
    if words in names:
        return names.index(words), ""
    value = card.values.get(field["name"], {})
    return value.get("number", 0.0), words.lower()


def _logins(content: Json) -> str:
    return ", ".join(user["login"] for user in content["assignees"]["nodes"])


def _named(key: str, name: str) -> Any:
    def read(content: Json) -> str | None:
        found = content.get(key)
        return found[name] if found else None

    return read


def _progress(content: Json) -> str:
    summary = content.get("subIssuesSummary")
    return f"{summary['completed']}/{summary['total']}" if summary and summary["total"] else ""


_CONTENT: dict[str, Any] = {
    "TITLE": lambda content: content["title"],
    "ASSIGNEES": _logins,
    "LABELS": lambda content: ", ".join(
        label["name"] for label in content.get("labels", {"nodes": []})["nodes"]
    ),
    "MILESTONE": _named("milestone", "title"),
    "ISSUE_TYPE": _named("issueType", "name"),
    "REPOSITORY": _named("repository", "nameWithOwner"),
    "PARENT_ISSUE": _named("parent", "title"),
    "SUB_ISSUES_PROGRESS": _progress,
    "LINKED_PULL_REQUESTS": lambda content: ", ".join(
        f"#{pull['number']}"
        for pull in content.get("closedByPullRequestsReferences", {"nodes": []})["nodes"]
    ),
    "REVIEWERS": lambda _content: "",
}
