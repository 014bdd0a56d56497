"""GitHub's `simple-user`, the form inside other bodies, also for organizations."""

from typing import Any
from urllib.parse import quote

from gh_sandbox import identifiers
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.session import WEB, Session
from gh_sandbox.state.store import Row

_PAGES = (
    "followers gists{/gist_id} starred{/owner}{/repo} subscriptions orgs repos events{/privacy} "
    "received_events following{/other_user}"
)


def simple(session: Session, row: Row) -> dict[str, Any]:
    """Return the `simple-user` of a row of owner."""
    url = f"{session.api}/users/{quote(row['login'])}"
    keys = {"orgs": "organizations_url"}
    pages = {}
    for page in _PAGES.split():
        name = page.split("{")[0]
        pages[keys.get(name, f"{name}_url")] = f"{url}/{page}"
    return {
        "login": row["login"],
        "id": row["id"],
        "node_id": identifiers.encode(row["type"], row["id"]),
        "avatar_url": f"https://avatars.githubusercontent.com/u/{row['id']}",
        "gravatar_id": "",
        "url": url,
        "html_url": WEB + owners.page(row),
        **pages,
        "type": row["type"],
        "site_admin": False,
        "user_view_type": "public",
    }


def by_id(session: Session, id: int | None) -> dict[str, Any] | None:
    """Return the `simple-user` of an id, or null."""
    if id is None:
        return None
    return session.remembered(("user", id), lambda: simple(session, owners.get(session, id)))
