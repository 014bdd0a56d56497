"""Rules for the releases of a repository, and for the tags that publishing creates.

Sources: GitHub's REST description, "Releases"; the refusals as in many reports of release tools (a
tag that already has a release, a target that does not exist). Unverified: the message for an empty
repository, and that a release can be the latest only by the time of its publishing.
"""

from collections.abc import Mapping
from typing import Any

from gh_sandbox.errors import FieldError, InvalidError, NotFoundError
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.rules.commits import git_ref as git_refs
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

# REST's names of the columns.
_COLUMNS = {
    "tag_name": "tag_name",
    "target_commitish": "target",
    "name": "name",
    "body": "body",
    "draft": "is_draft",
    "prerelease": "is_prerelease",
}


def listed(session: Session, repository: Row) -> list[Row]:
    """List the releases, latest first; only viewers who can push see drafts."""
    is_writer = repositories.allows(session, repository, "WRITE")
    sql = "SELECT * FROM release WHERE repository_id = ? AND (? OR NOT is_draft) ORDER BY id DESC"
    return session.store.all(sql, repository["id"], int(is_writer))


def get(session: Session, repository: Row, id: int) -> Row:
    """Return a release by its id, or refuse with 404."""
    return _first([row for row in listed(session, repository) if row["id"] == id])


def tagged(session: Session, repository: Row, tag: str) -> Row:
    """Return the published release of a tag, or refuse with 404."""
    rows = listed(session, repository)
    return _first([row for row in rows if row["tag_name"] == tag and not row["is_draft"]])


def latest(session: Session, repository: Row) -> Row | None:
    """Return the last published release that may be the latest, or None."""
    return session.store.one(
        "SELECT * FROM release WHERE repository_id = ? AND may_be_latest AND NOT is_draft "
        "AND NOT is_prerelease ORDER BY published_at DESC, id DESC LIMIT 1",
        repository["id"],
    )


def create(session: Session, repository: Row, given: Mapping[str, Any]) -> Row:
    """Create a release. Unless it is a draft, its tag is created where it does not exist."""
    repositories.require(session, repository, "WRITE", "CreateRelease")
    values: dict[str, Value] = {"repository_id": repository["id"], "author_id": session.viewer.id}
    values["target"] = repository["default_branch"] or "main"
    values |= session.times()
    id = session.store.insert("release", {**values, **_values(given)})
    return _settled(session, repository, id)


def update(session: Session, repository: Row, release: Row, given: Mapping[str, Any]) -> Row:
    """Change the given properties of a release; this can publish a draft."""
    repositories.require(session, repository, "WRITE", "UpdateRelease")
    values = {**_values(given), "updated_at": session.now()}
    session.store.update("release", release["id"], values)
    return _settled(session, repository, release["id"])


def delete(session: Session, repository: Row, release: Row) -> None:
    """Delete a release; its tag is kept."""
    repositories.require(session, repository, "WRITE", "DeleteRelease")
    session.store.execute("DELETE FROM release WHERE id = ?", release["id"])


def _first(rows: list[Row]) -> Row:
    if not rows:
        raise NotFoundError
    return rows[0]


def _values(given: Mapping[str, Any]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, column in _COLUMNS.items():
        if name in given:
            value = given[name]
            values[column] = int(value) if isinstance(value, bool) else value
    if "make_latest" in given:
        values["may_be_latest"] = int(given["make_latest"] != "false")
    return values


def _settled(session: Session, repository: Row, id: int) -> Row:
    """Check a written release, and publish it unless it is a draft."""
    row = session.store.get("release", id)
    if not str(row["tag_name"]).strip():
        raise _invalid("tag_name", "missing_field")
    if row["is_draft"]:
        return row
    sql = "SELECT 1 FROM release WHERE repository_id = ? AND tag_name = ? AND id <> ?"
    others = f"{sql} AND NOT is_draft"
    if session.store.one(others, repository["id"], row["tag_name"], id) is not None:
        raise _invalid("tag_name", "already_exists")
    name = git_refs.TAGS + row["tag_name"]
    if git_refs.find(session, repository, name) is None:
        git_refs.create(session, repository, name, target(session, repository, row["target"]))
    if row["published_at"] is None:
        session.store.update("release", id, {"published_at": session.now()})
    return session.store.get("release", id)


def target(session: Session, repository: Row, name: str) -> str:
    """Return the commit of a target: a branch or a SHA."""
    git_refs.require_commits(session, repository)
    branch = git_refs.branch(session, repository, name)
    if branch is not None:
        return str(branch["sha"])
    if git_objects.find(session.store, repository["id"], name, "commit") is None:
        raise _invalid("target_commitish", "invalid")
    return name


def _invalid(field: str, code: str) -> InvalidError:
    return InvalidError(FieldError("Release", field, code), graphql_message=f"{field} is invalid")
