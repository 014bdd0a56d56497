"""Rules for check runs: what an app reports about a commit. Each job of a workflow is one, too.

Source: GitHub's REST description, "Check runs" and "Check suites". Only an app may write them, such
as a workflow with its token ("You must authenticate via a GitHub App." in many reports). The latest
run of each name counts. The combined state is that of statuses and check runs together; a neutral
or skipped run is no failure. Unverified: that a token which is not an app's is refused before
its permissions are checked, and that a completed run without a conclusion is refused.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from gh_sandbox.access.grant import TokenKind
from gh_sandbox.errors import ForbiddenError, NotFoundError, UnprocessableError
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

COMPLETED = "completed"
_PASSED = frozenset({"success", "neutral", "skipped"})
_PLAIN = ("name", "details_url", "external_id", "started_at")
_OF_OUTPUT = ("title", "summary", "text")


@dataclass(frozen=True)
class CheckRun:
    """A check run; `workflow_run_id` is None for one that is no job of a workflow."""

    id: int
    suite_id: int
    name: str
    head_sha: str
    status: str
    conclusion: str | None
    started_at: str | None
    completed_at: str | None
    details_url: str | None = None
    external_id: str = ""
    title: str | None = None
    summary: str | None = None
    text: str | None = None
    annotations: tuple[Mapping[str, Any], ...] = ()
    workflow_run_id: int | None = None


def of_commit(
    session: Session, repository_id: int, sha: str, *, of_all_attempts: bool = False
) -> list[CheckRun]:
    """Return the check runs of a commit: the latest of each name in its suite, or all."""
    found = [*_jobs(session, repository_id, sha), *_own(session, repository_id, sha)]
    if not of_all_attempts:
        found = list({(each.suite_id, each.name): each for each in found}.values())
    return sorted(found, key=lambda each: each.id)


def get(session: Session, repository: Row, id: int) -> CheckRun:
    """Return a check run by its id, or refuse with 404."""
    store, own = session.store, "repository_id = ? AND check_run.id = ?"
    row = store.one(f"SELECT * FROM check_run WHERE {own}", repository["id"], id)
    if row is not None:
        return _of_row(row)
    job = store.one(f"{_JOBS} AND workflow_job.id = ?", repository["id"], id)
    if job is None:
        raise NotFoundError
    return _of_job(job)


def sha_of_suite(session: Session, repository: Row, id: int) -> str:
    """Return the commit of a suite, or refuse with 404."""
    row = session.store.one(
        "SELECT head_sha FROM check_run WHERE repository_id = ?1 AND suite_id = ?2 UNION "
        "SELECT head_sha FROM workflow_run JOIN workflow_job ON run_id = workflow_run.id "
        "WHERE repository_id = ?1 AND workflow_run.id = ?2",
        repository["id"],
        id,
    )
    if row is None:
        raise NotFoundError
    return str(row["head_sha"])


def create(session: Session, repository: Row, given: Mapping[str, Any]) -> CheckRun:
    """Create a check run from REST's properties."""
    _require_app(session, repository)
    sha = given["head_sha"]
    if git_objects.find(session.store, repository["id"], sha, "commit") is None:
        raise UnprocessableError(f"No commit found for SHA: {sha}")
    present = _own(session, repository["id"], sha)
    values: dict[str, Value] = {
        "repository_id": repository["id"],
        "head_sha": sha,
        "status": "queued",
        "external_id": "",
        "started_at": session.now(),
        "annotations": "[]",
        "suite_id": present[0].suite_id if present else None,
    }
    id = session.store.insert("check_run", {**values, **_values(session, given, [])})
    if not present:
        session.store.update("check_run", id, {"suite_id": id})
    return get(session, repository, id)


def update(session: Session, repository: Row, id: int, given: Mapping[str, Any]) -> CheckRun:
    """Change a check run; annotations are added to those that it has."""
    _require_app(session, repository)
    known = get(session, repository, id)
    if known.workflow_run_id is not None:
        raise ForbiddenError("The checks of a workflow's jobs are GitHub Actions' own.")
    session.store.update("check_run", id, _values(session, given, known.annotations))
    return get(session, repository, id)


def worst(runs: Iterable[CheckRun]) -> str | None:
    """Return `failure`, `pending` or `success` for some runs; None for no runs."""
    states = {_state(each) for each in runs}
    return next((each for each in ("failure", "pending", "success") if each in states), None)


def _state(run: CheckRun) -> str:
    if run.status != COMPLETED:
        return "pending"
    return "success" if run.conclusion in _PASSED else "failure"


def _require_app(session: Session, repository: Row) -> None:
    grant = session.viewer.grant
    if grant is None or grant.kind is not TokenKind.INSTALLATION:
        raise ForbiddenError("You must authenticate via a GitHub App.")
    repositories.require(session, repository, "WRITE", "WriteCheckRun")


def _values(
    session: Session, given: Mapping[str, Any], annotations: Iterable[Mapping[str, Any]]
) -> dict[str, Value]:
    """Return the columns for REST's properties; a conclusion completes a run."""
    values: dict[str, Value] = {name: given[name] for name in _PLAIN if name in given}
    status = COMPLETED if given.get("conclusion") else given.get("status")
    if status == COMPLETED and not given.get("conclusion"):
        raise UnprocessableError("Invalid request.\n\nConclusion is required if completed.")
    if status:
        values |= {"status": status, "conclusion": given.get("conclusion"), "completed_at": None}
    if status == COMPLETED:
        values["completed_at"] = given.get("completed_at") or session.now()
    output = given.get("output") or {}
    values |= {name: output[name] for name in _OF_OUTPUT if name in output}
    if output.get("annotations"):
        values["annotations"] = json.dumps([*annotations, *output["annotations"]])
    return values


_JOBS = (
    "SELECT workflow_job.*, head_sha FROM workflow_job JOIN workflow_run ON "
    "workflow_run.id = run_id WHERE repository_id = ?"
)


def _jobs(session: Session, repository_id: int, sha: str) -> list[CheckRun]:
    rows = session.store.all(
        f"{_JOBS} AND head_sha = ? ORDER BY workflow_job.id", repository_id, sha
    )
    return [_of_job(row) for row in rows]


def _of_job(row: Row) -> CheckRun:
    return CheckRun(
        id=row["id"],
        suite_id=row["run_id"],
        name=row["name"],
        head_sha=row["head_sha"],
        status=COMPLETED,
        conclusion=row["conclusion"],
        started_at=row["started_at"],
        completed_at=row["completed_at"],
        workflow_run_id=row["run_id"],
    )


def _own(session: Session, repository_id: int, sha: str) -> list[CheckRun]:
    known = "SELECT * FROM check_run WHERE repository_id = ? AND head_sha = ? ORDER BY id"
    return [_of_row(row) for row in session.store.all(known, repository_id, sha)]


def _of_row(row: Row) -> CheckRun:
    known = {field.name for field in fields(CheckRun)}
    found: dict[str, Any] = {name: value for name, value in dict(row).items() if name in known}
    return CheckRun(**{**found, "annotations": tuple(json.loads(row["annotations"]))})
