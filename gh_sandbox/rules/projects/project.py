"""Rules for projects: permissions, and the properties of the project itself.

Sources: GitHub docs, "Managing access to your projects" (members of an organization may write by
default) and "Using the built-in automations"; GitHub's GraphQL schema; reports (the fields, options
and the view of a new project). Unverified: the messages of refusals.

Functions that change projects do not check permissions. Their callers call `require` first, because
built-in workflows write without anybody's permission.
"""

from collections.abc import Iterator

from gh_sandbox.access.grant import TokenKind
from gh_sandbox.errors import FieldError, ForbiddenError, InvalidError, NotFoundError
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.projects import project_field as fields
from gh_sandbox.rules.projects import project_view as views
from gh_sandbox.rules.projects import project_workflow as workflows
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

LEVELS = ("READ", "WRITE", "ADMIN")
_PERMISSION = ("organization_projects",)
_QUALIFIERS = {
    "is:open": "closed_at IS NULL",
    "is:closed": "closed_at IS NOT NULL",
    "is:public": "is_public",
    "is:private": "NOT is_public",
    "is:template": "is_template",
}


def find(session: Session, owner: Row, number: int) -> Row:
    """Return an owner's project by number, or refuse when the viewer cannot see it."""
    row = session.store.one(
        "SELECT * FROM project WHERE owner_id = ? AND number = ?", owner["id"], number
    )
    if row is not None:
        require_readable(session, row)
    if row is None or permission(session, row) is None:
        raise NotFoundError(f"Could not resolve to a ProjectV2 with the number {number}.")
    return row


def conditions(query: str) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """Translate `is:open some title` into SQL conditions and their values.

    Every word that is not a known qualifier must be in the title.
    """
    for word in query.split():
        if word in _QUALIFIERS:
            yield _QUALIFIERS[word], ()
        else:
            yield "instr(lower(title), lower(?))", (word.strip('"'),)


def permission(session: Session, project: Row) -> str | None:
    """Return the viewer's level in a project; None for a private project of others."""
    owner_id, grant = project["owner_id"], session.viewer.grant
    if grant is not None and grant.kind is TokenKind.INSTALLATION:
        return "ADMIN" if grant.allows(_PERMISSION, "write") else "READ"
    if owner_id == session.viewer.id or owners.is_member(session, owner_id, admin=True):
        return "ADMIN"
    if owners.is_member(session, owner_id):
        return "ADMIN" if project["creator_id"] == session.viewer.id else "WRITE"
    return "READ" if project["is_public"] else None


def is_readable(session: Session, project: Row) -> bool:
    """Tell whether the viewer's token reaches a project; classic tokens reach all.

    Other tokens reach no project of a user, and of organizations only the projects of the one that
    the token is for (GitHub docs, "Managing your personal access tokens"; cli/cli#8690).
    """
    grant = session.viewer.grant
    if grant is None:
        return True
    owner = session.store.get("owner", project["owner_id"])
    is_reached = owner["type"] == "Organization" and owner["id"] == grant.owner_id
    return is_reached and grant.allows(_PERMISSION, "read")


def require_readable(session: Session, project: Row) -> None:
    """Refuse a project that the viewer's token does not reach."""
    grant = session.viewer.grant
    if grant is not None and not is_readable(session, project):
        raise grant.refusal(_PERMISSION)


def visible(session: Session, rows: list[Row], level: str = "READ") -> list[Row]:
    """Keep the projects in which the viewer has a level."""
    return [row for row in rows if allows(session, row, level)]


def allows(session: Session, project: Row, level: str) -> bool:
    """Tell whether the viewer has at least this level."""
    held = permission(session, project)
    return held is not None and LEVELS.index(held) >= LEVELS.index(level)


def require(session: Session, project: Row, level: str, operation: str) -> None:
    """Refuse an operation that needs a higher level; GraphQL names it: `UpdateProjectV2`."""
    require_readable(session, project)
    if not allows(session, project, level):
        raise _forbidden(session, operation)


