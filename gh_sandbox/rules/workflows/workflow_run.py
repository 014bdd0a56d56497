"""Workflows, their runs and jobs, and the secrets of a repository.

Sources: GitHub's REST description, "Workflows", "Workflow runs", "Workflow jobs", "GitHub Actions
Secrets". A workflow is known from its first appearance on the default branch.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gh_sandbox.errors import NotFoundError
from gh_sandbox.rules.commits import content as contents
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.rules.workflows import organization_value
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Store, Value


@dataclass(frozen=True)
class Start:
    """How a run begins; `title` names its subject, or the reason why it does not start."""

    workflow: Row
    event: str
    title: str
    actor_id: int
    head_branch: str
    head_sha: str
    conclusion: str | None = None
    # What starts it, as JSON, so that it can run again.
    occurrence: str | None = None


def files(session: Session, repository: Row, commit: str | None) -> dict[str, str]:
    """Return the workflow files of a commit: texts by path."""
    if commit is None:
        return {}
    store, id = session.store, repository["id"]
    return {
        path: git_objects.content(store, id, sha, "blob").decode(errors="replace")
        for path, sha in git_objects.files(store, id, commit).items()
        if path.startswith(contents.WORKFLOWS) and path.endswith((".yml", ".yaml"))
    }


def known(session: Session, repository_id: int, path: str, name: str) -> Row:
    """Return the workflow of a path, and store it under its name."""
    row = session.store.one(
        "SELECT * FROM workflow WHERE repository_id = ? AND path = ?", repository_id, path
    )
    now = session.now()
    if row is None:
        values: dict[str, Value] = {"repository_id": repository_id, "path": path, "name": name}
        id = session.store.insert("workflow", {**values, "created_at": now, "updated_at": now})
        return session.store.get("workflow", id)
    if row["name"] != name:
        session.store.update("workflow", row["id"], {"name": name, "updated_at": now})
    return session.store.get("workflow", row["id"])


def get(session: Session, repository: Row, name: str) -> Row:
    """Return a workflow by database id or by the name of its file, or refuse with 404."""
    return session.found(
        "SELECT * FROM workflow WHERE repository_id = ? AND (CAST(id AS TEXT) = ? OR path = ?)",
        repository["id"],
        name,
        f"{contents.WORKFLOWS}{name}",
    )


def is_disabled(session: Session, repository_id: int, path: str) -> bool:
    """Tell whether the workflow of a path is switched off."""
    known = "SELECT 1 FROM workflow WHERE repository_id = ? AND path = ? AND is_disabled"
    return session.store.one(known, repository_id, path) is not None


def create(session: Session, start: Start) -> int:
    """Store a run that waits or that does not start, and return its id."""
    repository_id = start.workflow["repository_id"]
    number = session.store.number(
        "SELECT COALESCE(MAX(run_number), 0) + 1 FROM workflow_run WHERE workflow_id = ?",
        start.workflow["id"],
    )
    values: dict[str, Value] = {"repository_id": repository_id, "run_number": number}
    values |= {"workflow_id": start.workflow["id"], "event": start.event, "title": start.title}
    values |= {"actor_id": start.actor_id, "head_branch": start.head_branch}
    values |= {"head_sha": start.head_sha, "conclusion": start.conclusion}
    values["status"] = "completed" if start.conclusion else "queued"
    values["occurrence"] = start.occurrence
    return session.store.insert("workflow_run", {**values, **session.times()})


def restart(session: Session, run_id: int) -> None:
    """Let a finished run wait for another attempt; it belongs to the viewer."""
    session.store.execute(
        "UPDATE workflow_run SET status = 'queued', conclusion = NULL, started_at = NULL, "
        "attempt = attempt + 1, rerun_by_id = ?, updated_at = ? WHERE id = ?",
        session.viewer.id,
        session.now(),
        run_id,
    )


def jobs(session: Session, run: Row, *, of_all_attempts: bool = False) -> list[Row]:
    """List the finished jobs of a run's latest attempt, or of all."""
    return session.store.all(
        "SELECT * FROM workflow_job WHERE run_id = ? AND (? OR attempt = ?) ORDER BY id",
        run["id"],
        int(of_all_attempts),
        run["attempt"],
    )


def begin(session: Session, run_id: int) -> bool:
    """Record that a run begins; return False for a run that does not wait any more."""
    row = session.store.one("SELECT status FROM workflow_run WHERE id = ?", run_id)
    if row is None or row["status"] != "queued":
        return False
    now = session.now()
    values: dict[str, Value] = {"status": "in_progress", "started_at": now, "updated_at": now}
    session.store.update("workflow_run", run_id, values)
    return True


def add_job(
    session: Session,
    run_id: int,
    name: str,
    conclusion: str,
    steps: Sequence[dict[str, Any]],
    log: str,
) -> None:
    """Store a job that is finished."""
    now, attempt = session.now(), session.store.get("workflow_run", run_id)["attempt"]
    values: dict[str, Value] = {"run_id": run_id, "name": name, "conclusion": conclusion}
    values["attempt"] = attempt
    values |= {"steps": json.dumps(list(steps)), "log": log}
    session.store.insert("workflow_job", {**values, "started_at": now, "completed_at": now})


def finish(session: Session, run_id: int, conclusion: str) -> None:
    """Record the end of a run."""
    values: dict[str, Value] = {"status": "completed", "conclusion": conclusion}
    session.store.update("workflow_run", run_id, {**values, "updated_at": session.now()})


def abandon(store: Store) -> None:
    """Record that unfinished runs of an earlier server will not continue."""
    store.execute(
        "UPDATE workflow_run SET status = 'completed', conclusion = 'cancelled' "
        "WHERE status != 'completed'"
    )


def secrets(session: Session, repository_id: int) -> dict[str, str]:
    """Return the secrets that a repository's workflows see, by name."""
    shared = organization_value.reaching(session, "secret", repository_id)
    own = session.store.all("SELECT * FROM secret WHERE repository_id = ?", repository_id)
    return {row["name"]: row["value"] for row in (*shared, *own)}


def put_secret(session: Session, repository: Row, name: str, value: str) -> bool:
    """Set a secret, and return whether it is new."""
    repositories.require(session, repository, "WRITE", "SetSecret")
    known = "SELECT 1 FROM secret WHERE repository_id = ? AND name = ?"
    is_new = session.store.one(known, repository["id"], name.upper()) is None
    now = session.now()
    session.store.execute(
        "INSERT INTO secret (repository_id, name, value, created_at, updated_at) "
        "VALUES (?, ?, ?, ?, ?) ON CONFLICT (repository_id, name) "
        "DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at",
        *(repository["id"], name.upper(), value, now, now),
    )
    return is_new


def delete_secret(session: Session, repository: Row, name: str) -> None:
    """Delete a secret, or refuse with 404."""
    repositories.require(session, repository, "WRITE", "DeleteSecret")
    gone = "DELETE FROM secret WHERE repository_id = ? AND name = ?"
    if not session.store.execute(gone, repository["id"], name.upper()):
        raise NotFoundError
