"""The actions of a project's built-in workflows that are on.

Sources: those of `project_workflow.py`; reports (who moves cards). Unverified: a workflow finds its
option by name, an item without a status is treated like any other, and the app is the creator of
the values it sets. GitHub archives within a day; the sandbox archives as soon as its clock reaches
the time.
"""

from gh_sandbox.rules.issues import event as events
from gh_sandbox.rules.issues import issue as issues
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.projects import project_choice as choices
from gh_sandbox.rules.projects import project_field as fields
from gh_sandbox.rules.projects import project_item as items
from gh_sandbox.rules.projects import project_value as values
from gh_sandbox.rules.projects import project_workflow as workflows
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.search.sql import condition
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row


@events.listens(events.Closed)
def _closed(session: Session, event: events.Event) -> None:
    _set_status(session, event.issue_id, workflows.ITEM_CLOSED)


@events.listens(events.Merged)
def _merged(session: Session, event: events.Event) -> None:
    _set_status(session, event.issue_id, workflows.PULL_REQUEST_MERGED)


@events.listens(events.Linked)
def _linked(session: Session, event: events.Event) -> None:
    _set_status(session, event.issue_id, workflows.PULL_REQUEST_LINKED)


@events.listens(items.ItemAdded)
def _added(session: Session, event: items.ItemAdded) -> None:
    workflow = _on(session, event.project_id, workflows.ITEM_ADDED)
    if workflow is not None:
        _set_status_on(session, workflow, event.issue_id)
    if _on(session, event.project_id, workflows.AUTO_ADD_SUB_ISSUES) is not None:
        for row in session.store.all(
            "SELECT issue_id FROM sub_issue WHERE parent_id = ? ORDER BY position", event.issue_id
        ):
            items.add(session, event.project_id, row["issue_id"])


@events.listens(events.SubIssueAdded)
def _sub_issue_added(session: Session, event: events.SubIssueAdded) -> None:
    for workflow in _of_issue(session, event.parent_id, workflows.AUTO_ADD_SUB_ISSUES):
        items.add(session, workflow["project_id"], event.issue_id)


@events.listens(values.StatusSet)
def _status_set(session: Session, event: values.StatusSet) -> None:
    workflow = _on(session, event.project_id, workflows.AUTO_CLOSE)
    issue = session.store.get("issue", event.issue_id)
    if workflow is None or issue["is_pull_request"]:
        return
    is_archived = repositories.get(session, issue["repository_id"])["archived_at"] is not None
    if event.option.lower() == str(workflow["status"]).lower() and not is_archived:
        issues.close(session, issue)


@events.listens(
    events.Created,
    events.Reopened,
    events.Labeled,
    events.Unlabeled,
    events.Assigned,
    events.Unassigned,
    events.Typed,
    events.Milestoned,
    events.Renamed,
)
def _changed(session: Session, event: events.Event) -> None:
    """Add a new or changed issue to the projects whose filters match it."""
    issue = session.store.get("issue", event.issue_id)
    for workflow in workflows.on(session, workflows.AUTO_ADD):
        if _watches(session, workflow, issue) and _takes(session, workflow, issue["id"]):
            items.add(session, workflow["project_id"], issue["id"])


def _watches(session: Session, workflow: Row, issue: Row) -> bool:
    """Tell whether a workflow covers an issue's repository: the chosen one, or a linked one."""
    if workflow["repository_id"] is not None:
        return bool(workflow["repository_id"] == issue["repository_id"])
    linked = "SELECT 1 FROM project_repository WHERE project_id = ? AND repository_id = ?"
    found = session.store.one(linked, workflow["project_id"], issue["repository_id"])
    return found is not None


def _takes(session: Session, workflow: Row, issue_id: int) -> bool:
    sql, known = condition(session, workflow["filter"])
    found = session.store.one(f"SELECT 1 FROM issue WHERE id = ? AND ({sql})", issue_id, *known)
    return found is not None


def archive_due(session: Session) -> None:
    """Archive the items that the filters match by now."""
    for workflow in workflows.on(session, workflows.AUTO_ARCHIVE):
        sql, known = condition(session, workflow["filter"])
        rows = session.store.all(
            "SELECT project_item.* FROM project_item JOIN issue ON issue.id = issue_id "
            f"WHERE project_id = ? AND project_item.archived_at IS NULL AND ({sql})",
            workflow["project_id"],
            *known,
        )
        for row in rows:
            items.set_archived(session, row, archived=True)


def _set_status(session: Session, issue_id: int, name: str) -> None:
    for workflow in _of_issue(session, issue_id, name):
        _set_status_on(session, workflow, issue_id)


def _set_status_on(session: Session, workflow: Row, issue_id: int) -> None:
    item = items.of_issue(session, workflow["project_id"], issue_id)
    field = fields.named(session, workflow["project_id"], fields.STATUS)
    if item is None or item["archived_at"] is not None or field is None:
        return
    option = choices.named(session, field["id"], workflow["status"])
    if option is not None:
        given = {"singleSelectOptionId": option["key"]}
        values.put(session, item, field, given, creator_id=owners.bot(session, workflows.ACTOR))


def _of_issue(session: Session, issue_id: int, name: str) -> list[Row]:
    """List the workflows with this name that are on, in the projects of an issue."""
    return session.store.all(
        "SELECT project_workflow.* FROM project_item JOIN project_workflow USING (project_id) "
        "WHERE issue_id = ? AND name = ? AND enabled",
        issue_id,
        name,
    )


def _on(session: Session, project_id: int, name: str) -> Row | None:
    workflow = workflows.named(session, project_id, name)
    return workflow if workflow is not None and workflow["enabled"] else None
