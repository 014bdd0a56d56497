"""Rules for users, organizations and apps, and for who may administer them.

Reported: an app's login ends in `[bot]` in REST, and does not in GraphQL.
"""

from gh_sandbox.errors import NotFoundError
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

BOT = "[bot]"

# The app in whose name workflows act.
ACTIONS_BOT = "github-actions[bot]"


def find(session: Session, login: str, type: str | None = None) -> Row:
    """Return the owner of this login, or refuse in GitHub's words when none of the type exists.

    Apps own nothing: they are only found when the type asks for them.
    """
    row = session.store.one("SELECT * FROM owner WHERE login = ?", login)
    if row is None or (row["type"] != type if type else row["type"] == "Bot"):
        kind = type or "RepositoryOwner"
        name = "an Organization" if kind == "Organization" else f"a {kind}"
        raise NotFoundError(f"Could not resolve to {name} with the login of '{login}'.")
    return row


def is_there(session: Session, login: str) -> bool:
    """Tell whether a user, an organization or an app has this login."""
    return session.store.one("SELECT 1 FROM owner WHERE login = ?", login) is not None


def app_name(bot: Row) -> str:
    """Return an app's name: its login without the ending `[bot]`."""
    return str(bot["login"]).removesuffix(BOT)


def bot(session: Session, login: str) -> int:
    """Return the id of one of GitHub's own apps; the app is created when it acts first."""
    row = session.store.one("SELECT id FROM owner WHERE login = ? AND type = 'Bot'", login)
    if row is not None:
        return int(row["id"])
    values: dict[str, Value] = {"type": "Bot", "login": login, "created_at": session.now()}
    return session.store.insert("owner", values)


def id_of_author(session: Session, name: str, email: str) -> int | None:
    """Return the user's id for an author, by the email address or by the name (unverified)."""
    row = session.store.one(
        "SELECT id FROM owner WHERE email = ?1 OR ?1 = id || '+' || login || "
        "'@users.noreply.github.com' OR login = ?2",
        email,
        name,
    )
    return None if row is None else int(row["id"])


def page(row: Row) -> str:
    """Return the path of an owner's web page."""
    if row["type"] == "Bot":
        return f"/apps/{app_name(row)}"
    return f"/{row['login']}"


def get(session: Session, id: int) -> Row:
    """Return an owner by database id, which must exist."""
    return session.remembered(("owner", id), lambda: session.store.get("owner", id))


def is_called(session: Session, id: int, login: str) -> bool:
    """Tell whether an owner has this login, given in small letters, as queries are read."""
    return str(get(session, id)["login"]).lower() == login


def member_ids(session: Session, organization_id: int) -> set[int]:
    """Return the members of an organization; a user has none."""
    rows = session.store.all(
        "SELECT user_id FROM member WHERE organization_id = ?", organization_id
    )
    return {row["user_id"] for row in rows}


def is_member(session: Session, organization_id: int, *, admin: bool = False) -> bool:
    """Tell whether the viewer is a member of an organization, or an administrator if asked."""
    row = session.store.one(
        "SELECT role FROM member WHERE organization_id = ? AND user_id = ?",
        organization_id,
        session.viewer.id,
    )
    return row is not None and (row["role"] == "ADMIN" or not admin)