def require_creating(session: Session, owner: Row) -> None:
    """Refuse a viewer who is neither the owner nor a member of the organization."""
    grant = session.viewer.grant
    if grant is not None:
        if owner["type"] != "Organization" or owner["id"] != grant.owner_id:
            raise grant.refusal()
        grant.require(_PERMISSION, "write")
        if grant.kind is TokenKind.INSTALLATION:
            return
    if owner["id"] != session.viewer.id and not owners.is_member(session, owner["id"]):
        raise _forbidden(session, "CreateProjectV2")


def _forbidden(session: Session, operation: str) -> ForbiddenError:
    login = session.viewer.login
    return ForbiddenError(
        "Resource not accessible by the token's user.",
        graphql_message=f"{login} does not have the correct permissions to execute `{operation}`",
    )


def create(session: Session, owner: Row, title: str) -> int:
    """Create a project with GitHub's fields, view and workflows, and return its id."""
    id = insert(session, owner, title)
    fields.create_built_in(session, id, in_organization=owner["type"] == "Organization")
    views.create_first(session, id)
    workflows.create_all(session, id)
    return id


def insert(session: Session, owner: Row, title: str) -> int:
    """Insert an empty project."""
    session.store.execute(
        "UPDATE owner SET last_project_number = last_project_number + 1 WHERE id = ?", owner["id"]
    )
    number = session.store.get("owner", owner["id"])["last_project_number"]
    values: dict[str, Value] = {"owner_id": owner["id"], "number": number}
    values |= {"title": _checked_title(title), "creator_id": session.viewer.id}
    return session.store.insert("project", {**values, **session.times()})


def update(session: Session, project: Row, changes: dict[str, Value]) -> None:
    """Change columns of a project; `closed` opens or closes it."""
    values = dict(changes)
    if "title" in values:
        values["title"] = _checked_title(str(values["title"] or ""))
    if "closed" in values:
        closed = values.pop("closed")
        values["closed_at"] = (project["closed_at"] or session.now()) if closed else None
    session.store.update("project", project["id"], {**values, "updated_at": session.now()})


def touch(session: Session, project_id: int) -> None:
    """Set the time of a project's last change to now."""
    session.store.update("project", project_id, {"updated_at": session.now()})


def delete(session: Session, project: Row) -> None:
    """Delete a project with its drafts; its issues and pull requests are kept."""
    session.store.execute(
        "DELETE FROM draft_issue WHERE id IN "
        "(SELECT draft_issue_id FROM project_item WHERE project_id = ?)",
        project["id"],
    )
    session.store.execute("DELETE FROM project WHERE id = ?", project["id"])


def link(session: Session, project: Row, repository: Row) -> None:
    """Link a project to a repository of the same owner (unverified message)."""
    _require_same_owner(project, repository, "repository")
    session.store.execute(
        "INSERT OR IGNORE INTO project_repository (project_id, repository_id) VALUES (?, ?)",
        project["id"],
        repository["id"],
    )
    touch(session, project["id"])


def link_team(session: Session, project: Row, team: Row) -> None:
    """Link a project to a team of the same organization (unverified message)."""
    _require_same_owner(project, team, "team")
    session.store.execute(
        "INSERT OR IGNORE INTO project_team (project_id, team_id) VALUES (?, ?)",
        project["id"],
        team["id"],
    )
    touch(session, project["id"])


def _require_same_owner(project: Row, linked: Row, kind: str) -> None:
    if project["owner_id"] != linked["owner_id"]:
        message = f"The project and the {kind} must have the same owner"
        fault = FieldError("ProjectV2", kind, "invalid", message)
        raise InvalidError(fault, graphql_message=message)


def unlink_team(session: Session, project: Row, team: Row) -> None:
    """Unlink a project from a team."""
    session.store.execute(
        "DELETE FROM project_team WHERE project_id = ? AND team_id = ?", project["id"], team["id"]
    )
    touch(session, project["id"])


def unlink(session: Session, project: Row, repository: Row) -> None:
    """Unlink a project from a repository."""
    session.store.execute(
        "DELETE FROM project_repository WHERE project_id = ? AND repository_id = ?",
        project["id"],
        repository["id"],
    )
    touch(session, project["id"])


def _checked_title(title: str) -> str:
    if not title.strip():
        raise InvalidError(
            FieldError("ProjectV2", "title", "missing_field"),
            graphql_message="Title can't be blank",
        )
    return title
