"""The built-in workflows of a project, and what those that are on do.

Sources: GitHub docs, "Using the built-in automations" (two are on in a new project); reports
(the names). Unverified: that a workflow finds its option by name, that those of a new project
that are off are listed, and that an item without a status is treated as any other. Without
settings to read, "Auto-add to project" and "Auto-archive items" do nothing here.
"""

from gh_sandbox.rules import event as events
from gh_sandbox.rules import issue as issues
from gh_sandbox.rules import owner as owners
from gh_sandbox.rules import project_choice as choices
from gh_sandbox.rules import project_field as fields
from gh_sandbox.rules import project_item as items
from gh_sandbox.rules import project_value as values
from gh_sandbox.session import Session
from gh_sandbox.store import Row

# Who moves cards on GitHub (reports). Unverified: that it is the creator of the values it sets.
ACTOR = "github-project-automation[bot]"
ITEM_CLOSED = "Item closed"
PULL_REQUEST_MERGED = "Pull request merged"
ITEM_ADDED = "Item added to project"
PULL_REQUEST_LINKED = "Pull request linked to issue"
AUTO_CLOSE = "Auto-close issue"
AUTO_ADD_SUB_ISSUES = "Auto-add sub-issues to project"
NAMES = (
    ITEM_CLOSED,
    PULL_REQUEST_MERGED,
    ITEM_ADDED,
    PULL_REQUEST_LINKED,
    AUTO_CLOSE,
    AUTO_ADD_SUB_ISSUES,
    "Auto-add to project",
    "Auto-archive items",
)
_ON = (ITEM_CLOSED, PULL_REQUEST_MERGED)
_TODO, _IN_PROGRESS, _DONE = "Todo", "In Progress", "Done"


def create_all(session: Session, project_id: int) -> None:
    """Give a new project its workflows."""
    now = session.now()
    for number, name in enumerate(NAMES, start=1):
        session.store.insert(
            "project_workflow",
            {
                "project_id": project_id,
                "number": number,
                "name": name,
                "enabled": int(name in _ON),
                "created_at": now,
                "updated_at": now,
            },
        )


def delete(session: Session, workflow: Row) -> None:
    """Delete a workflow: the only thing that GitHub's API can do to one."""
    session.store.execute("DELETE FROM project_workflow WHERE id = ?", workflow["id"])


@events.listens(events.Closed)
def _closed(session: Session, event: events.Event) -> None:
    _set_status(session, event.issue_id, ITEM_CLOSED, _DONE)


@events.listens(events.Merged)
def _merged(session: Session, event: events.Event) -> None:
    _set_status(session, event.issue_id, PULL_REQUEST_MERGED, _DONE)


@events.listens(events.Linked)
def _linked(session: Session, event: events.Event) -> None:
    _set_status(session, event.issue_id, PULL_REQUEST_LINKED, _IN_PROGRESS)


@events.listens(items.ItemAdded)
def _added(session: Session, event: items.ItemAdded) -> None:
    if _is_on(session, event.project_id, ITEM_ADDED):
        _set_status_on(session, event.project_id, event.issue_id, _TODO)
    if _is_on(session, event.project_id, AUTO_ADD_SUB_ISSUES):
        for row in session.store.all(
            "SELECT issue_id FROM sub_issue WHERE parent_id = ? ORDER BY position", event.issue_id
        ):
            items.add(session, event.project_id, row["issue_id"])


@events.listens(events.SubIssueAdded)
def _sub_issue_added(session: Session, event: events.SubIssueAdded) -> None:
    for project_id in _projects_with(session, event.parent_id, AUTO_ADD_SUB_ISSUES):
        items.add(session, project_id, event.issue_id)


@events.listens(values.StatusSet)
def _status_set(session: Session, event: values.StatusSet) -> None:
    issue = session.store.get("issue", event.issue_id)
    done = event.option.lower() == _DONE.lower()
    if done and not issue["is_pull_request"] and _is_on(session, event.project_id, AUTO_CLOSE):
        issues.close(session, issue)


def _set_status(session: Session, issue_id: int, workflow: str, option: str) -> None:
    for project_id in _projects_with(session, issue_id, workflow):
        _set_status_on(session, project_id, issue_id, option)


def _set_status_on(session: Session, project_id: int, issue_id: int, name: str) -> None:
    item = items.of_issue(session, project_id, issue_id)
    field = fields.named(session, project_id, fields.STATUS)
    if item is None or field is None:
        return
    option = choices.named(session, field["id"], name)
    if option is not None:
        given = {"singleSelectOptionId": option["key"]}
        values.put(session, item, field, given, creator_id=owners.bot(session, ACTOR))


def _projects_with(session: Session, issue_id: int, workflow: str) -> list[int]:
    """List the projects that an issue is on and whose workflow of this name is on."""
    rows = session.store.all(
        "SELECT project_id FROM project_item JOIN project_workflow USING (project_id) "
        "WHERE issue_id = ? AND name = ? AND enabled",
        issue_id,
        workflow,
    )
    return [row["project_id"] for row in rows]


def _is_on(session: Session, project_id: int, workflow: str) -> bool:
    sql = "SELECT 1 FROM project_workflow WHERE project_id = ? AND name = ? AND enabled"
    return session.store.one(sql, project_id, workflow) is not None
