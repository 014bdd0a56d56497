"""The timeline events of issues and pull requests on projects.

Sources: GitHub docs, "Issue event types"; GitHub's GraphQL schema. Seen in many archives of issues:
setting the same status again, or removing it, creates no event, and the first status has no
previous one.
"""

from gh_sandbox.rules.issues import event as events
from gh_sandbox.rules.issues import timeline
from gh_sandbox.rules.projects import project_item as items
from gh_sandbox.rules.projects import project_value as values
from gh_sandbox.session import Session

_NAMES: dict[type[events.Event], str] = {
    items.ItemAdded: "added_to_project_v2",
    items.ItemRemoved: "removed_from_project_v2",
    items.DraftConverted: "converted_from_draft",
}


@events.listens(items.ItemAdded, items.ItemRemoved, items.DraftConverted)
def note_item(session: Session, event: items.ItemAdded) -> None:
    """Record that the issue was added to a project, or removed from it."""
    timeline.note(session, event.issue_id, _NAMES[type(event)], {"project": event.project_id})


@events.listens(values.StatusSet)
def note_status(session: Session, event: values.StatusSet) -> None:
    """Record a change of status, with the names at that time."""
    if event.option == event.before:
        return
    known = {"project": event.project_id, "status": event.option, "previous": event.before}
    name = "project_v2_item_status_changed"
    timeline.note(session, event.issue_id, name, known, actor_id=event.actor_id)
