"""The search of repositories that the viewer may see.

Source: GitHub docs, "Searching for repositories"; only qualifiers for which the sandbox has data
are known. Unverified: the order without `sort`.
"""

from collections.abc import Callable

from gh_sandbox.rules.commits import language as languages
from gh_sandbox.rules.repositories import attention
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.rules.repositories import topic as topics
from gh_sandbox.search import listed, refusal
from gh_sandbox.search.listed import SearchKind
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

_IN: dict[str, Callable[[Row], str]] = {
    "name": lambda row: str(row["name"]),
    "description": lambda row: row["description"] or "",
    "topics": lambda row: " ".join(topics.of(row)),
}


def _has_language(session: Session, row: Row, value: str) -> bool:
    return (languages.main(session, row) or "").lower() == value


def _is_owned(_session: Session, row: Row, value: str) -> bool:
    return str(row["login"]).lower() == value


_KIND = SearchKind[Row](
    {
        "user": _is_owned,
        "org": _is_owned,
        "repo": lambda _, row, value: f"{row['login']}/{row['name']}".lower() == value,
        "is": lambda _, row, value: bool(row["is_private"]) == (value == "private"),
        "archived": lambda _, row, value: (row["archived_at"] is not None) == (value == "true"),
        "fork": lambda _, _row, value: value != "only",  # The sandbox has no forks.
        "topic": lambda _, row, value: value in topics.of(row),
        "language": _has_language,
        "stars": lambda session, row, value: listed.is_number(
            session, attention.stars(session, row["id"]), value
        ),
        "created": lambda session, row, value: listed.is_time(session, row["created_at"], value),
        "pushed": lambda session, row, value: listed.is_time(
            session, row["pushed_at"] or row["created_at"], value
        ),
    },
    {
        "is": ("public", "private"),
        "archived": ("true", "false"),
        "fork": ("true", "false", "only"),
    },
    tuple(_IN),
)
_SORTS: dict[str, Callable[[Session, Row], str | int]] = {
    "updated": lambda _, row: str(row["updated_at"]),
    "stars": lambda session, row: attention.stars(session, row["id"]),
    "forks": lambda _, _row: 0,
    "help-wanted-issues": lambda session, row: session.store.number(
        "SELECT COUNT(*) FROM issue JOIN issue_label ON issue_id = issue.id JOIN label "
        "ON label.id = label_id WHERE issue.repository_id = ? AND label.name = 'help wanted' "
        "AND state = 'OPEN'",
        row["id"],
    ),
}
SORTS = tuple(_SORTS)


def find(session: Session, text: str) -> list[Row]:
    """Return the repositories that match a query, with their owners' logins."""
    search = _KIND.read(text)
    rows = session.store.all(
        "SELECT repository.*, login FROM repository JOIN owner ON owner.id = owner_id "
        "ORDER BY repository.id"
    )
    found = [
        row
        for row in rows
        if repositories.permission(session, row) is not None
        and search.fits(session, row, {place: of(row) for place, of in _IN.items()})
    ]
    if search.sort is not None:
        is_up = search.sort.endswith("-asc")
        name = search.sort.removesuffix("-asc").removesuffix("-desc")
        if name not in _SORTS:
            raise refusal.unknown(f"sort:{search.sort}")
        found.sort(key=lambda row: _SORTS[name](session, row), reverse=not is_up)
    return found
