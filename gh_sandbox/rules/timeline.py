"""What happened to an issue or pull request, kept in order.

Of GitHub's kinds these are kept: closed, reopened, merged, labeled, unlabeled, and
cross-referenced, which comes once from each issue or pull request that names this one.
"""

from gh_sandbox.rules import event as events
from gh_sandbox.rules import reference
from gh_sandbox.session import Session
from gh_sandbox.store import Row, Value

_NAMES: dict[type[events.Event], str] = {
    events.Closed: "closed",
    events.Reopened: "reopened",
    events.Merged: "merged",
    events.Labeled: "labeled",
    events.Unlabeled: "unlabeled",
}


@events.listens(events.Closed, events.Reopened, events.Merged)
def note_state(session: Session, event: events.Event) -> None:
    """Keep that the state changed."""
    _note(session, event.issue_id, _NAMES[type(event)], {})


@events.listens(events.Labeled, events.Unlabeled)
def note_label(session: Session, event: events.LabelEvent) -> None:
    """Keep which label came or went, as it was called then."""
    label = session.store.get("label", event.label_id)
    values: dict[str, Value] = {"label_name": label["name"], "label_color": label["color"]}
    _note(session, event.issue_id, _NAMES[type(event)], values)


@events.listens(events.Written)
def note_references(session: Session, event: events.Written) -> None:
    """Keep with every issue and pull request that a text names where it is named."""
    source = session.store.get("issue", event.issue_id)
    for row in reference.named(session, source["repository_id"], event.text):
        known = "SELECT 1 FROM issue_event WHERE issue_id = ? AND source_id = ?"
        named_before = session.store.one(known, row["id"], source["id"]) is not None
        if row["id"] != source["id"] and not named_before:
            _note(session, row["id"], "cross-referenced", {"source_id": source["id"]})


def events_of(session: Session, issue_id: int) -> list[Row]:
    """List what happened, oldest first."""
    sql = "SELECT * FROM issue_event WHERE issue_id = ? ORDER BY id"
    return session.store.all(sql, issue_id)


def _note(session: Session, issue_id: int, name: str, more: dict[str, Value]) -> None:
    values: dict[str, Value] = {"issue_id": issue_id, "event": name, "created_at": session.now()}
    session.store.insert("issue_event", {**values, "actor_id": session.viewer.id, **more})
