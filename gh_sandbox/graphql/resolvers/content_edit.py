"""The edits of issues, pull requests and comments."""

from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, constants, links, resolves
from gh_sandbox.graphql.resolvers.common import Info, loader, select_page
from gh_sandbox.rules.repositories import repository as repositories

_TYPES = ("Issue", "PullRequest", "IssueComment")
columns("UserContentEdit", "editedAt createdAt=edited_at updatedAt=edited_at")
links("UserContentEdit", "owner", "editor")
# In the sandbox, nobody deletes edits from the history.
constants("UserContentEdit", {"deletedAt": None})


@resolves(*(f"{type}.userContentEdits" for type in _TYPES))
def edits(entity: Entity, info: Info, **args: Any) -> Page:
    """Return the edits, newest first; a text that was never edited has none."""
    column = "comment_id" if entity.type == "IssueComment" else "issue_id"

    sql = f"SELECT {column}, id FROM content_edit WHERE {column}"
    return select_page(entity, info, args, "content_edit", sql, "id DESC")


@resolves(*(f"{type}.editor" for type in _TYPES))
def last_editor(entity: Entity, info: Info) -> Entity | None:
    """Return the user of the last edit."""
    if entity.row["last_edited_at"] is None:
        return None
    column = "comment_id" if entity.type == "IssueComment" else "issue_id"
    sql = f"SELECT editor_id FROM content_edit WHERE {column} = ? ORDER BY id DESC"
    row = loader(info).session.store.one(sql, entity.id)
    if row is None or row["editor_id"] is None:
        return None
    return loader(info).entity("owner", row["editor_id"])


@resolves("UserContentEdit.diff")
def diff(edit: Entity, info: Info) -> str | None:
    """Return the whole text after the edit; only viewers with write access see it."""
    repository = loader(info).repository(edit.row["repository_id"])
    may_write = repositories.allows(loader(info).session, repository.row, "WRITE")
    return str(edit.row["text"]) if may_write else None
