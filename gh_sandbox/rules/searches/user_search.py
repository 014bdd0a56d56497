"""The search of users and organizations.

Source: GitHub docs, "Searching users"; only qualifiers for which the sandbox has data are known.
"""

from gh_sandbox.search import listed
from gh_sandbox.search.listed import SearchKind
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row


def _is_called(_session: Session, row: Row, value: str) -> bool:
    return str(row["login"]).lower() == value


_REPOSITORIES = "SELECT COUNT(*) FROM repository WHERE owner_id = ? AND NOT is_private"
_PLACES = ("login", "name", "email")
_KIND = SearchKind[Row](
    {
        "type": lambda _, row, value: bool(row["type"] == "User") == (value == "user"),
        "user": _is_called,
        "org": _is_called,
        "created": lambda session, row, value: listed.is_time(session, row["created_at"], value),
        "repos": lambda session, row, value: listed.is_number(
            session, session.store.number(_REPOSITORIES, row["id"]), value
        ),
    },
    {"type": ("user", "org")},
    _PLACES,
)


def find(session: Session, text: str) -> list[Row]:
    """Return the users and organizations that match a query, oldest first."""
    search = _KIND.read(text)
    rows = session.store.all("SELECT * FROM owner WHERE type <> 'Bot' ORDER BY id")
    return [
        row
        for row in rows
        if search.fits(session, row, {place: row[place] or "" for place in _PLACES})
    ]
