"""The context of a run: `github`, and the token of the app GitHub Actions."""

import secrets
from collections.abc import Mapping
from typing import Any

from gh_sandbox.access.grant import Grant, TokenKind
from gh_sandbox.actions.trigger import OF_PULL_REQUESTS, Occurrence
from gh_sandbox.actions.workflow import Workflow
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import WEB, Session
from gh_sandbox.state.store import Row, Value


def token(session: Session, place: Row, permissions: Mapping[str, str]) -> str:
    """Create a token of the app for a repository, with these permissions."""
    grant = Grant(TokenKind.INSTALLATION, place["owner_id"], frozenset({place["id"]}), permissions)
    made = f"ghs_{secrets.token_hex(18)}"
    actor = owners.bot(session, owners.ACTIONS_BOT)
    values: dict[str, Value] = {"token": made, "user_id": actor, "scopes": ""}
    session.store.insert("token", {**values, "permissions": grant.text()})
    return made


def github(
    session: Session,
    place: Row,
    read: Workflow,
    occurrence: Occurrence,
    run_id: int,
    sha: str,
) -> dict[str, Any]:
    """Return the context `github` of a run (GitHub docs, "Contexts reference")."""
    name = repositories.full_name(session, place)
    login = session.store.get("owner", occurrence.actor_id)["login"]
    run = session.store.get("workflow_run", run_id)
    again = run["rerun_by_id"] and session.store.get("owner", run["rerun_by_id"])["login"]
    is_of_pull_request = occurrence.event in OF_PULL_REQUESTS
    ref = f"refs/heads/{place['default_branch'] or 'main'}"
    if occurrence.event == "pull_request":
        ref = f"refs/pull/{occurrence.payload.get('number')}/merge"
    return {
        "event_name": occurrence.event,
        "event": dict(occurrence.payload),
        "actor": login,
        "triggering_actor": again or login,
        "repository": name,
        "repository_id": str(place["id"]),
        "repository_owner": name.partition("/")[0],
        "ref": ref,
        "ref_name": ref.removeprefix("refs/heads/").removeprefix("refs/"),
        "ref_type": "branch",
        "head_ref": run["head_branch"] if is_of_pull_request else "",
        "base_ref": occurrence.base if is_of_pull_request else "",
        "sha": sha,
        "workflow": read.name or session.store.get("workflow", run["workflow_id"])["path"],
        "run_id": str(run_id),
        "run_number": str(run["run_number"]),
        "run_attempt": str(run["attempt"]),
        "server_url": WEB,
        "api_url": session.api,
        "graphql_url": f"{session.api}/graphql",
    }
