"""Copying a project.

Source: GitHub docs, "Copying an existing project": views, custom fields, drafts if asked, and
configured workflows are copied; items that are issues or pull requests, collaborators and
linked repositories are not. Unverified: that options keep their ids.
"""

import json

from gh_sandbox.rules.projects import project as projects
from gh_sandbox.rules.projects import project_item as items
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value


def copy(session: Session, project: Row, owner: Row, title: str, *, drafts: bool) -> int:
    """Copy a project to an owner and return the copy's id."""
    id = projects.insert(session, owner, title)
    store = session.store
    store.update("project", id, {key: project[key] for key in ("short_description", "readme")})
    field_ids = _copied(session, "project_field", project["id"], {"project_id": id})
    for old, new in field_ids.items():
        for row in store.all("SELECT * FROM project_choice WHERE field_id = ?", old):
            store.insert("project_choice", {**_values(row), "field_id": new})
    for row in store.all("SELECT * FROM project_view WHERE project_id = ?", project["id"]):
        lists = {
            key: _renumbered(json.loads(row[key]), field_ids)
            for key in ("visible_fields", "sort_by", "group_by", "vertical_group_by")
        }
        store.insert("project_view", {**_values(row), **lists, "project_id": id})
    _copied(session, "project_workflow", project["id"], {"project_id": id})
    if drafts:
        _copy_drafts(session, project["id"], id)
    return id


def _copied(
    session: Session, table: str, project_id: int, values: dict[str, Value]
) -> dict[int, int]:
    rows = session.store.all(f"SELECT * FROM {table} WHERE project_id = ?", project_id)
    return {row["id"]: session.store.insert(table, {**_values(row), **values}) for row in rows}


def _values(row: Row) -> dict[str, Value]:
    return {key: row[key] for key in row.keys() if key != "id"}  # noqa: SIM118 - a Row, no dict


def _renumbered(found: list[Value | list[Value]], ids: dict[int, int]) -> str:
    """Replace field ids in a view's list of fields, or of sorting pairs, with the copies' ids."""

    def renumbered(entry: Value | list[Value]) -> object:
        if isinstance(entry, list):
            return [renumbered(each) for each in entry]
        return ids.get(entry, entry) if isinstance(entry, int) else entry

    return json.dumps([renumbered(entry) for entry in found])


def _copy_drafts(session: Session, project_id: int, copy_id: int) -> None:
    for row in session.store.all(
        "SELECT title, body FROM draft_issue JOIN project_item ON draft_issue_id = draft_issue.id "
        "WHERE project_id = ? ORDER BY position",
        project_id,
    ):
        items.add_draft(session, copy_id, row["title"], row["body"])
