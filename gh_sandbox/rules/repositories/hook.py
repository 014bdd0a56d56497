"""Rules for the webhooks of a repository. The sandbox keeps them, and delivers nothing.

Source: GitHub's REST description, "Repository webhooks"; a second hook with the same address is
refused as in many reports ("Hook already exists on this repository"). Unverified: the codes for a
configuration without an address.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from gh_sandbox.errors import FieldError, InvalidError, NotFoundError
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

DEFAULT_EVENTS = ("push",)
_DEFAULTS = {"content_type": "form", "insecure_ssl": "0"}
_SETTINGS = ("url", "content_type", "secret", "insecure_ssl")


def listed(session: Session, repository: Row) -> list[Row]:
    """List the hooks, oldest first; refuse a user without admin rights (404)."""
    if not repositories.allows(session, repository, "ADMIN"):
        raise NotFoundError
    known = "SELECT * FROM hook WHERE repository_id = ? ORDER BY id"
    return session.store.all(known, repository["id"])


def get(session: Session, repository: Row, id: int) -> Row:
    """Return a hook, or refuse with 404."""
    row = next((row for row in listed(session, repository) if row["id"] == id), None)
    if row is None:
        raise NotFoundError
    return row


def create(
    session: Session,
    repository: Row,
    *,
    name: str,
    config: Mapping[str, Any],
    events: Sequence[str],
    active: bool,
) -> Row:
    """Create a hook."""
    present = listed(session, repository)
    if name != "web":
        raise _invalid("name", "custom", 'name should be "web"')
    wanted = _checked(config, {})
    address = wanted["url"]
    if any(config_of(row)["url"] == address for row in present):
        raise _refused("Hook already exists on this repository")
    id = session.store.insert(
        "hook",
        {
            "repository_id": repository["id"],
            "config": json.dumps(wanted),
            "events": json.dumps(_unique(events)),
            "is_active": int(active),
            **session.times(),
        },
    )
    return session.store.get("hook", id)


def update(
    session: Session,
    row: Row,
    *,
    config: Mapping[str, Any] | None,
    events: Sequence[str],
    active: bool,
) -> Row:
    """Change a hook; a given configuration replaces the present one."""
    values: dict[str, Value] = {"events": json.dumps(_unique(events)), "is_active": int(active)}
    if config is not None:
        values["config"] = json.dumps(_checked(config, {}))
    session.store.update("hook", row["id"], {**values, "updated_at": session.now()})
    return session.store.get("hook", row["id"])


def configure(session: Session, row: Row, config: Mapping[str, Any]) -> Row:
    """Change parts of a hook's configuration."""
    values = {"config": json.dumps(_checked(config, config_of(row)))}
    session.store.update("hook", row["id"], {**values, "updated_at": session.now()})
    return session.store.get("hook", row["id"])


def delete(session: Session, row: Row) -> None:
    """Delete a hook."""
    session.store.execute("DELETE FROM hook WHERE id = ?", row["id"])


def config_of(row: Row) -> dict[str, str]:
    """Return the configuration of a hook, with its secret."""
    found: dict[str, str] = json.loads(row["config"])
    return found


def events_of(row: Row) -> list[str]:
    """Return the events that a hook is for."""
    found: list[str] = json.loads(row["events"])
    return found


def _checked(config: Mapping[str, Any], before: Mapping[str, str]) -> dict[str, str]:
    given = {name: str(config[name]) for name in _SETTINGS if config.get(name) is not None}
    found = {**_DEFAULTS, **before, **given}
    if not found.get("url"):
        raise _invalid("url", "missing_field", "Config must contain URL for webhooks")
    if urlsplit(found["url"]).scheme not in ("http", "https"):
        raise _invalid("url", "invalid", "url is not a valid URL")
    if found["content_type"] not in ("json", "form"):
        raise _invalid("content_type", "invalid", "content_type must be json or form")
    return found


def _unique(events: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(events))


def _invalid(field: str, code: str, message: str) -> InvalidError:
    return InvalidError(FieldError("Hook", field, code, message), graphql_message=message)


def _refused(message: str) -> InvalidError:
    return InvalidError(FieldError("Hook", None, "custom", message), graphql_message=message)
