"""Rules for making, changing and deleting repositories, and for changing their owners.

Sources: GitHub's REST description, "Repositories", "Organizations" and "Users". A setting that
GitHub has and the sandbox does not keep is refused by its name; it is not silently ignored.
"""

from collections.abc import Mapping
from typing import Any

from gh_sandbox.errors import FieldError, ForbiddenError, InvalidError, UnprocessableError
from gh_sandbox.rules.commits import content
from gh_sandbox.rules.commits import git_ref as git_refs
from gh_sandbox.rules.issues.label import DEFAULT_LABELS
from gh_sandbox.rules.owners import owner
from gh_sandbox.rules.repositories import repository
from gh_sandbox.rules.repositories import repository_name as names
from gh_sandbox.rules.repositories import repository_setting as settings
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

# What GitHub calls a setting, and the column that keeps it.
_REPOSITORY = {
    "name": "name",
    "description": "description",
    "homepage": "homepage_url",
    "private": "is_private",
    "has_issues": "has_issues_enabled",
    "has_wiki": "has_wiki_enabled",
    "default_branch": "default_branch",
}
_OWNER = {"name": "name", "email": "email", "description": "description"}


def create(session: Session, holder: Row, fields: Mapping[str, Any]) -> Row:
    """Make a repository with GitHub's first labels; with `auto_init`, a first commit, too."""
    require_owner(session, holder)
    name = names.spelt(str(fields.get("name") or ""))
    names.take(session, holder["id"], name, refusal="Repository creation failed.")
    values = _values(
        fields, _REPOSITORY, besides={"auto_init", "visibility", "archived", *settings.SETTINGS}
    )
    times = session.times()
    values |= {"name": name, "settings": settings.changed("{}", fields)}
    id = session.store.insert("repository", {"owner_id": holder["id"], **values, **times})
    for label, color, description in DEFAULT_LABELS:
        row: dict[str, Value] = {"name": label, "color": color, "description": description}
        session.store.insert("label", {"repository_id": id, "is_default": 1, **row, **times})
    made = session.store.get("repository", id)
    if fields.get("auto_init"):
        data = f"# {name}\n".encode()
        message = "Initial commit"
        content.write(session, made, "README.md", data, message=message, branch=None, sha=None)
    return session.store.get("repository", id)


def edit(session: Session, row: Row, fields: Mapping[str, Any]) -> Row:
    """Change a repository's settings; `archived` archives it or unarchives it."""
    is_brought_back = fields.get("archived") is False
    repository.require(session, row, "ADMIN", "UpdateRepository", although_archived=is_brought_back)
    values = _values(fields, _REPOSITORY, besides={"archived", "visibility", *settings.SETTINGS})
    values["settings"] = settings.changed(row["settings"], fields)
    if "default_branch" in values:
        _require_branch(session, row, str(values["default_branch"]))
    if "name" in values:
        values["name"] = name = names.spelt(str(values["name"]))
        if name.lower() != str(row["name"]).lower():
            names.take(session, row["owner_id"], name)
            names.leave(session, row)
    if "archived" in fields:
        values["archived_at"] = session.now() if fields["archived"] else None
    session.store.update("repository", row["id"], {**values, "updated_at": session.now()})
    return session.store.get("repository", row["id"])


def transfer(session: Session, row: Row, holder: Row, name: str | None = None) -> None:
    """Move a repository to an owner for whom the viewer can make repositories.

    GitHub moves it in the background. Where the new owner is another user, that user must agree
    first. Nobody can agree in the sandbox, so it refuses this instead. Unverified: issues lose the
    types of the old organization, and boards of the old owner lose the repository.
    """
    repository.require(session, row, "ADMIN", "TransferRepository", although_archived=True)
    if holder["type"] == "User" and holder["id"] != session.viewer.id:
        login = holder["login"]
        raise UnprocessableError(f"nobody in the sandbox accepts a repository for {login}")
    require_owner(session, holder)
    name = names.spelt(name or str(row["name"]))
    names.take(session, holder["id"], name)
    names.leave(session, row)
    values: dict[str, Value] = {"owner_id": holder["id"], "name": name}
    session.store.update("repository", row["id"], {**values, "updated_at": session.now()})
    for forget in (
        "UPDATE issue SET issue_type_id = NULL WHERE repository_id = ?",
        (
            "DELETE FROM issue_field_value WHERE issue_id IN "
            "(SELECT id FROM issue WHERE repository_id = ?)"
        ),
        "DELETE FROM project_repository WHERE repository_id = ?",
    ):
        session.store.execute(forget, row["id"])


def delete(session: Session, row: Row) -> None:
    """Delete a repository with everything in it."""
    repository.require(session, row, "ADMIN", "DeleteRepository", although_archived=True)
    session.store.execute("DELETE FROM repository WHERE id = ?", row["id"])


def edit_owner(session: Session, row: Row, fields: Mapping[str, Any]) -> Row:
    """Change the profile of a user or an organization."""
    require_owner(session, row)
    known = _OWNER if row["type"] == "Organization" else {"name": "name", "email": "email"}
    session.store.update("owner", row["id"], _values(fields, known, besides=set()))
    return session.store.get("owner", row["id"])


def delete_organization(session: Session, row: Row) -> None:
    """Delete an organization and its repositories."""
    require_owner(session, row)
    session.store.execute("DELETE FROM owner WHERE id = ?", row["id"])


def require_owner(session: Session, row: Row) -> None:
    """Refuse a viewer who is neither this user nor an owner of this organization."""
    if row["id"] != session.viewer.id and not owner.is_member(session, row["id"], admin=True):
        raise ForbiddenError("Must be an owner of the organization.")


def _require_branch(session: Session, row: Row, name: str) -> None:
    """Refuse a default branch that does not exist (reported, as in terraform's provider)."""
    if git_refs.branch(session, row, name) is not None:
        return
    text = (
        "Cannot update default branch for an empty repository. "
        "Please init the repository and push first."
        if row["pushed_at"] is None
        else f"The branch {name} was not found. "
        "Please push that ref first or create it via the Git Data API."
    )
    fault = FieldError("Repository", "default_branch", "invalid", text)
    raise InvalidError(fault, graphql_message=text)


def _values(
    fields: Mapping[str, Any], columns: Mapping[str, str], *, besides: set[str]
) -> dict[str, Value]:
    unknown = sorted(fields.keys() - columns.keys() - besides)
    if unknown:
        raise UnprocessableError(f"the sandbox does not keep {', '.join(unknown)}")
    values: dict[str, Value] = {}
    for name, column in columns.items():
        if name in fields:
            value = fields[name]
            values[column] = int(value) if isinstance(value, bool) else value
    if "visibility" in fields:
        values["is_private"] = int(fields["visibility"] != "public")
    return values
