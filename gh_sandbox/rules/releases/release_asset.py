"""Rules for the files of a release.

Source: GitHub docs, "Upload a release asset": special characters of a name are replaced, and a name
that a release has already is refused (422, already_exists). Unverified: which characters are
special, and the refusal of a file without a name.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from gh_sandbox.errors import FieldError, InvalidError, NotFoundError
from gh_sandbox.rules.releases import release as releases
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

DEFAULT_TYPE = "application/octet-stream"
_SPECIAL = re.compile(r"[^A-Za-z0-9._+@~-]+")


def listed(session: Session, release_id: int) -> list[Row]:
    """List the files of a release, oldest first, without their contents."""
    return session.store.all(
        "SELECT id, release_id, name, label, content_type, size, digest, uploader_id, "
        "download_count, created_at, updated_at FROM release_asset WHERE release_id = ? "
        "ORDER BY id",
        release_id,
    )


def get(session: Session, repository: Row, id: int) -> tuple[Row, Row]:
    """Return a release and its file, or refuse with 404."""
    row = session.store.one("SELECT * FROM release_asset WHERE id = ?", id)
    if row is None:
        raise NotFoundError
    return releases.get(session, repository, row["release_id"]), row


def named(session: Session, release: Row, name: str) -> Row:
    """Return a file of a release by its name, or refuse with 404."""
    known = "SELECT * FROM release_asset WHERE release_id = ? AND name = ?"
    return session.found(known, release["id"], name)


def upload(
    session: Session,
    repository: Row,
    release: Row,
    content: bytes,
    *,
    name: str,
    label: str | None,
    content_type: str,
) -> Row:
    """Add a file to a release."""
    repositories.require(session, repository, "WRITE", "UploadReleaseAsset")
    values: dict[str, Value] = {
        "release_id": release["id"],
        "name": _free_name(session, release["id"], name),
        "label": label,
        "content_type": content_type,
        "content": content,
        "size": len(content),
        "digest": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "uploader_id": session.viewer.id,
        **session.times(),
    }
    id = session.store.insert("release_asset", values)
    return session.store.get("release_asset", id)


def update(session: Session, repository: Row, row: Row, given: Mapping[str, Any]) -> Row:
    """Change the name or the label of a file."""
    repositories.require(session, repository, "WRITE", "UpdateReleaseAsset")
    values: dict[str, Value] = {"updated_at": session.now()}
    if given.get("name") not in (None, row["name"]):
        values["name"] = _free_name(session, row["release_id"], given["name"])
    if "label" in given:
        values["label"] = given["label"]
    session.store.update("release_asset", row["id"], values)
    return session.store.get("release_asset", row["id"])


def delete(session: Session, repository: Row, row: Row) -> None:
    """Delete a file."""
    repositories.require(session, repository, "WRITE", "DeleteReleaseAsset")
    session.store.execute("DELETE FROM release_asset WHERE id = ?", row["id"])


def count_download(session: Session, row: Row) -> None:
    """Count a download of a file."""
    count = "UPDATE release_asset SET download_count = download_count + 1 WHERE id = ?"
    session.store.execute(count, row["id"])


def _free_name(session: Session, release_id: int, name: str) -> str:
    """Return a name in GitHub's form; refuse one that the release has already."""
    found = _SPECIAL.sub(".", name).strip(".")
    if not found:
        raise _invalid("missing_field")
    known = "SELECT 1 FROM release_asset WHERE release_id = ? AND name = ?"
    if session.store.one(known, release_id, found) is not None:
        raise _invalid("already_exists")
    return found


def _invalid(code: str) -> InvalidError:
    return InvalidError(FieldError("ReleaseAsset", "name", code), graphql_message=f"name is {code}")
