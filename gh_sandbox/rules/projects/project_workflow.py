"""Rules for the built-in workflows of a project: their names, states and settings.

Sources: GitHub docs, "Using the built-in automations" (two are on in a new project), "Adding items
automatically" and "Archiving items automatically"; reports (the names). Unverified: workflows that
are off are listed in a new project, and their first filters.

The actions of workflows that are on are in `project_automation.py`. GitHub's API cannot switch
workflows on or off; in the sandbox, a seed and the project's page of workflows can.
"""

from gh_sandbox.errors import FieldError, InvalidError
from gh_sandbox.search.sql import condition
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

# The login of the app that runs the workflows.
ACTOR = "github-project-automation[bot]"
ITEM_CLOSED = "Item closed"
PULL_REQUEST_MERGED = "Pull request merged"
ITEM_ADDED = "Item added to project"
PULL_REQUEST_LINKED = "Pull request linked to issue"
AUTO_CLOSE = "Auto-close issue"
AUTO_ADD_SUB_ISSUES = "Auto-add sub-issues to project"
AUTO_ADD = "Auto-add to project"
AUTO_ARCHIVE = "Auto-archive items"
_TODO, _IN_PROGRESS, _DONE = "Todo", "In Progress", "Done"
# Each workflow with the Status that it sets or reacts to, and the filter of its issues.
_AT_FIRST: dict[str, dict[str, Value]] = {
    ITEM_CLOSED: {"enabled": 1, "status": _DONE},
    PULL_REQUEST_MERGED: {"enabled": 1, "status": _DONE},
    ITEM_ADDED: {"status": _TODO},
    PULL_REQUEST_LINKED: {"status": _IN_PROGRESS},
    AUTO_CLOSE: {"status": _DONE},
    AUTO_ADD_SUB_ISSUES: {},
    AUTO_ADD: {"filter": "is:issue,pr is:open"},
    AUTO_ARCHIVE: {"filter": "is:issue,pr is:closed updated:<@today-2w"},
}
NAMES = tuple(_AT_FIRST)


def create_all(session: Session, project_id: int) -> None:
    """Give a new project its workflows."""
    for number, (name, values) in enumerate(_AT_FIRST.items(), start=1):
        fixed: dict[str, Value] = {"project_id": project_id, "number": number, "name": name}
        times = session.times()
        row = {"enabled": 0, "status": None, "filter": None, **values, **fixed, **times}
        session.store.insert("project_workflow", row)


def named(session: Session, project_id: int, name: str) -> Row | None:
    """Return a project's workflow by its name."""
    return session.store.one(
        "SELECT * FROM project_workflow WHERE project_id = ? AND name = ?", project_id, name
    )


def on(session: Session, name: str) -> list[Row]:
    """List the workflows with this name that are on, in all open projects."""
    return session.store.all(
        "SELECT project_workflow.* FROM project_workflow JOIN project ON project.id = project_id "
        "WHERE name = ? AND enabled AND closed_at IS NULL",
        name,
    )


def change(session: Session, workflow: Row, values: dict[str, Value]) -> None:
    """Switch a workflow on or off, and set its `status`, `filter` or `repository_id`.

    Raises ApiError 422 for a filter that cannot be read.
    """
    for name in values.keys() & {"status", "filter"}:
        if name not in _AT_FIRST[workflow["name"]]:
            text = f"The workflow {workflow['name']} has no {name}"
            raise InvalidError(
                FieldError("ProjectV2Workflow", name, "invalid", text), graphql_message=text
            )
    if values.get("filter") is not None:
        condition(session, str(values["filter"]))
    changes = {**values, "updated_at": session.now()}
    session.store.update("project_workflow", workflow["id"], changes)


def delete(session: Session, workflow: Row) -> None:
    """Delete a workflow. GitHub's API has no other operation on workflows."""
    session.store.execute("DELETE FROM project_workflow WHERE id = ?", workflow["id"])
