"""Searches of repositories and of users.

Source: GitHub docs, "Searching for repositories" and "Searching users"; only qualifiers for which
the sandbox has data are known. Unverified: the order without `sort`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest import repository, user
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rules import issue_search
from gh_sandbox.rules import repository as repositories
from gh_sandbox.rules import topic as topics
from gh_sandbox.search import predicate, query, refusal
from gh_sandbox.search.query import Node
from gh_sandbox.state.store import Row


def _topics(row: Row) -> str:
    return " ".join(topics.of(row))


_IN: dict[str, Callable[[Row], str]] = {
    "name": lambda row: str(row["name"]),
    "description": lambda row: row["description"] or "",
    "topics": _topics,
}
# The condition of each qualifier on a row, by its value in lower case.
_Qualities = dict[str, Callable[[Row, str], bool]]
_OF_REPOSITORIES: _Qualities = {
    "user": lambda row, value: str(row["login"]).lower() == value,
    "org": lambda row, value: str(row["login"]).lower() == value,
    "repo": lambda row, value: f"{row['login']}/{row['name']}".lower() == value,
    "is": lambda row, value: bool(row["is_private"]) == (value == "private"),
    "archived": lambda row, value: (row["archived_at"] is not None) == (value == "true"),
    "fork": lambda _row, value: value != "only",  # The sandbox has no forks.
    "topic": lambda row, value: value in topics.of(row),
    "in": lambda _row, _value: True,
}
_OF_USERS: _Qualities = {
    "type": lambda row, value: bool(row["type"] == "User") == (value == "user"),
    "user": lambda row, value: str(row["login"]).lower() == value,
    "org": lambda row, value: str(row["login"]).lower() == value,
    "in": lambda _row, _value: True,
}
_RESOURCE = "Search"
_VALUES = {
    "is": ("public", "private"),
    "archived": ("true", "false"),
    "fork": ("true", "false", "only"),
    "type": ("user", "org"),
}


@route("GET", "/search/repositories", takes=f"q sort order {PAGING}")
def search_repositories(call: Call) -> Reply:
    """Return the repositories that match a query."""
    tree, places = _read(call, tuple(_IN), _OF_REPOSITORIES)
    rows = call.session.store.all(
        "SELECT repository.*, login FROM repository JOIN owner ON owner.id = owner_id"
    )
    seen = [row for row in rows if repositories.permission(call.session, row) is not None]
    quality = _has_quality(_OF_REPOSITORIES)
    found = [row for row in seen if predicate.fits(tree, _has_text(row, places), quality(row))]
    sort = call.choice("sort", "best-match stars forks help-wanted-issues updated", _RESOURCE)
    is_up = call.choice("order", "desc asc", _RESOURCE) == "asc"
    key = "updated_at" if sort == "updated" else "id"
    found.sort(key=lambda row: str(row[key]), reverse=not is_up and sort != "best-match")
    return _told(call, found, lambda row: repository.plain(call.session, row))


def _has_text(row: Row, places: Sequence[str]) -> Callable[[str], bool]:
    text = " ".join(_IN[place](row) for place in places).lower()
    return lambda phrase: phrase.lower() in text


@route("GET", "/search/users", takes=f"q sort order {PAGING}")
def search_users(call: Call) -> Reply:
    """Return the users and organizations that match a query."""
    tree, _ = _read(call, ("login", "name"), _OF_USERS)
    call.choice("sort", "best-match followers repositories joined", _RESOURCE)
    call.choice("order", "desc asc", _RESOURCE)
    rows = call.session.store.all("SELECT * FROM owner WHERE type <> 'Bot' ORDER BY id")
    quality = _has_quality(_OF_USERS)
    found = [row for row in rows if predicate.fits(tree, _is_called(row), quality(row))]
    return _told(call, found, lambda row: user.simple(call.session, row))


def _is_called(row: Row) -> Callable[[str], bool]:
    text = f"{row['login']} {row['name'] or ''} {row['email']}".lower()
    return lambda phrase: phrase.lower() in text


def _has_quality(qualities: _Qualities) -> Callable[[Row], predicate.HasQuality]:
    return lambda row: lambda key, value: qualities[key](row, value.lower())


def _read(call: Call, places: Sequence[str], qualities: _Qualities) -> tuple[Node, Sequence[str]]:
    """Read the query and the places to search for its words; refuse unknown qualifiers."""
    text = call.query.get("q", "")
    if not text.strip():
        raise refusal.missing()
    issue_search.check_scope(call.session, text)
    tree = query.read(text)
    asked = []
    for each, _ in query.qualifiers(tree):
        for value in each.values:
            known = places if each.key == "in" else _VALUES.get(each.key)
            if each.key not in qualities or (known and value.lower() not in known):
                raise refusal.unknown(f"{each.key}:{value}")
            if each.key == "in":
                asked.append(value)
    return tree, asked or places


def _told(call: Call, rows: Sequence[Row], body: Callable[[Row], dict[str, Any]]) -> Reply:
    reply = call.paged(rows, lambda row: {**body(row), "score": 1.0})
    found = {"total_count": len(rows), "incomplete_results": False, "items": reply.body}
    return Reply(found, headers=reply.headers)
