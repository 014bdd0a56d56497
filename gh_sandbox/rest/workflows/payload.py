"""The payloads of events: `github.event` in workflows.

Source: GitHub docs, "Webhook events and payloads".
"""

from typing import Any

from gh_sandbox.rest.owners import user
from gh_sandbox.rest.repositories import repository
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

Payload = dict[str, Any]


def common(session: Session, place: Row, sender: int) -> Payload:
    """Return the common part of all payloads."""
    owner = session.store.get("owner", place["owner_id"])
    found: Payload = {
        "repository": repository.full(session, place),
        "sender": user.by_id(session, sender),
    }
    if owner["type"] == "Organization":
        found["organization"] = user.simple(session, owner)
    return found
