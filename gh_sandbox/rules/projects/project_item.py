"""Rules for the items of a project: issues, pull requests and drafts, in their order.

Sources: GitHub docs, "Using the API to manage Projects" (adding an existing item returns it);
GitHub's GraphQL schema (a draft's title may be the address of an issue); reports (the limit).
Unverified: new items are the last ones, and the messages of refusals.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from gh_sandbox.errors import FieldError, InvalidError, UnprocessableError
from gh_sandbox.rules.issues import event as events
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

LIMIT = 50_000


@dataclass(frozen=True)
class ItemAdded(events.Event):
    """The issue or pull request was added to a project."""

    project_id: int


class ItemRemoved(ItemAdded):
    """The issue or pull request was removed from a project."""


class DraftConverted(ItemAdded):
    """A draft on a project was converted to the issue."""


def get(session: Session, project_id: int, id: int) -> Row:
    """Return a project's item by database id, or refuse with 404."""
    return session.found(
        "SELECT * FROM project_item WHERE project_id = ? AND id = ?",
        project_id,
        id,
        what="The item does not exist in the project.",
    )


def of_issue(session: Session, project_id: int, issue_id: int) -> Row | None:
    """Return the item of an issue or pull request in a project."""
    return session.store.one(
        "SELECT * FROM project_item WHERE project_id = ? AND issue_id = ?", project_id, issue_id
    )


def add(session: Session, project_id: int, issue_id: int) -> int:
    """Add an issue or pull request to a project unless it is there, and return the item's id."""
    existing = of_issue(session, project_id, issue_id)
    if existing is not None:
        return int(existing["id"])
    id = _insert(session, project_id, {"issue_id": issue_id})
    events.publish(session, ItemAdded(issue_id, project_id))
    return id


def add_draft(
    session: Session, project_id: int, title: str, body: str, assignee_ids: Sequence[int] = ()
) -> int:
    """Add a draft to a project and return the item's id."""
    values: dict[str, Value] = {"title": _checked_title(title), "body": body}
    values |= {"creator_id": session.viewer.id, **session.times()}
    draft_id = session.store.insert("draft_issue", values)
    _assign(session, draft_id, assignee_ids)
    return _insert(session, project_id, {"draft_issue_id": draft_id})


def update_draft(
    session: Session,
    draft: Row,
    *,
    title: str | None = None,
    body: str | None = None,
    assignee_ids: Sequence[int] | None = None,
) -> None:
    """Change the given properties of a draft."""
    values: dict[str, Value] = {"updated_at": session.now()}
    if title is not None:
        values["title"] = _checked_title(title)
    if body is not None:
        values["body"] = body
    session.store.update("draft_issue", draft["id"], values)
    if assignee_ids is not None:
        _assign(session, draft["id"], assignee_ids)


def convert(session: Session, item: Row, issue_id: int) -> None:
    """Convert a draft to an issue."""
    draft_id = item["draft_issue_id"]
    session.store.update("project_item", item["id"], {"issue_id": issue_id, "draft_issue_id": None})
    session.store.execute("DELETE FROM draft_issue WHERE id = ?", draft_id)
    touch(session, item["id"])
    events.publish(session, DraftConverted(issue_id, item["project_id"]))


def move(session: Session, item: Row, after: Row | None) -> None:
    """Move an item directly after another one, or to the first place."""
    position = 0 if after is None else after["position"] + 1
    session.store.execute(
        "UPDATE project_item SET position = position + 1 WHERE project_id = ? AND position >= ?",
        item["project_id"],
        position,
    )
    session.store.update("project_item", item["id"], {"position": position})
    touch(session, item["id"])


def set_archived(session: Session, item: Row, *, archived: bool) -> None:
    """Archive an item, or restore it."""
    session.store.update(
        "project_item", item["id"], {"archived_at": session.now() if archived else None}
    )
    touch(session, item["id"])


def delete(session: Session, item: Row) -> None:
    """Remove an item from its project; a draft is deleted."""
    session.store.execute("DELETE FROM project_item WHERE id = ?", item["id"])
    session.store.execute("DELETE FROM draft_issue WHERE id = ?", item["draft_issue_id"])
    if item["issue_id"] is not None:
        events.publish(session, ItemRemoved(item["issue_id"], item["project_id"]))


def touch(session: Session, id: int) -> None:
    """Set the time of an item's last change, and its project's, to now."""
    now = session.now()
    session.store.update("project_item", id, {"updated_at": now})
    session.store.execute(
        "UPDATE project SET updated_at = ? "
        "WHERE id = (SELECT project_id FROM project_item WHERE id = ?)",
        now,
        id,
    )


def _insert(session: Session, project_id: int, content: dict[str, Value]) -> int:
    """Insert an item with the row for its title."""
    count, last = session.store.all(
        "SELECT COUNT(*), COALESCE(MAX(position), -1) FROM project_item WHERE project_id = ?",
        project_id,
    )[0]
    if count >= LIMIT:
        raise UnprocessableError(f"A project cannot have more than {LIMIT:,} items")
    by: dict[str, Value] = {"creator_id": session.viewer.id, **session.times()}
    place: dict[str, Value] = {"project_id": project_id, "position": last + 1}
    id = session.store.insert("project_item", {**content, **place, **by})
    title = session.store.number(
        "SELECT id FROM project_field WHERE project_id = ? AND data_type = 'TITLE'", project_id
    )
    session.store.insert("project_value", {"item_id": id, "field_id": title, **by})
    touch(session, id)
    return id


def _assign(session: Session, draft_id: int, user_ids: Sequence[int]) -> None:
    session.store.execute("DELETE FROM draft_issue_assignee WHERE draft_issue_id = ?", draft_id)
    rows: list[dict[str, Value]] = [
        {"draft_issue_id": draft_id, "user_id": id} for id in dict.fromkeys(user_ids)
    ]
    session.store.insert_many("draft_issue_assignee", rows)


def _checked_title(title: str) -> str:
    if not title.strip():
        raise InvalidError(
            FieldError("DraftIssue", "title", "missing_field"),
            graphql_message="Title can't be blank",
        )
    return title
