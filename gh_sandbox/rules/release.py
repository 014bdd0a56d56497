"""Releases of a repository, and the tags that publishing them makes.

Sources: GitHub's REST description, "Releases"; the refusals as in many reports of release tools (a
tag that has a release already, a target that is not there). Unverified: the words for an empty
repository, and that a release which may be the latest is so by its publishing alone.
"""

from collections.abc import Mapping
from typing import Any

from gh_sandbox.errors import FieldError, InvalidError, NotFoundError
from gh_sandbox.rules import git_object as git_objects
from gh_sandbox.rules import git_ref as git_refs
from gh_sandbox.rules import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

# What REST calls the columns.
_COLUMNS = {
    "tag_name": "tag_name",
    "target_commitish": "target",
    "name": "name",
    "body": "body",
    "draft": "is_draft",
    "prerelease": "is_prerelease",
}


def listed(session: Session, repository: Row) -> list[Row]:
    """Return the releases, the latest first; drafts are for those who can push."""
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
    """Return the last release that was published as one that may be the latest, if there is one."""
    return session.store.one(
        "SELECT * FROM release WHERE repository_id = ? AND may_be_latest AND NOT is_draft "
        "AND NOT is_prerelease ORDER BY published_at DESC, id DESC LIMIT 1",
        repository["id"],
    )


def create(session: Session, repository: Row, given: Mapping[str, Any]) -> Row:
    """Make a release; one that is no draft makes its tag, where that is not there."""
    repositories.require(session, repository, "WRITE", "CreateRelease")
    now = session.now()
    values: dict[str, Value] = {"repository_id": repository["id"], "author_id": session.viewer.id}
    values |= {"created_at": now, "updated_at": now, "target": repository["default_branch"]}
    id = session.store.insert("release", {**values, **_values(given)})
    return _settled(session, repository, id)


def update(session: Session, repository: Row, release: Row, given: Mapping[str, Any]) -> Row:
    """Change what is given of a release; a draft may be published so."""
    repositories.require(session, repository, "WRITE", "UpdateRelease")
    values = {**_values(given), "updated_at": session.now()}
    session.store.update("release", release["id"], values)
    return _settled(session, repository, release["id"])


def delete(session: Session, repository: Row, release: Row) -> None:
    """Delete a release; its tag stays."""
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
    """Check a release that was written, and publish it if it is no draft."""
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
        git_refs.create(session, repository, name, _target(session, repository, row["target"]))
    if row["published_at"] is None:
        session.store.update("release", id, {"published_at": session.now()})
    return session.store.get("release", id)


def _target(session: Session, repository: Row, target: str) -> str:
    """Return the commit that a target names, by a branch or by its SHA."""
    git_refs.require_commits(session, repository)
    branch = git_refs.branch(session, repository, target)
    if branch is not None:
        return str(branch["sha"])
    if git_objects.find(session.store, repository["id"], target, "commit") is None:
        raise _invalid("target_commitish", "invalid")
    return target


def _invalid(field: str, code: str) -> InvalidError:
    return InvalidError(FieldError("Release", field, code), graphql_message=f"{field} is invalid")
